package converter

import (
	"io"
	"sync"

	"pretobranco/engine/converter/xmlrpc"
)

// callBody is the body of a call. net/http may still send it when the answer, an error, has
// already arrived; recall makes sure that the image is no longer read.
type callBody struct {
	head, tail string

	mu    sync.Mutex // guards image
	image []byte
	gone  bool
}

// open returns a reader of the body from its start; net/http may need more than one.
func (o *callBody) open() (io.ReadCloser, error) {
	return &callReader{o, xmlrpc.NewPayload(o.head, o.image, o.tail)}, nil
}

// recall waits for the current Read, and ends all readers.
func (o *callBody) recall() {
	o.mu.Lock()
	o.gone = true
	o.mu.Unlock()
}

type callReader struct {
	of      *callBody
	payload *xmlrpc.Payload
}

func (b *callReader) Read(p []byte) (int, error) {
	b.of.mu.Lock()
	defer b.of.mu.Unlock()
	if b.of.gone {
		return 0, io.ErrClosedPipe
	}
	return b.payload.Read(p)
}

func (b *callReader) Close() error { return nil }
