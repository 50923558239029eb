package gateway

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
)

// lines is a log that can be read while it is written.
type lines struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *lines) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// A picture has one ID in the logs of gateway and converter and in the details of its error, and no token is
// in either log.
func TestRequestIDTravels(t *testing.T) {
	var near, far lines
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	serve := func(token string, log *lines, handler http.Handler) *httpd.Server {
		server, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0", Token: token, Log: log.log()}, handler)
		if err != nil {
			t.Fatal(err)
		}
		go func() { done <- server.Serve(ctx) }()
		return server
	}
	c := serve("s3cret2", &far, converter.New(converter.Config{Limits: bw.ServerLimits, Log: far.log()}))
	g, err := New(Config{Converters: []string{strings.Replace(c.URL("http"), "//", "//x:s3cret2@", 1)}, Log: near.log()})
	if err != nil {
		t.Fatal(err)
	}
	client := dial(t, serve("s3cret1", &near, g).URL("ws")+"/?token=s3cret1")
	for range 2 {
		if _, err := client.Convert(t.Context(), drawn(t, 64, 48), bw.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	red, err := bw.ParseLook("red")
	if err != nil {
		t.Fatal(err)
	}
	_, refused := client.Convert(t.Context(), []byte("no picture"), bw.Options{Look: red}) // with a message of options before it
	if refused == nil || strings.Contains(refused.Error(), httpd.RequestIDOf(refused)) || !strings.Contains(fault.Detail(refused), "request "+httpd.RequestIDOf(refused)) {
		t.Errorf("%v", refused)
	}
	client.Close()
	g.Close()
	cancel()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	images := regexp.MustCompile(`msg=image id=(\S+)`)
	here, there := images.FindAllStringSubmatch(near.String(), -1), images.FindAllStringSubmatch(far.String(), -1)
	if len(here) != 3 || len(there) != 3 || here[0][1] == here[1][1] {
		t.Fatalf("gateway %q, converter %q", here, there)
	}
	for i := range here {
		if here[i][1] != there[i][1] {
			t.Errorf("%d: gateway %q, converter %q", i, here[i][1], there[i][1])
		}
	}
	if id := httpd.RequestIDOf(refused); here[2][1] != id {
		t.Errorf("the error has the ID %q, the log %q", id, here[2][1])
	}
	if said := near.String() + far.String(); strings.Contains(said, "s3cret") {
		t.Errorf("a token is in\n%s", said)
	}
}
