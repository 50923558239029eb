package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
	"pretobranco/engine/gateway"
	"pretobranco/engine/httpd"
	"pretobranco/engine/journal"
)

// drawing draws a small colourful picture.
func drawing(width, height int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{uint8(3 * x), uint8(5 * y), uint8(255 - 2*x), 255})
		}
	}
	return img
}

// picture encodes a drawing in the format that a name promises.
func picture(t testing.TB, name string, width, height int) []byte {
	t.Helper()
	var file bytes.Buffer
	var err error
	switch img := drawing(width, height); bw.FormatOf(name) {
	case bw.PNG:
		err = png.Encode(&file, img)
	case bw.GIF:
		err = gif.Encode(&file, img, nil)
	default:
		err = jpeg.Encode(&file, img, &jpeg.Options{Quality: 92})
	}
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// draw writes drawings below dir and returns their paths. The widths differ.
func draw(t testing.TB, dir string, names ...string) []string {
	t.Helper()
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(dir, filepath.FromSlash(name))
		write(t, paths[i], picture(t, name, 40+i, 30))
	}
	return paths
}

func write(t testing.TB, path string, file []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
}

// contents returns a checksum of every file below dir, by path, but for the journal
// of a batch that was stopped.
func contents(t testing.TB, dir string) map[string][sha256.Size]byte {
	t.Helper()
	sums := map[string][sha256.Size]byte{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == journal.Name {
			return err
		}
		file, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		sums[filepath.ToSlash(rel)] = sha256.Sum256(file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// names returns what files are below dir.
func names(t testing.TB, dir string) string {
	t.Helper()
	return strings.Join(slices.Sorted(maps.Keys(contents(t, dir))), " ")
}

// serve starts a converter and a gateway as their programs do, and returns the
// gateway's address.
func serve(t testing.TB, token string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	listen := func(handler http.Handler, token string) *httpd.Server {
		server, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0", Token: token, Drain: time.Second}, handler)
		if err != nil {
			t.Fatal(err)
		}
		running.Go(func() { server.Serve(ctx) })
		return server
	}
	c := listen(converter.New(converter.Config{Limits: bw.ServerLimits}), "")
	g, err := gateway.New(gateway.Config{Converters: []string{c.URL("http")}})
	if err != nil {
		t.Fatal(err)
	}
	door := listen(g, token)
	t.Cleanup(func() {
		g.Close()
		cancel()
		running.Wait()
	})
	return door.URL("ws")
}

// open opens an engine that closes with the test.
func open(t testing.TB, cfg Config) *Engine {
	t.Helper()
	e, err := Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// everywhere runs a test over every way to a gateway.
func everywhere(t *testing.T, test func(t *testing.T, e *Engine)) {
	t.Run("in-process", func(t *testing.T) { test(t, open(t, Config{})) })
	t.Run("remote", func(t *testing.T) {
		test(t, open(t, Config{Server: serve(t, "secret"), Token: "secret"}))
	})
}

// A log keeps events, and holds their order.
type log struct {
	t *testing.T

	mu     sync.Mutex // guards what follows
	events []Event
	on     func(Event) // called for each, with mu not held
}

func (l *log) hear(e Event) {
	l.mu.Lock()
	l.events = append(l.events, e)
	on := l.on
	l.mu.Unlock()
	if on != nil {
		on(e)
	}
}

// of returns the states that photo index went through.
func (l *log) of(index int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var kinds []string
	for _, e := range l.events {
		if e.Index == index {
			kinds = append(kinds, string(e.Kind))
		}
	}
	return strings.Join(kinds, " ")
}

// last returns the last event of a kind; fails if there is none.
func (l *log) last(kind EventKind) Event {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := len(l.events) - 1; i >= 0; i-- {
		if l.events[i].Kind == kind {
			return l.events[i]
		}
	}
	l.t.Fatalf("no event %q", kind)
	return Event{}
}

// all returns the events of a kind.
func (l *log) all(kind EventKind) []Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	var events []Event
	for _, e := range l.events {
		if e.Kind == kind {
			events = append(events, e)
		}
	}
	return events
}

// photos scans paths and wants all of them to be photos.
func photos(t testing.TB, paths ...string) []Photo {
	t.Helper()
	found := Scan(context.Background(), paths, ScanOptions{Recursive: true}, nil)
	for _, left := range found.LeftOut {
		t.Errorf("left out: %s: %v", left.Path, left.Why)
	}
	return found.Photos
}

// found returns the photos below a folder, but for those in folders of results called pb.
func found(t testing.TB, in string) []Photo {
	t.Helper()
	return Scan(t.Context(), []string{in}, ScanOptions{Recursive: true, Own: []string{"pb"}}, nil).Photos
}

// start begins a batch whose events are kept.
func start(t *testing.T, e *Engine, job Job, photos []Photo) (*Batch, *log) {
	t.Helper()
	l := &log{t: t}
	b, err := e.Start(context.Background(), job, photos, l.hear)
	if err != nil {
		t.Fatal(err)
	}
	return b, l
}

// gray wants path to be a gray picture of a size.
func gray(t *testing.T, path string, width, height int) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	img, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		t.Errorf("%s: %v", filepath.Base(path), err)
		return
	}
	if size := img.Bounds().Size(); size != image.Pt(width, height) {
		t.Errorf("%s: %v, want %dx%d", filepath.Base(path), size, width, height)
	}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); r != g || g != b {
				t.Fatalf("%s: colour at %d,%d", filepath.Base(path), x, y)
			}
		}
	}
}
