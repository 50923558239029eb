package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd"
)

// A session is one connection of the server.
//
//	read   -> orders (one waits) -> work -> answers -> write
//	  one message ahead                one at a time      pings, pongs, the close frame
//
// The reader asks for the next message at once, because pings are heard only by reading,
// but reads its body only when there is place for it: that is what keeps a sender waiting.
type session struct {
	server  *Server
	conn    *websocket.Conn
	link    *link
	id      string // for the log
	remote  string
	account *account

	ctx    context.Context // ends with the connection
	cancel context.CancelFunc

	place   chan struct{} // holds one value while an order waits
	orders  chan *order
	answers chan answer
	over    chan struct{} // closed when the worker takes no more orders

	// The reader's own.
	wishes  wishes
	last    time.Time // when the last picture came
	hint    int       // the size that the next picture may have
	reading bool      // within a message, which has a deadline of its own
}

// run serves the connection until it ends.
func (s *session) run() {
	// When the server can wait no longer, neither can a peer that takes nothing.
	defer context.AfterFunc(s.server.ctx, s.closeSoon)()
	var others sync.WaitGroup
	others.Go(s.work)
	others.Go(s.write)
	s.end(s.read())
	others.Wait()
	s.conn.Close()
	// What waited when the connection ended is answered by nobody.
	select {
	case o := <-s.orders:
		o.load.release()
	default:
	}
}

// end says goodbye if the reader ended for a reason that the peer should know, and
// reads on until the peer has heard it.
func (s *session) end(err error) {
	var final []byte
	switch {
	case errors.Is(err, errSlow):
		s.server.meter.Refused(httpd.Slow)
		final = websocket.FormatCloseMessage(websocket.ClosePolicyViolation, "the message came too slowly")
	case errors.Is(err, errTooMuch):
		s.server.meter.Refused(string(fault.TooLarge))
		final = closing(fault.New(fault.TooLarge, "the message is longer than any picture allowed here"))
	case timedOut(err):
		final = websocket.FormatCloseMessage(websocket.CloseGoingAway, "nothing came for a long time")
	}
	if final != nil {
		s.server.log.Info("connection ended", "id", s.id, "remote", s.remote, "err", err)
		if s.hand(&order{final: final}) {
			s.discard()
			return
		}
	}
	s.cancel()
	var closed *websocket.CloseError
	var netErr net.Error
	if err != nil && !errors.As(err, &closed) && !errors.As(err, &netErr) {
		// The peer broke the protocol and was told so; see send for why it gets time to hear it.
		s.conn.SetReadDeadline(time.Now().Add(s.server.patience.linger))
		io.Copy(io.Discard, s.conn.NetConn())
	}
}

// hand gives an order to the worker. It reports false when there is none any more.
func (s *session) hand(o *order) bool {
	select {
	case s.orders <- o:
		return true
	case <-s.over:
	case <-s.ctx.Done():
	}
	o.load.release()
	return false
}

// discard reads until the connection is closed, which the writer sees to.
func (s *session) discard() {
	for {
		if _, _, err := s.conn.NextReader(); err != nil {
			if timedOut(err) {
				// Package websocket reads nothing more, but the peer may still send.
				s.conn.SetReadDeadline(time.Time{})
				io.Copy(io.Discard, s.conn.NetConn())
			}
			break
		}
	}
	select {
	case <-s.over:
	case <-s.ctx.Done():
	}
	s.cancel()
}

// read reads messages until there is none. The error is the connection's.
func (s *session) read() error {
	s.last = time.Now()
	for {
		s.reading = false
		s.heard()
		kind, r, err := s.conn.NextReader()
		if err != nil {
			return err
		}
		s.reading = true
		select {
		case s.place <- struct{}{}:
		case <-s.over:
			s.discard()
			return nil
		case <-s.ctx.Done():
			return nil
		}
		o, err := s.receive(kind, r)
		if err != nil {
			return err
		}
		s.last = time.Now()
		if o == nil {
			<-s.place
			continue
		}
		o.placed = true
		ends := o.final != nil
		if !s.hand(o) || ends {
			s.discard()
			return nil
		}
	}
}

// heard gives a peer that showed life its time until the next sign. Within a message only
// the message counts: a peer could ping for ever instead of sending.
func (s *session) heard() {
	if !s.reading {
		until := time.Now().Add(s.server.patience.silence)
		if latest := s.last.Add(s.server.patience.idle); latest.Before(until) {
			until = latest
		}
		s.conn.SetReadDeadline(until)
	}
}

// write writes answers, pings and pongs, until the last answer.
func (s *session) write() {
	defer func() {
		for a := range s.answers {
			s.account.release(a.charged)
		}
	}()
	tick := time.NewTicker(s.server.patience.ping)
	defer tick.Stop()
	for {
		var err error
		select {
		case a, more := <-s.answers:
			if !more {
				return
			}
			err = s.send(a)
		case data := <-s.link.pongs:
			err = s.link.pong(data)
		case <-tick.C:
			err = s.link.ping()
		case <-s.ctx.Done():
			if s.server.ctx.Err() != nil {
				s.link.close(goingDown)
			}
			return
		}
		if err != nil {
			s.cancel()
			s.conn.Close()
			return
		}
	}
}

// send writes one answer.
func (s *session) send(a answer) error {
	defer s.account.release(a.charged)
	if err := s.link.answerPings(); err != nil {
		return err
	}
	if a.notice != nil {
		if err := s.link.text(a.notice); err != nil {
			return err
		}
	}
	if a.result.File != nil {
		// It is never ended early: half a picture would look like a whole one.
		if err := s.link.picture(a.result.File, a.text, nil); err != nil {
			return err
		}
		a.result.Recycle()
	}
	if a.final == nil {
		return nil
	}
	// A connection closed while the peer still sends is reset, and the reason lost: it
	// stays until the peer has closed its side, but not for long.
	s.closeSoon()
	return s.link.close(a.final)
}

// cut closes the connection at once, because the peer is slow and others need its memory.
func (s *session) cut() {
	s.server.meter.Refused(httpd.Slow)
	s.server.log.Info("connection closed: its peer is slow and memory is short", "id", s.id, "remote", s.remote)
	s.cancel()
	s.conn.Close()
}

func (s *session) closeSoon() {
	time.AfterFunc(s.server.patience.linger, func() { s.conn.Close() })
}
