package httpd

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// logged is a log that a test can read while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logged) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// serve runs a server until the test ends.
func serve(t *testing.T, cfg Config, handler http.Handler) *Server {
	t.Helper()
	if cfg.Addr == "" {
		cfg.Addr = "127.0.0.1:0"
	}
	s, err := Listen(cfg, handler)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return s
}

var hello = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	io.WriteString(w, "hello "+RequestID(r.Context()))
})

func TestToken(t *testing.T) {
	const token = "s3cret token"
	var log logged
	s := serve(t, Config{Token: token, Log: log.log()}, hello)
	basic := func(name, password string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(name, password) }
	}
	header := func(value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", value) }
	}
	for name, test := range map[string]struct {
		show func(*http.Request)
		want int
	}{
		"nothing":         {func(*http.Request) {}, 401},
		"bearer":          {header("Bearer " + token), 200},
		"bearer, case":    {header("bearer " + token), 200},
		"bearer, wrong":   {header("Bearer " + token + "x"), 401},
		"bearer, part":    {header("Bearer s3cret"), 401},
		"bearer, empty":   {header("Bearer"), 401},
		"basic":           {basic("", token), 200},
		"basic, any name": {basic("someone", token), 200},
		"basic, wrong":    {basic(token, ""), 401},
		"query":           {func(r *http.Request) { r.URL.RawQuery = "token=s3cret+token" }, 200},
		"query, wrong":    {func(r *http.Request) { r.URL.RawQuery = "token=guess" }, 401},
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := http.NewRequest("POST", s.URL("http")+"/", strings.NewReader(strings.Repeat("a", 1<<20)))
			test.show(r)
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if response.StatusCode != test.want {
				t.Errorf("status %d, want %d", response.StatusCode, test.want)
			}
			if asks := response.Header.Values("WWW-Authenticate"); (len(asks) == 2) != (test.want == 401) {
				t.Errorf("WWW-Authenticate: %q", asks)
			}
		})
	}
	if said := log.String(); strings.Contains(said, "s3cret") || strings.Contains(said, "guess") || !strings.Contains(said, "status=401") {
		t.Errorf("the log holds a secret, or no refusal:\n%s", said)
	}
}

func TestHealthNeedsNoToken(t *testing.T) {
	s := serve(t, Config{Token: "x"}, hello)
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 405} {
		r, _ := http.NewRequest(method, s.URL("http")+"/healthz", nil)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != want || method == "GET" && string(body) != "ok\n" {
			t.Errorf("%s: %d %q", method, response.StatusCode, body)
		}
	}
}

func TestOrigin(t *testing.T) {
	s := serve(t, Config{}, hello)
	for origin, want := range map[string]int{
		"": 200, s.URL("http"): 200, "http://evil.example": 403, "null": 403, "http://" + s.Addr() + ".evil.example": 403, "::": 403,
	} {
		r, _ := http.NewRequest("POST", s.URL("http")+"/", nil)
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("origin %q: %d, want %d", origin, response.StatusCode, want)
		}
	}
}

func TestRequestID(t *testing.T) {
	s := serve(t, Config{}, hello)
	for sent, kept := range map[string]bool{"abc-1_Z": true, "": false, "a\tb": false, "a b": false, strings.Repeat("a", 65): false} {
		r, _ := http.NewRequest("GET", s.URL("http")+"/", nil)
		r.Header.Set(RequestIDHeader, sent)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if got := strings.TrimPrefix(string(body), "hello "); (got == sent) != kept || got == "" {
			t.Errorf("sent %q, the handler saw %q", sent, got)
		}
	}
}

// A handler that panics costs its own connection, is logged, and nothing else.
func TestPanic(t *testing.T) {
	var log logged
	s := serve(t, Config{Log: log.log()}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bad" {
			panic("a defect")
		}
		hello(w, r)
	}))
	if response, err := http.Get(s.URL("http") + "/bad"); err == nil {
		t.Errorf("answered %d", response.StatusCode)
	}
	if !strings.Contains(log.String(), "a defect") {
		t.Errorf("not logged: %s", log.String())
	}
	response, err := http.Get(s.URL("http") + "/good")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}

func TestListenErrors(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, test := range []struct {
		cfg  Config
		want string
	}{
		{Config{Addr: taken.Addr().String()}, "is taken"},
		{Config{Addr: "8000"}, "HOST:PORT"},
		{Config{Addr: "127.0.0.1:99999"}, "not a port"},
		{Config{Addr: "127.0.0.1:http-but-not"}, "not a port"},
		{Config{Addr: "192.0.2.1:0"}, "not an address of this computer"},
		{Config{Addr: "127.0.0.1:0", CertFile: "x"}, "both"},
		{Config{Addr: "127.0.0.1:0", CertFile: "x", KeyFile: "y"}, "certificate cannot be used"},
	} {
		if _, err := Listen(test.cfg, hello); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v, want %q", test.cfg, err, test.want)
		}
	}
}

func TestAddr(t *testing.T) {
	for asked, want := range map[string]string{"127.0.0.1:0": "127.0.0.1:", "0.0.0.0:0": "0.0.0.0:", "localhost:0": "127.0.0.1:"} {
		var log logged
		s, err := Listen(Config{Addr: asked, Log: log.log()}, hello)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(s.Addr(), want) || strings.HasSuffix(s.Addr(), ":0") {
			t.Errorf("%s: %s", asked, s.Addr())
		}
		if warned := strings.Contains(log.String(), "WARN"); warned != (asked == "0.0.0.0:0") {
			t.Errorf("%s: warned: %v", asked, warned)
		}
		s.Close()
	}
}

func TestUpgradeIsNotPaced(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Upgrade", "WebSocket")
	if !upgrade(r) {
		t.Error("a WebSocket handshake is not known as one")
	}
}
