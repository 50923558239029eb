package png

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// suite returns the drawn files and those of Willem van Schaik's PngSuite, if it is there, by name.
func suite(t testing.TB) map[string][]byte {
	t.Helper()
	files := kinds(t)
	for _, path := range testkit.CorpusIfAny(t, "photos/pngsuite/*.png") {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files["suite-"+filepath.Base(path)] = file
	}
	return files
}

// TestSuite holds every file: a valid one against the formula at its own depth, a broken one
// refused as damaged, as image/png refuses it.
func TestSuite(t *testing.T) {
	for name, file := range suite(t) {
		out, _, err := Gray(t.Context(), file, codec.Options{})
		if isBroken(name) {
			if err == nil || fault.KindOf(err) != fault.Damaged {
				t.Errorf("%s: %v, want damaged", name, err)
			}
			if _, err := judge(file); err == nil {
				t.Errorf("%s: image/png reads it", name)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		before, err := judge(file)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		after, err := judge(out)
		if err != nil {
			t.Errorf("%s: the result: %v", name, err)
			continue
		}
		if !after.equal(before.inGray()) {
			t.Errorf("%s: the result's pixels are not its luma", name)
		}
	}
}

func isBroken(name string) bool { return strings.HasPrefix(strings.TrimPrefix(name, "suite-"), "x") }

// TestSuiteAgainstPillow holds the 8-bit files against Pillow's "L", and
// every result against pngcheck.
func TestSuiteAgainstPillow(t *testing.T) {
	const script = `
import json, os, sys
from PIL import Image
wrong = []
for name in sorted(os.listdir(sys.argv[1])):
    before, after = Image.open(os.path.join(sys.argv[1], name)), Image.open(os.path.join(sys.argv[2], name))
    if before.mode.startswith("I"):
        if list(before.getdata()) != list(after.getdata()):
            wrong.append(name + " (16 bits)")
        continue
    if before.convert("RGB").convert("L").tobytes() != after.convert("RGB").getchannel(0).tobytes():
        wrong.append(name)
    if before.convert("RGBA").getchannel("A").tobytes() != after.convert("RGBA").getchannel("A").tobytes():
        wrong.append(name + " (alpha)")
print(json.dumps(wrong))
`
	python, pngcheck := testkit.Python(t, "PIL"), testkit.Tool(t, "pngcheck")
	before, after := t.TempDir(), t.TempDir()
	for name, file := range suite(t) {
		out, _, err := Gray(t.Context(), file, codec.Options{})
		if isBroken(name) || err != nil {
			continue
		}
		os.WriteFile(filepath.Join(after, name), out, 0o600)
		said, err := exec.Command(pngcheck, "-q", filepath.Join(after, name)).CombinedOutput()
		if err != nil && name != "suite-cm7n0g04.png" { // its date, kept, is before PNG
			t.Errorf("%s: pngcheck: %s", name, said)
		}
		if h, _ := ReadHeader(file); h.BitDepth == 16 && h.ColorType.colour() {
			continue // Pillow reads these with 8 bits, and rounds first
		}
		os.WriteFile(filepath.Join(before, name), file, 0o600)
	}
	said, err := exec.Command(python, "-c", script, before, after).Output()
	var wrong []string
	if err != nil || json.Unmarshal(said, &wrong) != nil {
		t.Fatalf("Pillow: %v %s", err, said)
	}
	for _, name := range wrong {
		t.Errorf("%s: not what Pillow makes of it", name)
	}
}

// TestTruncated cuts a small file of each layout at every byte: what is accepted must
// be whole.
func TestTruncated(t *testing.T) {
	everyLayout(func(c ColorType, depth int) bool {
		file := (&maker{colour: c, depth: depth, width: 5, height: 3}).file()
		for n := range len(file) {
			if _, _, err := Gray(t.Context(), file[:n], codec.Options{}); err == nil && n < len(file)-12 {
				t.Fatalf("colour type %d, %d bits: cut at byte %d of %d and accepted", c, depth, n, len(file))
			} else if err != nil && fault.KindOf(err) != fault.Damaged {
				t.Fatalf("cut at byte %d: %v", n, err)
			}
		}
		return true
	})
}

// FuzzGray holds that nothing crashes, and that what is accepted is a file that
// image/png reads with the same size, unless it refuses the file that came in as well.
func FuzzGray(f *testing.F) {
	seeds := 0
	everyLayout(func(c ColorType, depth int) bool {
		f.Add((&maker{colour: c, depth: depth, width: 9, height: 5}).file())
		seeds++
		return true
	})
	if seeds == 0 {
		f.Fatal("no seeds")
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if h, err := ReadHeader(file); err != nil || h.Width*h.Height > 1<<20 {
			return
		}
		out, info, err := Gray(t.Context(), file, codec.Options{})
		if err != nil {
			return
		}
		before, err := judge(file)
		if err != nil {
			return
		}
		after, err := judge(out)
		if err != nil {
			t.Fatalf("image/png reads the original, but not the result: %v", err)
		}
		if before.width != after.width || before.height != after.height || info.Width != after.width {
			t.Fatal("the result has another size")
		}
		if !after.equal(before.inGray()) {
			t.Fatal("the result's pixels are not its luma")
		}
	})
}

// The judge must see what it is told: a wrong picture is not equal.
func TestJudge(t *testing.T) {
	for _, name := range []string{"basn2c08.png", "basi2c16.png", "tbrn2c08.png"} {
		file := kinds(t)[name]
		p, err := judge(file)
		if err != nil || p.equal(p.inGray()) {
			t.Errorf("%s: colour is taken for gray, %v", name, err)
		}
	}
}
