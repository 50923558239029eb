package httpd

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// At shutdown work under way is finished, and its answer arrives.
func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener := newPipes()
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(10 * time.Second)
			io.WriteString(w, "done")
		})
		s := newServer(Config{Log: slog.New(slog.DiscardHandler), Drain: 30 * time.Second}, handler, listener, nil)
		shutdown := make(chan struct{})
		s.OnShutdown(func() { close(shutdown) })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Serve(ctx) }()
		answer := ask(listener.dial())
		synctest.Wait()
		cancel()
		<-shutdown
		if got := <-answer; got != "done" {
			t.Errorf("answered %q", got)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		if !s.draining.Load() {
			t.Error("/healthz would still say ok")
		}
	})
}

// Work that does not end by the drain deadline is told so by its context, and cut off.
func TestDrainDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener := newPipes()
		ended := make(chan struct{})
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			close(ended)
		})
		s := newServer(Config{Log: slog.New(slog.DiscardHandler), Drain: 30 * time.Second}, handler, listener, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Serve(ctx) }()
		answer := ask(listener.dial())
		synctest.Wait()
		start := time.Now()
		cancel()
		<-ended
		if err := <-done; err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("it took %v", took)
		}
		<-answer
	})
}

// ask sends a request and returns what comes back.
func ask(conn net.Conn) <-chan string {
	answer := make(chan string, 1)
	go func() {
		client := http.Client{Transport: &http.Transport{
			DialContext:       func(context.Context, string, string) (net.Conn, error) { return conn, nil },
			DisableKeepAlives: true,
		}}
		response, err := client.Get("http://x/")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answer <- string(body)
	}()
	return answer
}
