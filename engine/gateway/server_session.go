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
//	read  -> jobs ->  work  -> answers ->  write
//	two slots    one at a time             pings, pongs, the close frame
//
// The reader always waits for the next message, because only reading notices pings. It reads
// the body of a message only when it has a slot: that is what keeps a fast sender waiting.
type session struct {
	server  *Server
	conn    *websocket.Conn
	writer  *writer
	account *account
	id      string // for the log
	remote  string

	ctx    context.Context // ends with the connection
	cancel context.CancelFunc

	slots      chan struct{} // a value for each job with a slot
	jobs       chan *job     // never full: there are maxJobs with a slot, and the last one
	answers    chan answer
	workerDone chan struct{} // closed when the worker takes no more jobs

	// Only the reader uses these.
	options clientOptions
	last    time.Time // when the last picture arrived
	hint    int       // the size that the next picture may have
	reading bool      // within a message, which has a deadline of its own
}

// maxJobs is how many pictures of a connection the server holds: one at work, one waiting.
const maxJobs = 2

// A job is one message from the client, and owns its buffer and its slot until release.
type job struct {
	text    bool // it came in base64
	image   recvBuffer
	options clientOptions
	err     error         // why there is no picture; the answer
	final   []byte        // the close frame with which the connection ends after this job
	slots   chan struct{} // where its slot goes back to; nil if it has none
}

// release returns the buffer and the slot. It may be called again.
func (j *job) release() {
	j.image.release()
	if j.slots != nil {
		<-j.slots
		j.slots = nil
	}
}

func newSession(s *Server, conn *websocket.Conn, id, remote string, options clientOptions) *session {
	session := &session{
		server: s, conn: conn, id: id, remote: remote, options: options,
		slots: make(chan struct{}, maxJobs), jobs: make(chan *job, maxJobs+1),
		answers: make(chan answer), workerDone: make(chan struct{}),
	}
	// The request's context ends when the HTTP server has shut down; this one must not.
	session.ctx, session.cancel = context.WithCancel(s.ctx)
	session.account = s.budget.open(session.cut)
	session.writer = newWriter(conn, &session.account.out, httpd.SendGrace, session.extendDeadline)
	return session
}

// run serves the connection until it ends.
func (s *session) run() {
	defer s.cancel()
	defer s.account.close()
	// When the server can wait no longer, a blocked write must not keep it.
	defer context.AfterFunc(s.server.ctx, s.closeSoon)()
	var others sync.WaitGroup
	others.Go(s.work)
	others.Go(s.write)
	s.end(s.read())
	others.Wait()
	s.conn.Close()
	close(s.jobs)
	for j := range s.jobs {
		j.release()
	}
}

// end sends a close frame if the peer should learn why reading stopped, then drains the
// connection until the peer closes it.
func (s *session) end(err error) {
	var final []byte
	switch {
	case errors.Is(err, errSlow):
		s.server.recorder.Refused(httpd.Slow)
		final = websocket.FormatCloseMessage(websocket.ClosePolicyViolation, "the message came too slowly")
	case errors.Is(err, errTooMuch):
		s.server.recorder.Refused(string(fault.TooLarge))
		final = closing(fault.New(fault.TooLarge, "the message is longer than any picture allowed here"))
	case timedOut(err):
		final = websocket.FormatCloseMessage(websocket.CloseGoingAway, "nothing came for a long time")
	}
	if final != nil {
		s.server.log.Info("connection ended", "id", s.id, "remote", s.remote, "err", err)
		s.jobs <- &job{final: final}
		s.discard()
		return
	}
	s.cancel()
	var closed *websocket.CloseError
	var netErr net.Error
	if err != nil && !errors.As(err, &closed) && !errors.As(err, &netErr) {
		// The peer violated the protocol and package websocket has sent a close frame; see send
		// for why the peer gets time to read it.
		s.conn.SetReadDeadline(time.Now().Add(s.server.patience.linger))
		io.Copy(io.Discard, s.conn.NetConn())
	}
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
	case <-s.workerDone:
	case <-s.ctx.Done():
	}
	s.cancel()
}

// read reads messages until there is none. The error is the connection's.
func (s *session) read() error {
	s.last = time.Now()
	for {
		s.reading = false
		s.extendDeadline()
		kind, r, err := s.conn.NextReader()
		if err != nil {
			return err
		}
		s.reading = true
		select {
		case s.slots <- struct{}{}:
		case <-s.workerDone:
			s.discard()
			return nil
		case <-s.ctx.Done():
			return nil
		}
		j := &job{slots: s.slots}
		isPicture, err := s.receive(j, kind, r)
		s.last = time.Now()
		if err != nil || !isPicture {
			j.release()
			if err != nil {
				return err
			}
			continue
		}
		last := j.final != nil // read before the worker owns the job
		s.jobs <- j
		if last {
			s.discard()
			return nil
		}
	}
}

// extendDeadline gives a peer that showed life its time until the next sign. Within a
// message only the message counts: a peer could send pings for ever instead.
func (s *session) extendDeadline() {
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
		case data := <-s.writer.pongs:
			err = s.writer.pong(data)
		case <-tick.C:
			err = s.writer.ping()
		case <-s.ctx.Done():
			if s.server.ctx.Err() != nil {
				s.writer.close(goingDown)
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
	if err := s.writer.answerPings(); err != nil {
		return err
	}
	if a.notice != nil {
		if err := s.writer.text(a.notice); err != nil {
			return err
		}
	}
	if a.result.File != nil {
		// It is never ended early: half a picture would look like a whole one.
		if err := s.writer.picture(a.result.File, a.text, nil); err != nil {
			return err
		}
		a.result.Recycle()
	}
	if a.final == nil {
		return nil
	}
	// If a connection is closed while the peer still sends, it is reset and the reason is
	// lost. So it stays open until the peer has closed its side, but not for long.
	s.closeSoon()
	return s.writer.close(a.final)
}

// cut closes the connection at once, because the peer is slow and others need its memory.
func (s *session) cut() {
	s.server.recorder.Refused(httpd.Slow)
	s.server.log.Info("connection closed: its peer is slow and memory is short", "id", s.id, "remote", s.remote)
	s.cancel()
	s.conn.Close()
}

func (s *session) closeSoon() {
	time.AfterFunc(s.server.patience.linger, func() { s.conn.Close() })
}
