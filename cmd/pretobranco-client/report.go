package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"pretobranco/engine"
)

// A reporter prints the progress of the batch, for people and programs.
type reporter struct {
	settings settings
	out, err io.Writer
	paused   chan error // why the batch paused by itself

	mu    sync.Mutex // guards what follows
	bar   *progressbar.ProgressBar
	start time.Time
	total int
	ended int
	other int // results that are there, made differently
	begun bool
	notes notes

	files   int                // found, or named and not there
	refused int                // files that did not get into the batch
	folders int                // that could not be searched, or have no picture
	leftOut int                // files that nobody needs to hear of one by one
	left    []engine.LeftCount // those, by kind
	broken  error              // what ended the whole run
}

func newReporter(s settings, out, err io.Writer) *reporter {
	return &reporter{settings: s, out: out, err: err, paused: make(chan error, 1), start: time.Now(), notes: newNotes(s.job)}
}

// onTerminal reports whether w is a terminal that shows a bar.
func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// found prints a rising count while folders are searched.
func (r *reporter) found(count int) {
	if !r.settings.quiet && onTerminal(r.err) && count%100 == 0 {
		fmt.Fprintf(r.err, "\r%d photos found", count)
	}
}

// expect prepares the bar. It goes by bytes, which tell the time left better than
// the number of photos.
func (r *reporter) expect(photos []engine.Photo) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total, r.start, r.begun = len(photos), time.Now(), true
	if r.settings.quiet || !onTerminal(r.err) {
		return
	}
	var bytes int64
	for _, photo := range photos {
		bytes += photo.Size
	}
	r.bar = progressbar.NewOptions64(max(bytes, 1),
		progressbar.OptionSetWriter(r.err),
		progressbar.OptionSetWidth(24),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionUseANSICodes(true),
	)
}

// folder says where results go.
func (r *reporter) folder() string {
	if r.settings.job.Folder == "" {
		return r.settings.job.Subfolder + " beside the photos"
	}
	return shown(r.settings.job.Folder)
}

// foresee prints what will become of photos whose results would have one name.
func (r *reporter) foresee(ctx context.Context, photos []engine.Photo) {
	if r.settings.quiet {
		return
	}
	f, err := engine.Foresee(ctx, r.settings.engine.Provenance, r.settings.job, photos)
	if err != nil || len(f.SameName) == 0 {
		return // a wrong job is told when it begins
	}
	first := f.SameName[0]
	r.say(fmt.Sprintf("names that would be there twice get a number: %d, the first is %s, which becomes %s",
		len(f.SameName), shown(first.Photo.Path), filepath.Base(first.Gets)))
}

// hear takes an event of the batch.
func (r *reporter) hear(e engine.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.settings.json {
		r.line(eventLine(e))
	}
	switch e.Kind {
	case engine.Done:
		if text := r.notes.take(e); text != "" && !r.settings.quiet && !r.settings.json {
			r.print(shown(e.Photo.Path) + ": " + text)
		}
	case engine.Failed:
		why := e.Err
		if !e.Damage.Whole() {
			why = fmt.Errorf("%w (-damaged keep converts what is there)", why)
		}
		r.complain(shown(e.Photo.Path), why)
	case engine.Unrecorded:
		r.complain(shown(e.Output), e.Err)
	case engine.Paused:
		if e.Err != nil {
			select {
			case r.paused <- e.Err:
			default:
			}
		}
	}
	if e.Kind == engine.Skipped && e.Match == engine.MatchOther {
		r.other++
	}
	switch e.Kind {
	case engine.Done, engine.Skipped, engine.Failed, engine.Dropped:
		r.ended++
		if r.bar != nil {
			rate := float64(r.ended) / max(time.Since(r.start).Seconds(), 1e-3)
			r.bar.Describe(fmt.Sprintf("%d/%d, %.*f/s", r.ended, r.total, map[bool]int{true: 1, false: 0}[rate < 10], rate))
			r.bar.Add64(e.Before)
		}
	}
}

// searched records what was found. Files that nobody named and that do not look like pictures
// are counted; the others have failed.
func (r *reporter) searched(found engine.Found) {
	var quiet []engine.LeftOut
	r.mu.Lock()
	r.files = len(found.Photos)
	for _, left := range found.LeftOut {
		if !left.Expected {
			continue
		}
		quiet = append(quiet, left)
		if r.settings.json {
			r.line(lineOfLeft(left))
		}
	}
	for _, c := range engine.CountLeft(quiet) {
		if c.Files > 0 {
			r.left = append(r.left, c)
			r.leftOut += c.Files
		}
	}
	r.files += r.leftOut
	r.mu.Unlock()
	for _, left := range found.LeftOut {
		if !left.Expected {
			r.failed(left.Path, left.Why, left.Folder)
		}
	}
}

// failed reports a file or a folder that did not get into the batch.
func (r *reporter) failed(path string, why error, folder bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if folder {
		r.folders++
	} else {
		r.refused++
		r.files++
	}
	if r.settings.json {
		r.line(eventLine(engine.Event{Kind: engine.Failed, Index: -1, Photo: engine.Photo{Path: path}, Err: why, At: time.Now()}))
	}
	r.complain(shown(path), why)
}

// problem reports what ends the whole run.
func (r *reporter) problem(name string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if name == "" {
		name = program
	}
	r.broken = err
	r.complain(name, err)
}

// say prints a status line for a person.
func (r *reporter) say(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.settings.quiet {
		r.clear()
		fmt.Fprintln(r.err, text)
	}
}

func (r *reporter) complain(name string, err error) { r.print(name + ": " + err.Error()) }

// print writes a line that may hold names of files.
func (r *reporter) print(text string) {
	r.clear()
	fmt.Fprintln(r.err, printable(text))
}

// printable returns text without what would move a terminal's cursor or end the line: names
// of files come from anywhere, and a server's sentences as well.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return '\uFFFD'
		}
		return c
	}, text)
}

// clear makes room for a line where the bar is.
func (r *reporter) clear() {
	if r.bar != nil {
		r.bar.Clear()
	}
}

// nothing ends a run that found no photos, and returns the exit status.
func (r *reporter) nothing() int {
	r.mu.Lock()
	r.begun = true
	r.mu.Unlock()
	return max(1, r.end(engine.Summary{}, false))
}

// end prints the totals and returns the exit status; broken means that the batch did
// not begin.
func (r *reporter) end(s engine.Summary, broken bool) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bar != nil {
		r.bar.Finish()
		r.bar.Clear()
	}
	s.Failed += r.refused
	switch {
	case r.settings.json:
		r.line(r.summaryLine(s))
	case !r.settings.quiet && r.begun && !broken:
		fmt.Fprintln(r.out, r.sentence(s))
		if len(r.left) > 0 {
			fmt.Fprintln(r.out, printable(r.leftSentence()))
		}
	}
	if broken || s.Failed+s.Dropped+r.folders > 0 {
		return 1
	}
	return 0
}

// sentence makes a summary for a person. Some of the results that were there already were made
// differently.
func (r *reporter) sentence(s engine.Summary) string {
	there := "there already"
	if r.other > 0 {
		there += fmt.Sprintf(" (%d made with other settings or from other photos: -exists number or -exists overwrite converts them again)", r.other)
	}
	text := fmt.Sprintf("%d converted into %s", s.Converted, r.folder())
	for _, part := range []struct {
		n    int
		what string
	}{{s.Skipped, there}, {s.Failed, "failed"}, {s.Dropped, "not converted"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	switch {
	case r.folders == 1:
		text += ", 1 folder failed"
	case r.folders > 1:
		text += fmt.Sprintf(", %d folders failed", r.folders)
	}
	if notes := r.notes.sum(); notes != "" {
		text += "; " + notes
	}
	if s.Converted > 0 {
		text += fmt.Sprintf(". %s -> %s", size(s.Before), size(s.After))
	}
	return text + " in " + duration(s.Took)
}

// leftSentence says which files were left out: "3 of 12 files left out: 2 Canon raw files, 1 text
// file".
func (r *reporter) leftSentence() string {
	parts := make([]string, len(r.left))
	for i, c := range r.left {
		parts[i] = c.String()
	}
	return fmt.Sprintf("%d of %d files left out: %s", r.leftOut, r.files, strings.Join(parts, ", "))
}

func size(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%d KB", (n+999)/1000)
}

func duration(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	d = d.Round(time.Second)
	if d < time.Hour {
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	}
	return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
}

// shown returns path as a person would type it here.
func shown(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if below, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(below) {
		return below
	}
	return path
}
