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

// The gray that a viewer shows through the written profile is the gray that it would show for
// (luma, luma, luma) through the source's, as littlecms sees both.
func TestGraySeenThroughProfiles(t *testing.T) {
	t.Parallel()
	interpreter := testkit.Python(t, "PIL")
	folder := t.TempDir()
	if out, err := exec.Command(interpreter, filepath.Join("testdata", "profiles.py"), "make", folder).CombinedOutput(); err != nil {
		testkit.Missing(t, "a Pillow with littlecms: %v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) < 12 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	arguments := []string{filepath.Join("testdata", "profiles.py"), "judge"}
	for _, name := range files {
		for _, format := range []Format{Keep, PNG, JPEG, TIFF, WebP} {
			got, err := Convert(context.Background(), read(t, name), Options{Format: format, Quality: 100}, OwnLimits)
			if err != nil {
				t.Errorf("%s as %s: %v", filepath.Base(name), format, err)
				continue
			}
			out := name + "." + string(format)
			if err := os.WriteFile(out, got.File, 0o600); err != nil {
				t.Fatal(err)
			}
			arguments = append(arguments, name, out)
		}
	}
	output, err := exec.Command(interpreter, arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("the judge: %v\n%s", err, output)
	}
	lines := strings.Split(strings.TrimSpace(string(output)), "\n")
	if len(lines) != len(arguments[2:])/2 {
		t.Fatalf("%d verdicts\n%s", len(lines), output)
	}
	for i, line := range lines {
		name := filepath.Base(arguments[2+2*i+1])
		off, err := strconv.ParseFloat(line, 64)
		// Lossy files round once more, and WebP's luma has 220 steps.
		allowed := 1.0
		if strings.Contains(name, "lossy") || strings.Contains(name, "jpeg") || strings.Contains(name, "jpg") {
			allowed = 3
		}
		if err != nil || off > allowed {
			t.Errorf("%s: %s", name, line)
		}
	}
}
