package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// binary is the program, built once.
var binary string

// built returns the path of the program. With -short it is not built, and the test is skipped.
func built(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short builds no program")
	}
	return binary
}

func TestMain(m *testing.M) {
	flag.Parse()
	if testing.Short() {
		os.Exit(m.Run())
	}
	dir, err := os.MkdirTemp("", "pretobranco-client")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "pretobranco-client")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		os.Stderr.Write(out)
		os.Exit(1)
	}
	os.Setenv("PRETOBRANCO_PROVENANCE", filepath.Join(dir, "provenance"))
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// A outcome is what a run of the program left.
type outcome struct {
	out, err string
	code     int
}

// client runs the program in a folder.
func client(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	cmd := exec.Command(built(t), args...)
	cmd.Dir = dir
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{out.String(), said.String(), cmd.ProcessState.ExitCode()}
}

// lines reads what -json printed.
func (o outcome) lines(t *testing.T) []map[string]any {
	t.Helper()
	var all []map[string]any
	for scanner := bufio.NewScanner(strings.NewReader(o.out)); scanner.Scan(); {
		var line map[string]any
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, scanner.Text())
		}
		all = append(all, line)
	}
	if len(all) == 0 {
		t.Fatalf("no lines; standard error: %s", o.err)
	}
	return all
}

// draw writes small pictures into dir.
func draw(t *testing.T, dir string, names ...string) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 90, 60))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * i / 97)
	}
	for _, name := range names {
		var file bytes.Buffer
		var err error
		if strings.HasSuffix(name, ".png") {
			img.Set(0, 0, color.Black)
			err = png.Encode(&file, img)
		} else {
			err = jpeg.Encode(&file, img, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), file.Bytes())
	}
}

func write(t *testing.T, path string, file []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "in/a.jpg", "in/sub/b.png")
	o := client(t, dir, "in", "-o", "gray")
	if o.code != 0 || o.err != "" || !strings.Contains(o.out, "2 converted into gray") {
		t.Errorf("%+v", o)
	}
	for _, name := range []string{"gray/a.jpg", "gray/sub/b.png"} {
		if !exists(filepath.Join(dir, name)) {
			t.Errorf("no %s", name)
		}
	}
	if o := client(t, dir, "-o", "gray", "in"); o.code != 0 || !strings.Contains(o.out, "2 there already") {
		t.Errorf("again: %+v", o)
	}
	if o := client(t, dir, "-o", "gray", "-exists", "number", "-quiet", "in"); o.code != 0 || o.out != "" || !exists(filepath.Join(dir, "gray", "a-2.jpg")) {
		t.Errorf("numbered: %+v", o)
	}
	if o := client(t, dir, "-recursive=false", "-format", "jpeg", "."); o.code != 1 || !strings.Contains(o.err, "no pictures were found") {
		t.Errorf("flat: %+v", o)
	}
	if o := client(t, dir, "-format", "jpeg", "."); o.code != 0 || !exists(filepath.Join(dir, "out", "in", "sub", "b.jpg")) {
		t.Errorf("as JPEG: %+v", o)
	}
}

// TestMadeDifferently says of results that are there already that they were made with another
// look: "2 there already" let people believe that they had what they had asked for.
func TestMadeDifferently(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "in/a.jpg", "in/b.jpg", "other/c.jpg")
	client(t, dir, "in")
	for _, c := range []struct {
		args  string
		says  string
		other float64
	}{
		{"in", ", 2 there already in ", 0},
		{"-look red in", "2 there already (2 made with other settings or from other photos: -exists number or -exists overwrite converts them again)", 2},
		{"-metadata none in", "(2 made with other settings", 2},
		{"-look red in other", "1 converted into out, 2 there already (2 made with other settings", 2},
		{"-look red -provenance= in", ", 2 there already in ", 0},
	} {
		o := client(t, dir, strings.Fields(c.args)...)
		if o.code != 0 || !strings.Contains(o.out, c.says) {
			t.Errorf("%s: %+v", c.args, o)
		}
		o = client(t, dir, append([]string{"-json"}, strings.Fields(c.args)...)...)
		lines := o.lines(t)
		if sum := lines[len(lines)-1]; sum["other"] != c.other {
			t.Errorf("%s: %v", c.args, sum)
		}
	}
	if o := client(t, dir, "-look", "red", "-exists", "overwrite", "in"); !strings.Contains(o.out, "2 converted") {
		t.Errorf("replaced: %+v", o)
	}
	for _, line := range client(t, dir, "-look", "red", "-json", "in").lines(t) {
		if line["event"] == "skipped" && line["match"] != "same" {
			t.Errorf("after that: %v", line)
		}
	}
}

// TestJSON holds the lines that other programs read.
func TestJSON(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b.jpg")
	write(t, filepath.Join(dir, "c.jpg"), []byte("no picture"))
	write(t, filepath.Join(dir, "cut.jpg"), []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"))
	o := client(t, dir, "-json", ".")
	if o.code != 1 {
		t.Errorf("exit %d", o.code)
	}
	lines := o.lines(t)
	states := map[string]string{}
	for _, line := range lines[:len(lines)-1] {
		if line["time"] == nil {
			t.Errorf("no time: %v", line)
		}
		photo, _ := line["photo"].(string)
		states[filepath.Base(photo)] += line["event"].(string) + " "
		switch line["event"] {
		case "done":
			if line["before"] == nil || line["after"] == nil || line["seconds"] == nil || line["index"] == nil || !exists(line["output"].(string)) {
				t.Errorf("done: %v", line)
			}
		case "failed":
			if line["kind"] == nil || line["error"] == nil {
				t.Errorf("failed: %v", line)
			}
		}
	}
	want := map[string]string{"a.jpg": "queued started done ", "b.jpg": "queued started done ", "c.jpg": "failed ", "cut.jpg": "queued started failed ", ".": "finished "}
	for photo, state := range want {
		if states[photo] != state {
			t.Errorf("%s: %q, want %q", photo, states[photo], state)
		}
	}
	sum := lines[len(lines)-1]
	if sum["event"] != "summary" || sum["converted"] != 2.0 || sum["failed"] != 2.0 || sum["skipped"] != 0.0 || sum["dropped"] != 0.0 ||
		sum["before"].(float64) == 0 || sum["after"].(float64) == 0 || sum["seconds"].(float64) == 0 {
		t.Errorf("summary: %v", sum)
	}
	for _, name := range []string{"c.jpg: not a picture", "cut.jpg: "} {
		if !strings.Contains(o.err, name) {
			t.Errorf("standard error lacks %q: %s", name, o.err)
		}
	}
}

// TestWrongFiles names each with its reason, and converts the others.
func TestWrongFiles(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "good.jpg")
	write(t, filepath.Join(dir, "empty.jpg"), nil)
	write(t, filepath.Join(dir, "notes.txt"), []byte("text"))
	write(t, filepath.Join(dir, "folder", "nothing.txt"), []byte("text"))
	o := client(t, dir, "empty.jpg", "notes.txt", "nowhere.jpg", "good.jpg")
	for _, want := range []string{"empty.jpg: the file is empty\n", "notes.txt: not a picture", "nowhere.jpg: the file is not there\n"} {
		if !strings.Contains(o.err, want) {
			t.Errorf("standard error lacks %q: %s", want, o.err)
		}
	}
	if o.code != 1 || !strings.Contains(o.out, "1 converted") || !strings.Contains(o.out, "3 failed") || !exists(filepath.Join(dir, "out", "good.jpg")) {
		t.Errorf("%+v", o)
	}
	if o := client(t, dir, "folder"); o.code != 1 || o.err != "folder: no pictures were found in this folder\n" {
		t.Errorf("no pictures: %+v", o)
	}
	if o := client(t, dir, "-exists", "overwrite", "good.jpg", "folder"); o.code != 1 || !strings.Contains(o.err, "folder: no pictures") || !strings.Contains(o.out, "1 converted") {
		t.Errorf("no pictures in one of two: %+v", o)
	}
	if o := client(t, dir, "-o", "notes.txt", "good.jpg"); o.code != 1 || !strings.Contains(o.err, "notes.txt: the results' folder is a file") {
		t.Errorf("a file for a folder: %+v", o)
	}
	if o := client(t, dir, "-o", "notes.txt/below", "good.jpg"); o.code != 1 || !strings.Contains(o.err, "a file is in its way") {
		t.Errorf("a file above a folder: %+v", o)
	}
	if runtime.GOOS == "windows" {
		return // which has no such names
	}
	write(t, filepath.Join(dir, "two\nlines\x1b[2J.jpg"), nil)
	if o := client(t, dir, "two\nlines\x1b[2J.jpg"); o.err != "two\uFFFDlines\uFFFD[2J.jpg: the file is empty\n" {
		t.Errorf("a name for terminals: %+v", o)
	}
}

// TestDamaged refuses a photo that breaks off, with what would keep what is there of it, and
// keeps it when asked to.
func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "good.jpg")
	file, err := os.ReadFile(filepath.Join(dir, "good.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	scan := bytes.Index(file, []byte{0xff, 0xda})
	write(t, filepath.Join(dir, "cut.jpg"), file[:scan+(len(file)-scan)*3/4])
	write(t, filepath.Join(dir, "nothing.jpg"), file[:scan])
	o := client(t, dir, "cut.jpg", "nothing.jpg")
	if o.code != 1 || !regexp.MustCompile(`cut.jpg: the picture stops at \d\d % \(-damaged keep converts what is there\)\n`).MatchString(o.err) || strings.Count(o.err, "-damaged") != 1 {
		t.Errorf("%+v", o)
	}
	o = client(t, dir, "-json", "cut.jpg")
	if lines := o.lines(t); !strings.Contains(fmt.Sprint(lines), "damage:map[loss:stops percent:") {
		t.Errorf("%+v", lines)
	}
	o = client(t, dir, "-damaged", "keep", "cut.jpg", "nothing.jpg")
	if o.code != 1 || strings.Contains(o.err, "cut.jpg: the picture stops") || !exists(filepath.Join(dir, "out", "cut.jpg")) || strings.Contains(o.err, "-damaged") {
		t.Errorf("%+v", o)
	}
	if o := client(t, dir, "-damaged", "mend", "cut.jpg"); o.code != 2 || !strings.Contains(o.err, "refuse, keep") {
		t.Errorf("%+v", o)
	}
}

// TestNoServer says so at once, in text and in JSON.
func TestNoServer(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	o := client(t, dir, "-server", address, "a.jpg")
	if o.code != 1 || o.out != "" || strings.Count(o.err, "\n") != 1 || !strings.Contains(o.err, address) {
		t.Errorf("%+v", o)
	}
	o = client(t, dir, "-json", "-server", address, "a.jpg")
	if said, _ := o.lines(t)[0]["error"].(string); o.code != 1 || o.lines(t)[0]["event"] != "summary" || !strings.Contains(said, address) {
		t.Errorf("%+v", o)
	}
}

// TestLimits leaves out what is too large, and says which limit it is.
func TestLimits(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg")
	for _, limit := range []string{"-max-pixels", "-max-bytes"} {
		o := client(t, dir, limit, "99", "a.jpg")
		if o.code != 1 || !strings.Contains(o.err, "limit") {
			t.Errorf("%s: %+v", limit, o)
		}
	}
	file, err := os.ReadFile(filepath.Join(dir, "a.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	comment := append([]byte("\xff\xfe\x00\x80"), make([]byte, 126)...)
	write(t, filepath.Join(dir, "b.jpg"), slices.Insert(file, 2, comment...))
	if o := client(t, dir, "-max-metadata", "129", "b.jpg"); o.code != 1 || !strings.Contains(o.err, "130 bytes of metadata") {
		t.Errorf("%+v", o)
	}
	if o := client(t, dir, "-max-metadata", "130", "b.jpg"); o.code != 0 {
		t.Errorf("%+v", o)
	}
}

func TestUsage(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "-odd.jpg")
	for _, args := range [][]string{
		{}, {"-nonsense", "a.jpg"}, {"-look", "purple", "a.jpg"}, {"-format", "docx", "a.jpg"}, {"-quality", "0", "a.jpg"}, {"-quality", "101", "a.jpg"},
		{"-metadata", "some", "a.jpg"}, {"-exists", "perhaps", "a.jpg"}, {"-jobs", "-1", "a.jpg"}, {"-max-pixels", "0", "a.jpg"}, {"-o", "", "a.jpg"},
		{"-server", "ftp://x", "a.jpg"}, {"-server", "host:99999", "a.jpg"}, {"-server", "wss://x", "-ca", "nowhere.pem", "a.jpg"},
	} {
		o := client(t, dir, args...)
		if o.code != 2 || o.out != "" || strings.Count(o.err, "\n") != 1 || !strings.Contains(o.err, "-h") {
			t.Errorf("%q: %+v", args, o)
		}
	}
	if exists(filepath.Join(dir, "out")) {
		t.Error("wrong usage made a folder")
	}
	if o := client(t, dir, "-o", "out", "--", "-odd.jpg", "a.jpg"); o.code != 0 || !exists(filepath.Join(dir, "out", "-odd.jpg")) {
		t.Errorf("after --: %+v", o)
	}
}

// TestHelp teaches, and does not give the token away.
func TestHelp(t *testing.T) {
	t.Setenv("PRETOBRANCO_TOKEN", "hush-hush")
	o := client(t, t.TempDir(), "-h")
	if o.code != 0 || o.err != "" || strings.Contains(o.out, "hush-hush") {
		t.Errorf("%+v", o)
	}
	for _, want := range []string{"Examples:", "Exit status", "-o folder", "-look", "-format", "-quality", "-metadata", "-server", "-token", "-ca", "-jobs", "-recursive", "-exists", "-json", "-quiet"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("help lacks %q", want)
		}
	}
}
