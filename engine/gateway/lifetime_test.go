package gateway

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/httpd"
)

// A pipeListener hands out connections that live in memory, and so in a bubble's time.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *pipeListener) Close() error { close(l.done); return nil }
func (l *pipeListener) dial(string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	l.conns <- theirs
	return ours, nil
}
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// bubbles runs a test with a server whose clock is the test's. dial makes connections to it.
func bubbles(t *testing.T, convert func(context.Context, []byte, bw.Options) (bw.Result, error), test func(t *testing.T, s *Server, dial func() *websocket.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(Config{MaxBytes: 8 << 20, Jobs: 4}, []*upstream{newUpstream("converter", &fake{convert: convert})})
		l := &pipeListener{make(chan net.Conn), make(chan struct{})}
		web := &http.Server{Handler: s}
		go web.Serve(l)
		test(t, s, func() *websocket.Conn {
			dialer := websocket.Dialer{NetDial: l.dial}
			conn, _, err := dialer.Dial("ws://gateway.test/", nil)
			if err != nil {
				t.Fatal(err)
			}
			// A pipe has no buffer: what the server no longer reads cannot be written.
			conn.SetCloseHandler(func(int, string) error { return nil })
			return conn
		})
		s.Close()
		web.Close()
		if used := s.budget.total(); used != 0 {
			t.Errorf("%d bytes of the budget were not given back", used)
		}
	})
}

// bubble runs a test with one connection.
func bubble(t *testing.T, convert func(context.Context, []byte, bw.Options) (bw.Result, error), test func(t *testing.T, s *Server, conn *websocket.Conn)) {
	bubbles(t, convert, func(t *testing.T, s *Server, dial func() *websocket.Conn) {
		conn := dial()
		defer conn.Close()
		test(t, s, conn)
	})
}

// Pictures that have come are answered at shutdown, then the connection is closed with
// 1001; the next client is refused.
func TestShutdown(t *testing.T) {
	slow := func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		time.Sleep(3 * time.Second)
		return good(ctx, image, o)
	}
	bubble(t, slow, func(t *testing.T, s *Server, conn *websocket.Conn) {
		go func() {
			for range 2 {
				conn.WriteMessage(websocket.BinaryMessage, photo(1000, 1))
			}
			time.Sleep(time.Second)
			s.Close()
		}()
		for range 2 {
			if _, got, err := conn.ReadMessage(); err != nil || len(got) != 1000 {
				t.Fatalf("%d bytes, %v", len(got), err)
			}
		}
		wantClose(t, conn, websocket.CloseGoingAway, "going down")
		if err := s.begin(); err != errGoingDown {
			t.Errorf("a new connection: %v", err)
		}
	})
}

// A picture that takes longer than the shutdown may is given up.
func TestShutdownDeadline(t *testing.T) {
	hang := func(ctx context.Context, _ []byte, _ bw.Options) (bw.Result, error) {
		<-ctx.Done()
		return bw.Result{}, ctx.Err()
	}
	bubble(t, hang, func(t *testing.T, s *Server, conn *websocket.Conn) {
		conn.WriteMessage(websocket.BinaryMessage, photo(1000, 1))
		synctest.Wait()
		start := time.Now()
		go s.Close()
		wantClose(t, conn, websocket.CloseGoingAway, "going down")
		s.Close()
		if took := time.Since(start); took < s.patience.drain || took > s.patience.drain+s.patience.linger {
			t.Errorf("Close took %v", took)
		}
	})
}

// A peer that shows no life is dropped; one that answers pings is not, until it has sent
// no picture for very long.
func TestIdle(t *testing.T) {
	bubble(t, good, func(t *testing.T, s *Server, conn *websocket.Conn) {
		start := time.Now()
		wantClose(t, conn, websocket.CloseGoingAway, "long time")
		if lived := time.Since(start); lived < s.patience.idle || lived > s.patience.idle+time.Second {
			t.Errorf("a peer that answers pings lived for %v", lived)
		}
	})
	bubble(t, good, func(t *testing.T, s *Server, conn *websocket.Conn) {
		conn.SetPingHandler(func(string) error { return nil })
		start := time.Now()
		wantClose(t, conn, websocket.CloseGoingAway, "long time")
		if lived := time.Since(start); lived != s.patience.silence {
			t.Errorf("a silent peer lived for %v", lived)
		}
	})
}

// A slow sender is cut off, and pings within a message, or frames of nothing, gain it no time.
func TestSlow(t *testing.T) {
	for name, trickle := range map[string][]byte{
		"a byte":          {0x00, 0x81, 1, 2, 3, 4, 9}, // a frame that continues, masked
		"an empty frame":  {0x00, 0x80, 1, 2, 3, 4},
		"a ping":          {0x89, 0x80, 1, 2, 3, 4},
		"half of a frame": {0x00},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, good, func(t *testing.T, s *Server, conn *websocket.Conn) {
				start := time.Now()
				var sender sync.WaitGroup
				sender.Go(func() {
					conn.NetConn().Write([]byte{0x02, 0x81, 1, 2, 3, 4, 9}) // binary, not the last frame
					for range 40 {
						time.Sleep(time.Second)
						if _, err := conn.NetConn().Write(trickle); err != nil || name == "half of a frame" {
							return
						}
					}
				})
				wantClose(t, conn, websocket.ClosePolicyViolation, "slowly")
				if took := time.Since(start); took > httpd.ReceiveGrace+time.Second {
					t.Errorf("it was dropped after %v", took)
				}
				conn.Close()
				sender.Wait()
			})
		})
	}
	bubble(t, good, func(t *testing.T, _ *Server, conn *websocket.Conn) {
		go func() {
			image := photo(1<<20, 1)
			w, _ := conn.NextWriter(websocket.BinaryMessage)
			for ; len(image) > 0; image = image[32<<10:] {
				w.Write(image[:32<<10])
				time.Sleep(time.Second) // twice the lowest rate
			}
			w.Close()
		}()
		if _, got, err := conn.ReadMessage(); err != nil || len(got) != 1<<20 {
			t.Errorf("slow but steady: %d bytes, %v", len(got), err)
		}
	})
}

// A sender of much that falls silent is cut off as soon as one of little: once its bytes
// bought it hours.
func TestSilentSender(t *testing.T) {
	bubble(t, good, func(t *testing.T, s *Server, conn *websocket.Conn) {
		start := time.Now()
		var sender sync.WaitGroup
		sender.Go(func() {
			w, _ := conn.NextWriter(websocket.BinaryMessage)
			w.Write(photo(7<<20, 1))
		})
		wantClose(t, conn, websocket.ClosePolicyViolation, "slowly")
		if took := time.Since(start); took != httpd.ReceiveGrace {
			t.Errorf("it was dropped after %v", took)
		}
		sender.Wait()
	})
}

// A peer that takes no answers is dropped, too.
func TestDeafPeer(t *testing.T) {
	bubble(t, good, func(t *testing.T, s *Server, conn *websocket.Conn) {
		conn.WriteMessage(websocket.BinaryMessage, photo(1<<20, 1))
		start := time.Now()
		s.sessions.Wait()
		if took := time.Since(start); took > httpd.SendGrace+time.Second {
			t.Errorf("it was dropped after %v", took)
		}
	})
}

// The conversion ends when its caller disconnects.
func TestGone(t *testing.T) {
	ended := make(chan error, 1)
	url, s := serve(t, nil, &fake{convert: func(ctx context.Context, _ []byte, _ bw.Options) (bw.Result, error) {
		<-ctx.Done()
		ended <- ctx.Err()
		return bw.Result{}, ctx.Err()
	}})
	conn := raw(t, url)
	send(t, conn, websocket.BinaryMessage, photo(100, 1), 1000)
	send(t, conn, websocket.BinaryMessage, photo(100, 1), 1000)
	conn.Close()
	<-ended
	s.sessions.Wait()
}

// Frames that break the protocol are answered by 1002.
func TestProtocolErrors(t *testing.T) {
	url, _ := serve(t, nil, &fake{convert: good})
	for name, frame := range map[string][]byte{
		"reserved bit":       {0xc2, 0x80, 1, 2, 3, 4},
		"unknown opcode":     {0x83, 0x80, 1, 2, 3, 4},
		"not masked":         {0x82, 0x00},
		"lone continuation":  {0x80, 0x80, 1, 2, 3, 4},
		"ping in parts":      {0x09, 0x80, 1, 2, 3, 4},
		"ping too long":      append([]byte{0x89, 0xfe, 0, 126, 1, 2, 3, 4}, make([]byte, 126)...),
		"bad close code":     {0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed},
		"close, not UTF-8":   {0x88, 0x84, 0, 0, 0, 0, 0x03, 0xe8, 0xff, 0xfe},
		"message in message": {0x02, 0x80, 1, 2, 3, 4, 0x82, 0x80, 1, 2, 3, 4},
	} {
		t.Run(name, func(t *testing.T) {
			conn := raw(t, url)
			conn.NetConn().Write(frame)
			wantClose(t, conn, websocket.CloseProtocolError, "")
		})
	}
}

// Browsers of other pages and plain requests get no WebSocket.
func TestHandshake(t *testing.T) {
	url, _ := serve(t, nil, &fake{convert: good})
	_, response, err := websocket.DefaultDialer.Dial(url, http.Header{"Origin": {"https://elsewhere.example"}})
	if err == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("a foreign origin: %v", err)
	}
	response, err = http.Get("http" + strings.TrimPrefix(url, "ws"))
	if err != nil || response.StatusCode != http.StatusUpgradeRequired {
		t.Errorf("a plain request: %v %v", response, err)
	}
	// Compression is offered by most clients, and stays off.
	dialer := websocket.Dialer{EnableCompression: true}
	conn, response, err := dialer.Dial(url, nil)
	if err != nil || response.Header.Get("Sec-Websocket-Extensions") != "" {
		t.Fatalf("compression: %v %v", response, err)
	}
	conn.Close()
}
