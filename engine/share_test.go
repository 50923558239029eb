package engine

import (
	"context"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// reach is the address by which this computer reaches what it shares.
func reach(t *testing.T, s *Sharing) (gateway string, port int) {
	t.Helper()
	u, err := url.Parse(here(s.own.address))
	if err != nil {
		t.Fatal(err)
	}
	port, err = strconv.Atoi(u.Port())
	if err != nil || port == 0 {
		t.Fatalf("shared at %s", s.own.address)
	}
	return "ws://" + net.JoinHostPort("127.0.0.1", u.Port()), port
}

// TestShare serves clients with the token, no others, and none once it ended.
func TestShare(t *testing.T) {
	if _, err := Share(ShareConfig{}); err == nil || !strings.Contains(err.Error(), "token") {
		t.Errorf("shares without a token: %v", err)
	}
	token := NewToken()
	s, err := Share(ShareConfig{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	gateway, port := reach(t, s)
	if got, err := steps(open(t, Config{Server: gateway, Token: token})); err != nil || got != strings.Join(Steps, " ") {
		t.Errorf("with the token: %s: %v", got, err)
	}
	if got, err := steps(open(t, Config{Server: gateway, Token: token + "x"})); err == nil || KindOf(err) != Unauthorized {
		t.Errorf("with another token: %s: %v", got, err)
	}
	for _, address := range append(s.Gateways(), s.Converters()...) {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if ip := net.ParseIP(u.Hostname()); ip == nil || ip.IsLoopback() || ip.IsUnspecified() || u.Port() == "0" {
			t.Errorf("nobody can come in by %s", address)
		}
	}
	// Every network that is named leads in.
	for _, address := range s.Gateways() {
		if err := open(t, Config{Server: address, Token: token}).Check(context.Background()); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := Share(ShareConfig{Token: token, Gateway: port}); err == nil || !strings.Contains(err.Error(), "is taken") {
		t.Errorf("a port that is taken: %v", err)
	}

	in, out := t.TempDir(), t.TempDir()
	write(t, filepath.Join(in, "a.jpg"), picture(t, "a.jpg", 64, 48))
	b, l := start(t, open(t, Config{Server: gateway, Token: token}), Job{Folder: out}, photos(t, in))
	if sum := b.Wait(); sum.Converted != 1 {
		t.Errorf("%+v, %v", sum, l)
	}
	s.Close()
	if err := open(t, Config{Server: gateway, Token: token}).Check(context.Background()); err == nil {
		t.Error("shared no more, and still answers")
	}
	if again, err := Share(ShareConfig{Token: token, Gateway: port}); err != nil {
		t.Errorf("the port is not free again: %v", err)
	} else {
		again.Close()
	}
}
