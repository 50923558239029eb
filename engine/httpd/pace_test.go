package httpd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are pipes, which keep their deadlines by the
// test's clock.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours
}

// inBubble runs a server with its own clock. prepare makes its handler, and a test that
// gets a connection to it; channels between them must be made in prepare.
func inBubble(t *testing.T, prepare func() (http.HandlerFunc, func(conn net.Conn))) {
	synctest.Test(t, func(t *testing.T) {
		handler, test := prepare()
		listener := newPipes()
		s := newServer(Config{Log: slog.New(slog.DiscardHandler), Drain: DefaultDrain}, handler, listener, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Serve(ctx) }()
		conn := listener.dial()
		test(conn)
		conn.Close()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// A sender that stops is dropped after the time that a start gets, and one that
// trickles after what its bytes have earned.
func TestSlowSender(t *testing.T) {
	for _, test := range []struct {
		name      string
		piece     int           // bytes sent at a time
		every     time.Duration // and how often
		for_      time.Duration // and how long
		wantAfter time.Duration // when it is dropped; 0 for never
	}{
		{"stops", 0, time.Second, time.Minute, paceStart},
		{"trickles", 100, time.Second, time.Minute, paceStart + time.Second},
		{"goes on", paceRate, time.Second, 10 * time.Minute, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			type ending struct {
				err   error
				after time.Duration
			}
			inBubble(t, func() (http.HandlerFunc, func(net.Conn)) {
				ended := make(chan ending, 1)
				handler := func(w http.ResponseWriter, r *http.Request) {
					start := time.Now()
					_, err := io.Copy(io.Discard, r.Body)
					ended <- ending{err, time.Since(start)}
				}
				return handler, func(conn net.Conn) {
					rounds := int(test.for_ / test.every)
					go io.Copy(io.Discard, conn)
					fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", rounds*test.piece+1)
					for range rounds {
						if _, err := conn.Write(make([]byte, test.piece)); err != nil {
							break
						}
						time.Sleep(test.every)
					}
					conn.Write([]byte{0})
					end := <-ended
					if test.wantAfter == 0 {
						if end.err != nil {
							t.Errorf("dropped after %v: %v", end.after, end.err)
						}
						return
					}
					if !errors.Is(end.err, os.ErrDeadlineExceeded) || end.after < test.wantAfter-time.Second || end.after > test.wantAfter {
						t.Errorf("ended after %v with %v, want a deadline after %v", end.after, end.err, test.wantAfter)
					}
				}
			})
		})
	}
}

// A handler may take its time once the body is there, and the caller is not taken
// for a slow one.
func TestLongWork(t *testing.T) {
	inBubble(t, func() (http.HandlerFunc, func(net.Conn)) {
		handler := func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			select {
			case <-r.Context().Done():
				t.Error("the context ended though the caller waits")
			case <-time.After(10 * time.Minute):
			}
			io.WriteString(w, "done")
		}
		return handler, func(conn net.Conn) {
			reader := bufio.NewReader(conn)
			for range 2 { // the second time on a kept connection
				go io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
				response, err := http.ReadResponse(reader, nil)
				if err != nil {
					t.Fatal(err)
				}
				if body, err := io.ReadAll(response.Body); string(body) != "done" {
					t.Fatalf("%q, %v", body, err)
				}
			}
		}
	})
}

// A caller who leaves ends the context of the handler that works for it.
func TestGoneCaller(t *testing.T) {
	inBubble(t, func() (http.HandlerFunc, func(net.Conn)) {
		ended := make(chan struct{})
		handler := func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
			close(ended)
		}
		return handler, func(conn net.Conn) {
			io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
			synctest.Wait()
			conn.Close()
			<-ended
		}
	})
}

// A caller who does not read its answer is dropped, too.
func TestSlowReader(t *testing.T) {
	inBubble(t, func() (http.HandlerFunc, func(net.Conn)) {
		ended := make(chan error, 1)
		handler := func(w http.ResponseWriter, r *http.Request) {
			_, err := w.Write(make([]byte, 1<<20))
			ended <- err
		}
		return handler, func(conn net.Conn) {
			start := time.Now()
			io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
			if err := <-ended; err == nil || time.Since(start) != paceStart {
				t.Errorf("ended after %v with %v", time.Since(start), err)
			}
		}
	})
}

// A connection that says nothing, or half a header, goes.
func TestSlowHeader(t *testing.T) {
	for said, want := range map[string]time.Duration{"": headerTimeout, "POST / HT": headerTimeout} {
		inBubble(t, func() (http.HandlerFunc, func(net.Conn)) {
			return hello, func(conn net.Conn) {
				start := time.Now()
				io.WriteString(conn, said)
				io.Copy(io.Discard, conn)
				if took := time.Since(start); took > want+time.Second {
					t.Errorf("after %q it took %v", said, took)
				}
			}
		})
	}
}
