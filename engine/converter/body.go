package converter

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/limit"
	"pretobranco/engine/converter/xmlrpc"
)

// A body is a request's body, inflated if it is gzip. It ends with an error where it is too long for
// any picture within the limit, both as it arrives and inflated.
type body struct {
	ctx   context.Context
	share *limit.Share
	held  int64     // bytes of share
	from  io.Reader // nil until the first Read of a gzip body
	zip   bool
	raw   *capped
	taken int64 // bytes read, inflated
	limit int64 // of taken; 0 for none
}

// capped is the body as it arrives. It keeps its error, to distinguish a caller that disconnected from
// one that sent a wrong call.
type capped struct {
	io.Reader
	left int64 // negative for no limit
	err  error
}

// incompleteError means that the body did not arrive: the caller disconnected or was too slow.
type incompleteError struct{ error }

func (e *incompleteError) Unwrap() error { return e.error }

// open prepares to read r's body. Its memory is that of share, which grows as bytes arrive.
func (s *Server) open(r *http.Request, share *limit.Share) (*body, error) {
	limit := s.bodyLimit()
	if limit > 0 && r.ContentLength > limit {
		return nil, s.tooLarge()
	}
	b := &body{ctx: r.Context(), share: share, raw: &capped{Reader: r.Body, left: -1}, limit: limit}
	if limit > 0 {
		b.raw.left = limit
	}
	b.from = b.raw
	switch encoding := strings.ToLower(r.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		b.zip, b.from = true, nil
	default:
		return nil, &xmlrpc.Fault{Code: xmlrpc.BadEncoding, String: "bodies are read as they are or in gzip"}
	}
	return b, nil
}

// The memory of a call besides its picture, and of an inflater.
const (
	callCost = 64 << 10
	gzipCost = 64 << 10
)

// cost is the memory for a body of which n bytes have come: the picture is three quarters of its
// base64, and its buffer has up to twice its size.
func (b *body) cost(n int64) int64 {
	memory := callCost + n + n/2
	if n >= xmlrpc.FirstBuffer {
		memory += xmlrpc.LargeBuffer
	}
	if b.zip {
		memory += gzipCost
	}
	return memory
}

// grow reserves memory for the bytes that have come.
func (b *body) grow() error {
	more := b.cost(b.taken) - b.held
	if err := b.share.Grow(b.ctx, more); err != nil {
		return err
	}
	b.held += more
	return nil
}

// bodyLimit is the size of a call with the largest picture allowed, in base64 with line breaks.
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
		if err := b.grow(); err != nil {
			return 0, err
		}
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
	if n > 0 {
		if err := b.grow(); err != nil {
			return 0, err
		}
	}
	return n, err
}

var errBody = fault.New(fault.TooLarge, "the call is longer than any picture allowed here")

// blame decides whose fault it is that the call could not be read.
func (b *body) blame(err error) error {
	var f *xmlrpc.Fault
	var e *fault.Error
	switch {
	case b.raw.err != nil && b.raw.err != io.EOF:
		if errors.As(b.raw.err, &e) {
			return e
		}
		return &incompleteError{b.raw.err}
	case errors.As(err, &f), errors.As(err, &e):
		return err
	}
	return &xmlrpc.Fault{Code: xmlrpc.BadEncoding, String: "the gzip of the call is damaged"}
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left == 0 {
		// A body exactly at the limit ends here; one more byte is too much.
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

// copies are buffers for pictures that are sent.
var copies = sync.Pool{New: func() any { return new([copySize]byte) }}

// copySize makes system calls few and stays in a core's cache.
const copySize = 256 << 10

// takeBuffer takes a buffer for the picture in a document whose sender announces size bytes. It has at
// most so many bytes, and grows with what comes.
func takeBuffer(size, most int64) []byte {
	return bufpool.Get(int(min(max(size, 0)/4*3, most)))
}

// Limits of takeBuffer: for a call from this computer, and for an answer.
const (
	ownBuffer    = 4 << 20
	answerBuffer = 32 << 20
)
