package converter

import (
	"io"
	"sync"

	"pretobranco/engine/converter/xmlrpc"
)

// outgoing is a call on its way. net/http may still be sending when the answer, a
// refusal, is there already; recall makes sure that the image is no longer read.
type outgoing struct {
	head, tail string

	mu    sync.Mutex // guards image
	image []byte
	gone  bool
}

// open returns the call's body from its start; net/http may need it more than once.
func (o *outgoing) open() (io.ReadCloser, error) {
	return &outgoingBody{o, xmlrpc.NewPayload(o.head, o.image, o.tail)}, nil
}

// recall waits for a Read under way, and ends all bodies.
func (o *outgoing) recall() {
	o.mu.Lock()
	o.gone = true
	o.mu.Unlock()
}

type outgoingBody struct {
	of      *outgoing
	payload *xmlrpc.Payload
}

func (b *outgoingBody) Read(p []byte) (int, error) {
	b.of.mu.Lock()
	defer b.of.mu.Unlock()
	if b.of.gone {
		return 0, io.ErrClosedPipe
	}
	return b.payload.Read(p)
}

func (b *outgoingBody) Close() error { return nil }
