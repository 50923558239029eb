package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/atomicfile"
)

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600))
}

// open opens the journal of a folder, as a batch does.
func open(t *testing.T, folder string, results ...string) *Journal {
	t.Helper()
	wait := time.Second
	j, err := Open(t.Context(), &wait, folder, results)
	must(t, err)
	return j
}

// TestFinished believes a record as long as the photo, the options and the result are as recorded.
func TestFinished(t *testing.T) {
	dir := t.TempDir()
	out, photo := filepath.Join(dir, "out"), filepath.Join(dir, "a.jpg")
	write(t, photo, "original")
	result := filepath.Join(out, "sub", "a.jpg")
	write(t, result, "gray")
	info, err := os.Stat(photo)
	must(t, err)
	j := open(t, out)
	j.Add(photo, "red", info, result, 4)
	j.Close(false)
	j = open(t, out)
	defer j.Close(false)
	if path, ok := j.Finished(photo, "red", info); !ok || path != result {
		t.Errorf("as recorded: %q, %v", path, ok)
	}
	if _, ok := j.Finished(photo, "blue", info); ok {
		t.Error("other options count as the same")
	}
	if _, ok := j.Finished(photo+"2", "red", info); ok {
		t.Error("another photo counts as the same")
	}
	write(t, photo, "another original")
	changed, err := os.Stat(photo)
	must(t, err)
	if _, ok := j.Finished(photo, "red", changed); ok {
		t.Error("a photo that has changed counts as the same")
	}
	write(t, result, "black and white")
	if _, ok := j.Finished(photo, "red", info); ok {
		t.Error("a result that has changed counts as the same")
	}
}

// TestFormat reads a journal as every version has written it, and writes the same.
func TestFormat(t *testing.T) {
	out := t.TempDir()
	const line = `{"photo":"/photos/a.jpg","size":8,"time":"2001-09-09T01:46:40Z","as":"{\"format\":\"keep\"}","result":"sub/a.jpg","bytes":4}` + "\n"
	write(t, filepath.Join(out, Name), line)
	write(t, filepath.Join(out, "sub", "a.jpg"), "gray")
	photo := filepath.Join(t.TempDir(), "a.jpg")
	write(t, photo, "original")
	at := time.Unix(1_000_000_000, 0)
	must(t, os.Chtimes(photo, at, at))
	info, err := os.Stat(photo)
	must(t, err)
	j, inUse := Read(out)
	if path, ok := j.Finished("/photos/a.jpg", `{"format":"keep"}`, info); inUse || !ok || path != filepath.Join(out, "sub", "a.jpg") {
		t.Errorf("in use %v, %q, %v", inUse, path, ok)
	}
	j = open(t, out)
	j.Add("/photos/a.jpg", `{"format":"keep"}`, info, filepath.Join(out, "sub", "a.jpg"), 4)
	j.Close(false)
	text, err := os.ReadFile(filepath.Join(out, Name))
	must(t, err)
	second := strings.TrimPrefix(string(text), line)
	var want, got map[string]any
	must(t, json.Unmarshal([]byte(line), &want), json.Unmarshal([]byte(second), &got))
	wantTime, err := time.Parse(time.RFC3339Nano, want["time"].(string))
	gotTime, errGot := time.Parse(time.RFC3339Nano, got["time"].(string))
	must(t, err, errGot)
	if delete(want, "time"); !wantTime.Equal(gotTime) {
		t.Errorf("time: %v, want %v", gotTime, wantTime)
	}
	if delete(got, "time"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("written: %v, want %v", got, want)
	}
}

// TestTwoProcesses write to one folder: neither sweeps what the other is writing, nor removes the
// journal that the other uses.
func TestTwoProcesses(t *testing.T) {
	out := t.TempDir()
	first := open(t, out)
	live := filepath.Join(out, atomicfile.TempPrefix+"live")
	write(t, live, "")
	second := open(t, out)
	if _, err := os.Stat(live); err != nil {
		t.Error("a temporary file of another process was swept")
	}
	if _, inUse := Read(out); !inUse {
		t.Error("the journal is not in use")
	}
	second.Close(true)
	Discard(out)
	if _, err := os.Stat(first.path); err != nil {
		t.Error("the journal of another process was removed")
	}
	first.Close(true)
	open(t, out).Close(true)
	if left, _ := os.ReadDir(out); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	write(t, filepath.Join(out, Name), "{}\n")
	if Discard(out); exists(filepath.Join(out, Name)) {
		t.Error("a journal that no process uses was not discarded")
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// TestManyFolders keeps a limited number of journals open, and records nothing in further folders.
func TestManyFolders(t *testing.T) {
	top := t.TempDir()
	folders := map[string][]string{}
	for i := range maxOpen {
		folder := filepath.Join(top, fmt.Sprint(i))
		must(t, os.Mkdir(folder, 0o755))
		folders[folder] = nil
	}
	s := OpenSet(t.Context(), folders, time.Second, func(folder string, reason error) { t.Errorf("%s: %v", folder, reason) })
	if j := s.Of(filepath.Join(top, "0")); j.file == nil {
		t.Error("a folder has no journal")
	}
	if j := s.Of(filepath.Join(top, "one more")); j.file != nil {
		t.Error("there are more journals than may be open")
	}
	s.Close(true)
	if left, _ := filepath.Glob(filepath.Join(top, "*", Name)); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestLines reads a journal with lines of every length: one that is too long is skipped without
// being kept in memory, and what follows is read.
func TestLines(t *testing.T) {
	out := t.TempDir()
	path := filepath.Join(out, Name)
	line := func(photo string, length int) string {
		text, err := json.Marshal(record{Photo: photo, Result: "a.jpg"})
		must(t, err)
		return string(text) + strings.Repeat(" ", length-len(text)-1) + "\n"
	}
	text := "nonsense\n\n{}\n\x00\x00\n" + line("first", 200) + line("as long as it may be", maxLine) + line("too long by one", maxLine+1) +
		line("after it", 200) + line("far too long", 5*maxLine) + line("last", 200) + line("torn", maxLine+5)[:maxLine+4]
	write(t, path, text)
	j := open(t, out)
	for photo, want := range map[string]bool{"first": true, "as long as it may be": true, "too long by one": false, "after it": true,
		"far too long": false, "last": true, "torn": false} {
		if _, got := j.done[entry{photo, ""}]; got != want {
			t.Errorf("%s: %v", photo, got)
		}
	}
	info, err := os.Stat(out)
	must(t, err)
	j.Add("new", "", info, filepath.Join(out, "new.jpg"), 3)
	j.Add(strings.Repeat("long", maxLine/4), "", info, filepath.Join(out, "long.jpg"), 3)
	j.Close(false)
	after, err := os.ReadFile(path)
	must(t, err)
	if rest := string(after[len(text):]); !strings.HasPrefix(rest, "\n{") || strings.Count(rest, "\n") != 2 {
		t.Errorf("after the torn line follows %.200q", rest)
	}

	must(t, os.Truncate(path, 0), os.Truncate(path, maxSize)) // one line of zeros
	var before, then runtime.MemStats
	runtime.ReadMemStats(&before)
	j = open(t, out)
	runtime.ReadMemStats(&then)
	if held := then.TotalAlloc - before.TotalAlloc; held > 1<<20 || len(j.done) != 0 {
		t.Errorf("%d bytes were allocated for a line of %d", held, maxSize)
	}
	j.Add("new", "", info, filepath.Join(out, "new.jpg"), 3)
	j.Close(false)
	if info, err := os.Stat(path); err != nil || info.Size() > maxSize+1 {
		t.Errorf("a journal as large as it may be has grown: %d, %v", info.Size(), err)
	}
}

// TestRecords keeps no more records of a foreign journal in memory than a large batch has.
func TestRecords(t *testing.T) {
	if testing.Short() {
		t.Skip("a second of reading")
	}
	out := t.TempDir()
	var text strings.Builder
	for i := range maxRecords + 1000 {
		fmt.Fprintf(&text, "{\"photo\":\"%d\",\"result\":\"a\"}\n", i)
	}
	write(t, filepath.Join(out, Name), text.String())
	j := open(t, out)
	defer j.Close(false)
	if len(j.done) != maxRecords {
		t.Errorf("%d records", len(j.done))
	}
}
