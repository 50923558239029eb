package engine

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// safeBuffer is a log that several goroutines write.
type safeBuffer struct {
	mu  sync.Mutex // guards what follows
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

// TestLog reads the log of the servers in this process. They had none: what a window's user could
// report of a photo that failed was one sentence, without its cause or place. And the lines of a failure
// could be found only by that sentence, which many photos have.
func TestLog(t *testing.T) {
	var log safeBuffer
	dir := t.TempDir()
	draw(t, dir, "good.jpg")
	write(t, filepath.Join(dir, "cut.jpg"), picture(t, "cut.jpg", 90, 60)[:400])
	e, err := Open(t.Context(), Config{Log: slog.New(slog.NewJSONHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	id := ""
	b, err := e.Start(t.Context(), Job{Folder: t.TempDir()}, Scan(t.Context(), []string{dir}, ScanOptions{}, nil).Photos, func(ev Event) {
		if ev.Kind == Failed {
			id = RequestID(ev.Err)
			if detail := Detail(ev.Err); id == "" || !strings.Contains(detail, "request "+id) || strings.Contains(ev.Err.Error(), id) {
				t.Errorf("request %q, details %q, %v", id, detail, ev.Err)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := b.Wait(); s.Converted != 1 || s.Failed != 1 {
		t.Fatalf("%+v", s)
	}
	token := e.config.Token
	e.Close()
	text := log.buf.String()
	var images, details int
	for line := range strings.Lines(text) {
		if strings.Contains(line, `"msg":"image"`) {
			images++
			if strings.Contains(line, `"kind":"damaged"`) && strings.Contains(line, `"detail":`) && strings.Contains(line, `"id":"`+id+`"`) {
				details++
			}
		}
	}
	// Each photo passes both servers, which log the request's ID that the error has.
	if images != 4 || details != 2 {
		t.Errorf("%d images, %d failed with details:\n%s", images, details, text)
	}
	if strings.Contains(text, token) {
		t.Error("the token is in the log")
	}
}
