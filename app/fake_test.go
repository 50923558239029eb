package app

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pretobranco/app/model"
	"pretobranco/engine"
	"pretobranco/engine/bw/fault"
)

// A loop replaces the window's goroutine: what is given to do waits until the
// test runs it, so that nothing happens concurrently with it.
type loop chan func()

func (l loop) do(f func()) { l <- f }

// until runs what was given until a condition holds.
func (l loop) until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for !holds() {
		select {
		case f := <-l:
			f()
		case <-deadline:
			t.Fatalf("waited in vain for: %s", what)
		}
	}
}

// fakeBackend is an engine without servers and without pictures.
type fakeBackend struct {
	mu       sync.Mutex // guards what follows
	opened   []engine.Config
	openErr  error
	servers  []*fakeServer
	found    engine.Found // what Scan finds; without photos it takes the paths themselves
	started  error        // what Start says
	previews []int        // the sides asked for
	shared   []engine.ShareConfig
	shareErr error
	open     int // of what was shared
	checkErr error
	testErr  error
	secrets  Secrets // for Setup

	scanned   engine.ScanOptions // the last
	forecast  engine.Forecast    // what Foresee says, if anything is in it
	disk      fakeDisk
	foreseen  []engine.Job // what Foresee was asked
	converted int          // photos of a recorded batch that are done
	elsewhere bool         // another program is at it
}

func (b *fakeBackend) Open(_ context.Context, c engine.Config) (model.Server, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opened = append(b.opened, c)
	if b.openErr != nil {
		return nil, b.openErr
	}
	s := &fakeServer{config: c, startErr: b.started, checkErr: b.checkErr, tests: b}
	b.servers = append(b.servers, s)
	return s, nil
}

func (b *fakeBackend) Scan(_ context.Context, paths []string, o engine.ScanOptions, _ func(int)) engine.Found {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scanned = o
	found := b.found
	if found.Photos == nil && found.LeftOut == nil {
		for _, path := range paths {
			found.Photos = append(found.Photos, engine.Photo{Path: path, Size: 1000})
		}
	}
	if len(found.Photos) > 0 {
		o.On(found.Photos)
	}
	return found
}

func (b *fakeBackend) Foresee(_ context.Context, job engine.Job, photos []engine.Photo) (engine.Forecast, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.foreseen = append(b.foreseen, job)
	f := b.forecast
	if f.Gets == nil {
		f.Gets = make([]string, len(photos))
	}
	if len(f.SameName)+len(f.Exists)+len(f.OverOriginal) > 0 {
		return f, nil
	}
	for i, photo := range photos {
		want, match, there := b.disk.match(job, photo, i)
		f.Gets[i] = want
		if there {
			clash := engine.Clash{Index: i, Photo: photo, Want: want, Gets: b.disk.place(job, photo, i), Match: match}
			f.Exists, f.Gets[i] = append(f.Exists, clash), clash.Gets
		}
	}
	return f, nil
}

// fakeDisk is what was made at each place: the options as text, or "?" of something that nobody
// knows.
type fakeDisk map[string][]string

func (d fakeDisk) match(job engine.Job, photo engine.Photo, i int) (want string, match engine.Match, there bool) {
	want, _ = engine.OutputName(job, photo, i+1)
	made := d[want]
	switch {
	case len(made) == 0:
		return want, "", false
	case slices.Contains(made, asText(job, photo)):
		return want, engine.MatchSame, true
	case slices.Contains(made, "?"):
		return want, engine.MatchUnknown, true
	}
	return want, engine.MatchOther, true
}

// place is where a new result goes.
func (d fakeDisk) place(job engine.Job, photo engine.Photo, i int) string {
	want, _ := engine.OutputName(job, photo, i+1)
	if n := len(d[want]); n > 0 && policy(job, photo) == engine.Number {
		ext := filepath.Ext(want)
		return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(want, ext), n+1, ext)
	}
	return want
}

func policy(job engine.Job, photo engine.Photo) engine.Exists {
	if photo.Exists != "" {
		return photo.Exists
	}
	return job.Exists
}

func asText(job engine.Job, photo engine.Photo) string {
	o := job.Options
	if photo.Options != nil {
		o = *photo.Options
	}
	return fmt.Sprint(o.Fields())
}

// Left has no journals to look into, so the test sets how many photos are done.
func (b *fakeBackend) Left(r *engine.Record) (int, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	left, _ := r.Left()
	return max(0, left-b.converted), !b.elsewhere
}

// cutAt is how much there is of photos named cut.jpg; of those named nothing.jpg there is nothing.
var cutAt = engine.Damage{Loss: engine.Stops, Percent: 63}

func (b *fakeBackend) Thumbnail(_ context.Context, path string, _ int) (image.Image, error) {
	if filepath.Base(path) == "nothing.jpg" {
		return nil, fault.New(fault.Damaged, "the file ends before the picture")
	}
	return image.NewGray(image.Rect(0, 0, 8, 8)), nil
}

func (b *fakeBackend) Glance(ctx context.Context, path string, side int) (image.Image, image.Point, bool, error) {
	if filepath.Base(path) == "coarse.jpg" {
		return fakePhoto(side), image.Pt(3200, 1600), false, nil
	}
	img, size, d, err := b.Original(ctx, path, side)
	if !d.Whole() {
		return nil, image.Point{}, false, d.Error(nil)
	}
	return img, size, true, err
}

func (b *fakeBackend) Original(_ context.Context, path string, side int) (image.Image, image.Point, engine.Damage, error) {
	b.mu.Lock()
	b.previews = append(b.previews, side)
	b.mu.Unlock()
	if filepath.Base(path) == "broken.jpg" {
		return nil, image.Point{}, engine.Damage{}, errors.New("it breaks off")
	}
	switch filepath.Base(path) {
	case "cut.jpg":
		return fakePhoto(side), image.Pt(3200, 1600), cutAt, nil
	case "nothing.jpg":
		return nil, image.Point{}, engine.Damage{}, fault.New(fault.Damaged, "the file ends before the picture")
	}
	return fakePhoto(side), image.Pt(3200, 1600), engine.Damage{}, nil
}

func (b *fakeBackend) Result(ctx context.Context, path string, o engine.Options, side int) (image.Image, engine.Report, error) {
	if filepath.Base(path) == "cut.jpg" && o.Damaged != engine.KeepDamaged {
		return nil, engine.Report{}, cutAt.Error(nil)
	}
	img, err := engine.PreviewLook(ctx, fakePhoto(side), o.Look)
	return img, engine.Report{Width: 3200, Height: 1600, Lossless: o.Look.Neutral(), Quality: o.Quality, Why: "the picture was compressed anew"}, err
}

// fakePhotos are those that were made already, by their sides.
var fakePhotos sync.Map

// fakePhoto is a colourful picture of 3200 x 1600 pixels, or of fewer.
func fakePhoto(side int) image.Image {
	if side == 0 {
		side = 3200
	}
	if made, ok := fakePhotos.Load(side); ok {
		return made.(image.Image)
	}
	photo := image.NewRGBA(image.Rect(0, 0, side, side/2))
	for i := range photo.Pix {
		photo.Pix[i] = uint8(i*7) | uint8(i&3/3*255)
	}
	fakePhotos.Store(side, photo)
	return photo
}

// sides returns the sizes that previews were asked for in.
func (b *fakeBackend) sides() []int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.previews)
}

func (b *fakeBackend) Share(c engine.ShareConfig) (model.Shared, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shared = append(b.shared, c)
	if b.shareErr != nil {
		return nil, b.shareErr
	}
	b.open++
	return &fakeShared{b}, nil
}

// sharing returns how many are open, and what was asked for.
func (b *fakeBackend) sharing() (open int, asked []engine.ShareConfig) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.open, slices.Clone(b.shared)
}

// server returns the last one that was opened.
func (b *fakeBackend) server() *fakeServer {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.servers) == 0 {
		return nil
	}
	return b.servers[len(b.servers)-1]
}

type fakeServer struct {
	config   engine.Config
	startErr error
	mu       sync.Mutex // guards what follows
	batch    *fakeBatch
	checkErr error
	silent   chan struct{} // closed when it answers again; nil while it does
	tests    *fakeBackend  // says how Test goes
}

// away has the server answer with an error from now on, or again.
func (s *fakeServer) away(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checkErr = err
}

// fault is an error of a kind.
func kind(k engine.Kind) error { return fault.New(k, "made up") }

func (s *fakeServer) Jobs() int { return 2 }

// hang has the server be silent from now on, until answer.
func (s *fakeServer) hang() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = make(chan struct{})
}

func (s *fakeServer) answer() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.silent)
	s.silent = nil
}

func (s *fakeServer) Check(ctx context.Context) error {
	s.mu.Lock()
	silent := s.silent
	s.mu.Unlock()
	if silent != nil {
		select {
		case <-silent:
		case <-ctx.Done():
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(ctx.Err(), s.checkErr)
}
func (s *fakeServer) Close() error { return nil }

func (s *fakeServer) Test(_ context.Context, step func(engine.Step)) error {
	step(engine.Step{Name: "resolve", Detail: "127.0.0.1", Took: time.Millisecond})
	s.tests.mu.Lock()
	err := s.tests.testErr
	s.tests.mu.Unlock()
	step(engine.Step{Name: "connect", Err: err})
	return err
}

func (s *fakeServer) Start(_ context.Context, job engine.Job, photos []engine.Photo, on func(engine.Event)) (model.Batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.startErr != nil {
		return nil, s.startErr
	}
	s.batch = &fakeBatch{job: job, photos: photos, over: make(chan struct{}), at: s.tests}
	batch := s.batch
	batch.record.begin(job, photos)
	batch.on = func(e engine.Event) { batch.hear(e, on) }
	for i := range photos {
		s.batch.queue = append(s.batch.queue, i)
	}
	return s.batch, nil
}

// running returns the batch once it was started.
func (s *fakeServer) running() *fakeBatch {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.batch
}

// fakeDialogs answer at once.
type fakeDialogs struct {
	files  []string
	folder string
	save   string
	err    error
}

func (d *fakeDialogs) Files(_, _ string, done func([]string, error)) { done(d.files, d.err) }
func (d *fakeDialogs) Folder(_, _ string, done func(string, error))  { done(d.folder, d.err) }
func (d *fakeDialogs) Save(_, _, _ string, done func(string, error)) { done(d.save, d.err) }
