package converter_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
)

// client makes a client that the test closes.
func client(t testing.TB, cfg converter.ClientConfig) *converter.Client {
	t.Helper()
	c, err := converter.NewClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// wantKind checks an error's kind and that its sentence holds some words.
func wantKind(t *testing.T, err error, kind fault.Kind, words string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(err.Error(), words) {
		t.Errorf("%v, want kind %q and %q", err, kind, words)
	}
}

// gate is a conversion that signals its start, and waits until the test opens it.
type gate struct {
	began chan struct{}
	open  chan struct{}
}

func newGate() *gate { return &gate{make(chan struct{}), make(chan struct{})} }

func (g *gate) convert(ctx context.Context, file []byte, o bw.Options, l bw.Limits) (bw.Result, error) {
	g.began <- struct{}{}
	select {
	case <-g.open:
		return echo(ctx, file, o, l)
	case <-ctx.Done():
		return bw.Result{}, ctx.Err()
	}
}

// With one slot and one place in the line, one of three calls is refused as busy at once.
func TestBusy(t *testing.T) {
	g := newGate()
	url := start(t, converter.Config{Convert: g.convert, Jobs: 1, Queue: 1}, httpd.Config{})
	c := client(t, converter.ClientConfig{URL: url})
	results := make(chan error, 3)
	one := func() {
		_, err := c.Convert(t.Context(), []byte("picture"), bw.Options{})
		results <- err
	}
	go one()
	<-g.began
	go one()
	go one()
	wantKind(t, <-results, fault.Busy, "busy")
	// Now there is one at work and one waiting.
	response, _ := post(t, url, call(hello64))
	if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
		t.Errorf("busy is %d, Retry-After %q", response.StatusCode, response.Header.Get("Retry-After"))
	}
	go func() { <-g.began }()
	close(g.open)
	for range 2 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}

// A caller that disconnects ends the conversion.
func TestGoneCaller(t *testing.T) {
	began, ended := make(chan struct{}), make(chan error, 1)
	url := start(t, converter.Config{Convert: func(ctx context.Context, _ []byte, _ bw.Options, _ bw.Limits) (bw.Result, error) {
		close(began)
		<-ctx.Done()
		ended <- ctx.Err()
		return bw.Result{}, ctx.Err()
	}}, httpd.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-began
		cancel()
	}()
	_, err := client(t, converter.ClientConfig{URL: url}).Convert(ctx, make([]byte, 1<<20), bw.Options{})
	wantKind(t, err, fault.Cancelled, "cancelled")
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the conversion ended with %v", err)
	}
}

// A conversion that doesn't end is given up, even one that ignores its context, whose
// file must then not be used for another picture. The limit is long enough for the others on a busy
// computer: with 20 ms one of them once took too long.
func TestDeadline(t *testing.T) {
	stop, held := make(chan struct{}), make(chan []byte, 1)
	defer close(stop)
	url := start(t, converter.Config{Jobs: 2, Timeout: 2 * time.Second,
		Convert: func(ctx context.Context, file []byte, o bw.Options, l bw.Limits) (bw.Result, error) {
			if string(file[:5]) == "hangs" {
				held <- file
				<-stop
			}
			return echo(ctx, file, o, l)
		}}, httpd.Config{})
	c := client(t, converter.ClientConfig{URL: url})
	hangs := append([]byte("hangs"), make([]byte, 100_000)...)
	_, err := c.Convert(t.Context(), hangs, bw.Options{})
	wantKind(t, err, fault.TooLarge, "2s")
	file := <-held
	for range 20 {
		if _, err := c.Convert(t.Context(), bytes.Repeat([]byte{1}, 100_000), bw.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(file, hangs) {
		t.Error("the file of a conversion under way was overwritten")
	}
}

// A panic is the error of its picture. Its file and line are in the log, also those of a codec's panic,
// which package bw recovers, and nothing of it is on the wire.
func TestPanic(t *testing.T) {
	type convert = func(context.Context, []byte, bw.Options, bw.Limits) (bw.Result, error)
	for name, convert := range map[string]convert{
		"converter": func(context.Context, []byte, bw.Options, bw.Limits) (bw.Result, error) { panic("index [5] in /home/x") },
		"codec": func(context.Context, []byte, bw.Options, bw.Limits) (_ bw.Result, err error) {
			defer func() { err = fault.Recovered(recover(), "the converter failed on this picture") }()
			panic("index [5] in /home/x")
		},
	} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			url := start(t, converter.Config{Jobs: 1, Log: slog.New(slog.NewTextHandler(&log, nil)), Convert: convert}, httpd.Config{})
			for range 3 { // it also releases its slot
				response, body := post(t, url, call(hello64))
				sent := fmt.Sprint(response.Header, body)
				if !strings.Contains(sent, "failed on this picture") {
					t.Errorf("the answer is %s", sent)
				}
				for _, secret := range []string{"/home", "index", ".go", "goroutine", "panic"} {
					if strings.Contains(sent, secret) {
						t.Errorf("%q is on the wire: %s", secret, sent)
					}
				}
			}
			if !strings.Contains(log.String(), "index [5]") || !regexp.MustCompile(`load_test\.go:\d+`).MatchString(log.String()) {
				t.Errorf("the log has no file and line:\n%s", log.String())
			}
		})
	}
}

// Many callers at once each get their own picture back, whatever is pooled.
func TestConcurrent(t *testing.T) {
	var running, most atomic.Int64
	url := start(t, converter.Config{Jobs: 3, Queue: 1000, Convert: func(ctx context.Context, file []byte, o bw.Options, l bw.Limits) (bw.Result, error) {
		now := running.Add(1)
		defer running.Add(-1)
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		return echo(ctx, file, o, l) // shares memory, as a gray picture does
	}}, httpd.Config{})
	c := client(t, converter.ClientConfig{URL: url})
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 1))
			for range 10 {
				image := bytes.Repeat([]byte{byte(i), byte(r.Uint32())}, 1+r.IntN(200_000))
				result, err := c.Convert(t.Context(), image, bw.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if !bytes.Equal(result.File, image) {
					t.Errorf("another picture came back")
				}
				clear(image) // it is ours again: the race detector sees a read that is still under way
			}
		})
	}
	all.Wait()
	if most.Load() > 3 {
		t.Errorf("%d conversions at a time", most.Load())
	}
}

// A server that goes down and cannot finish breaks the connection: the caller may then
// ask elsewhere, and does not take the picture for cancelled.
func TestGoingDown(t *testing.T) {
	g := newGate()
	server, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0", Drain: time.Millisecond}, converter.New(converter.Config{Convert: g.convert}))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx) }()
	go func() {
		<-g.began
		cancel()
	}()
	_, err = client(t, converter.ClientConfig{URL: server.URL("http")}).Convert(t.Context(), []byte("picture"), bw.Options{})
	wantKind(t, err, fault.Internal, "broke")
	if !errors.Is(err, converter.ErrLost) {
		t.Errorf("%#v", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// Five hundred callers at the same time are each answered or refused as busy, and afterwards the server
// works as before.
func TestManyCallers(t *testing.T) {
	url := start(t, converter.Config{Jobs: 2, Queue: 20, Convert: echo}, httpd.Config{})
	c := client(t, converter.ClientConfig{URL: url})
	var all sync.WaitGroup
	var answered, refused atomic.Int64
	for i := range 500 {
		all.Go(func() {
			image := bytes.Repeat([]byte{byte(i), byte(i >> 8)}, 10_000)
			result, err := c.Convert(t.Context(), image, bw.Options{})
			switch {
			case err == nil && bytes.Equal(result.File, image):
				answered.Add(1)
			case err != nil && fault.KindOf(err) == fault.Busy:
				refused.Add(1)
			default:
				t.Errorf("%d bytes, %v", len(result.File), err)
			}
		})
	}
	all.Wait()
	if answered.Load() == 0 || answered.Load()+refused.Load() != 500 {
		t.Errorf("%d answered, %d refused", answered.Load(), refused.Load())
	}
	for range 50 {
		if _, err := c.Convert(t.Context(), []byte("picture"), bw.Options{}); err != nil {
			t.Fatal(err)
		}
	}
}
