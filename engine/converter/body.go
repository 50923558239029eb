package converter

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/room"
	"pretobranco/engine/converter/xmlrpc"
)

// A body is a request's body, inflated if it is gzip. It is cut off where no picture
// within the limit could still be, both as it comes and inflated.
type body struct {
	from  io.Reader // nil until the first Read of a gzip body
	zip   bool
	raw   *capped
	taken int64 // bytes read, inflated
	limit int64 // of taken; 0 for none
}

// capped is the body as it comes. It keeps its error, to tell a caller who broke off
// from one who sent what is wrong.
type capped struct {
	io.Reader
	left int64 // negative for no limit
	err  error
}

// lostError means that the body did not come, so that nobody awaits an answer.
type lostError struct{ error }

func (e *lostError) Unwrap() error { return e.error }

// open prepares to read r's body, and returns how many bytes may come of it.
func (s *Server) open(r *http.Request) (*body, int64, error) {
	limit := s.bodyLimit()
	if limit > 0 && r.ContentLength > limit {
		return nil, 0, s.tooLarge()
	}
	b := &body{raw: &capped{Reader: r.Body, left: -1}, limit: limit}
	if limit > 0 {
		b.raw.left = limit
	}
	b.from = b.raw
	switch encoding := strings.ToLower(r.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		b.zip, b.from = true, nil
	default:
		return nil, 0, &xmlrpc.Fault{Code: xmlrpc.BadEncoding, String: "bodies are read as they are or in gzip"}
	}
	if b.zip || r.ContentLength < 0 {
		if limit == 0 {
			return b, budget, nil
		}
		return b, limit, nil
	}
	return b, r.ContentLength, nil
}

// bodyLimit is the size of the largest picture allowed, in base64 with line breaks and
// what stands around it.
func (s *Server) bodyLimit() int64 {
	if s.cfg.Limits.Bytes == 0 {
		return 0
	}
	return s.cfg.Limits.Bytes/3*4/76*78 + 1<<20
}

func (s *Server) tooLarge() error {
	return fault.New(fault.TooLarge, "the picture has more than %d bytes, this server's limit", s.cfg.Limits.Bytes)
}

// Read is io.Reader's.
func (b *body) Read(p []byte) (int, error) {
	if b.from == nil {
		zip, err := gzip.NewReader(b.raw)
		if err != nil {
			return 0, err
		}
		b.from = zip
	}
	n, err := b.from.Read(p)
	b.taken += int64(n)
	if b.limit > 0 && b.taken > b.limit {
		return 0, errBody
	}
	return n, err
}

var errBody = fault.New(fault.TooLarge, "the call is longer than any picture allowed here")

// blame tells whose fault it is that the call could not be read.
func (b *body) blame(err error) error {
	var f *xmlrpc.Fault
	var e *fault.Error
	switch {
	case b.raw.err != nil && b.raw.err != io.EOF:
		if errors.As(b.raw.err, &e) {
			return e
		}
		return &lostError{b.raw.err}
	case errors.As(err, &f), errors.As(err, &e):
		return err
	}
	return &xmlrpc.Fault{Code: xmlrpc.BadEncoding, String: "the gzip of the call is damaged"}
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left == 0 {
		// What is exactly at the limit ends here; one byte more is too much.
		var one [1]byte
		n, err := c.Reader.Read(one[:])
		if n > 0 {
			err = errBody
		}
		c.err = err
		return 0, err
	}
	if c.left > 0 && int64(len(p)) > c.left {
		p = p[:c.left]
	}
	n, err := c.Reader.Read(p)
	if c.left > 0 {
		c.left -= int64(n)
	}
	c.err = err
	return n, err
}

// copies are buffers through which pictures go out.
var copies = sync.Pool{New: func() any { return new([copySize]byte) }}

// copySize makes system calls few and stays in a core's cache.
const copySize = 256 << 10

// takeRoom takes a buffer for the picture in a document of size bytes. A size is a
// promise, so the buffer is no larger than most, and grows with what comes.
func takeRoom(size, most int64) []byte {
	return room.Take(int(min(size/4*3, most)))
}

// Most of what a promise makes: of a call, whose share of memory has been taken by then,
// and of an answer.
const (
	callRoom   = 4 << 20
	answerRoom = 32 << 20
)
