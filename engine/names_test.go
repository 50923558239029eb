package engine

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pretobranco/engine/bw"
)

func TestOutputName(t *testing.T) {
	for _, c := range []struct {
		path, root   string
		source, want Format
		name         string
	}{
		{"/p/a.jpg", "", "", bw.Keep, "a.jpg"},
		{"/p/A.JPG", "", bw.JPEG, bw.JPEG, "A.JPG"},
		{"/p/a.jpeg", "", bw.JPEG, "", "a.jpeg"},
		{"/p/a.PNG", "", bw.PNG, bw.JPEG, "a.jpg"},
		{"/p/a.png", "", bw.JPEG, bw.JPEG, "a.png"}, // its name was wrong and stays the same
		{"/p/a.jpg", "", bw.PNG, bw.JPEG, "a.jpg"},
		{"/p/a.heic", "", "", bw.Keep, "a.jpg"},
		{"/p/a.tif", "", bw.TIFF, bw.WebP, "a.webp"},
		{"/p/Dr. Silva", "", bw.PNG, bw.JPEG, "Dr. Silva.jpg"},
		{"/p/sub/deep/a.gif", "/p", bw.GIF, bw.PNG, "sub/deep/a.png"},
		{"/q/a.gif", "/p", bw.GIF, bw.Keep, "a.gif"}, // not below its root
	} {
		photo := Photo{Path: filepath.FromSlash(c.path), Root: filepath.FromSlash(c.root), Format: c.source}
		got, err := OutputName(Job{Folder: filepath.FromSlash("/out"), Options: Options{Format: c.want}}, photo, 1)
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.FromSlash("/out/" + c.name); got != want {
			t.Errorf("%s from %q to %q: %s, want %s", c.path, c.source, c.want, got, want)
		}
	}
}

// TestPlaces gives each photo a place of its own, the same whenever asked.
func TestPlaces(t *testing.T) {
	p, err := newPlan(Job{Folder: "out", Options: Options{Format: bw.JPEG}})
	if err != nil {
		t.Fatal(err)
	}
	var all []Photo
	for _, path := range []string{"/1/a.png", "/2/a.jpg", "/3/A.JPG", "/4/a-2.jpg", "/5/é.jpg", "/6/e\u0301.jpg"} {
		all = append(all, Photo{Path: path, Format: bw.FormatOf(path)})
	}
	got := strings.Join(p.add(all), " ")
	if want := "a-3.jpg a.jpg A-2.JPG a-2-2.jpg é.jpg e\u0301-2.jpg"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSafe(t *testing.T) {
	long := strings.Repeat("ç", 200)
	for name, want := range map[string]string{
		"IMG 1 (2).jpg": "IMG 1 (2).jpg", "é日本.png": "é日本.png", "con.jpg": "_con.jpg", "COM1": "_COM1", "com10.jpg": "com10.jpg",
		"nul .txt": "_nul .txt", "lpt²": "_lpt²", "console.jpg": "console.jpg", "10:30?.jpg": "10_30_.jpg", "a.": "a_", "a. ": "a__",
		"a\x01b": "a_b", "bad\xffname.jpg": "bad_name.jpg",
	} {
		if got := safe(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{safe(long + ".jpg"), numbered(safe(long+".jpg"), 12)} {
		if len(name) > maxName || !utf8.ValidString(name) || !strings.HasSuffix(name, ".jpg") {
			t.Errorf("%q", name)
		}
	}
}
