package gateway

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
	"pretobranco/engine/testkit"
)

// A crowd that needs more than there is: every picture is answered by itself or refused
// as busy, and afterwards all is as before.
func TestCrowd(t *testing.T) {
	const limit = 16 << 20
	var most atomic.Int64
	var held *budget
	url, _ := serve(t, func(s *Server) {
		s.budget.limit, held, s.limiter = limit, s.budget, newLimiter(2, 20)
	}, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		if used := held.total(); used > most.Load() {
			most.Store(used)
		}
		return good(ctx, image, o)
	}})
	var done, busy atomic.Int64
	var all sync.WaitGroup
	for i := range testkit.Pick(25, 50, 100) {
		all.Go(func() {
			c, err := dialOften(t.Context(), url)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			for n := range 5 {
				image := photo(1000+rand.IntN(600_000), byte(i*5+n))
				result, err := c.Convert(t.Context(), image, bw.Options{})
				switch {
				case err == nil && bytes.Equal(result.File, image):
					done.Add(1)
				case err != nil && fault.KindOf(err) == fault.Busy:
					busy.Add(1)
				default:
					t.Errorf("%d bytes for %d, %v", len(result.File), len(image), err)
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d answered, %d busy, at most %d bytes held", done.Load(), busy.Load(), most.Load())
	// An answer is charged with its capacity, which may be more than what was reserved for it.
	if done.Load() == 0 || most.Load() > limit+100*64<<10 {
		t.Error("that is not bounded")
	}
	if _, err := dial(t, url).Convert(t.Context(), photo(100, 1), bw.Options{}); err != nil {
		t.Error(err)
	}
}

// dialOften dials again when a laden computer did not answer in time.
func dialOften(ctx context.Context, url string) (*Client, error) {
	for {
		if c, err := Dial(ctx, ClientConfig{URL: url}); !errors.Is(err, ErrLost) || ctx.Err() != nil {
			return c, err
		}
	}
}

// A hostile is a proxy that cuts, changes or halves what passes through it.
type hostile struct {
	net.Listener
	target string
	harm   func(p []byte) ([]byte, bool) // what to pass on, and whether to continue
}

func (h *hostile) serve() {
	for {
		near, err := h.Accept()
		if err != nil {
			return
		}
		go func() {
			defer near.Close()
			far, err := net.Dial("tcp", h.target)
			if err != nil {
				return
			}
			defer far.Close()
			go h.pass(far, near)
			h.pass(near, far)
		}()
	}
}

func (h *hostile) pass(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		p, goOn := h.harm(buffer[:n])
		if _, err := to.Write(p); err != nil || !goOn {
			return
		}
	}
}

// Whatever a line does to a batch, a client that dials again has every picture right in
// the end, and never a wrong one.
func TestHostileLine(t *testing.T) {
	for name, harm := range map[string]func([]byte) ([]byte, bool){
		"cuts":   func(p []byte) ([]byte, bool) { return p, rand.N(60) > 0 },
		"halves": func(p []byte) ([]byte, bool) { n := rand.N(60); return p[:len(p)-len(p)/2*(1/(n+1))], n > 0 },
		"changes": func(p []byte) ([]byte, bool) {
			if rand.N(60) == 0 {
				p[rand.N(len(p))] ^= 0x10
			}
			return p, true
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := serve(t, nil, &fake{convert: good})
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go (&hostile{l, strings.TrimPrefix(url, "ws://"), harm}).serve()
			var all sync.WaitGroup
			for w := range 4 {
				all.Go(func() {
					var c *Client
					for i := 0; i < 15; {
						var err error
						if c == nil {
							if c, err = Dial(t.Context(), ClientConfig{URL: "ws://" + l.Addr().String()}); err != nil {
								c = nil
								continue
							}
						}
						image := photo(50_000+w*1000+i, byte(i))
						result, err := c.Convert(t.Context(), image, bw.Options{})
						switch {
						case err == nil && !bytes.Equal(result.File, image):
							t.Errorf("a wrong picture of %d bytes for %d", len(result.File), len(image))
							return
						case err == nil:
							i++
						case errors.Is(err, ErrLost):
							c.Close()
							c = nil
						default:
							// A changed picture may be refused for what it has become, in good faith.
						}
					}
					if c != nil {
						c.Close()
					}
				})
			}
			all.Wait()
		})
	}
}

// A line that changes a letter of the handshake, there or back, does not make a client take our
// server for an older one, which knows no checksums: a changed picture once passed that way.
func TestChangedHandshake(t *testing.T) {
	url, _ := serve(t, nil, &fake{convert: good})
	for _, changed := range []string{"Sec-WebSocket-Protocol: pretobranco", "Protocol: pretobranco", "pretobranco"} {
		for _, times := range []int32{1, 2} { // in the question, or in the answer's first or second place
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			var seen atomic.Int32
			go (&hostile{l, strings.TrimPrefix(url, "ws://"), func(p []byte) ([]byte, bool) {
				if at := bytes.Index(p, []byte(changed)); at >= 0 && seen.Add(1) == times {
					p[at+len(changed)-1] ^= 1
				}
				return p, true
			}}).serve()
			c, err := Dial(t.Context(), ClientConfig{URL: "ws://" + l.Addr().String()})
			if err == nil {
				defer c.Close()
			}
			if err == nil && c.Older() || err != nil && !errors.Is(err, ErrLost) {
				t.Errorf("%q changed at its place %d: %v", changed, times, err)
			}
		}
	}
}

// Behind package httpd, with our converter: the token in each of its places, and a
// shutdown that a client sees as one.
func TestBehindHTTPD(t *testing.T) {
	web := httptest.NewServer(converter.New(converter.Config{Limits: bw.ServerLimits}))
	defer web.Close()
	s, err := New(Config{Converters: []string{web.URL}})
	if err != nil {
		t.Fatal(err)
	}
	server, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0", Token: "secret"}, s)
	if err != nil {
		t.Fatal(err)
	}
	server.OnShutdown(s.Close)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx) }()

	url, host := server.URL("ws"), server.Addr()
	for _, wrong := range []ClientConfig{{URL: url}, {URL: url, Token: "Secret"}, {URL: url + "/?token=no"}, {URL: "ws://x:no@" + host}} {
		_, err := Dial(t.Context(), wrong)
		wantKind(t, err, fault.Unauthorized)
	}
	var last *Client
	for _, right := range []ClientConfig{{URL: url, Token: "secret"}, {URL: url + "/?token=secret"}, {URL: "ws://x:secret@" + host}, {URL: host, Token: "secret"}} {
		c, err := Dial(t.Context(), right)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		result, err := c.Convert(t.Context(), drawn(t, 64, 48), bw.Options{Format: bw.PNG})
		if err != nil || result.Report.Width != 64 || result.Report.Format != bw.PNG {
			t.Errorf("%+v, %v", result.Report, err)
		}
		last = c
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
	s.Close()
	_, err = last.Convert(t.Context(), drawn(t, 64, 48), bw.Options{})
	if !errors.Is(err, ErrLost) {
		t.Errorf("after the shutdown: %v", err)
	}
}
