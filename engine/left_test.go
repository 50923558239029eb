package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
)

// TestCountLeft counts by reason and kind, what a person misses most first, and has words for all.
func TestCountLeft(t *testing.T) {
	raw := func(maker, format string) LeftOut {
		return LeftOut{Reason: LeftOther, File: Foreign{Kind: "raw", Label: maker, Format: format}}
	}
	all := []LeftOut{
		{Reason: LeftSystem}, {Reason: LeftOther}, {Reason: LeftOther, File: Foreign{Kind: "text"}}, {Reason: LeftOther, File: Foreign{Kind: "text"}},
		raw("Nikon", "NEF"), raw("Canon", "CR2"), {Reason: LeftSystem, Folder: true, Files: 5}, raw("Canon", "CR3"), {Reason: LeftOwn, Folder: true},
	}
	want := "2 Canon raw files, 1 Nikon raw file, 2 text files, 1 file of unknown kind, 6 hidden or system files, 0 earlier results"
	counts := CountLeft(all)
	if got := strings.Trim(strings.ReplaceAll(fmt.Sprintf("%q", counts), "\" \"", ", "), "[]\""); got != want {
		t.Errorf("told is %s, want %s", got, want)
	}
	if own := counts[len(counts)-1]; own.Folders != 1 || counts[4].Folders != 1 {
		t.Errorf("%+v", counts)
	}
	for _, reason := range LeftReasons() {
		for _, n := range []int{1, 2} {
			if text := (LeftCount{Reason: reason, Files: n}).String(); len(text) < 5 {
				t.Errorf("%d left out as %s are %q", n, reason, text)
			}
		}
	}
}

// TestScanForeign leaves out raw files in the guise of TIFF files, and names what it leaves out.
func TestScanForeign(t *testing.T) {
	dir := t.TempDir()
	// A directory with Make and a mosaic, as Nikon's files have it.
	nef := "II*\x00\x08\x00\x00\x00\x02\x00" + "\x06\x01\x03\x00\x01\x00\x00\x00\x23\x80\x00\x00" + "\x0f\x01\x02\x00\x06\x00\x00\x00\x26\x00\x00\x00" + "\x00\x00\x00\x00" + "NIKON\x00"
	for name, file := range map[string]string{"a.nef": nef, "b.tif": nef, "c.CR3": "\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom", "d.jpg": "<html>", "e.jpg": "%PDF-1.4", "a.xmp": "<x/>", "f": ""} {
		write(t, filepath.Join(dir, name), []byte(file))
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "g.jpg")); err != nil {
		t.Skip(err)
	}
	found := Scan(t.Context(), []string{dir, filepath.Join(dir, "c.CR3")}, ScanOptions{Recursive: true}, nil)
	want := map[string]struct {
		expected bool
		reason   LeftReason
		kind     fault.Kind
		why      string
	}{
		"a.nef": {true, LeftOther, Unsupported, "a Nikon raw file (NEF): raw files are not read"},
		"b.tif": {false, LeftOther, Unsupported, "a Nikon raw file (NEF): raw files are not read"},
		"c.CR3": {false, LeftOther, Unsupported, "a Canon raw file (CR3): raw files are not read"}, // named after its folder
		"d.jpg": {false, LeftOther, Unsupported, "not a picture but a web page"},
		"e.jpg": {false, LeftOther, Unsupported, "a PDF document: this format is not read"},
		"a.xmp": {true, LeftSidecar, Unsupported, "not a picture but a text file"},
		"f":     {true, LeftEmpty, Damaged, "the file is empty"},
		"g.jpg": {false, LeftMissing, Damaged, "a link to a file that is not there"},
	}
	if len(found.Photos) != 0 || len(found.LeftOut) != len(want) {
		t.Errorf("%+v", found)
	}
	for _, left := range found.LeftOut {
		w := want[filepath.Base(left.Path)]
		if left.Expected != w.expected || left.Reason != w.reason || KindOf(left.Why) != w.kind || left.Why.Error() != w.why {
			t.Errorf("%s: %+v", filepath.Base(left.Path), left)
		}
	}
	b, l := start(t, open(t, Config{}), Job{Folder: t.TempDir()}, []Photo{{Path: filepath.Join(dir, "b.tif")}})
	if b.Wait(); l.last(Failed).Err == nil || l.last(Failed).Err.Error() != want["b.tif"].why {
		t.Errorf("given by name: %v", l.last(Failed).Err)
	}
}

// TestScanCounts counts files in folders that are left out, once, also if a folder is named as well
// or links lead to it.
func TestScanCounts(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "out/b.jpg", "out/c/d.jpg", ".hidden/e.jpg", "in/f.jpg")
	for link, target := range map[string]string{"link": "out", "out/up": "..", ".link": "in", "out/g.jpg": "../a.jpg"} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(link))); err != nil {
			t.Skip(err)
		}
	}
	counted := func(o ScanOptions, paths ...string) string {
		o.Exclude, o.Count = []string{filepath.Join(dir, "out")}, true
		found := Scan(t.Context(), paths, o, nil)
		return fmt.Sprintf("%d photos, %q", len(found.Photos), CountLeft(found.LeftOut))
	}
	for _, c := range []struct{ got, want string }{
		{counted(ScanOptions{Recursive: true}, dir), `2 photos, ["1 hidden or system file" "3 earlier results"]`},
		{counted(ScanOptions{}, dir), `1 photos, ["1 hidden or system file" "3 earlier results" "1 file in folders not searched"]`},
		{counted(ScanOptions{}, dir, filepath.Join(dir, "in")), `2 photos, ["1 hidden or system file" "3 earlier results"]`},
		{counted(ScanOptions{Recursive: true}, dir, filepath.Join(dir, "out")), `4 photos, ["1 hidden or system file" "1 repeated file"]`},
	} {
		if c.got != c.want {
			t.Errorf("counted are %s, want %s", c.got, c.want)
		}
	}
}
