package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/bw"
)

func TestTemplate(t *testing.T) {
	look, err := ParseLook("mix(80,30,-10) contrast=1.2")
	if err != nil {
		t.Fatal(err)
	}
	in := t.TempDir()
	file := filepath.Join(in, "Trip", "IMG_1.JPG")
	write(t, file, picture(t, "a.jpg", 8, 8))
	changed := time.Date(2023, 4, 5, 6, 7, 8, 0, time.Local)
	if err := os.Chtimes(file, changed, changed); err != nil {
		t.Fatal(err)
	}
	for template, want := range map[string]string{
		"":                          "sub/IMG_1.JPG",
		"{name}":                    "sub/IMG_1.JPG",
		"{name}_{look}":             "sub/IMG_1_mix-80-30--10-contrast-1.2.JPG",
		"{n:4} {folder}":            "sub/0012 Trip.JPG",
		"{n}":                       "sub/12.JPG",
		"{date}/{name}":             "sub/2023-04-05/IMG_1.JPG",
		"São João {n:2}":            "sub/São João 12.JPG",
		"{folder}/{folder}-{n:9}.x": "sub/Trip/Trip-000000012.x.JPG",
	} {
		photo := Photo{Path: file, Root: filepath.Dir(in), Format: bw.JPEG}
		job := Job{Folder: in, Name: template, Options: Options{Look: look}}
		got, err := OutputName(job, photo, 12)
		want = strings.Replace(want, "sub", filepath.Base(in)+"/Trip", 1)
		if err != nil || got != filepath.Join(in, filepath.FromSlash(want)) {
			t.Errorf("%q gives %s, %v; want %s", template, got, err, want)
		}
		job.Flat = true
		flat, _ := OutputName(job, photo, 12)
		if rest := strings.TrimPrefix(want, filepath.Base(in)+"/Trip/"); flat != filepath.Join(in, filepath.FromSlash(rest)) {
			t.Errorf("%q gives %s in one folder", template, flat)
		}
	}
}

func TestTemplateErrors(t *testing.T) {
	for text, want := range map[string]TemplateProblem{
		"{nome}": TemplateField, "{": TemplateOpen, "a{name": TemplateOpen, "{na{me}": TemplateOpen, "}": TemplateClose, "{name}}": TemplateClose,
		"{}": TemplateField, "{name:3}": TemplateField, "{n:0}": TemplateDigits, "{n:10}": TemplateDigits, "{n:}": TemplateDigits, "{n:x}": TemplateDigits,
		"a:b": TemplateLetter, `a\b`: TemplateLetter, "a\nb": TemplateLetter, "{name}?": TemplateLetter, "  ": TemplateNothing,
		"/{name}": TemplateFolder, "../{name}": TemplateFolder, "a//b": TemplateFolder, "{name}/": TemplateFolder, ".{name}": TemplateHidden,
	} {
		_, err := ParseTemplate(text)
		var wrong *TemplateError
		if !errors.As(err, &wrong) || wrong.Problem != want || wrong.Error() == "" {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	e := open(t, Config{})
	if _, err := e.Start(t.Context(), Job{Folder: t.TempDir(), Name: "{x}"}, nil, func(Event) {}); err == nil || KindOf(err) != Unsupported {
		t.Errorf("a batch begins with a wrong template: %v", err)
	}
}

// FuzzTemplate holds that what a template makes never leaves the folder.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{"{name}", "{date}/{n:3}", "../{folder}", "a/{name}/..", "{look} . /x"} {
		f.Add(seed, "IMG_1")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		job := Job{Folder: "/out", Name: text}
		got, err := OutputName(job, Photo{Path: "/in/x" + strings.ReplaceAll(name, "/", "") + ".jpg", Format: bw.JPEG}, 1)
		if err != nil {
			return
		}
		rel, err := filepath.Rel("/out", got)
		if err != nil || !filepath.IsLocal(rel) {
			t.Errorf("%q leads to %s", text, got)
		}
	})
}

// TestNames converts photos with names of a template, next to themselves, and continues where it
// was stopped with the same numbers.
func TestNames(t *testing.T) {
	in := t.TempDir()
	draw(t, in, "a/x.jpg", "a/y.png", "b/x.jpg")
	e := open(t, Config{Jobs: 1})
	all := photos(t, filepath.Join(in, "a"), filepath.Join(in, "b"))
	job := Job{Subfolder: "pb", Name: "{folder}-{n:2}", DropDates: true}
	old := time.Now().Add(-48 * time.Hour)
	os.Chtimes(all[0].Path, old, old)
	b, _ := start(t, e, job, all)
	if sum := b.Wait(); sum.Converted != 3 {
		t.Fatalf("%+v", sum)
	}
	if got := names(t, in); got != "a/pb/a-01.jpg a/pb/a-02.png a/x.jpg a/y.png b/pb/b-03.jpg b/x.jpg" {
		t.Errorf("there are %s", got)
	}
	if info, err := os.Stat(filepath.Join(in, "a/pb/a-01.jpg")); err != nil || time.Since(info.ModTime()) > time.Hour {
		t.Errorf("the result has its photo's time: %v", err)
	}
	b.Add(photos(t, filepath.Join(in, "b", "x.jpg"))) // named by itself: its home is the same folder
	if sum := b.Wait(); sum.Converted != 4 {
		t.Errorf("%+v", sum)
	}
	if _, err := os.Stat(filepath.Join(in, "b/pb/b-04.jpg")); err != nil {
		t.Error(err)
	}
}

// TestForesee reports before the run what the run then does.
func TestForesee(t *testing.T) {
	for _, exists := range []Exists{Skip, Number, Overwrite} {
		in, out := t.TempDir(), t.TempDir()
		draw(t, in, "1/a.jpg", "2/a.jpg", "2/b.png", "there.jpg")
		all := photos(t, in)
		write(t, filepath.Join(out, "there.jpg"), []byte("somebody's"))
		job := Job{Folder: out, Flat: true, Exists: exists}
		f, err := Foresee(t.Context(), nil, job, all)
		if err != nil || len(f.SameName) != 1 || len(f.Exists) != 1 || len(f.OverOriginal) != 0 {
			t.Fatalf("%s: %+v, %v", exists, f, err)
		}
		if c := f.SameName[0]; c.Want != filepath.Join(out, "a.jpg") || c.Gets != filepath.Join(out, "a-2.jpg") {
			t.Errorf("%s: %+v", exists, c)
		}
		b, _ := start(t, open(t, Config{}), job, all)
		b.Wait()
		want := map[Exists]string{Skip: "a-2.jpg a.jpg b.png there.jpg", Number: "a-2.jpg a.jpg b.png there-2.jpg there.jpg", Overwrite: "a-2.jpg a.jpg b.png there.jpg"}[exists]
		if got := names(t, out); got != want {
			t.Errorf("%s: there are %s", exists, got)
		}
		// Into the photos' own folder nothing is overwritten.
		job = Job{Folder: in, Exists: exists}
		f, err = Foresee(t.Context(), nil, job, all)
		if err != nil || len(f.OverOriginal) != map[Exists]int{Skip: 4, Number: 0, Overwrite: 4}[exists] {
			t.Errorf("%s: %+v, %v", exists, f, err)
		}
	}
	if _, err := Foresee(t.Context(), nil, Job{Folder: "x", Name: "{"}, nil); err == nil {
		t.Error("a wrong template is foreseen")
	}
}

// TestConverted counts what an interrupted batch has done, unless it is still under way.
func TestConverted(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	paths := draw(t, in, "a.jpg", "b.jpg", "c.jpg")
	all := photos(t, in)
	job := Job{Folder: out, Name: "{n}"}
	if done, over := Converted(job, all); done != 0 || !over {
		t.Errorf("nothing happened: %d, %v", done, over)
	}
	j := openJournal(t, job)
	result := filepath.Join(out, "1.jpg")
	write(t, result, []byte("gray"))
	info, _ := os.Stat(paths[0])
	j.Add(all[0].Path, requestText(job, all[0]), info, result, 4)
	if _, over := Converted(job, all); over {
		t.Error("a batch that is under way is taken for an interrupted one")
	}
	j.Close(false)
	if done, over := Converted(job, all); done != 1 || !over {
		t.Errorf("one was done: %d, %v", done, over)
	}
	if done, _ := Converted(Job{Folder: out, Name: "{name}"}, all); done != 0 {
		t.Error("with other names the result is another")
	}
}

// TestLeftByPixels estimates the time left by pixels, whatever the files' bytes: a picture that is
// easily compressed takes no less time.
func TestLeftByPixels(t *testing.T) {
	var y tally
	y.start()
	y.since = y.since.Add(-3 * time.Second)
	for i := range 6 {
		y.add(1000, "")
		if i < 3 {
			y.change("", 0, 0, Event{Kind: Done, Before: 1000, After: 1})
		}
	}
	near := func(d, want time.Duration) bool { return (d - want).Abs() < time.Second/5 }
	if p := y.progress(); !p.LeftKnown || !near(p.Left, 3*time.Second) {
		t.Errorf("by bytes: %v", p.Left)
	}
	for i := range 6 { // those to come are twice as large
		state, pixels := Done, int64(1e6)
		if i >= 3 {
			state, pixels = Queued, 2e6
		}
		y.size(state, 1000, pixels, "")
	}
	if p := y.progress(); !near(p.Left, 6*time.Second) {
		t.Errorf("by pixels: %v", p.Left)
	}
	// One that nobody has looked into counts as its bytes do elsewhere: 1500 pixels each.
	y.add(1000, "")
	if p := y.progress(); !near(p.Left, 7500*time.Millisecond) {
		t.Errorf("with an unknown one: %v", p.Left)
	}
}

// TestLeftByFormat counts slow formats by their own rate, or by what is usual before any was done. A
// batch of JPEG photos with some of HEIC at its end once said for 12 seconds that 1 was left.
func TestLeftByFormat(t *testing.T) {
	const pixels = 12e6
	var y tally
	y.start()
	y.since = y.since.Add(-4 * time.Second)
	photo := func(f Format) Photo { return Photo{Format: f, Size: 1000} }
	add := func(n int, f Format) {
		for range n {
			y.add(1000, f)
			y.size(Queued, 1000, pixels, f)
		}
	}
	add(50, bw.JPEG)
	add(6, bw.HEIC)
	for range 40 { // two at a time
		y.change(Queued, 0, pixels, Event{Kind: Done, Before: 1000, Photo: photo(bw.JPEG), Took: 200 * time.Millisecond})
	}
	near := func(what string, want time.Duration) {
		t.Helper()
		if p := y.progress(); !p.LeftKnown || (p.Left-want).Abs() > want/20 {
			t.Errorf("%s: %v is left, want %v", what, p.Left, want)
		}
	}
	near("by the usual cost", time.Second+time.Duration(6*usualCost[bw.HEIC]*float64(100*time.Millisecond)))
	y.change(Queued, 0, pixels, Event{Kind: Done, Before: 1000, Photo: photo(bw.HEIC), Took: 8 * time.Second})
	y.since = y.since.Add(-4 * time.Second)
	near("by its own rate", time.Second+5*4*time.Second)
	for range 5 {
		y.change(Queued, 0, pixels, Event{Kind: Skipped, Before: 1000, Photo: photo(bw.HEIC)})
	}
	near("without them", time.Second)
}

func TestPixels(t *testing.T) {
	in := t.TempDir()
	for i, name := range []string{"a.jpg", "b.png", "c.gif"} {
		path := draw(t, in, name)[0]
		if got := pixels(path, make([]byte, bw.HeaderBytes)); got != 40*30 {
			t.Errorf("%s (%d) has %d pixels", name, i, got)
		}
	}
	// A camera's JPEG may have much before its picture.
	long := picture(t, "a.jpg", 40, 30)
	for range 3 {
		long = append([]byte(fmt.Sprintf("\xff\xd8\xff\xe4\xea\x62%060000d", 0)), long[2:]...)
	}
	write(t, filepath.Join(in, "long.jpg"), long)
	write(t, filepath.Join(in, "none.jpg"), []byte("nothing"))
	if a, b := pixels(filepath.Join(in, "long.jpg"), make([]byte, bw.HeaderBytes)), pixels(filepath.Join(in, "none.jpg"), make([]byte, bw.HeaderBytes)); a != 40*30 || b != 0 {
		t.Errorf("%d and %d pixels", a, b)
	}
}

// TestFoundAsScanned reports photos while folders are searched, each once, and sorts out why
// others were left.
func TestFoundAsScanned(t *testing.T) {
	in := t.TempDir()
	draw(t, in, "IMG_10.jpg", "IMG_2.jpg", "sub/a.jpg", "sub/pb/a.jpg", "own/b.jpg")
	for _, name := range []string{"Thumbs.db", ".DS_Store", "notes.txt", "broken.jpg"} {
		write(t, filepath.Join(in, name), []byte("not a picture"))
	}
	write(t, filepath.Join(in, "empty.jpg"), nil)
	var told []string
	found := Scan(t.Context(), []string{in, filepath.Join(in, "IMG_2.jpg")}, ScanOptions{
		Recursive: true, Exclude: []string{filepath.Join(in, "own")}, Own: []string{"pb"},
		On: func(photos []Photo) {
			for _, photo := range photos {
				told = append(told, filepath.Base(photo.Path))
				if photo.Time.IsZero() {
					t.Errorf("%s has no time", photo.Path)
				}
			}
		},
	}, nil)
	if got := strings.Join(told, " "); got != "IMG_2.jpg IMG_10.jpg a.jpg" || len(found.Photos) != 3 {
		t.Errorf("told of %s, found %d", got, len(found.Photos))
	}
	reasons := map[LeftReason]int{}
	for _, left := range found.LeftOut {
		reasons[left.Reason]++
	}
	for reason, want := range map[LeftReason]int{LeftSystem: 2, LeftOther: 2, LeftOwn: 2, LeftDuplicate: 1, LeftEmpty: 1} {
		if reasons[reason] != want {
			t.Errorf("%d left out as %s, want %d", reasons[reason], reason, want)
		}
	}
}
