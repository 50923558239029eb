package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"pretobranco/app/logfile"
	"pretobranco/app/widgets"
	"pretobranco/engine"
	"pretobranco/engine/bw/fault"
)

// brokenCodec is a codec that reads behind the end of a slice, inside the guard that codecs have.
func brokenCodec() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fault.Recovered(v, "the converter failed on this picture")
		}
	}()
	var none []int
	_ = none[len(os.Args)+5]
	return nil
}

// TestPanicInLogAndDetails lets a codec of the server in this process panic. Its client gets the
// sentence alone; the log file and the details have the file and the line. Nobody could find either
// before: they were lost where the panic was recovered.
func TestPanicInLogAndDetails(t *testing.T) {
	log, err := logfile.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, nil)
	b.setup.Log = log
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	broken := brokenCodec()
	log.Info("image", "id", "1", "kind", "internal", "err", broken.Error(), "detail", fault.Detail(broken)) // as the converter does
	wire := fault.New(fault.Internal, "the converter failed on this picture")
	if text := engine.Detail(wire); strings.Contains(text, ".go:") {
		t.Errorf("the wire has %q", text)
	}
	batch.fail(0, wire)
	batch.finish(engine.Summary{Failed: 1})
	b.loop.until(t, "the end", func() bool { return b.batches.result })

	file, err := os.ReadFile(log.Path())
	if err != nil || !strings.Contains(string(file), "details_test.go:") || !strings.Contains(string(file), "/p/a.jpg") {
		t.Errorf("the log has %q, %v", file, err)
	}
	b.openRowDetails(t)
	if text := b.copyDetails(t); !strings.Contains(text, "details_test.go:") || !strings.Contains(text, "internal: ") || !strings.Contains(text, log.Path()) {
		t.Errorf("the details are %q", text)
	}
}

// openRowDetails opens the details of the first row by its menu.
func (b *bench) openRowDetails(t *testing.T) {
	t.Helper()
	rows := b.model.Rows()
	for _, item := range b.photos.rowMenu(rows[0], rows[:1]).Items {
		if item.Label == b.words.Say("banner.details") {
			item.Action()
			return
		}
	}
	t.Fatal("the row has no details")
}

// copyDetails presses the button that copies the details, and returns the clipboard.
func (b *bench) copyDetails(t *testing.T) string {
	t.Helper()
	logs := false
	for _, object := range test.LaidOutObjects(b.win.Canvas().Overlays().Top()) {
		if o, ok := object.(*widgets.FormButton); ok {
			logs = logs || o.Text == "Show log file"
			if o.Text == "Copy details" {
				test.Tap(o)
			}
		}
	}
	if !logs {
		t.Error("nothing shows the log file")
	}
	return b.app.Clipboard().Content()
}

// TestErrorsOfServersAreLogged converts a damaged file with the real engine: the servers in this
// process write why into the window's log, and no line for the photo that is done.
func TestErrorsOfServersAreLogged(t *testing.T) {
	log, err := logfile.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in := t.TempDir()
	whole := photograph(t, in, "whole.jpg", 64, 48)
	file, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(in, "cut.jpg")
	if err := os.WriteFile(cut, file[:len(file)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	b := newTestWindow(t, Engine("", log.Logger))
	b.setup.Log = log
	b.add(t, whole, cut)
	b.batches.convert()
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	text, err := os.ReadFile(log.Path())
	if err != nil || strings.Count(string(text), `"msg":"image"`) != 2 || strings.Count(string(text), `"msg":"a photo failed"`) != 1 || !strings.Contains(string(text), `"kind":"damaged"`) {
		t.Errorf("the log has %s, %v", text, err)
	}
}
