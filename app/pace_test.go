package app

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"pretobranco/engine/testkit"
)

// BenchmarkBatch300 converts 300 photos from the window, from Convert to the summary, and by the
// terminal client, from its start to its end, in turns. 100 % is the client's speed.
func BenchmarkBatch300(b *testing.B) {
	client := filepath.Join(b.TempDir(), "client")
	if out, err := exec.Command("go", "build", "-o", client, "../cmd/pretobranco-client").CombinedOutput(); err != nil {
		b.Skipf("the client cannot be built: %v\n%s", err, out)
	}
	folder := b.TempDir()
	photos := testkit.CorpusIfAny(b, "photos/seed/*.jpg")
	if len(photos) == 0 {
		photos = []string{photograph(b, b.TempDir(), "drawn.jpg", 2400, 1600)}
	}
	for i := range 300 {
		file, err := os.ReadFile(photos[i%len(photos)])
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, fmt.Sprintf("%03d.jpg", i)), file, 0o644)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	var window, terminal time.Duration
	byWindow := func() {
		w := newTestWindow(b, Engine("", nil))
		w.edits.setFolder(b.TempDir())
		w.photos.add([]string{folder})
		w.loop.until(b, "the photos and a look at the first", func() bool { return w.photos.scan.under == 0 && w.inspector.format.report != nil })
		start := time.Now()
		w.batches.convert()
		w.loop.until(b, "the results", func() bool { return w.batches.result })
		window += time.Since(start)
		if s := w.batches.run.Summary; s.Converted != 300 {
			b.Fatalf("the window: %+v", s)
		}
		w.close()
	}
	byClient := func() {
		start := time.Now()
		if out, err := exec.Command(client, "-quiet", "-o", b.TempDir(), folder).CombinedOutput(); err != nil {
			b.Fatalf("the client: %v\n%s", err, out)
		}
		terminal += time.Since(start)
	}
	byClient() // the files are in memory from now on
	terminal = 0
	b.ResetTimer()
	for i := range b.N {
		if i%2 == 0 {
			byWindow()
			byClient()
		} else {
			byClient()
			byWindow()
		}
	}
	b.ReportMetric(100*terminal.Seconds()/window.Seconds(), "%-of-the-client's-speed")
	b.ReportMetric(window.Seconds()/float64(b.N), "window-s")
	b.ReportMetric(terminal.Seconds()/float64(b.N), "client-s")
}
