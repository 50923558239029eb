package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// TestBatch converts a tree of several formats: everything where it belongs, the
// originals as they were.
func TestBatch(t *testing.T) {
	everywhere(t, func(t *testing.T, e *Engine) {
		in, out := t.TempDir(), filepath.Join(t.TempDir(), "new", "out")
		paths := draw(t, in, "a.jpg", "B.JPEG", "trip/c.png", "trip/day 2/ç.gif")
		before := contents(t, in)
		b, l := start(t, e, Job{Folder: out}, photos(t, in))
		sum := b.Wait()
		if sum.Converted != 4 || sum.Failed+sum.Skipped+sum.Dropped != 0 || sum.Before == 0 || sum.After == 0 || sum.Took <= 0 {
			t.Errorf("summary: %+v", sum)
		}
		if !reflect.DeepEqual(before, contents(t, in)) {
			t.Error("the originals are not as they were")
		}
		if got, want := names(t, out), "B.JPEG a.jpg trip/c.png trip/day 2/ç.gif"; got != want {
			t.Errorf("results: %s, want %s", got, want)
		}
		for i, path := range paths {
			rel, _ := filepath.Rel(in, path)
			gray(t, filepath.Join(out, rel), 40+i, 30)
			original, _ := os.Stat(path)
			result, err := os.Stat(filepath.Join(out, rel))
			if err != nil || !original.ModTime().Equal(result.ModTime()) {
				t.Errorf("%s: the date was not kept", rel)
			}
			if got := l.of(i); got != "queued started done" {
				t.Errorf("photo %d: %s", i, got)
			}
		}
		if e := l.last(Done); e.Before == 0 || e.After == 0 || e.Took <= 0 || e.At.IsZero() || e.Report.Format == "" {
			t.Errorf("a Done event lacks something: %+v", e)
		}
		if got := l.of(-1); got != "finished" {
			t.Errorf("of the batch: %s", got)
		}
		p := b.Progress()
		if p.Total != 4 || p.Done != 4 || p.Running != 0 || !p.LeftKnown || p.Left != 0 || p.Rate <= 0 {
			t.Errorf("progress: %+v", p)
		}
	})
}

// TestWrongInput is about files that cannot be converted among some that can.
func TestWrongInput(t *testing.T) {
	everywhere(t, func(t *testing.T, e *Engine) {
		in, out := t.TempDir(), t.TempDir()
		whole := picture(t, "x.jpg", 300, 200)
		big := []byte("\xff\xd8\xff\xc0\x00\x11\x08\xea\x60\xea\x60\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00\xff\xd9")
		draw(t, in, "good.jpg", "better.png")
		for name, file := range map[string][]byte{"empty.jpg": nil, "text.jpg": []byte("hello, world\n"), "cut.jpg": whole[:len(whole)/2], "huge.jpg": big} {
			write(t, filepath.Join(in, name), file)
		}
		var all []Photo
		for _, name := range []string{"empty.jpg", "text.jpg", "cut.jpg", "huge.jpg", "gone.jpg", "good.jpg", "better.png"} {
			all = append(all, Photo{Path: filepath.Join(in, name), Root: in})
		}
		b, l := start(t, e, Job{Folder: out}, all)
		if sum := b.Wait(); sum.Converted != 2 || sum.Failed != 5 {
			t.Errorf("summary: %+v", sum)
		}
		if got := names(t, out); got != "better.png good.jpg" {
			t.Errorf("results: %s", got)
		}
		want := []struct {
			kind Kind
			says string
		}{{Damaged, "empty"}, {Unsupported, "not a picture"}, {Damaged, "stops"}, {TooLarge, "limit"}, {Damaged, "not there"}}
		for _, event := range l.events {
			if event.Kind != Failed {
				continue
			}
			w := want[event.Index]
			if KindOf(event.Err) != w.kind || !strings.Contains(event.Err.Error(), w.says) {
				t.Errorf("%s: %s: %v, want %s: ...%s...", filepath.Base(event.Photo.Path), KindOf(event.Err), event.Err, w.kind, w.says)
			}
			if strings.Contains(event.Err.Error(), in) {
				t.Errorf("the reason holds a path: %v", event.Err)
			}
		}
	})
}

// TestStop lets finish what is under way and drops the rest; a retry takes it up again.
func TestStop(t *testing.T) {
	everywhere(t, func(t *testing.T, e *Engine) {
		in, out := t.TempDir(), t.TempDir()
		var all []string
		for i := range 60 {
			all = append(all, strings.Repeat("x", i+1)+".jpg")
		}
		draw(t, in, all...)
		begun := make(chan struct{}, 1)
		l := &log{t: t, on: func(e Event) {
			if e.Kind == Started {
				select {
				case begun <- struct{}{}:
				default:
				}
			}
		}}
		b, err := e.Start(context.Background(), Job{Folder: out}, photos(t, in), l.hear)
		if err != nil {
			t.Fatal(err)
		}
		<-begun
		b.Stop()
		sum := b.Wait()
		if sum.Converted+sum.Dropped != 60 || sum.Failed != 0 {
			t.Errorf("after Stop: %+v", sum)
		}
		if got := len(contents(t, out)); got != sum.Converted {
			t.Errorf("%d results, %d converted", got, sum.Converted)
		}
		for i := range 60 {
			if got := l.of(i); got != "queued started done" && got != "queued dropped" {
				t.Fatalf("photo %d: %s", i, got)
			}
		}
		var dropped []int
		for _, event := range l.events {
			if event.Kind == Dropped {
				dropped = append(dropped, event.Index)
			}
		}
		if len(dropped) > 0 {
			b.Retry(dropped...)
		}
		if sum := b.Wait(); sum.Converted != 60 || sum.Dropped != 0 {
			t.Errorf("after Retry: %+v", sum)
		}
	})
}

// TestContext ends a batch with its context: nothing half done stays.
func TestContext(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg", "g.jpg", "h.jpg")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	l := &log{t: t, on: func(e Event) {
		if e.Kind == Started {
			cancel()
		}
	}}
	b, err := open(t, Config{Jobs: 1}).Start(ctx, Job{Folder: out}, photos(t, in), l.hear)
	if err != nil {
		t.Fatal(err)
	}
	sum := b.Wait()
	if sum.Failed != 0 || sum.Converted+sum.Dropped != 8 {
		t.Errorf("summary: %+v", sum)
	}
	if got := len(contents(t, out)); got != sum.Converted {
		t.Errorf("%d files, %d converted: %s", got, sum.Converted, names(t, out))
	}
}

// TestPause lets finish what is under way and starts nothing until Resume.
func TestPause(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg")
	arrived, answer := make(chan struct{}), make(chan struct{})
	e := misbehave(t, 1, func(p *peer, n int) bool {
		if n == 1 {
			close(arrived)
			<-answer
		}
		return honest(p, n)
	})
	e.patience = defaultPatience
	settled := make(chan struct{}, 10)
	l := &log{t: t, on: func(e Event) {
		if e.Kind == Done {
			settled <- struct{}{}
		}
	}}
	b, err := e.Start(context.Background(), Job{Folder: out}, photos(t, in), l.hear)
	if err != nil {
		t.Fatal(err)
	}
	<-arrived
	b.Pause()
	b.Pause() // which changes nothing
	close(answer)
	<-settled
	if p := b.Progress(); p.Done != 1 || p.Running != 0 {
		t.Errorf("in the pause: %+v", p)
	}
	b.Resume()
	if sum := b.Wait(); sum.Converted != 6 {
		t.Errorf("summary: %+v", sum)
	}
	if got := l.of(-1); got != "paused resumed finished" {
		t.Errorf("of the batch: %s", got)
	}
}

// TestAdd adds to a batch, also to one that has finished.
func TestAdd(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	paths := draw(t, in, "a.jpg", "b.jpg", "sub/a.jpg")
	b, l := start(t, open(t, Config{}), Job{Folder: out}, photos(t, paths[0]))
	b.Add(photos(t, paths[1]))
	b.Wait()
	b.Add(photos(t, paths[2]))
	if sum := b.Wait(); sum.Converted != 3 {
		t.Errorf("summary: %+v", sum)
	}
	if got := names(t, out); got != "a-2.jpg a.jpg b.jpg" {
		t.Errorf("results: %s", got)
	}
	if got := l.of(2); got != "queued started done" {
		t.Errorf("the last: %s", got)
	}
}

// TestRetry converts what failed once it is mended.
func TestRetry(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg")
	bad := filepath.Join(in, "b.jpg")
	write(t, bad, picture(t, "b.jpg", 50, 50)[:300])
	b, l := start(t, open(t, Config{}), Job{Folder: out}, photos(t, in))
	if sum := b.Wait(); sum.Converted != 1 || sum.Failed != 1 {
		t.Fatalf("summary: %+v", sum)
	}
	write(t, bad, picture(t, "b.jpg", 50, 50))
	b.Retry()
	if sum := b.Wait(); sum.Converted != 2 || sum.Failed != 0 {
		t.Errorf("after Retry: %+v", sum)
	}
	if got := l.of(1); got != "queued started failed queued started done" {
		t.Errorf("the second: %s", got)
	}
	b.Retry() // nothing to do
	if got := l.of(-1); got != "finished finished" {
		t.Errorf("of the batch: %s", got)
	}
}

// TestFolder refuses folders that cannot hold results, before anything begins.
func TestFolder(t *testing.T) {
	e, dir := open(t, Config{}), t.TempDir()
	file := draw(t, dir, "a.jpg")[0]
	for name, folder := range map[string]string{"none": "", "a file": file, "below a file": filepath.Join(file, "out")} {
		if _, err := e.Start(context.Background(), Job{Folder: folder}, photos(t, file), nil); err == nil {
			t.Errorf("%s: no error", name)
		} else if strings.Contains(err.Error(), dir) {
			t.Errorf("%s: the reason holds a path: %v", name, err)
		}
	}
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		return // root is refused nothing, and Windows has other permissions
	}
	locked := filepath.Join(dir, "locked")
	if err := os.Mkdir(locked, 0o555); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Start(context.Background(), Job{Folder: locked}, photos(t, file), nil); !errors.Is(err, ErrFolder) {
		t.Errorf("a folder without permission: %v", err)
	}
}

// TestFolderGone takes the folder away in the middle: one pause, and every photo
// keeps its place.
func TestFolderGone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("here nobody can take away a folder in use")
	}
	in, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	draw(t, in, "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg")
	e := misbehave(t, 1, func(p *peer, n int) bool {
		if n == 1 {
			os.RemoveAll(out) // nothing else is being saved, which could bring it back
		}
		return honest(p, n)
	})
	paused := make(chan error, 10)
	l := &log{t: t, on: func(e Event) {
		if e.Kind == Paused {
			paused <- e.Err
		}
	}}
	b, err := e.Start(context.Background(), Job{Folder: out}, photos(t, in), l.hear)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-paused; !errors.Is(err, ErrFolder) {
		t.Errorf("paused by: %v", err)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		t.Fatal(err)
	}
	b.Resume()
	if sum := b.Wait(); sum.Converted != 6 || sum.Failed != 0 {
		t.Errorf("summary: %+v", sum)
	}
	if got := l.of(-1); got != "paused resumed finished" {
		t.Errorf("of the batch: %s", got)
	}
}

// TestCloseStopsBatchThatBeganAgain retries a photo from the callback that reports Finished: Close did
// not know the batch any more, and returned while it was running.
func TestCloseStopsBatchThatBeganAgain(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg")
	e := open(t, Config{})
	begun, finished := make(chan *Batch, 1), make(chan struct{}, 9)
	b, err := e.Start(t.Context(), Job{Folder: out}, photos(t, in), func(ev Event) {
		switch ev.Kind {
		case Finished:
			finished <- struct{}{}
			if b := <-begun; b != nil {
				b.Add(photos(t, in))
				b.Pause()
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	done := b.done
	begun <- b
	<-done // the first Finished was delivered
	begun <- nil
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.active {
		t.Error("the batch is still running")
	}
}
