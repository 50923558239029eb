//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
)

// A station is a gateway that can be killed, in front of a converter that converts when
// it is let to.
type station struct {
	t       *testing.T
	token   string
	address string // of the gateway; the same after it was killed and started again
	gateway *exec.Cmd

	passes  chan struct{} // one for each photo that may be converted
	started atomic.Int32  // photos that came
	worker  string        // the converter's address
}

var errGone = errors.New("the test is over")

// newStation starts a gateway that asks for a token; "" is none.
func newStation(t *testing.T, token string) *station {
	t.Helper()
	s := &station{t: t, token: token, passes: make(chan struct{}, 1000)}
	// Own, because a photo that waits for a pass would run into the time limit.
	server := converter.New(converter.Config{Limits: bw.ServerLimits, Jobs: 16, Own: true, Convert: func(ctx context.Context, file []byte, o bw.Options, l bw.Limits) (bw.Result, error) {
		s.started.Add(1)
		select {
		case <-s.passes:
			return bw.Convert(ctx, file, o, l)
		case <-ctx.Done():
			return bw.Result{}, ctx.Err()
		case <-t.Context().Done():
			return bw.Result{}, errGone
		}
	}})
	door, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0"}, server)
	if err != nil {
		t.Fatal(err)
	}
	s.worker = door.URL("http")
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { door.Serve(ctx) })
	t.Cleanup(func() {
		s.kill()
		s.let(cap(s.passes))
		cancel()
		serving.Wait()
	})
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = free.Addr().String()
	free.Close()
	s.start()
	return s
}

// let lets so many photos more be converted.
func (s *station) let(n int) {
	for range n {
		select {
		case s.passes <- struct{}{}:
		default:
			return
		}
	}
}

var gatewayBinary = sync.OnceValues(func() (string, error) {
	folder, err := tempFolder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "pretobranco-gateway")
	if out, err := exec.Command("go", "build", "-o", path, "../pretobranco-gateway").CombinedOutput(); err != nil {
		return "", errors.New(string(out))
	}
	return path, nil
})

// start starts the gateway, and returns once it answers.
func (s *station) start() {
	s.t.Helper()
	path, err := gatewayBinary()
	if err != nil {
		s.t.Fatal(err)
	}
	s.gateway = exec.Command(path, "-addr", s.address, "-converter", s.worker, "-token", s.token)
	out, err := s.gateway.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.gateway.Start(); err != nil {
		s.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, "listening") {
		s.t.Fatalf("the gateway says %q, %v", line, err)
	}
}

// kill ends the gateway as a power failure does.
func (s *station) kill() {
	if s.gateway != nil {
		s.gateway.Process.Kill()
		s.gateway.Wait()
		s.gateway = nil
	}
}
