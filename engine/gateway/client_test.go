package gateway

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd/checksum"
)

// Many goroutines on one connection each get their own answer, whatever its options,
// and the pictures are converted one by one.
func TestClientKeepsOrder(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	url, _ := serve(t, nil, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		defer func() {
			mu.Lock()
			now--
			mu.Unlock()
		}()
		return good(ctx, image, o)
	}})
	c := dial(t, url)
	if c.Older() {
		t.Error("our own server is taken for the older one")
	}
	formats := []bw.Format{bw.JPEG, bw.PNG, bw.TIFF}
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			size, format := 100+i*i*300, formats[i%3]
			image := photo(size, byte(i))
			result, err := c.Convert(t.Context(), image, bw.Options{Format: format})
			if err != nil || !bytes.Equal(result.File, image) || result.Report.Width != size || result.Report.Why != "neutral "+string(format) {
				t.Errorf("picture %d: %d bytes, %+v, %v", i, len(result.File), result.Report, err)
			}
			if !bytes.Equal(image, photo(size, byte(i))) {
				t.Error("the original was touched")
			}
		})
	}
	all.Wait()
	if most != 1 {
		t.Errorf("%d were converted at a time on one connection", most)
	}
}

// A kind comes back as itself, and the connection stays open.
func TestClientKinds(t *testing.T) {
	for _, kind := range []fault.Kind{fault.Damaged, fault.Unsupported, fault.TooLarge, fault.Internal} {
		url, _ := serve(t, nil, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
			if len(image) == 100 {
				return bw.Result{}, fault.New(kind, "the reason").With(errOwn)
			}
			return good(ctx, image, o)
		}})
		c := dial(t, url)
		_, err := c.Convert(t.Context(), photo(100, 1), bw.Options{})
		wantKind(t, err, kind)
		if err.Error() != "the reason" {
			t.Errorf("the reason became %q", err)
		}
		if _, err := c.Convert(t.Context(), photo(101, 1), bw.Options{}); err != nil {
			t.Error(err)
		}
	}
}

func TestClientLimit(t *testing.T) {
	url, _ := serve(t, nil, &fake{convert: good})
	c, err := Dial(t.Context(), ClientConfig{URL: url, MaxBytes: 1000})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Convert(t.Context(), photo(1001, 1), bw.Options{})
	wantKind(t, err, fault.TooLarge)
	if _, err := c.Convert(t.Context(), photo(1000, 1), bw.Options{}); err != nil {
		t.Error(err)
	}
}

// A caller that cancels gets its picture back at once, and the answers of the others stay theirs.
func TestClientCancel(t *testing.T) {
	hold := make(chan struct{})
	began := make(chan struct{}, 10)
	url, _ := serve(t, nil, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		began <- struct{}{}
		<-hold
		return good(ctx, image, o)
	}})
	c := dial(t, url)
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := c.Convert(t.Context(), photo(1000, 1), bw.Options{}); err != nil {
			t.Error(err)
		}
	})
	<-began
	for i := range byte(5) {
		all.Go(func() {
			// The third large one is sent only in part: the server does not read it yet.
			_, err := c.Convert(ctx, photo(6<<20, i), bw.Options{})
			wantKind(t, err, fault.Cancelled)
		})
	}
	cancel()
	close(hold)
	all.Wait()
	result, err := c.Convert(t.Context(), photo(5000, 9), bw.Options{})
	if err != nil || !bytes.Equal(result.File, photo(5000, 9)) {
		t.Errorf("after that: %d bytes, %v", len(result.File), err)
	}
}

// All that is under way when the server goes is lost, says so, and can be sent again.
func TestClientReconnects(t *testing.T) {
	began := make(chan struct{}, 10)
	url, s := serve(t, nil, &fake{convert: func(ctx context.Context, _ []byte, _ bw.Options) (bw.Result, error) {
		began <- struct{}{}
		<-ctx.Done()
		return bw.Result{}, ctx.Err()
	}})
	c := dial(t, url)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := c.Convert(t.Context(), photo(100_000, 1), bw.Options{}); !errors.Is(err, ErrLost) {
				t.Errorf("%v is not ErrLost", err)
			}
		})
	}
	<-began
	s.cancel()
	s.Close()
	all.Wait()
	if _, err := c.Convert(t.Context(), photo(100, 1), bw.Options{}); !errors.Is(err, ErrLost) {
		t.Errorf("afterwards: %v", err)
	}
	again, _ := serve(t, nil, &fake{convert: good})
	if _, err := dial(t, again).Convert(t.Context(), photo(100, 1), bw.Options{}); err != nil {
		t.Error(err)
	}
}

// A server that is silent for a minute is gone.
func TestClientSilence(t *testing.T) {
	hang := func(ctx context.Context, _ []byte, _ bw.Options) (bw.Result, error) {
		<-ctx.Done()
		return bw.Result{}, ctx.Err()
	}
	bubble(t, hang, func(t *testing.T, s *Server, conn *websocket.Conn) {
		c := newClient(conn, "", ClientConfig{}, defaultClientTimes)
		time.AfterFunc(2*time.Minute, func() { c.Close() })
		_, err := c.Convert(t.Context(), photo(100, 1), bw.Options{})
		wantKind(t, err, fault.Cancelled)
	})
	synctest.Test(t, func(t *testing.T) {
		c, server := peerOf(t, nil)
		start := time.Now()
		go discardAll(server)
		_, err := c.Convert(t.Context(), photo(100, 1), bw.Options{})
		if took := time.Since(start); !errors.Is(err, ErrLost) || took != defaultClientTimes.silence {
			t.Errorf("%v after %v", err, took)
		}
		server.NetConn().Close()
		c.Close()
	})
}

// A server that lives but never answers is given up, and so is one that stops within an
// answer, pings or not.
func TestClientStuck(t *testing.T) {
	for name, begin := range map[string][]byte{"no answer": nil, "half an answer": {0x02, 0x01, 'x'}, "a long frame": {0x82, 0x7f, 0, 0, 0, 0, 1, 0, 0, 0}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := peerOf(t, nil)
				var others sync.WaitGroup
				asked := make(chan struct{})
				others.Go(func() {
					<-asked
					server.NetConn().Write(begin)
					for server.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) == nil {
						time.Sleep(10 * time.Second)
					}
				})
				others.Go(func() {
					server.ReadMessage()
					close(asked)
					discardAll(server)
				})
				start := time.Now()
				_, err := c.Convert(t.Context(), photo(100, 1), bw.Options{})
				if took := time.Since(start); !errors.Is(err, ErrLost) || took > defaultClientTimes.answer+time.Minute {
					t.Errorf("%v after %v", err, took)
				}
				server.NetConn().Close()
				others.Wait()
			})
		})
	}
}

// A liar is a server that answers a picture with what it likes.
func TestClientAgainstLiars(t *testing.T) {
	image := photo(5000, 1)
	asked, file := checksum.Sum(clientOptions{report: true, sums: true}.message()), checksum.Sum(photo(4000, 2))
	report := notice{Result: &bw.Report{Format: bw.JPEG}, Sums: &sums{Options: asked, Image: checksum.Sum(image), File: file}}.text()
	wrong := notice{Result: &bw.Report{}, Sums: &sums{Options: asked, Image: 1, File: file}}.text()
	oops := notice{Result: &bw.Report{}, Sums: &sums{Options: asked, Image: checksum.Sum(image), File: checksum.Sum([]byte("oops"))}}.text()
	misled := notice{Result: &bw.Report{}, Sums: &sums{Options: 1, Image: checksum.Sum(image), File: file}}.text()
	type message struct {
		kind int
		data []byte
	}
	for name, test := range map[string]struct {
		answers []message
		kind    fault.Kind
		lost    bool
	}{
		"honest":              {[]message{{websocket.TextMessage, report}, {websocket.BinaryMessage, photo(4000, 2)}}, "", false},
		"changed file":        {[]message{{websocket.TextMessage, report}, {websocket.BinaryMessage, photo(4000, 3)}}, "", true},
		"half a file":         {[]message{{websocket.TextMessage, report}, {websocket.BinaryMessage, photo(4000, 2)[:2000]}}, "", true},
		"changed picture":     {[]message{{websocket.TextMessage, wrong}, {websocket.BinaryMessage, photo(4000, 2)}}, "", true},
		"changed options":     {[]message{{websocket.TextMessage, misled}, {websocket.BinaryMessage, photo(4000, 2)}}, "", true},
		"no picture":          {[]message{{websocket.TextMessage, oops}, {websocket.BinaryMessage, []byte("oops")}}, fault.Internal, false},
		"no notice":           {[]message{{websocket.BinaryMessage, photo(4000, 2)}}, "", true},
		"text":                {[]message{{websocket.TextMessage, []byte("oops")}}, "", true},
		"other JSON":          {[]message{{websocket.TextMessage, []byte(`{"hello":1}`)}}, "", true},
		"unknown kind":        {[]message{{websocket.TextMessage, []byte(`{"error":{"kind":"odd","message":"m"}}`)}}, fault.Internal, false},
		"too much JSON":       {[]message{{websocket.TextMessage, bytes.Repeat([]byte("x"), maxOptions+1)}}, fault.TooLarge, false},
		"goes down":           {[]message{{websocket.CloseMessage, goingDown}}, "", true},
		"closes as too large": {[]message{{websocket.CloseMessage, websocket.FormatCloseMessage(1009, "")}}, fault.TooLarge, false},
		"closes as damaged":   {[]message{{websocket.CloseMessage, websocket.FormatCloseMessage(1007, "")}}, fault.Damaged, false},
		"closes as bad form":  {[]message{{websocket.CloseMessage, websocket.FormatCloseMessage(1003, "")}}, fault.Unsupported, false},
		"closes as busy":      {[]message{{websocket.CloseMessage, websocket.FormatCloseMessage(1013, "")}}, fault.Busy, false},
		"fails":               {[]message{{websocket.CloseMessage, websocket.FormatCloseMessage(1011, "why")}}, fault.Internal, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := peerOf(t, []string{Subprotocol})
				go func() {
					server.NextReader() // the options
					server.ReadMessage()
					for _, m := range test.answers {
						if server.WriteMessage(m.kind, m.data) != nil {
							return
						}
					}
					discardAll(server)
				}()
				result, err := c.Convert(t.Context(), image, bw.Options{})
				switch {
				case errors.Is(err, ErrLost) != test.lost:
					t.Errorf("lost: %v", err)
				case test.kind != "":
					wantKind(t, err, test.kind)
				case !test.lost && (err != nil || !bytes.Equal(result.File, photo(4000, 2))):
					t.Errorf("%d bytes, %v", len(result.File), err)
				}
				c.Close()
				server.NetConn().Close()
			})
		})
	}
}

// peerOf returns a Client and the other end of its connection, in memory.
func peerOf(t *testing.T, protocols []string) (*Client, *websocket.Conn) {
	t.Helper()
	l := &pipeListener{make(chan net.Conn), make(chan struct{})}
	taken := make(chan *websocket.Conn)
	web := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		up := websocket.Upgrader{Subprotocols: protocols}
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
		}
		taken <- conn
	})}
	go web.Serve(l)
	dialer := websocket.Dialer{Subprotocols: []string{Subprotocol}, NetDial: l.dial}
	conn, _, err := dialer.Dial("ws://gateway.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	server := <-taken
	web.Close()
	return newClient(conn, "", ClientConfig{MaxBytes: 1 << 20}, defaultClientTimes), server
}

func discardAll(conn *websocket.Conn) {
	conn.SetPingHandler(func(string) error { return nil })
	for {
		if _, _, err := conn.NextReader(); err != nil {
			return
		}
	}
}

// Each thing that is there in place of a gateway has a sentence of its own.
func TestDialSentences(t *testing.T) {
	answer := func(status int, body string) string {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Error(w, body, status) }))
		t.Cleanup(web.Close)
		return "ws" + strings.TrimPrefix(web.URL, "http")
	}
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	gone := httptest.NewServer(nil)
	gone.Close()
	plain, _ := serve(t, nil, &fake{convert: good})
	for _, test := range []struct {
		url, says string
		kind      fault.Kind
		lost      bool
	}{
		{answer(401, "no"), "token", fault.Unauthorized, false},
		{answer(403, "no"), "refuses", fault.Unauthorized, false},
		{answer(503, "no"), "no more connections", fault.Busy, false},
		{answer(400, "unknown look"), "unknown look", fault.Unsupported, false},
		{answer(404, "no"), "no gateway", fault.Internal, false},
		{answer(200, "<html>"), "no gateway", fault.Internal, false},
		{"ws" + strings.TrimPrefix(secure.URL, "https"), "wss://", fault.Internal, false},
		{"wss" + strings.TrimPrefix(secure.URL, "https"), "not signed", fault.Internal, false},
		{"wss" + strings.TrimPrefix(plain, "ws"), "ws://", fault.Internal, false},
		{"ws" + strings.TrimPrefix(gone.URL, "http"), "nothing answers", fault.Internal, true},
		{"ws://nowhere.invalid:8001", "nowhere.invalid", fault.Internal, true},
		{"ftp://somewhere", "not a server's address", fault.Unsupported, false},
		{"", "not a server's address", fault.Unsupported, false},
	} {
		_, err := Dial(t.Context(), ClientConfig{URL: test.url})
		if err == nil {
			t.Errorf("%s: no error", test.url)
			continue
		}
		if fault.KindOf(err) != test.kind || errors.Is(err, ErrLost) != test.lost || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %s, %q, lost %v", test.url, fault.KindOf(err), err, errors.Is(err, ErrLost))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Dial(ctx, ClientConfig{URL: plain})
	wantKind(t, err, fault.Cancelled)
}
