package httpd

import (
	"io"
	"net/http"
	"time"
)

// MinRate is the lowest transfer rate of a peer, in bytes a second.
const MinRate = 16 << 10

// How long a peer may stall. A server that sends learns late that its peer reads: the
// kernel reports free space only when a good part of its buffer is free.
const (
	ReceiveGrace = 10 * time.Second
	SendGrace    = 20 * time.Second
)

// A RateDeadline cuts off a peer that is slower than MinRate, in one direction of a
// connection. It is a leaky bucket of time: waiting for the peer empties it, transferred
// bytes fill it, and it never holds more than Grace. So a peer cannot save up time: one
// that has sent a gigabyte may stall for as long as one that has sent a byte. Time between
// Done and the next Start is not the peer's and does not count.
type RateDeadline struct {
	Set   func(time.Time) error // the connection's SetReadDeadline or SetWriteDeadline
	Grace time.Duration

	spent time.Duration // of Grace
	start time.Time
}

// Start sets the deadline of a read or a write that is about to begin. Writes should be
// at most MaxWrite long.
func (d *RateDeadline) Start() {
	d.start = time.Now()
	d.Set(d.start.Add(d.Grace - d.spent))
}

// Done counts the n bytes of a read or a write that has ended.
func (d *RateDeadline) Done(n int) {
	d.spent = min(d.spent+time.Since(d.start), d.Grace)
	d.spent = max(d.spent-time.Duration(n)*(time.Second/MinRate), 0)
}

// MaxWrite is the longest write under one deadline: at MinRate it takes 12 of SendGrace's
// 20 seconds. It is divisible by three, as base64 likes it.
const MaxWrite = 192 << 10

// paced is a ResponseWriter, and a request body, of a peer that must keep to MinRate.
type paced struct {
	http.ResponseWriter
	status   int
	bytes    int64 // of the response
	deadline RateDeadline
	body     *pacedBody
}

func pace(w http.ResponseWriter, r *http.Request) *paced {
	control := http.NewResponseController(w)
	return &paced{
		ResponseWriter: w,
		deadline:       RateDeadline{Set: control.SetWriteDeadline, Grace: SendGrace},
		body:           &pacedBody{ReadCloser: r.Body, deadline: RateDeadline{Set: control.SetReadDeadline, Grace: ReceiveGrace}},
		status:         http.StatusOK,
	}
}

func (p *paced) WriteHeader(status int) {
	p.status = status
	p.ResponseWriter.WriteHeader(status)
}

func (p *paced) Write(b []byte) (n int, err error) {
	for {
		p.deadline.Start()
		m, err := p.ResponseWriter.Write(b[n:min(len(b), n+MaxWrite)])
		p.deadline.Done(m)
		p.bytes += int64(m)
		if n += m; err != nil || n == len(b) {
			return n, err
		}
	}
}

// finish sets the deadline of what net/http writes after the handler has returned.
func (p *paced) finish() { p.deadline.Start() }

// Unwrap lets http.ResponseController reach the connection.
func (p *paced) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// pacedBody is the body of a request whose sender must keep to MinRate.
type pacedBody struct {
	io.ReadCloser
	deadline RateDeadline
	done     bool
}

// Read removes the deadline at the end: net/http continues to read, to notice a caller that
// leaves, and would take the deadline for that.
func (b *pacedBody) Read(p []byte) (int, error) {
	if b.done {
		return b.ReadCloser.Read(p)
	}
	b.deadline.Start()
	n, err := b.ReadCloser.Read(p)
	b.deadline.Done(n)
	if err == io.EOF {
		b.done = true
		b.deadline.Set(time.Time{})
	}
	return n, err
}
