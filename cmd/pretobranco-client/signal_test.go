//go:build !windows

package main

import (
	"bufio"
	"bytes"
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
	cmd := exec.Command(binary, "-server", "ws"+strings.TrimPrefix(server.URL, "http"), "-jobs", "1", "a.jpg", "b.jpg", "c.jpg", "d.jpg")
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

// TestNobodyReads has the reader of -json leave after one line, as head does: every photo is
// converted all the same.
func TestNobodyReads(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b.jpg", "c.jpg", "d.jpg")
	cmd := exec.Command(binary, "-json", ".")
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
