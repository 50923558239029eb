package gateway

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// A fake is a Converter of the test's own.
type fake struct {
	convert func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error)
	check   func(ctx context.Context) error
	calls   atomic.Int64
	closed  atomic.Bool
}

func (f *fake) Convert(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
	f.calls.Add(1)
	return f.convert(ctx, image, o)
}

func (f *fake) Check(ctx context.Context) error {
	if f.check == nil {
		return nil
	}
	return f.check(ctx)
}

func (f *fake) Close() { f.closed.Store(true) }

// good answers with the picture itself, and says in the report what was asked for.
func good(_ context.Context, image []byte, o bw.Options) (bw.Result, error) {
	if !bytes.HasPrefix(image, []byte("\xff\xd8\xff")) {
		return bw.Result{}, fault.New(fault.Unsupported, "this is not a picture")
	}
	return bw.Result{File: bytes.Clone(image), Report: bw.Report{Format: bw.JPEG, Width: len(image), Why: o.Look.String() + " " + string(o.Format)}}, nil
}

// photo is something like a JPEG of n bytes, each its own by seed.
func photo(n int, seed byte) []byte {
	file := make([]byte, n)
	for i := range file {
		file[i] = byte(i*7) ^ byte(i>>8)*3 ^ seed
	}
	copy(file, "\xff\xd8\xff\xe0")
	copy(file[n-2:], "\xff\xd9")
	return file
}

// drawn is a real JPEG.
func drawn(t testing.TB, width, height int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.RGBA{uint8(3 * x), uint8(6 * y), uint8(255 - 2*x - y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// serve starts a server over converters and returns its address. change may be nil.
func serve(t testing.TB, change func(*Server), converters ...Converter) (string, *Server) {
	t.Helper()
	var upstreams []*upstream
	for _, c := range converters {
		upstreams = append(upstreams, newUpstream("http://converter.test", c))
	}
	s := newServer(Config{MaxBytes: 8 << 20, Jobs: 4, Log: slog.New(slog.DiscardHandler)}, upstreams)
	if change != nil {
		change(s)
	}
	s.pool.watch(s.ctx)
	web := httptest.NewServer(s)
	t.Cleanup(func() {
		s.cancel()
		s.Close()
		web.Close()
		if used := s.budget.total(); used != 0 {
			t.Errorf("%d bytes of the budget were not given back", used)
		}
	})
	return "ws" + strings.TrimPrefix(web.URL, "http"), s
}

// dial connects as our client does.
func dial(t testing.TB, url string) *Client {
	t.Helper()
	c, err := Dial(t.Context(), ClientConfig{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// raw connects as any other program does.
func raw(t testing.TB, url string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// wantKind fails the test unless err is of a kind.
func wantKind(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s", kind)
	}
	if got := fault.KindOf(err); got != kind {
		t.Fatalf("%q is %s, want %s", err, got, kind)
	}
}

// wantClose reads until the connection is closed and checks the code and the reason.
func wantClose(t testing.TB, conn *websocket.Conn, code int, reason string) {
	t.Helper()
	for {
		_, _, err := conn.NextReader()
		if err == nil {
			continue
		}
		e, ok := err.(*websocket.CloseError)
		if !ok || e.Code != code || !strings.Contains(e.Text, reason) {
			t.Errorf("closed with %v, want %d and %q", err, code, reason)
		}
		return
	}
}
