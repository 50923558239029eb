package engine

import (
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pretobranco/engine/atomicfile"
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
		if got := portable(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{portable(long + ".jpg"), numbered(portable(long+".jpg"), 12)} {
		if len(name) > maxName || !utf8.ValidString(name) || !strings.HasSuffix(name, ".jpg") {
			t.Errorf("%q", name)
		}
	}
}

// Names stay letter for letter where the disk allows them. Elsewhere results get portable names, and
// their reports say so, as they do for names that no disk should hold.
func TestOddNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows allows no such names")
	}
	in, out := t.TempDir(), t.TempDir()
	want := map[string]string{
		"a?b.jpg": "a_b.jpg", "c*.jpg": "c_.jpg", "d\"e.jpg": "d_e.jpg", `f\g.jpg`: "f_g.jpg", "h|<i>.jpg": "h__i_.jpg", "10:30.jpg": "10_30.jpg",
		"aux.jpg": "_aux.jpg", "dot./x.jpg": "dot_/x.jpg", "plain.jpg": "plain.jpg",
	}
	draw(t, in, append(slices.Collect(maps.Keys(want)), "line\nbreak.jpg")...)
	all := photos(t, in)
	b, l := start(t, open(t, Config{}), Job{Folder: out}, all)
	b.Wait()
	for _, e := range l.all(Done) {
		name, _ := filepath.Rel(in, e.Photo.Path)
		result := filepath.Join(out, name)
		altered := name == "line\nbreak.jpg"
		if altered {
			result = filepath.Join(out, "line_break.jpg")
		}
		if noted := slices.ContainsFunc(e.Report.Notes, func(n Note) bool { return n.Code == bw.NoteName && n.Args[0] == "line_break.jpg" }); e.Output != result || noted != altered {
			t.Errorf("%q becomes %q, and the report says %v", name, e.Output, e.Report.Notes)
		}
	}
	if got := len(contents(t, out)); got != len(all) {
		t.Errorf("%d results of %d photos", got, len(all))
	}

	p, err := newPlan(Job{Folder: "out"})
	if err != nil {
		t.Fatal(err)
	}
	p.namer.anyName = func(string) bool { return false }
	for i, place := range p.add(all) {
		name, _ := filepath.Rel(in, all[i].Path)
		if expected, ok := want[name]; ok && (place != expected || p.altered(all[i], i, bw.JPEG, bw.JPEG) != (expected != name)) {
			t.Errorf("%q becomes %q on a disk that forbids characters, want %q", name, place, expected)
		}
	}
	if !atomicfile.AllowsAnyName(in) || !atomicfile.AllowsAnyName(filepath.Join(in, "not", "there")) || atomicfile.AllowsAnyName(filepath.Join(in, "plain.jpg")) {
		t.Error("what the disk allows is not found out")
	}
	if left := len(contents(t, in)); left != len(all) {
		t.Errorf("%d files among %d photos", left, len(all))
	}
}
