package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// piped runs the program with standard input.
func piped(t *testing.T, dir string, in io.Reader, args ...string) outcome {
	t.Helper()
	cmd := exec.Command(built(t), args...)
	cmd.Dir, cmd.Stdin = dir, in
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	cmd.Run() // the exit status says it
	return outcome{out.String(), said.String(), cmd.ProcessState.ExitCode()}
}

// One photo from standard input or a file becomes the same result on standard output as in a folder,
// and nothing is put into folders.
func TestStream(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b.png")
	flags := []string{"-look", "red", "-quality", "70"}
	if o := client(t, dir, append(flags, "a.jpg", "b.png")...); o.code != 0 {
		t.Fatalf("%+v", o)
	}
	for _, name := range []string{"a.jpg", "b.png"} {
		want, err := os.ReadFile(filepath.Join(dir, "out", name))
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		empty := t.TempDir()
		write(t, filepath.Join(empty, name), file)
		for _, args := range [][]string{{"-"}, {"-", "-o", "-"}, {"-o", "-", name}, {name, "-o=-"}} {
			// One byte at a time, as a slow pipe gives it.
			o := piped(t, empty, io.MultiReader(bytes.NewReader(file[:1]), bytes.NewReader(file[1:])), append(flags, args...)...)
			if o.code != 0 || o.out != string(want) {
				t.Errorf("%s, %v: status %d, %d bytes, want %d: %s", name, args, o.code, len(o.out), len(want), o.err)
			}
		}
		if entries, _ := os.ReadDir(empty); len(entries) != 1 {
			t.Errorf("there are files next to the photo: %v", entries)
		}
	}
}

// What is wrong is said in a sentence on standard error, and nothing is written.
func TestStreamErrors(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b.jpg")
	file, err := os.ReadFile(filepath.Join(dir, "a.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	for _, c := range []struct {
		in   string
		args string
		code int
		says string
	}{
		{"", "-", 1, "standard input: the file is empty"},
		{"hello", "-", 1, "not a picture"},
		{string(file[:len(file)*2/3]), "-", 1, "-damaged keep"},
		{string(file), "- -max-bytes 100", 1, "more than 100 bytes"},
		{string(file), "- -server " + free.Addr().String(), 1, "nothing answers"},
		{"", "-o - c.jpg", 1, "c.jpg: no such file"},
		{"", "-o - .", 1, "directory"},
		{"", "- a.jpg", 2, "goes alone"},
		{"", "-o - a.jpg b.jpg", 2, "several paths"},
		{"", "-o -", 2, "none is named"},
		{"", "- -o gray", 2, "goes to standard output"},
		{"", "- -beside gray", 2, "goes to standard output"},
		{"", "- -json", 2, "-json"},
		{"", "-o - -undo", 2, "none is named"},
	} {
		o := piped(t, dir, strings.NewReader(c.in), strings.Fields(c.args)...)
		if o.code != c.code || o.out != "" || !strings.Contains(o.err, c.says) || strings.Count(o.err, "\n") != 1 {
			t.Errorf("%s: status %d, %d bytes: %s", c.args, o.code, len(o.out), o.err)
		}
	}
	if o := piped(t, dir, bytes.NewReader(file[:len(file)*2/3]), "-", "-damaged", "keep"); o.code != 0 || !strings.HasPrefix(o.out, "\xff\xd8\xff") || !strings.Contains(o.err, "the file is damaged") {
		t.Errorf("kept: status %d, %d bytes: %s", o.code, len(o.out), o.err)
	}
}
