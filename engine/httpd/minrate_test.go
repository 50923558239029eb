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
	"sync"
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

// A sender that stops is cut off after the grace, however much it has sent before: a
// gigabyte sent fast once bought hours of silence. One that trickles is cut off as its
// bytes run out, and one at the minimum rate never.
func TestSlowSender(t *testing.T) {
	for _, test := range []struct {
		name      string
		first     int           // bytes sent at once
		piece     int           // bytes sent at a time after that
		every     time.Duration // and how often
		lasting   time.Duration // and how long
		wantAfter time.Duration // when it is cut off; 0 for never
	}{
		{"stops", 0, 0, time.Second, time.Minute, ReceiveGrace},
		{"sends much, then nothing", 16 << 20, 0, time.Second, time.Minute, ReceiveGrace},
		{"sends much, then trickles", 16 << 20, 100, time.Second, time.Minute, ReceiveGrace + time.Second},
		{"trickles", 0, 100, time.Second, time.Minute, ReceiveGrace + time.Second},
		{"half the rate", 0, MinRate / 2, time.Second, time.Minute, 2*ReceiveGrace - time.Second/2},
		{"the rate", 0, MinRate, time.Second, 10 * time.Minute, 0},
		{"the rate, with holes", 0, 8 * MinRate, 8 * time.Second, 10 * time.Minute, 0},
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
					rounds := int(test.lasting / test.every)
					go io.Copy(io.Discard, conn)
					fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", test.first+rounds*test.piece+1)
					conn.Write(make([]byte, test.first))
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
							t.Errorf("cut off after %v: %v", end.after, end.err)
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

// A handler that is slow itself, between two reads, does not spend the sender's grace.
func TestSlowHandler(t *testing.T) {
	inBubble(t, func() (http.HandlerFunc, func(net.Conn)) {
		ended := make(chan error, 1)
		handler := func(w http.ResponseWriter, r *http.Request) {
			var err error
			for buffer := make([]byte, 1000); err == nil; time.Sleep(time.Minute) {
				_, err = io.ReadFull(r.Body, buffer)
			}
			ended <- err
		}
		return handler, func(conn net.Conn) {
			go io.Copy(io.Discard, conn)
			fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
			conn.Write(make([]byte, 100000))
			if err := <-ended; err != io.EOF {
				t.Error(err)
			}
		}
	})
}

// The end of an answer has a deadline of its own, also when the last one has long passed.
func TestLateEnd(t *testing.T) {
	inBubble(t, func() (http.HandlerFunc, func(net.Conn)) {
		handler := func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "done")
			time.Sleep(10 * time.Minute)
		}
		return handler, func(conn net.Conn) {
			go io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(response.Body); string(body) != "done" {
				t.Errorf("%q, %v", body, err)
			}
		}
	})
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

// A caller that disconnects ends the context of its handler.
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

// A caller that does not read its answer is cut off, also after it has read a lot of it;
// one that reads at twice the minimum rate is not.
func TestSlowReader(t *testing.T) {
	for _, test := range []struct {
		name  string
		first int // bytes read at once
		piece int // bytes read a second after that
		cut   bool
	}{
		{"nothing", 0, 0, true},
		{"much, then nothing", 16 << 20, 0, true},
		{"a trickle", 0, 1000, true},
		{"twice the rate", 0, 2 * MinRate, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func() (http.HandlerFunc, func(net.Conn)) {
				type ending struct {
					err   error
					after time.Duration
				}
				ended := make(chan ending, 1)
				handler := func(w http.ResponseWriter, r *http.Request) {
					start := time.Now()
					_, err := w.Write(make([]byte, test.first+1<<20))
					ended <- ending{err, time.Since(start)}
				}
				return handler, func(conn net.Conn) {
					io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
					io.CopyN(io.Discard, conn, int64(test.first))
					var reader sync.WaitGroup
					defer reader.Wait()
					defer conn.Close()
					reader.Go(func() {
						for {
							if _, err := io.CopyN(io.Discard, conn, int64(test.piece)); err != nil || test.piece == 0 {
								return
							}
							time.Sleep(time.Second)
						}
					})
					end := <-ended
					if (end.err != nil) != test.cut || test.cut && (end.after < SendGrace || end.after > SendGrace+2*time.Second) {
						t.Errorf("ended after %v with %v", end.after, end.err)
					}
				}
			})
		})
	}
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
