// Package cmd_test runs the programs as their users do: built, started, and
// talked to from outside.
package cmd_test

import (
	"bufio"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"pretobranco/engine/testkit"
)

const older = "../engine/testdata/older/"

// python returns a Python that runs the older system's scripts.
func python(t *testing.T) string {
	t.Helper()
	return testkit.Python(t, "PIL", "websockets")
}

// programs is the folder of the programs that were built, once for all tests.
var programs string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if programs, err = os.MkdirTemp("", "pretobranco-cmd-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(programs)
	os.Exit(code)
}

// build compiles one of our programs, if no other test did, and returns its path. Until the test
// ends, the programs keep their records in dir. With -short the test is skipped.
func build(t *testing.T, dir, program string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short builds no programs")
	}
	path := filepath.Join(programs, program)
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if _, err := os.Stat(path); err != nil {
		if out, err := exec.Command("go", "build", "-o", path, "./"+program).CombinedOutput(); err != nil {
			t.Fatalf("building %s: %v\n%s", program, err, out)
		}
	}
	t.Setenv("PRETOBRANCO_PROVENANCE", filepath.Join(dir, "provenance"))
	return path
}

var portAtEnd = regexp.MustCompile(`(\d+)\s*$`)

// start runs a server until the test ends and returns the port that its first
// line of output ends with.
func start(t *testing.T, name string, args ...string) string {
	t.Helper()
	port, _ := launch(t, name, args...)
	return port
}

// launch is start for a test that ends the server itself: kill does so at once.
func launch(t *testing.T, name string, args ...string) (port string, kill func()) {
	t.Helper()
	cmd := exec.Command(name, args...)
	var log strings.Builder
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	t.Cleanup(func() {
		kill()
		if t.Failed() {
			t.Logf("%s wrote:\n%s", filepath.Base(name), log.String())
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	found := portAtEnd.FindStringSubmatch(line)
	if err != nil || found == nil {
		t.Fatalf("%s %q printed no port: %q, %v", name, args, line, err)
	}
	return found[1], kill
}

// photos returns small photos: the shared ones where they are present, and
// always two that are drawn here.
func photos(t *testing.T, dir string) []string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 75, 41))
	for y := range 41 {
		for x := range 75 {
			img.Set(x, y, color.RGBA{uint8(3 * x), uint8(6 * y), uint8(255 - 2*x - y), 255})
		}
	}
	var paths []string
	for name, encode := range map[string]func(f *os.File) error{
		"drawn.jpg":   func(f *os.File) error { return jpeg.Encode(f, img, &jpeg.Options{Quality: 95}) },
		"drawing.png": func(f *os.File) error { return png.Encode(f, img) },
	} {
		path := filepath.Join(dir, name)
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := encode(f); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return append(paths, testkit.CorpusIfAny(t, "photos/seed/*.jpg")...)
}

// judge holds every result against its original by Pillow.
func judge(t *testing.T, python string, originals []string, out string) {
	t.Helper()
	args := []string{older + "judge.py"}
	for _, original := range originals {
		args = append(args, original, filepath.Join(out, filepath.Base(original)))
	}
	if verdict, err := exec.Command(python, args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, verdict)
	}
}

// TestOlder holds every pairing of our client, gateway and converter with those
// of the older system.
func TestOlder(t *testing.T) {
	python, bin := python(t), t.TempDir()
	client := build(t, bin, "pretobranco-client")
	gateway := build(t, bin, "pretobranco-gateway")
	converter := build(t, bin, "pretobranco-converter")
	originals := photos(t, t.TempDir())

	for pairing := range 8 {
		ours := func(bit int) bool { return pairing>>bit&1 == 0 }
		whose := func(bit int) string { return map[bool]string{true: "ours", false: "older"}[ours(bit)] }
		t.Run(fmt.Sprintf("client %s, gateway %s, converter %s", whose(2), whose(1), whose(0)), func(t *testing.T) {
			t.Parallel()
			// The older scripts get room for one big photo, which as shipped they refuse.
			t.Log("older messages may hold 8 MiB")
			var converterURL, gatewayURL string
			if ours(0) {
				converterURL = "http://127.0.0.1:" + start(t, converter, "-addr", "127.0.0.1:0")
			} else {
				converterURL = "http://127.0.0.1:" + start(t, python, older+"rpc_img.py", "0")
			}
			if ours(1) {
				gatewayURL = "ws://127.0.0.1:" + start(t, gateway, "-addr", "127.0.0.1:0", "-converter", converterURL)
			} else {
				gatewayURL = "ws://127.0.0.1:" + start(t, "env", "MAX_SIZE=8388608", python, older+"websocket.py", "0", converterURL)
			}
			out := t.TempDir()
			cmd := exec.Command(client, append([]string{"-server", gatewayURL, "-format", "jpeg", "-o", out}, originals...)...)
			if !ours(2) {
				cmd = exec.Command(python, append([]string{older + "cliente.py", gatewayURL, out}, originals...)...)
				cmd.Env = append(os.Environ(), "MAX_SIZE=8388608")
			}
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			if ours(2) {
				// Our client names a result by its format; the older one keeps the name.
				for _, original := range originals {
					if base := filepath.Base(original); filepath.Ext(base) != ".jpg" {
						jpg := strings.TrimSuffix(base, filepath.Ext(base)) + ".jpg"
						os.Rename(filepath.Join(out, jpg), filepath.Join(out, base))
					}
				}
			}
			judge(t, python, originals, out)
		})
	}
}

// TestServerProxy calls the converter as a program written for the older one
// does, with text and with Binary: the reply has the argument's type.
func TestServerProxy(t *testing.T) {
	python := python(t)
	port := start(t, build(t, t.TempDir(), "pretobranco-converter"), "-addr", "127.0.0.1:0")
	originals, out := photos(t, t.TempDir()), t.TempDir()
	const program = `
import base64, os, sys, xmlrpc.client
proxy = xmlrpc.client.ServerProxy(sys.argv[1])
for path in sys.argv[3:]:
    image = open(path, "rb").read()
    text = proxy.preto_branco(base64.b64encode(image).decode())
    binary = proxy.preto_branco(xmlrpc.client.Binary(image))
    assert isinstance(text, str) and isinstance(binary, xmlrpc.client.Binary)
    assert base64.b64decode(text, validate=True) == binary.data
    open(os.path.join(sys.argv[2], os.path.basename(path)), "wb").write(binary.data)
`
	args := append([]string{"-c", program, "http://127.0.0.1:" + port, out}, originals...)
	if said, err := exec.Command(python, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	judge(t, python, originals, out)
}

// TestOlderGatewayLimit says whose limit it was when the older gateway
// refuses a photo for its size, and still converts the others, into JPEG as it always did.
func TestOlderGatewayLimit(t *testing.T) {
	python, dir, out := python(t), t.TempDir(), t.TempDir()
	big := filepath.Join(dir, "big.jpg")
	if err := os.WriteFile(big, append([]byte("\xff\xd8\xff"), make([]byte, 1<<20)...), 0o644); err != nil {
		t.Fatal(err)
	}
	photos(t, dir)
	small := filepath.Join(dir, "drawing.png")
	converter := start(t, python, older+"rpc_img.py", "0")
	gateway := start(t, python, older+"websocket.py", "0", "http://127.0.0.1:"+converter)
	said, err := exec.Command(build(t, dir, "pretobranco-client"), "-server", "ws://127.0.0.1:"+gateway, "-o", out, big, small).CombinedOutput()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 1 {
		t.Errorf("exit: %v, want 1", err)
	}
	if !strings.Contains(string(said), "big.jpg") || !strings.Contains(string(said), "limit") {
		t.Errorf("the reason does not name the photo and the limit:\n%s", said)
	}
	if results, _ := filepath.Glob(filepath.Join(out, "drawing.jpg")); len(results) != 1 {
		t.Errorf("the small photo was not converted: %v\n%s", results, said)
	}
}

// TestReplyOrder sends photos of different sizes down one connection before
// reading any reply: the older protocol answers in order.
func TestReplyOrder(t *testing.T) {
	python, bin := python(t), t.TempDir()
	converter := start(t, build(t, bin, "pretobranco-converter"), "-addr", "127.0.0.1:0")
	gateway := start(t, build(t, bin, "pretobranco-gateway"), "-addr", "127.0.0.1:0", "-converter", "http://127.0.0.1:"+converter)
	const program = `
import asyncio, base64, io, sys, websockets
from PIL import Image
def photo(width):
    out = io.BytesIO()
    Image.new("RGB", (width, 300), (width % 256, 90, 30)).save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()
async def main():
    widths = [1900, 8, 1200, 16, 24, 700]
    async with websockets.connect(sys.argv[1]) as socket:
        for width in widths:
            await socket.send(photo(width))
        for width in widths:
            image = Image.open(io.BytesIO(base64.b64decode(await socket.recv())))
            assert image.size == (width, 300) and image.mode == "L", (image.size, image.mode, width)
asyncio.run(main())
`
	if said, err := exec.Command(python, "-c", program, "ws://127.0.0.1:"+gateway).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}
