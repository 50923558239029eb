package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd"
)

// ErrLost is what an error wraps when the connection is over before the answer came,
// or could not be made. A conversion changes nothing anywhere: the caller may dial
// again and send the picture again.
var ErrLost = errors.New("the connection to the server was lost")

// ClientConfig says which server to use.
type ClientConfig struct {
	URL      string      // ws://HOST:PORT or wss://; a bare HOST means port 8001
	Token    string      // "" for none
	TLS      *tls.Config // for wss; nil trusts what the system trusts
	MaxBytes int64       // of one picture, there and back; 0 is bw.OwnLimits.Bytes

	// Unchecked leaves out the checksums by which a picture that was changed on its way is
	// noticed. They cost a fifth of what the connection costs; a server in the same process
	// needs none.
	Unchecked bool
}

// A Client is one connection to a server, ours or the older system's.
//
//	Convert -> inflight -> requests -> write ---> server
//	Convert <- done <--- pending  <- read  <---
//
// It may be used by any number of goroutines. Their pictures are converted one after
// the other, while the next travel already; for more at a time there are more Clients.
type Client struct {
	conn     *websocket.Conn
	id       string // of the connection, which the server logs
	writer   *writer
	older    bool
	sums     bool
	limit    int64
	times    clientTimes
	requests chan *request
	inflight inflight
	over     chan struct{} // closed when the connection is over

	mu      sync.Mutex // guards all until reading
	pending []*request // sent or being sent, in order, without an answer
	err     error      // why the connection is over
	since   time.Time  // when the first of pending became so
	broken  error      // why nothing can be written any more
	sent    int        // pictures

	reading bool // within a message; the reader's own
}

type clientTimes struct {
	ping    time.Duration // between two pings of ours
	silence time.Duration // without any byte, after which the server is gone
	mercy   time.Duration // for a picture half sent when its caller goes away
	answer  time.Duration // for the answer that is next, on a live connection
	goodbye time.Duration // for the server's reason, when writing has failed
}

var defaultClientTimes = clientTimes{
	ping:    20 * time.Second,
	silence: time.Minute,
	answer:  2 * wholeTimeout,
	mercy:   2 * time.Second,
	goodbye: 3 * time.Second,
}

// A request is a picture on its way.
type request struct {
	ctx     context.Context
	image   []byte
	options clientOptions
	sent    chan struct{} // closed when nobody reads image any more
	done    chan response // room for one
	size    int           // of image
	sums    sums          // of what is sent
	id      string        // in the server's log; "" if nothing was sent
}

type response struct {
	result bw.Result
	err    error
}

// newClient starts a Client on a connection, whose handshake had a request ID.
func newClient(conn *websocket.Conn, id string, cfg ClientConfig, times clientTimes) *Client {
	if cfg.MaxBytes <= 0 {
		cfg.MaxBytes = bw.OwnLimits.Bytes
	}
	older := conn.Subprotocol() != Subprotocol
	c := &Client{
		conn: conn, id: id, older: older, sums: !older && !cfg.Unchecked, limit: cfg.MaxBytes, times: times,
		requests: make(chan *request), over: make(chan struct{}),
	}
	c.inflight.changed = make(chan struct{})
	// A server that converts may read nothing for long: what ends the wait is its silence.
	c.writer = newWriter(conn, nil, times.answer, c.extendDeadline)
	go c.write()
	go c.read()
	return c
}

// Older reports whether the server speaks only the older text protocol: one picture at a
// time, and neutral JPEGs.
func (c *Client) Older() bool { return c.older }

// Close ends the connection. What is under way ends with an error.
func (c *Client) Close() error {
	c.end(fault.New(fault.Cancelled, "the connection was closed"))
	return nil
}

// Convert has image converted, without touching it. Errors are of package fault with the
// kind that they had on the server; after one that wraps ErrLost the picture may be sent again on a new
// Client, and a Busy one after a while. Their details have the request ID that is in the server's
// log. image is not used any more when Convert returns.
// The result is the caller's own.
func (c *Client) Convert(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
	if int64(len(image)) > c.limit {
		return bw.Result{}, fault.New(fault.TooLarge, "the picture has more than %d bytes, this program's limit", c.limit)
	}
	if c.older {
		if err := olderCan(o); err != nil {
			return bw.Result{}, err
		}
	}
	if err := c.inflight.enter(ctx, c, len(image)); err != nil {
		return bw.Result{}, err
	}
	r := &request{
		ctx: ctx, image: image, options: clientOptions{convert: o, report: true, sums: c.sums},
		sent: make(chan struct{}), done: make(chan response, 1), size: len(image),
	}
	select {
	case c.requests <- r:
	case <-c.over:
		c.inflight.leave(len(image))
		return bw.Result{}, c.reason()
	case <-ctx.Done():
		c.inflight.leave(len(image))
		return bw.Result{}, cancelled(ctx)
	}
	select {
	case out := <-r.done:
		<-r.sent
		return out.result, httpd.AddRequestID(out.err, r.id)
	case <-ctx.Done():
	}
	// What is half sent is ended; only a stalled connection has to be given up for that.
	mercy := time.AfterFunc(c.times.mercy, func() { c.end(errStalled) })
	<-r.sent
	mercy.Stop()
	return bw.Result{}, cancelled(ctx)
}

var errStalled = errors.New("the connection stalled")

func cancelled(ctx context.Context) error {
	return fault.New(fault.Cancelled, "cancelled: %w", context.Cause(ctx))
}

// olderCan refuses what a server of the older system would not do. A format that is to be kept
// becomes JPEG there, as any that can't be written does.
func olderCan(o bw.Options) error {
	neutral := o.Look.Neutral()
	jpeg := o.Format == "" || o.Format == bw.JPEG || o.Format == bw.Keep
	quality := o.Quality == 0 || o.Quality == bw.DefaultQuality
	if neutral && jpeg && quality && o.Metadata == bw.KeepMetadata {
		return nil
	}
	return fault.New(fault.Unsupported, "this server is of the older kind, which makes only neutral JPEGs of its own quality")
}

// reason returns why the connection is over.
func (c *Client) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// end ends the connection, once, with what ended it. The first picture without an
// answer is the one a close code refers to.
func (c *Client) end(cause error) {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	if c.broken != nil && !closed(cause) {
		cause = c.broken
	}
	c.err = lostTo(cause)
	pending := c.pending
	c.pending = nil
	close(c.over)
	c.mu.Unlock()

	var e *websocket.CloseError
	for i, r := range pending {
		err := c.reason()
		if i == 0 && errors.As(cause, &e) {
			if reported := closeFault(e); reported != nil {
				err = reported
			}
		}
		c.inflight.leave(r.size)
		r.done <- response{err: err}
	}
	go func() {
		// The writer may hold the connection; then there is no goodbye.
		c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(100*time.Millisecond))
		c.conn.Close()
	}()
}

func closed(err error) bool {
	var e *websocket.CloseError
	return errors.As(err, &e)
}
