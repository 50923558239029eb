//go:build !windows

package main

import (
	"bytes"
	le "encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pretobranco/engine/testkit"
)

// pages is a TIFF file of n gray pages with 2 x 1 pixels; more are entries of each, of one
// number each.
func pages(n int, more map[uint16]uint16) []byte {
	file := []byte("II*\x00\x08\x00\x00\x00")
	for page := range n {
		fields := map[uint16]uint16{256: 2, 257: 1, 258: 8, 259: 1, 262: 1, 273: 0, 277: 1, 278: 1, 279: 2}
		maps.Copy(fields, more)
		end := len(file) + 2 + 12*len(fields) + 4
		fields[273] = uint16(end)
		file = le.LittleEndian.AppendUint16(file, uint16(len(fields)))
		for _, tag := range slices.Sorted(maps.Keys(fields)) {
			for _, v := range []uint16{tag, 3, 1, 0, fields[tag], 0} {
				file = le.LittleEndian.AppendUint16(file, v)
			}
		}
		next := end + 2
		if page == n-1 {
			next = 0
		}
		file = append(le.LittleEndian.AppendUint32(file, uint32(next)), 90, 200)
	}
	return file
}

// animation is a GIF file of n frames.
func animation(t *testing.T, n int) []byte {
	t.Helper()
	all := &gif.GIF{}
	for i := range n {
		frame := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.RGBA{200, 10, 10, 255}, color.RGBA{10, 10, 200, 255}})
		frame.Pix[i] = 1
		all.Image, all.Delay = append(all.Image, frame), append(all.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, all); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// glass is a PNG file that can be seen through.
func glass(t *testing.T) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for i := range img.Pix {
		img.Pix[i] = 100
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// mixed fills a folder with everything that lies about: photos, raw files, documents, damaged
// ones, links, pipes, and what systems leave there.
func mixed(t *testing.T, in string) {
	t.Helper()
	draw(t, in, "a.jpg", "b.png", "sub/c.jpg", "photo without extension", "x.jpg/inner.jpg", "two\nlines.jpg", ".hidden/deep/d.jpg", "out/earlier.jpg", "out/sub/earlier.jpg")
	cut, err := os.ReadFile(filepath.Join(in, "a.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	cr3 := "\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom"
	for name, file := range map[string]string{
		"pages.tif": string(pages(3, nil)), "anim.gif": string(animation(t, 4)), "glass.png": string(glass(t)),
		"cut.jpg": string(cut[:200]), "fake.jpg": "text", "empty.jpg": "", "empty.dat": "", "sub/empty": "",
		"1.CR3": cr3, "sub/2.cr3": cr3, "dsc.nef": string(pages(1, map[uint16]uint16{262: 32803})),
		"w.psd": "8BPS\x00\x01\x00\x00", "doc.pdf": "%PDF-1.7\n", "movie.mp4": "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "song.mp3": "ID3\x03\x00",
		"notes.txt": "notes", "page.html": "<!DOCTYPE html><html>", "scan.jp2": "\x00\x00\x00\x0cjP  \r\n\x87\n", "noise.bin": "\x00\x01\x02\x03\x04\x05\x06\x07",
		"a.xmp": "<x:xmpmeta/>", "IMG_1.AAE": "<?xml version=\"1.0\"?><plist/>", "Thumbs.db": "x", ".DS_Store": "x", "._a.jpg": "x", "sub/desktop.ini": "x", ".hidden/e": "",
		"bad\x1b[2J.txt": "text", "__MACOSX/._b.png": "x", "out/.pb-left": "x",
	} {
		write(t, filepath.Join(in, name), []byte(file))
	}
	for link, target := range map[string]string{
		"link.jpg": "a.jpg", "sub/link.jpg": "../a.jpg", "broken.jpg": "nowhere", "broken.txt": "nowhere", "itself": "itself",
		"sub/up": "..", "notes link": "notes.txt",
	} {
		if err := os.Symlink(target, filepath.Join(in, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(filepath.Join(in, "a.jpg"), filepath.Join(in, "hard.jpg")); err != nil {
		t.Fatal(err)
	}
	for _, pipe := range []string{"pipe", "sub/pipe.jpg"} {
		if err := syscall.Mkfifo(filepath.Join(in, pipe), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// files lists everything below a folder that is no folder, nor a link to one, as find would.
func files(t *testing.T, root string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := os.Stat(path); !entry.IsDir() && (err != nil || !info.IsDir()) {
			all[path] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// figures adds up the numbers before words in a sentence, and returns them by their words.
func figures(t *testing.T, sentence string) (sum int, parts map[string]int) {
	t.Helper()
	parts = map[string]int{}
	for _, part := range strings.Split(sentence, ", ") {
		number, words, _ := strings.Cut(part, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatalf("no number in %q of %q", part, sentence)
		}
		sum += n
		parts[words] += n
	}
	return sum, parts
}

var (
	sumLine     = regexp.MustCompile(`(?m)^(\d+ converted into [^,;.]+(?:, \d+ [a-z ]+)*)(?:; ([^.]+))?(?:\. | in )`)
	leftOutLine = regexp.MustCompile(`(?m)^(\d+) of (\d+) files left out: (.+)$`)
)

// TestAddsUp holds that every file of a mixed folder is accounted for: the printed numbers add up
// to those that find would count, and so do the lines of -json.
func TestAddsUp(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	mixed(t, in)
	for _, run := range []struct {
		args []string
		want map[string]int // the number of files by words
	}{
		{[]string{"-format", "jpeg", "-o", "in/out", "in"}, map[string]int{
			"Canon raw files": 2, "raw file": 1, "Photoshop document": 1, "PDF document": 1, "video": 1, "audio file": 1, "text files": 3, "web page": 1, "JPEG 2000 picture": 1,
			"file of unknown kind": 1, "empty files": 2, "file that is not there": 1, "pipe or device": 1, "unreadable file": 1, "sidecar files": 2,
			"hidden or system files": 7, "earlier results": 3, "repeated files": 2,
		}},
		{[]string{"-format", "jpeg", "-o", "in/out", "in"}, nil}, // again: there already
		{[]string{"-o", "elsewhere", "-recursive=false", "in"}, nil},
		{[]string{"-o", "elsewhere", "in/sub", "in", "in/out"}, nil},
		{[]string{"-beside", "bw", "in", "in/x.jpg"}, nil},
	} {
		all := files(t, in) // before there are results
		json := client(t, dir, append([]string{"-json", "-exists", "skip"}, run.args...)...)
		lines := json.lines(t)
		summary := lines[len(lines)-1]
		n := func(name string) int { v, _ := summary[name].(float64); return int(v) }
		if found := n("found"); found != len(all) || found != n("converted")+n("skipped")+n("failed")+n("dropped")+n("leftout") {
			t.Errorf("%q: %d files are there; the summary says %v", run.args, len(all), summary)
		}
		accounted, inside := map[string]bool{}, 0
		for _, line := range lines {
			path, _ := line["photo"].(string)
			switch line["event"] {
			case "done", "skipped", "failed":
			case "leftout":
				path = line["path"].(string)
				if line["reason"] == nil || line["error"] == nil || line["kind"] == nil {
					t.Errorf("a line without a reason: %v", line)
				}
				if line["folder"] == true {
					n, _ := line["files"].(float64)
					inside += int(n)
					continue
				}
			default:
				continue
			}
			if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil { // found through a link
				path = filepath.Join(folder, filepath.Base(path))
			}
			if accounted[path] || !all[path] {
				t.Errorf("%q: %s is told twice, or is not there", run.args, path)
			}
			accounted[path] = true
		}
		if len(accounted)+inside != len(all) {
			t.Errorf("%q: %d of %d files are accounted for", run.args, len(accounted)+inside, len(all))
		}

		if kinds, _ := summary["left"].([]any); run.want != nil {
			told := map[string]int{}
			for _, kind := range kinds {
				_, part := figures(t, kind.(map[string]any)["text"].(string))
				maps.Copy(told, part)
			}
			if !maps.Equal(told, run.want) {
				t.Errorf("left out are told to be %v, want %v", told, run.want)
			}
		}

		all = files(t, in)
		text := client(t, dir, run.args...)
		main, left := sumLine.FindStringSubmatch(regexp.MustCompile(` \([^)]*\)`).ReplaceAllString(text.out, "")), leftOutLine.FindStringSubmatch(text.out)
		if main == nil || left == nil || strings.Count(text.out, "\n") != 2 {
			t.Fatalf("%q: it says %q, %q", run.args, text.out, text.err)
		}
		worked, _ := figures(t, main[1])
		quiet, _ := figures(t, left[3])
		if left[1] != fmt.Sprint(quiet) || left[2] != fmt.Sprint(len(all)) || worked+quiet != len(all) {
			t.Errorf("%q: %d files are there; it says %s", run.args, len(all), text.out)
		}
		if strings.ContainsFunc(text.out+text.err, func(c rune) bool { return c < ' ' && c != '\n' }) {
			t.Errorf("letters for terminals: %q", text.out+text.err)
		}
	}
}

// TestLosses says of each photo what its result lacks, in one line, and counts it at the end;
// what follows from what was asked for is counted alone.
func TestLosses(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b.jpg", "c.png")
	for name, file := range map[string][]byte{"scan.tif": pages(3, nil), "fax.tif": pages(2, nil), "page.tif": pages(1, nil), "anim.gif": animation(t, 4), "glass.png": glass(t)} {
		write(t, filepath.Join(dir, name), file)
	}
	args := []string{"-format", "jpeg", "-look", "red", "-jobs", "1", "."}
	want := []string{
		"anim.gif: the result has 1 of 4 frames: the format holds no more",
		"c.png: transparency was laid on white",
		"fax.tif: the result has 1 of 2 pages: the format holds no more",
		"glass.png: transparency was laid on white",
		"scan.tif: the result has 1 of 3 pages: the format holds no more",
	}
	sum := "8 converted into out; 2 with pages left out, 2 with transparency laid on white, 1 with frames left out, 6 compressed again, 2 mixed from their own coefficients. "
	o := client(t, dir, args...)
	lines := strings.Split(strings.TrimSpace(o.err), "\n")
	slices.Sort(lines)
	if !slices.Equal(lines, want) || !strings.HasPrefix(o.out, sum) {
		t.Errorf("it says %q and %q", lines, o.out)
	}
	os.RemoveAll(filepath.Join(dir, "out"))
	if o := client(t, dir, append(args, "-quiet")...); o.err != "" || o.out != "" || o.code != 0 {
		t.Errorf("with -quiet: %+v", o)
	}
	os.RemoveAll(filepath.Join(dir, "out"))
	o = client(t, dir, append(args, "-json")...)
	all := o.lines(t)
	notes, _ := all[len(all)-1]["notes"].(map[string]any)
	if o.err != "" || len(notes) != 5 || notes["pages"] != 2.0 || notes["frames"] != 1.0 || notes["white"] != 2.0 || notes["recompressed"] != 6.0 || notes["mixed"] != 2.0 {
		t.Errorf("with -json: %v, %q", notes, o.err)
	}
	if !strings.Contains(o.out, `"code":"pages","args":["1","3"]`) {
		t.Errorf("no notes in the lines: %s", o.out)
	}

	// On a terminal, which both streams are.
	script := testkit.Tool(t, "script") // it makes a terminal
	os.RemoveAll(filepath.Join(dir, "out"))
	cmd := exec.Command(script, "-qec", built(t)+" "+strings.Join(args, " "), "/dev/null")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range append(want, sum) {
		if !strings.Contains(string(out), line) {
			t.Errorf("a terminal is not told %q: %q", line, out)
		}
	}
}

// TestRecompressed names a JPEG that was compressed again though its look asks for nothing of
// the kind, and does not name those of a batch whose look needs it.
func TestRecompressed(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg")
	file, err := os.ReadFile(filepath.Join(dir, "a.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	// Adobe's segment says that the components are red, green and blue.
	write(t, filepath.Join(dir, "rgb.jpg"), slices.Insert(file, 2, []byte("\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00")...))
	for look, want := range map[string]string{
		"neutral":   "rgb.jpg: the picture was compressed anew; it could not be kept as it is stored, for it is RGB, not luma and chroma\n",
		"luminance": "",
	} {
		o := client(t, dir, "-look", look, "-o", look, "a.jpg", "rgb.jpg")
		if o.err != want || !strings.Contains(o.out, "2 converted into "+look+"; ") || !strings.Contains(o.out, " compressed again") {
			t.Errorf("%s: %+v", look, o)
		}
	}
}
