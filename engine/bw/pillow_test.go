package bw

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// judged converts files and returns what Pillow finds, for each, how far its gray and its
// transparency are off at most.
func judged(t *testing.T, files []string, o Options) map[string][2]int {
	t.Helper()
	interpreter := testkit.Python(t, "PIL")
	folder := t.TempDir()
	arguments := []string{filepath.Join("testdata", "judge.py")}
	var names []string
	for _, name := range files {
		got, err := Convert(context.Background(), read(t, name), o, OwnLimits)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		names = append(names, filepath.Base(name))
		out := filepath.Join(folder, filepath.Base(name))
		if err := os.WriteFile(out, got.File, 0o600); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, name, out)
	}
	output, err := exec.Command(interpreter, arguments...).Output()
	if err != nil {
		t.Fatalf("the judge: %v", err)
	}
	verdicts := map[string][2]int{}
	for i, line := range strings.Split(strings.TrimSpace(string(output)), "\n") {
		name := names[i]
		fields := strings.Fields(line)
		if len(fields) != 3 || strings.ContainsAny(line, "'()") {
			t.Errorf("%s: %s", name, line)
			continue
		}
		gray, _ := strconv.Atoi(fields[1])
		alpha, _ := strconv.Atoi(fields[2])
		verdicts[name] = [2]int{gray, alpha}
	}
	return verdicts
}

// made returns the pictures that make.py draws. Without Pillow they are those in testdata/made, one
// of each kind; make.py testdata/made writes them anew.
func made(t *testing.T, pattern string) []string {
	t.Helper()
	folder := filepath.Join("testdata", "made")
	if testkit.Short() || !testkit.RequireAll() && testkit.PythonIfAny("PIL") == "" {
		files, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil || len(files) == 0 {
			testkit.Missing(t, "Python 3 with Pillow, to draw %s", pattern)
		}
		return files
	}
	folder = t.TempDir()
	if out, err := exec.Command(testkit.Python(t, "PIL"), filepath.Join("testdata", "make.py"), folder).CombinedOutput(); err != nil {
		t.Fatalf("make.py: %v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("make.py made no %s (%v)", pattern, err)
	}
	return files
}

// lossy names the pictures whose luma is kept, while Pillow makes gray of the colours
// that were rounded and clipped on their way through RGB.
func lossy(name string) bool {
	return strings.Contains(name, "lossy") || strings.Contains(name, "jpeg") || name == "webp-animation.webp"
}

func TestPillow(t *testing.T) {
	t.Parallel()
	for name, off := range judged(t, made(t, "*"), Options{}) {
		allowed := [2]int{}
		if lossy(name) {
			allowed[0] = 24 // its colours are as wild as can be, and clipped
		}
		if off[0] > allowed[0] || off[1] > allowed[1] {
			t.Errorf("%s: gray is off by %d, transparency by %d", name, off[0], off[1])
		}
	}
}

func TestPillowPhotos(t *testing.T) {
	t.Parallel()
	for name, off := range judged(t, testkit.Thin(testkit.Corpus(t, "photos/other/*.[gt]*"), 1, 3, 1), Options{}) {
		allowed := [2]int{}
		if name == "pages.tif" {
			allowed[0] = 16 // one page is JPEG of red, green and blue, compressed anew
		}
		if off[0] > allowed[0] || off[1] > allowed[1] {
			t.Errorf("%s: gray is off by %d, transparency by %d", name, off[0], off[1])
		}
	}
}
