package gateway

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"pretobranco/engine/bw"
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

// A picture has one number in the logs of gateway and converter, and no token is in either.
func TestRequestIDTravels(t *testing.T) {
	var near, far lines
	c, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0", Token: "s3cret2", Log: far.log()}, converter.New(converter.Config{Limits: bw.ServerLimits, Log: far.log()}))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Serve(ctx) }()
	g, err := New(Config{Converters: []string{strings.Replace(c.URL("http"), "//", "//x:s3cret2@", 1)}, Log: near.log()})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(g)
	client := dial(t, "ws"+strings.TrimPrefix(web.URL, "http")+"/?token=s3cret1")
	for range 2 {
		if _, err := client.Convert(t.Context(), drawn(t, 64, 48), bw.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	client.Close()
	g.Close()
	web.Close()
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	images := regexp.MustCompile(`msg=image id=(\S+)`)
	here, there := images.FindAllStringSubmatch(near.String(), -1), images.FindAllStringSubmatch(far.String(), -1)
	if len(here) != 2 || len(there) != 2 || here[0][1] != there[0][1] || here[1][1] != there[1][1] || here[0][1] == here[1][1] {
		t.Errorf("gateway %q, converter %q", here, there)
	}
	if said := near.String() + far.String(); strings.Contains(said, "s3cret") {
		t.Errorf("a token is in\n%s", said)
	}
}
