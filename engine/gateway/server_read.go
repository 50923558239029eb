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
	"pretobranco/engine/httpd/base64stream"
)

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

// receive reads one message into a job. It reports false for a message of options. The
// error is the connection's; what is wrong with the picture is the job's error.
func (s *session) receive(j *job, kind int, from io.Reader) (isPicture bool, err error) {
	s.account.in.begin()
	defer s.account.in.end()
	r := &messageReader{from: from, transfer: &s.account.in, deadline: httpd.RateDeadline{Set: s.conn.SetReadDeadline, Grace: httpd.ReceiveGrace}}
	j.text = kind == websocket.TextMessage
	j.image = recvBuffer{ctx: s.ctx, account: s.account, limit: s.server.maxBytes, hint: s.hint}
	var wrong, broken error
	if j.text && !s.server.echo {
		var isOptions bool
		if isOptions, wrong, broken = s.receiveText(r, &j.image); isOptions {
			return false, broken
		}
	} else {
		wrong, broken = j.image.receive(r)
	}
	j.options, s.hint = s.options, nextHint(s.hint, len(j.image.data))
	switch {
	case broken != nil:
		return false, broken
	case wrong != nil:
		j.err = wrong
	case s.options.err != nil:
		j.err = s.options.err
	case len(j.image.data) == 0 && !s.server.echo:
		j.err = fault.New(fault.Damaged, "the message is empty")
	default:
		return true, nil
	}
	j.image.release()
	if j.text {
		j.final = closing(j.err)
		return true, nil
	}
	return true, s.skip(r)
}

// receive reads a picture as it is. wrong is the picture's error, broken the connection's.
func (b *recvBuffer) receive(r io.Reader) (wrong, broken error) {
	var extra [512]byte
	for {
		// When the buffer is full the picture may be at its end, and needs no more.
		into := b.data[len(b.data):cap(b.data)]
		if len(into) == 0 {
			into = extra[:]
		}
		n, err := r.Read(into)
		if n > 0 && len(b.data) == cap(b.data) {
			spare, wrong := b.Spare(n)
			if wrong != nil {
				return wrong, nil
			}
			copy(spare, extra[:n])
		} else if int64(len(b.data)+n) > b.limit {
			_, wrong := b.Spare(n)
			return wrong, nil
		}
		b.Add(n)
		if err == io.EOF {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
	}
}

// errNotBase64 also covers text that is not UTF-8, which is not base64 either: both
// close a connection with the same code.
var errNotBase64 = fault.New(fault.Damaged, "the text is neither a picture in base64 nor options in JSON")

// textEnd returns errNotBase64 if the text that d decodes must not end here.
func textEnd(d *base64stream.Decoder) error {
	if !d.Whole() {
		return errNotBase64
	}
	return nil
}

// receiveText reads a message that holds either options, which it keeps, or a picture.
func (s *session) receiveText(r *messageReader, b *recvBuffer) (isOptions bool, wrong, broken error) {
	chunk := chunks.Get().(*[readBuffer]byte)
	defer chunks.Put(chunk)
	d := base64stream.Decoder{To: b, Wrong: errNotBase64, URL: true}
	for begun := false; ; {
		n, err := r.Read(chunk[:])
		text := chunk[:n]
		if !begun {
			text = bytes.TrimLeft(text, " \t\r\n")
			begun = len(text) > 0
			if begun && text[0] == '{' {
				return true, nil, s.receiveOptions(text, r, err)
			}
		}
		if wrong := d.Write(text); wrong != nil {
			return false, wrong, nil
		}
		if r.bytes > maxText(b.limit) {
			return false, fault.New(fault.TooLarge, "the message is longer than any picture allowed here"), nil
		}
		if err == io.EOF {
			return false, textEnd(&d), nil
		} else if err != nil {
			return false, nil, err
		}
	}
}

// maxText is how long the base64 of the largest picture may be, with all its white space.
func maxText(limit int64) int64 { return 2*limit + 64<<10 }

// receiveOptions reads the rest of a message of options; err is what its beginning ended with.
func (s *session) receiveOptions(begun []byte, r io.Reader, err error) error {
	text := bytes.Clone(begun)
	if err == nil {
		var rest []byte
		rest, err = io.ReadAll(io.LimitReader(r, maxOptions))
		text = append(text, rest...)
	}
	if err != nil && err != io.EOF {
		return err
	}
	s.options = parseOptions(text)
	if len(text) > maxOptions {
		s.options = clientOptions{err: fault.New(fault.TooLarge, "the options are longer than %d bytes", maxOptions)}
		return s.skip(r)
	}
	return nil
}

// errTooMuch ends a connection that sends far more than anything allowed.
var errTooMuch = errors.New("the message is far longer than allowed")

// skip reads what is left of a refused message, so that the connection stays usable. The
// picture's size may be an honest mistake; far more than the limit is not.
func (s *session) skip(r io.Reader) error {
	n, err := io.Copy(io.Discard, io.LimitReader(r, s.server.maxBytes+64<<20))
	if err == nil && n == s.server.maxBytes+64<<20 {
		return errTooMuch
	}
	return err
}
