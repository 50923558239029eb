//go:build !windows

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// TestInterrupt stops while a server holds on to a photo: the first signal waits
// for it, the second does not. Nothing half done stays.
func TestInterrupt(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b.jpg", "c.jpg", "d.jpg")
	arrived := make(chan struct{}, 10)
	upgrader := websocket.Upgrader{Subprotocols: []string{"pretobranco"}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		for {
			kind, _, err := conn.ReadMessage()
			if err != nil {
				return
			}
			if kind == websocket.BinaryMessage {
				arrived <- struct{}{}
			}
		}
	}))
	defer server.Close()
	cmd := exec.Command(built(t), "-server", "ws"+strings.TrimPrefix(server.URL, "http"), "-jobs", "1", "a.jpg", "b.jpg", "c.jpg", "d.jpg")
	cmd.Dir = dir
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-arrived
	cmd.Process.Signal(os.Interrupt)
	lines := bufio.NewReader(said)
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "finishing") {
		t.Errorf("after the first signal: %q, %v", line, err)
	}
	cmd.Process.Signal(os.Interrupt)
	io.Copy(io.Discard, lines)
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(out.String(), "4 not converted") {
		t.Errorf("exit %d: %s", code, out.String())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "out", "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "out", ".pb-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestStreamInterrupt stops the program while it waits for the rest of standard input.
func TestStreamInterrupt(t *testing.T) {
	cmd := exec.Command(built(t), "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write(make([]byte, 1<<20)); err != nil { // more than a pipe holds: it is being read
		t.Fatal(err)
	}
	cmd.Process.Signal(os.Interrupt)
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || out.Len() > 0 || said.String() != "standard input: stopped\n" {
		t.Errorf("status %d, %d bytes: %s", code, out.Len(), said.String())
	}
}

// TestResumeLast interrupts a batch after its first photo, and resumes it without naming its photos,
// look, names or folder again. Then all of it can be undone.
func TestResumeLast(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PRETOBRANCO_PROVENANCE", filepath.Join(dir, "config"))
	draw(t, dir, "in/a.jpg", "in/b.jpg", "in/c.jpg")
	if o := client(t, dir, "-resume"); o.code != 1 || !strings.Contains(o.err, "no batch is recorded") {
		t.Errorf("before the first batch: %+v", o)
	}
	// The gateway of this test converts one photo, and keeps the second one.
	photo := client(t, dir, "-o", "first", "-look", "red", "-provenance", "", "in/a.jpg")
	result, err := os.ReadFile(filepath.Join(dir, "first", "a.jpg"))
	if err != nil {
		t.Fatalf("%v: %+v", err, photo)
	}
	arrived, photos := make(chan struct{}, 10), 0
	upgrader := websocket.Upgrader{Subprotocols: []string{"pretobranco"}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		sum := func(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }
		var options []byte
		for {
			kind, message, err := conn.ReadMessage()
			switch {
			case err != nil:
				return
			case kind == websocket.TextMessage:
				options = message
			case photos == 0:
				photos++
				notice := fmt.Sprintf(`{"result":{"format":"jpeg"},"crc32c":{"options":%d,"image":%d,"file":%d}}`, sum(options), sum(message), sum(result))
				conn.WriteMessage(websocket.TextMessage, []byte(notice))
				conn.WriteMessage(websocket.BinaryMessage, result)
			default:
				arrived <- struct{}{}
			}
		}
	}))
	defer server.Close()
	cmd := exec.Command(built(t), "-server", "ws"+strings.TrimPrefix(server.URL, "http"), "-jobs", "1", "-look", "red", "-name", "{n}", "-o", "red", "in")
	cmd.Dir = dir
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-arrived
	if o := client(t, dir, "-undo"); o.code != 1 || !strings.Contains(o.err, "still running") {
		t.Errorf("undone while it is running: %+v", o)
	}
	cmd.Process.Signal(os.Interrupt)
	lines := bufio.NewReader(said)
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "finishing") {
		t.Errorf("after the first signal: %q, %v", line, err)
	}
	cmd.Process.Signal(os.Interrupt)
	rest, _ := io.ReadAll(lines)
	cmd.Wait()
	if !exists(filepath.Join(dir, "red", "1.jpg")) || exists(filepath.Join(dir, "red", "2.jpg")) {
		t.Fatalf("the first run did not convert one photo: %s", rest)
	}
	o := client(t, dir, "-resume")
	if o.code != 0 || !strings.Contains(o.out, "2 converted into ") || !strings.Contains(o.out, "1 there already") || !exists(filepath.Join(dir, "red", "3.jpg")) {
		t.Errorf("%+v", o)
	}
	if o := client(t, dir, "-resume"); o.code != 1 || !strings.Contains(o.err, "the last batch is complete") {
		t.Errorf("once more: %+v", o)
	}
	if o := client(t, dir, "-undo"); o.code != 0 || o.out != "3 results removed\n" || exists(filepath.Join(dir, "red")) {
		t.Errorf("%+v", o)
	}
}

// TestNobodyReads has the reader of -json leave after one line, as head does: every photo is
// converted all the same.
func TestNobodyReads(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b.jpg", "c.jpg", "d.jpg")
	cmd := exec.Command(built(t), "-json", ".")
	cmd.Dir = dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	io.ReadFull(out, make([]byte, 1))
	out.Close()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if results, _ := filepath.Glob(filepath.Join(dir, "out", "?.jpg")); len(results) != 4 {
		t.Errorf("results: %v", results)
	}
}
