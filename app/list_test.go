package app

import (
	"context"
	"fmt"
	"image"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// TestTabs filter by state, with counts that follow the run.
func TestTabs(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg", "/p/d.jpg")
	labels := func() string {
		var all []string
		for _, button := range b.list.tabs.Buttons {
			all = append(all, button.Text)
		}
		return strings.Join(all, ", ")
	}
	if got := labels(); got != "All, Waiting 4, Done, Errors" {
		t.Errorf("the tabs are %s", got)
	}
	batch := b.convert(t)
	batch.done(0)
	batch.fail(1, fmt.Errorf("no"))
	b.loop.until(t, "two results", func() bool { return b.model.Count(model.ShowErrors) == 1 })
	if got := labels(); got != "All, Waiting 2, Done 1, Errors 1" {
		t.Errorf("the tabs are %s", got)
	}
	for f, want := range []string{"abcd", "cd", "a", "b"} {
		test.Tap(b.list.tabs.Buttons[f])
		if got := initials(b.model.Shown()); got != want {
			t.Errorf("%s shows %q", b.list.tabs.Buttons[f].Text, got)
		}
	}
	b.header.filter.SetText("nothing like it")
	if !b.list.none.Visible() {
		t.Error("an empty list says nothing")
	}
	b.header.filter.SetText("")
	// Under a filter rows come and go with their states.
	test.Tap(b.list.tabs.Buttons[model.ShowWaiting])
	batch.done(2)
	b.loop.until(t, "another result", func() bool { return initials(b.model.Shown()) == "d" })
}

// TestGrid shows the same photos in columns, and the arrow keys go by them.
func TestGrid(t *testing.T) {
	b := newBench(t, nil)
	var paths []string
	for i := range 30 {
		paths = append(paths, fmt.Sprintf("/p/%02d.jpg", i))
	}
	b.add(t, paths...)
	test.Tap(b.list.view)
	columns := b.list.columns()
	if b.list.list.Visible() || !b.list.grid.Visible() || columns < 2 {
		t.Fatalf("a grid of %d columns", columns)
	}
	b.loop.until(t, "a thumbnail", func() bool {
		view := b.list.views[b.model.Rows()[0]]
		return view != nil && view.data.thumb != nil
	})
	b.typed(fyne.KeyDown)
	if at := b.model.CurrentIndex(); at != columns {
		t.Errorf("down goes to %d of %d columns", at, columns)
	}
	b.typed(fyne.KeyLeft)
	b.typed(fyne.KeyUp)
	if at := b.model.CurrentIndex(); at != 0 {
		t.Errorf("left and up go to %d", at)
	}
	view := b.list.views[b.model.Rows()[2]]
	b.photos.press(view.index, fyne.KeyModifierShift)
	if initials(b.model.Chosen()) != "000" || !strings.Contains(b.list.title.Text, "3 selected") {
		t.Errorf("selected %v, it says %q", b.model.Chosen(), b.list.title.Text)
	}
	if s := b.settings; !s.Grid {
		t.Error("the grid is not remembered")
	}
	test.Tap(b.list.view)
	if !b.list.list.Visible() || b.list.columns() != 1 {
		t.Error("the rows do not come back")
	}
}

// TestHiddenSelection is none: nobody removes what they can't see.
func TestHiddenSelection(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/q/c.jpg")
	b.photos.selectAll()
	b.header.filter.SetText("/p/")
	b.photos.remove()
	b.header.filter.SetText("")
	if got := initials(b.model.Rows()); got != "c" {
		t.Errorf("left %q", got)
	}
}

// TestOrders sorts in every way, also photos that come later.
func TestOrders(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2024, 5, n, 0, 0, 0, 0, time.UTC) }
	photos := []engine.Photo{
		{Path: "/p/b10.jpg", Size: 3, Time: day(1)}, {Path: "/p/B2.jpg", Size: 1, Time: day(3)},
		{Path: "/p/a.jpg", Size: 2, Time: day(2)}, {Path: "/p/c.jpg", Size: 9, Time: day(4)},
	}
	for _, c := range []struct {
		order model.Order
		back  bool
		want  string
	}{
		{model.ByAdded, false, "b10 B2 a c"}, {model.ByAdded, true, "c a B2 b10"},
		{model.ByName, false, "a B2 b10 c"}, {model.ByName, true, "c b10 B2 a"},
		{model.BySize, false, "c b10 a B2"}, {model.ByDate, false, "c B2 a b10"}, {model.ByDate, true, "b10 a B2 c"},
		{model.ByState, false, "a b10 B2 c"}, {model.ByState, true, "b10 B2 c a"},
	} {
		m := model.New()
		m.Show(model.ShowAll, "", c.order, c.back)
		m.Add(photos[:3])
		m.Set(m.Rows()[2], model.Failed)
		m.Refilter()
		m.Add(photos[3:])
		var got []string
		for _, row := range m.Shown() {
			got = append(got, strings.TrimSuffix(row.Name(), ".jpg"))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v, turned %v: %v, want %s", c.order, c.back, got, c.want)
		}
	}
}

// TestRowMenu offers what fits the selected rows.
func TestRowMenu(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	batch := b.convert(t)
	batch.done(0)
	batch.fail(1, fmt.Errorf("no"))
	batch.fail(2, fmt.Errorf("no"))
	batch.finish(engine.Summary{Converted: 1, Failed: 2})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	b.photos.selectAll()
	offer := map[string]func(){}
	for _, item := range b.photos.rowMenu(b.model.Rows()[1], b.model.Chosen()).Items {
		offer[item.Label] = item.Action
	}
	for _, label := range []string{"Convert these 3 photos", "Retry 2", "Details", "Show in file manager", "Copy path", "Remove 3 from the list"} {
		if offer[label] == nil {
			t.Errorf("no %q", label)
		}
	}
	offer["Copy path"]()
	if got := b.app.Clipboard().Content(); got != "/p/a.jpg\n/p/b.jpg\n/p/c.jpg" {
		t.Errorf("copied %q", got)
	}
	offer["Convert these 3 photos"]()
	b.loop.until(t, "another batch", func() bool { return b.backend.server().running() != batch })
	if job := b.backend.server().running().job; job.Exists != engine.Number {
		t.Errorf("a photo that is done is converted again with %q", job.Exists)
	}
}

// TestThumbs makes the newest request first, forgets what was scrolled past, keeps so many, and
// none of another size.
func TestThumbs(t *testing.T) {
	var mu sync.Mutex
	var made []int
	gate := make(chan bool)
	told := make(chan []string, 100)
	th := newThumbs(func(_ context.Context, path string, side int) (image.Image, error) {
		<-gate
		mu.Lock()
		defer mu.Unlock()
		n, err := strconv.Atoi(path)
		made = append(made, n)
		return image.NewGray(image.Rect(0, 0, side, side)), err
	}, func(paths []string) { told <- paths })
	defer th.Close()
	for i := range 200 {
		if i == 180 { // the last screen comes later than what was scrolled past
			th.mu.Lock()
			th.last = th.last.Add(-2 * sameBurst)
			th.mu.Unlock()
		}
		th.Get(strconv.Itoa(i))
	}
	close(gate)
	waiting := func() bool {
		th.mu.Lock()
		defer th.mu.Unlock()
		return len(th.asked)+th.busy > 0
	}
	for waiting() {
		<-told
	}
	if n := len(made); n > thumbsAsked+thumbsBusy {
		t.Errorf("%d were made of 200 that were scrolled past", n)
	}
	// Those that were begun before the last one was asked for may be any. Then the last screen is
	// made from its top, by two at a time.
	down := 0
	for i := range 19 {
		if made[i+1] > made[i] && made[i+1] >= 180 {
			down++
		}
	}
	if down < 13 {
		t.Errorf("made in the order %v", made)
	}
	for i := range 2 * thumbsKept {
		th.keep(&thumb{path: fmt.Sprint("more ", i), image: image.NewGray(image.Rect(0, 0, 1, 1))}, th.side)
	}
	if n := th.order.Len(); n != thumbsKept || len(th.kept) != n || th.Get(fmt.Sprint("more ", 2*thumbsKept-1)) == nil {
		t.Errorf("%d are kept", n)
	}
	th.SetSide(160)
	if th.Get(fmt.Sprint("more ", 2*thumbsKept-1)) != nil {
		t.Error("one of the old size is left")
	}
}

// many are photos that need no disk.
func many(n int) []engine.Photo {
	photos := make([]engine.Photo, n)
	for i := range photos {
		photos[i] = engine.Photo{Path: filepath.Join("/photos", fmt.Sprint(i%97), fmt.Sprintf("IMG_%d.jpg", i*7919%n)), Root: "/photos",
			Size: int64(1e6 + i*104729%9e6), Time: time.Unix(int64(i*15485863%1e9), 0)}
	}
	return photos
}

// BenchmarkModel100000 does with 100,000 photos what a person does with a list.
func BenchmarkModel100000(b *testing.B) {
	photos := many(100_000)
	m := model.New()
	m.Add(photos)
	b.Run("add", func(b *testing.B) {
		for b.Loop() {
			model.New().Add(photos)
		}
	})
	b.Run("filter by text", func(b *testing.B) {
		for b.Loop() {
			m.Show(model.ShowAll, "img_99", model.ByAdded, false)
		}
	})
	for order, name := range map[model.Order]string{model.ByName: "name", model.BySize: "size", model.ByDate: "date", model.ByState: "state"} {
		b.Run("sort by "+name, func(b *testing.B) {
			for b.Loop() {
				m.Show(model.ShowAll, "", order, false)
			}
		})
	}
	m.Show(model.ShowAll, "", model.ByAdded, false)
	b.Run("select all", func(b *testing.B) {
		for b.Loop() {
			m.Select(0)
			m.SelectAll()
		}
	})
	b.Run("select a range", func(b *testing.B) {
		for b.Loop() {
			m.Select(10)
			m.Extend(90_000)
		}
	})
	b.Run("a change of state under a filter", func(b *testing.B) {
		m.Show(model.ShowWaiting, "", model.ByState, false)
		for i := 0; b.Loop(); i++ {
			m.Set(m.Rows()[i%100_000], model.State(i%int(model.NumStates)))
			m.Refilter()
		}
	})
}

// pictured is a backend whose thumbnails are as large as a camera's.
type pictured struct{ *fakeBackend }

func (pictured) Thumbnail(_ context.Context, _ string, side int) (image.Image, error) {
	img := image.NewRGBA(image.Rect(0, 0, side, side*3/4))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
	}
	return img, nil
}

// BenchmarkScroll scrolls lists from top to bottom, a window's height at a time, with
// thumbnails. A frame is our code only: the rows that come into view are filled and laid out. The
// longest counts.
func BenchmarkScroll(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		for _, grid := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d grid=%v", n, grid), func(b *testing.B) {
				w := newTestWindow(b, pictured{&fakeBackend{}})
				w.photos.found(many(n))
				w.photos.setGrid(grid)
				var longest, cpu time.Duration
				frames := 0
				for b.Loop() {
					for at := range n / 8 {
						if frames++; frames > 4000 {
							break
						}
						w.thumbsSettle()
						start, before := time.Now(), used()
						if grid {
							w.list.grid.ScrollToOffset(float32(at) * gridHeight * 4)
						} else {
							w.list.list.ScrollToOffset(float32(at) * rowHeight * 8)
						}
						longest = max(longest, time.Since(start))
						cpu += used() - before
					}
				}
				var memory runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&memory)
				b.ReportMetric(float64(longest.Microseconds())/1000, "longest-ms/frame")
				b.ReportMetric(float64(cpu.Microseconds())/1000/float64(frames), "cpu-ms/frame")
				b.ReportMetric(float64(memory.HeapAlloc)/1e6, "MB-in-use")
			})
		}
	}
}

// thumbsSettle shows the thumbnails that are ready.
func (b *bench) thumbsSettle() {
	for len(b.loop) > 0 {
		(<-b.loop)()
	}
}
