package gateway

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd"
)

// An order is a picture that came, and what is to be made of it.
type order struct {
	text   bool // it came in base64
	load   recvBuffer
	wishes wishes
	err    error  // why there is no picture; answered in its place
	final  []byte // the close frame with which the connection ends after this
	placed bool   // it has the place of one that waits
}

// chunks hold text before it is decoded.
var chunks = sync.Pool{New: func() any { return new([readBuffer]byte) }}

// errSlow reports that a message was slower than the minimum rate.
var errSlow = errors.New("the message came too slowly")

// A messageReader reads one message, whose sender must keep to the minimum rate.
type messageReader struct {
	from     io.Reader
	deadline httpd.RateDeadline
	transfer *transfer
	bytes    int64
}

func (r *messageReader) Read(p []byte) (int, error) {
	r.deadline.Start()
	n, err := r.from.Read(p)
	r.deadline.Done(n)
	r.transfer.move(n)
	r.bytes += int64(n)
	if err != nil && err != io.EOF && timedOut(err) {
		err = errSlow
	}
	return n, err
}

// timedOut reports whether a deadline ended a read. The error is of package websocket,
// which wraps nothing.
func timedOut(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

// receive reads one message. It returns nil for one of options. The error is the
// connection's: what is wrong with the picture stands in the order.
func (s *session) receive(kind int, from io.Reader) (*order, error) {
	s.account.in.begin()
	defer s.account.in.end()
	r := &messageReader{from: from, transfer: &s.account.in, deadline: httpd.RateDeadline{Set: s.conn.SetReadDeadline, Grace: httpd.ReceiveGrace}}
	o := &order{text: kind == websocket.TextMessage, load: recvBuffer{ctx: s.ctx, account: s.account, limit: s.server.maxBytes, hint: s.hint}}
	var wrong, broken error
	if o.text && !s.server.echo {
		var wished bool
		if wished, wrong, broken = s.receiveText(r, &o.load); wished {
			return nil, broken
		}
	} else {
		wrong, broken = o.load.receive(r)
	}
	o.wishes, s.hint = s.wishes, nextHint(s.hint, len(o.load.data))
	switch {
	case broken != nil:
		o.load.release()
		return nil, broken
	case wrong != nil:
		o.err = wrong
	case s.wishes.err != nil:
		o.err = s.wishes.err
	case len(o.load.data) == 0 && !s.server.echo:
		o.err = fault.New(fault.Damaged, "the message is empty")
	}
	if o.err != nil {
		o.load.release()
		if o.text {
			o.final = closing(o.err)
		} else if err := s.skip(r); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// receive reads a picture as it is. wrong is the picture's error, broken the connection's.
func (l *recvBuffer) receive(r io.Reader) (wrong, broken error) {
	var extra [512]byte
	for {
		// When the buffer is full the picture may be at its end, and needs no more.
		into := l.data[len(l.data):cap(l.data)]
		if len(into) == 0 {
			into = extra[:]
		}
		n, err := r.Read(into)
		if n > 0 && len(l.data) == cap(l.data) {
			spare, wrong := l.spare(n)
			if wrong != nil {
				return wrong, nil
			}
			copy(spare, extra[:n])
		} else if int64(len(l.data)+n) > l.limit {
			_, wrong := l.spare(n)
			return wrong, nil
		}
		l.add(n)
		if err == io.EOF {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
	}
}

// receiveText reads a message that holds either options, which it keeps, or a picture.
func (s *session) receiveText(r *messageReader, l *recvBuffer) (wished bool, wrong, broken error) {
	chunk := chunks.Get().(*[readBuffer]byte)
	defer chunks.Put(chunk)
	d := decoder{to: l}
	for begun := false; ; {
		n, err := r.Read(chunk[:])
		text := chunk[:n]
		if !begun {
			text = bytes.TrimLeft(text, " \t\r\n")
			begun = len(text) > 0
			if begun && text[0] == '{' {
				return true, nil, s.receiveWishes(text, r, err)
			}
		}
		if wrong := d.write(text); wrong != nil {
			return false, wrong, nil
		}
		if r.bytes > maxText(l.limit) {
			return false, fault.New(fault.TooLarge, "the message is longer than any picture allowed here"), nil
		}
		if err == io.EOF {
			return false, d.end(), nil
		} else if err != nil {
			return false, nil, err
		}
	}
}

// maxText is how long the base64 of the largest picture may be, with all its white space.
func maxText(limit int64) int64 { return 2*limit + 64<<10 }

// receiveWishes reads the rest of a message of options; err is what its beginning ended with.
func (s *session) receiveWishes(begun []byte, r io.Reader, err error) error {
	text := bytes.Clone(begun)
	if err == nil {
		var rest []byte
		rest, err = io.ReadAll(io.LimitReader(r, maxWishes))
		text = append(text, rest...)
	}
	if err != nil && err != io.EOF {
		return err
	}
	s.wishes = jsonWishes(text)
	if len(text) > maxWishes {
		s.wishes = wishes{err: fault.New(fault.TooLarge, "the options are longer than %d bytes", maxWishes)}
		return s.skip(r)
	}
	return nil
}

// errTooMuch ends a connection that sends far more than anything allowed.
var errTooMuch = errors.New("the message goes on and on")

// skip reads what is left of a refused message, so that the connection can go on. The
// picture's size may be an honest mistake; what is far above it is not.
func (s *session) skip(r io.Reader) error {
	n, err := io.Copy(io.Discard, io.LimitReader(r, s.server.maxBytes+64<<20))
	if err == nil && n == s.server.maxBytes+64<<20 {
		return errTooMuch
	}
	return err
}
