package testkit

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// A recorder is a testing.TB that notes how a test ends instead of ending it.
type recorder struct {
	testing.TB
	outcome string
}

func (r *recorder) Helper() {}

func (r *recorder) Skipf(format string, args ...any) {
	r.outcome = "skipped"
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.outcome = "failed"
	runtime.Goexit()
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

// outcome runs a test's body and returns how it ended.
func outcome(body func(testing.TB)) string {
	r := &recorder{outcome: "passed"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		body(r)
	}()
	<-done
	return r.outcome
}

// A missing judge used to skip in one package and to fail in another, and a missing corpus always
// passed as green.
func TestMissing(t *testing.T) {
	if Short() {
		t.Skip("-short runs without judges and corpora: TestQuick")
	}
	full, empty := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "a.jpg"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tool := func(t testing.TB) { Tool(t, "no-such-program") }
	python := func(t testing.TB) { Python(t, "no_such_module") }
	probe := func(t testing.TB) { Probe(t, "nothing", "no-such-program") }
	corpus := func(t testing.TB) { Corpus(t, "*.jpg") }
	any := func(t testing.TB) { CorpusIfAny(t, "*.jpg") }
	for _, c := range []struct {
		name             string
		body             func(testing.TB)
		required, folder string
		want             string
	}{
		{"tool", tool, "", "", "skipped"},
		{"tool", tool, "0", "", "skipped"},
		{"tool", tool, "1", "", "failed"},
		{"python", python, "", "", "skipped"},
		{"python", python, "1", "", "failed"},
		{"probe", probe, "", "", "skipped"},
		{"probe", probe, "1", "", "failed"},
		{"corpus", corpus, "", full, "passed"},
		{"corpus", corpus, "1", full, "passed"},
		{"corpus", corpus, "", empty, "failed"},
		{"corpus if any", any, "", full, "passed"},
		{"corpus if any", any, "", empty, "failed"},
	} {
		t.Setenv("PRETOBRANCO_REQUIRE_ALL", c.required)
		t.Setenv("PRETOBRANCO_CORPUS", c.folder)
		if got := outcome(c.body); got != c.want {
			t.Errorf("%s, REQUIRE_ALL=%q, CORPUS=%q: %s, want %s", c.name, c.required, c.folder, got, c.want)
		}
	}
	t.Setenv("PRETOBRANCO_CORPUS", "")
	t.Setenv("PRETOBRANCO_REQUIRE_ALL", "1")
	absent := func(t testing.TB) { Corpus(t, "no-such-folder/*") }
	if got := outcome(absent); got != "skipped" {
		t.Errorf("no corpus, and none named: %s", got)
	}
}

// A quick run spent most of its time on judges.
func TestQuick(t *testing.T) {
	if !Short() {
		t.Skip("of -short")
	}
	t.Setenv("PRETOBRANCO_REQUIRE_ALL", "1")
	t.Setenv("PRETOBRANCO_CORPUS", t.TempDir())
	for name, body := range map[string]func(testing.TB){
		"tool":   func(t testing.TB) { Tool(t, "go") },
		"python": func(t testing.TB) { Python(t) },
		"probe":  func(t testing.TB) { Probe(t, "nothing", "go", "version") },
		"corpus": func(t testing.TB) { Corpus(t, "*") },
	} {
		if got := outcome(body); got != "skipped" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if CorpusIfAny(t, "*") != nil || PythonIfAny() != "" {
		t.Error("a quick run uses a corpus or Python")
	}
}

func TestPick(t *testing.T) {
	want := map[bool]string{true: "short", false: "usual"}[Short()]
	for value, want := range map[string]string{"": want, "0": want, "1": map[bool]string{true: "short", false: "exhaustive"}[Short()]} {
		t.Setenv("PRETOBRANCO_EXHAUSTIVE", value)
		if got := Pick("short", "usual", "exhaustive"); got != want {
			t.Errorf("PRETOBRANCO_EXHAUSTIVE=%q: %s, want %s", value, got, want)
		}
	}
}
