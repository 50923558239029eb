//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pretobranco/engine/testkit"
)

// patience is how long anything on a desk may take.
const patience = 90 * time.Second

// A desk is a screen of its own with a window manager, in memory.
type desk struct {
	t    *testing.T
	env  []string
	home string
	seen image.Image // when it was last captured
}

// need returns only if these programs are present. Otherwise the test is skipped or fails.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		testkit.Tool(t, program)
	}
}

// binary returns the program: the one that PRETOBRANCO_BINARY names, or one that is built once for
// all tests. It is built only where everything is required: compiling Fyne takes minutes.
func binary(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("PRETOBRANCO_BINARY"); path != "" {
		return path
	}
	if !testkit.RequireAll() {
		t.Skip("missing: the window, which PRETOBRANCO_BINARY names")
	}
	need(t, "gcc", "pkg-config")
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// buildFolder is where programs are built, if any are.
var buildFolder string

var tempFolder = sync.OnceValues(func() (folder string, err error) {
	buildFolder, err = os.MkdirTemp("", "pretobranco-test-*")
	return buildFolder, err
})

var built = sync.OnceValues(func() (string, error) {
	folder, err := tempFolder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "pretobranco")
	build := exec.Command("go", "build", "-tags", "x11,migrated_fynedo", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the program cannot be built here: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if buildFolder != "" {
		os.RemoveAll(buildFolder)
	}
	os.Exit(code)
}

// newDesk starts a screen and its window manager; both end with the test.
func newDesk(t *testing.T) *desk {
	t.Helper()
	binary(t) // first: a screen takes seconds
	need(t, "Xvfb", "openbox", "xdotool", "scrot")
	d := &desk{t: t, home: t.TempDir()}
	for _, folder := range []string{".cache", ".config", "run"} {
		if err := os.Mkdir(filepath.Join(d.home, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	number, tell, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer number.Close()
	screen := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1360x900x24", "-nolisten", "tcp")
	screen.ExtraFiles = []*os.File{tell}
	d.background(screen)
	tell.Close()
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		t.Fatalf("no screen: %v", err)
	}
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "DISPLAY", "WAYLAND_DISPLAY", "HOME", "LANG", "LC_ALL", "DBUS_SESSION_BUS_ADDRESS":
		default:
			if !strings.HasPrefix(name, "XDG_") {
				d.env = append(d.env, v)
			}
		}
	}
	d.env = append(d.env, "DISPLAY=:"+strings.TrimSpace(line), "HOME="+d.home, "XDG_RUNTIME_DIR="+filepath.Join(d.home, "run"),
		"LANG=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1", "NO_AT_BRIDGE=1", "GSETTINGS_BACKEND=keyfile")
	manager := exec.Command("openbox")
	manager.Env = d.env
	d.background(manager)
	d.poll("the window manager", func() bool { return d.try("xdotool", "get_desktop") == nil })
	return d
}

// background starts a program that ends with the test.
func (d *desk) background(cmd *exec.Cmd) {
	d.t.Helper()
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
}

// A program is ours, started on a desk.
type program struct {
	cmd   *exec.Cmd
	ended chan error
}

// start runs the program.
func (d *desk) start(args ...string) *program {
	d.t.Helper()
	p := &program{cmd: exec.Command(binary(d.t), args...), ended: make(chan error, 1)}
	p.cmd.Env = d.env
	var said strings.Builder
	p.cmd.Stdout, p.cmd.Stderr = &said, &said
	if err := p.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		p.ended <- p.cmd.Wait()
		close(done)
	}()
	d.t.Cleanup(func() {
		if d.t.Failed() { // it writes its goroutines
			p.cmd.Process.Signal(syscall.SIGQUIT)
			select {
			case <-done:
			case <-time.After(5 * time.Second):
			}
		}
		p.cmd.Process.Kill()
		<-done
		if d.t.Failed() {
			d.t.Logf("the program wrote:\n%s", said.String())
		}
	})
	return p
}

// windows lists the windows of a program that can be seen.
func (d *desk) windows(p *program) []string {
	out, err := d.output("xdotool", "search", "--onlyvisible", "--pid", fmt.Sprint(p.cmd.Process.Pid), "--name", ".")
	if err != nil {
		return nil // none yet
	}
	return strings.Fields(out)
}

// window returns the program's window once it is there.
func (d *desk) window(p *program) string {
	d.t.Helper()
	var window string
	d.poll("the window", func() bool {
		select {
		case err := <-p.ended:
			d.t.Fatalf("the program ended: %v", err)
		default:
		}
		if windows := d.windows(p); len(windows) > 0 {
			window = windows[0]
		}
		return window != ""
	})
	return window
}

// keys presses keys in a window.
func (d *desk) keys(window string, keys ...string) {
	d.t.Helper()
	// Now and then the manager does not say that a window is active, and xdotool waits for ever.
	for range 3 {
		if d.within(3*time.Second, "xdotool", "windowactivate", "--sync", window) == nil {
			break
		}
	}
	d.try("xdotool", append([]string{"key", "--clearmodifiers"}, keys...)...)
}

// close closes a window as a person does and holds that the program ends well.
func (d *desk) close(p *program, window string) {
	d.t.Helper()
	var err error
	d.poll("the program's end", func() bool {
		select {
		case err = <-p.ended:
			return true
		default:
			d.keys(window, "alt+F4")
			return false
		}
	})
	if err != nil {
		d.t.Errorf("the program ended with %v", err)
	}
}

// end waits for the program's end and returns how it ended.
func (d *desk) end(p *program) (err error) {
	d.t.Helper()
	select {
	case err = <-p.ended:
	case <-time.After(patience):
		d.t.Fatal("waited in vain for the program's end")
	}
	return err
}

// still takes a picture of the screen once nothing on it changes any more.
func (d *desk) still(name string) (picture image.Image) {
	d.t.Helper()
	d.poll("a still screen", func() bool {
		last := picture
		picture = d.shot(name)
		return last != nil && same(last, picture)
	})
	d.seen = picture
	return picture
}

// turned is still for a screen that must become another than the last one that was captured
// at: a program that is slow to answer shows the old one for a while.
func (d *desk) turned(name string) image.Image {
	d.t.Helper()
	before := d.seen
	d.poll("another screen: "+name, func() bool { return !same(before, d.shot(name)) })
	return d.still(name)
}

// same reports whether two pictures of the screen are the same.
func same(a, b image.Image) bool {
	one, two := rgba(a), rgba(b)
	return bytes.Equal(one.Pix, two.Pix)
}

func rgba(img image.Image) *image.RGBA {
	if already, ok := img.(*image.RGBA); ok {
		return already
	}
	copied := image.NewRGBA(img.Bounds())
	draw.Draw(copied, copied.Rect, img, img.Bounds().Min, draw.Src)
	return copied
}

// shot takes a picture of the screen. It is kept in the folder that
// PRETOBRANCO_SCREENSHOTS names.
func (d *desk) shot(name string) image.Image {
	d.t.Helper()
	path := filepath.Join(d.t.TempDir(), name+".png")
	d.run("scrot", path)
	if keep := os.Getenv("PRETOBRANCO_SCREENSHOTS"); keep != "" {
		file, err := os.ReadFile(path)
		if err == nil {
			err = os.MkdirAll(keep, 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(keep, name+".png"), file, 0o644)
		}
		if err != nil {
			d.t.Error(err)
		}
	}
	return decode(d.t, path)
}

// output runs a program of the desk and returns what it writes.
func (d *desk) output(name string, args ...string) (string, error) {
	return d.outputWithin(patience, name, args...)
}

// within runs a program of the desk for some time at most.
func (d *desk) within(most time.Duration, name string, args ...string) error {
	_, err := d.outputWithin(most, name, args...)
	return err
}

func (d *desk) outputWithin(most time.Duration, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = d.env
	out, err := cmd.Output()
	return string(out), err
}

func (d *desk) try(name string, args ...string) error {
	_, err := d.output(name, args...)
	return err
}

func (d *desk) run(name string, args ...string) {
	d.t.Helper()
	if err := d.try(name, args...); err != nil {
		d.t.Fatalf("%s %q: %v", name, args, err)
	}
}

// poll returns once a condition holds, and ends the test if it never does.
func (d *desk) poll(what string, holds func() bool) {
	d.t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-again.C:
		case <-deadline:
			if out, err := d.output("scrot", "-o", filepath.Join(os.TempDir(), "pretobranco-failed.png")); err != nil {
				d.t.Logf("no screenshot: %v %s", err, out)
			}
			d.t.Fatalf("waited in vain for %s", what)
		}
	}
}
