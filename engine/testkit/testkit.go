// Package testkit finds what tests need outside the repository, and says how much a test runs.
// Only tests import it; it imports nothing of this project.
//
// Three things may be missing on a machine:
//
//	a judge    a program or Python module that checks our results: Tool, Python, Probe
//	a corpus   a folder of real photos: Corpus, CorpusIfAny
//	time       the full grids take minutes: Pick, Exhaustive
//
// A quick run (-short, or under the race detector) uses no judge and no corpus: starting interpreters
// would take most of its time. In other runs environment variables decide what that means:
//
//	PRETOBRANCO_REQUIRE_ALL=1   a missing judge fails the test instead of skipping it
//	PRETOBRANCO_CORPUS=FOLDER   the corpus; set, it is required: a missing file fails the test
//	PRETOBRANCO_EXHAUSTIVE=1    the full grids
//
// Without PRETOBRANCO_CORPUS the corpus is the folder "shared" next to the repository. It is not
// part of the repository, so its tests skip where it is missing, even with PRETOBRANCO_REQUIRE_ALL.
// Every format has small files in testdata, which need no corpus.
package testkit

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// RequireAll reports whether a missing judge is a failure.
func RequireAll() bool { return isSet("PRETOBRANCO_REQUIRE_ALL") }

// isSet reports whether an environment variable has a value other than 0.
func isSet(name string) bool {
	value := os.Getenv(name)
	return value != "" && value != "0"
}

// Missing skips the test, or fails it if everything is required.
func Missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if RequireAll() {
		t.Fatalf("missing: "+format, args...)
	}
	t.Skipf("missing: "+format, args...)
}

// quick skips the test in a quick run.
func quick(t testing.TB, what string) {
	t.Helper()
	if Short() {
		t.Skipf("-short runs without %s", what)
	}
}

// Tool returns the path of a program. Without it the test is skipped or fails.
func Tool(t testing.TB, name string) string {
	t.Helper()
	quick(t, name)
	path, err := exec.LookPath(name)
	if err != nil {
		Missing(t, "the program %s", name)
	}
	return path
}

// Python returns the path of a Python 3 that imports these modules. Without one the test is
// skipped or fails. Debian's own Python comes first: its packages are the judges.
func Python(t testing.TB, modules ...string) string {
	t.Helper()
	quick(t, "Python")
	name := PythonIfAny(modules...)
	if name == "" {
		Missing(t, "Python 3 with %s", strings.Join(modules, ", "))
	}
	return name
}

// PythonIfAny is Python for tests that can do without: it returns "" if there is none, and in a
// quick run.
func PythonIfAny(modules ...string) string {
	if Short() {
		return ""
	}
	program := "pass"
	if len(modules) > 0 {
		program = "import " + strings.Join(modules, ", ")
	}
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if runs(name, "-c", program) {
			return name
		}
	}
	return ""
}

// Probe skips or fails the test if a command does not succeed. Missing says what it looks for, such
// as a Debian package.
func Probe(t testing.TB, missing string, command ...string) {
	t.Helper()
	quick(t, missing)
	if !runs(command...) {
		Missing(t, "%s", missing)
	}
}

// probes holds the outcome of each probe, since starting an interpreter takes long.
var probes sync.Map

// runs reports whether a command succeeds.
func runs(command ...string) bool {
	once, _ := probes.LoadOrStore(strings.Join(command, "\x00"), sync.OnceValue(func() bool {
		return exec.Command(command[0], command[1:]...).Run() == nil
	}))
	return once.(func() bool)()
}

// Corpus returns the files of the corpus that match a pattern, such as "photos/camera/*.jpg". If
// there is none, the test fails where PRETOBRANCO_CORPUS is set, and is skipped elsewhere.
func Corpus(t testing.TB, pattern string) []string {
	t.Helper()
	quick(t, "the corpus")
	files := CorpusIfAny(t, pattern)
	if len(files) == 0 {
		t.Skipf("missing: the corpus, with %s", pattern)
	}
	return files
}

// CorpusIfAny is Corpus for tests that have other files as well: without a corpus it returns
// nothing, and neither in a quick run.
func CorpusIfAny(t testing.TB, pattern string) []string {
	t.Helper()
	if Short() {
		return nil
	}
	folder, required := os.Getenv("PRETOBRANCO_CORPUS"), true
	if folder == "" {
		folder, required = filepath.Join(root(t), "..", "shared"), false
	}
	files, err := filepath.Glob(filepath.Join(folder, filepath.FromSlash(pattern)))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 && required {
		t.Fatalf("missing: %s in %s, which PRETOBRANCO_CORPUS names", pattern, folder)
	}
	return files
}

// root returns the folder of go.mod, above the package under test.
func root(t testing.TB) string {
	t.Helper()
	folder, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			t.Fatal("no go.mod above the test")
		}
		folder = parent
	}
}
