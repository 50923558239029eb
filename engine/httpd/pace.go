package httpd

import (
	"io"
	"net/http"
	"time"
)

// A peer may be slow but must go on: it has a start, and then as long as its bytes
// take at the lowest rate. A gigabyte over a poor line gets its time, and a
// connection that trickles to hold on to memory is cut off.
const (
	paceStart = 20 * time.Second
	paceRate  = 16 << 10 // bytes a second
)

// A pace counts one direction's bytes and moves the deadline with them.
type pacer struct {
	since time.Time // of the first byte wanted
	bytes int64
	set   func(time.Time) error
}

// step sets the deadline for the next wait.
func (p *pacer) step() {
	if p.since.IsZero() {
		p.since = time.Now()
	}
	p.set(p.since.Add(paceStart + time.Duration(p.bytes)*(time.Second/paceRate)))
}

// paced is a ResponseWriter and a request body with a budget of time for each.
type paced struct {
	http.ResponseWriter
	status  int
	written pacer
	body    *pacedBody
}

func pace(w http.ResponseWriter, r *http.Request) *paced {
	control := http.NewResponseController(w)
	return &paced{
		ResponseWriter: w,
		written:        pacer{set: control.SetWriteDeadline},
		body:           &pacedBody{ReadCloser: r.Body, read: pacer{set: control.SetReadDeadline}},
		status:         http.StatusOK,
	}
}

func (p *paced) WriteHeader(status int) {
	p.status = status
	p.ResponseWriter.WriteHeader(status)
}

func (p *paced) Write(b []byte) (int, error) {
	p.written.step()
	n, err := p.ResponseWriter.Write(b)
	p.written.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (p *paced) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// pacedBody is a request's body under a budget.
type pacedBody struct {
	io.ReadCloser
	read pacer
	done bool
}

// Read must lift the deadline at the end: net/http goes on reading, to notice a
// caller who leaves, and would take the deadline for that.
func (b *pacedBody) Read(p []byte) (int, error) {
	if b.done {
		return b.ReadCloser.Read(p)
	}
	b.read.step()
	n, err := b.ReadCloser.Read(p)
	b.read.bytes += int64(n)
	if err == io.EOF {
		b.done = true
		b.read.set(time.Time{})
	}
	return n, err
}
