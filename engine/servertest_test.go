package engine

import (
	"context"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]string{
		"photos": "ws://photos:8001", " photos.local ": "ws://photos.local:8001", "192.168.1.5:9": "ws://192.168.1.5:9",
		"ws://h": "ws://h:8001", "wss://h:443/pb?look=red": "wss://h:443/pb?look=red", "::1": "ws://[::1]:8001", "[::1]:7": "ws://[::1]:7",
		"ws://user:pass@h": "ws://h:8001 pass", "ws://h/?token=abc&look=red": "ws://h:8001/?look=red abc",
	} {
		address, token, err := parseAddress(text)
		if got := strings.TrimSpace(address + " " + token); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", " ", "http://h", "ws://", "ws://:8001", "h:0", "h:x", "h:70000", "a b", "://"} {
		if address, _, err := parseAddress(text); err == nil || KindOf(err) != Unsupported {
			t.Errorf("%q: %q, %v", text, address, err)
		}
	}
}

// steps runs the connection test and returns the names of the steps that went well.
func steps(e *Engine) (string, error) {
	var names []string
	err := e.Test(context.Background(), func(s Step) {
		if s.Err == nil {
			names = append(names, s.Name)
		}
	})
	return strings.Join(names, " "), err
}

func TestConnectionTest(t *testing.T) {
	const all = "resolve connect tls token convert speed"
	everywhere(t, func(t *testing.T, e *Engine) {
		if err := e.Check(context.Background()); err != nil {
			t.Error(err)
		}
		if got, err := steps(e); err != nil || got != all {
			t.Errorf("%s: %v", got, err)
		}
	})
	if got, err := steps(open(t, Config{Server: serve(t, "secret")})); got != "resolve connect tls" || err == nil || KindOf(err) != Unauthorized {
		t.Errorf("no token: %s: %v", got, err)
	}
	if got, err := steps(open(t, Config{Server: strings.Replace(serve(t, ""), "ws", "wss", 1)})); got != "resolve connect" || err == nil {
		t.Errorf("no TLS: %s: %v", got, err)
	}
	other := picture(t, "x.jpg", 240, 180)
	liar := misbehave(t, 1, func(p *peer, n int) bool {
		return p.send(other)
	})
	if got, err := steps(liar); got != "resolve connect tls token" || err == nil || !strings.Contains(err.Error(), "another picture") {
		t.Errorf("a liar: %s: %v", got, err)
	}
}
