package profile

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Profiles are served on loopback addresses only, and only to requests that name one.
func TestServe(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":6060", "192.168.1.5:6060", "[::]:0", "example.org:6060", "6060", "127.0.0.1"} {
		if _, err := Serve(addr, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "loopback") {
			t.Errorf("%q: %v", addr, err)
		}
	}
	if stop, err := Serve("", nil); err != nil {
		t.Error(err)
	} else {
		stop()
	}
	var log bytes.Buffer
	stop, err := Serve("127.0.0.1:0", slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+/debug/pprof/`).FindString(log.String())
	for _, test := range []struct {
		path, host, origin string
		status             int
	}{
		{"", "", "", http.StatusOK},
		{"goroutine?debug=1", "", "", http.StatusOK},
		{"heap", "localhost:1", "", http.StatusOK},
		{"goroutine", "evil.example", "", http.StatusForbidden},
		{"goroutine", "", "https://evil.example", http.StatusForbidden},
	} {
		r, _ := http.NewRequest(http.MethodGet, url+test.path, nil)
		if test.host != "" {
			r.Host = test.host
		}
		if test.origin != "" {
			r.Header.Set("Origin", test.origin)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != test.status || len(body) == 0 {
			t.Errorf("%+v: %s, %d bytes", test, response.Status, len(body))
		}
	}
	stop()
	if _, err := http.Get(url); err == nil {
		t.Error("it still answers")
	}
}
