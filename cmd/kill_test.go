package cmd_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pretobranco/engine/testkit"
)

var stress = flag.Bool("stress", os.Getenv("PRETOBRANCO_STRESS") != "", "kill the programs at 100 points, not at a few")

// A folder is what is in a folder: a checksum for each file, by name.
type folder map[string][sha256.Size]byte

func read(t *testing.T, dir string) folder {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	files := folder{}
	for _, entry := range entries {
		file, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = sha256.Sum256(file)
	}
	return files
}

// results returns the files that are neither temporary nor the journal.
func (f folder) results() folder {
	kept := folder{}
	for name, sum := range f {
		if !strings.HasPrefix(name, ".") {
			kept[name] = sum
		}
	}
	return kept
}

// batch draws photos of several formats, none like the other.
func batch(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		img := image.NewRGBA(image.Rect(0, 0, 500+i, 400))
		for y := range 400 {
			for x := range 500 + i {
				img.SetRGBA(x, y, color.RGBA{uint8(3*x + i), uint8(6 * y), uint8(x*y + i), 255})
			}
		}
		var b bytes.Buffer
		var err error
		ext := []string{"jpg", "png", "jpg", "gif"}[i%4]
		switch ext {
		case "png":
			err = png.Encode(&b, img)
		case "gif":
			err = gif.Encode(&b, img, nil)
		default:
			err = jpeg.Encode(&b, img, nil)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, fmt.Sprintf("photo%03d.%s", i, ext)), b.Bytes(), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A run is a client at work.
type run struct {
	cmd *exec.Cmd
	log *bytes.Buffer
}

// begin starts the client and returns when it has told of its first photo.
func begin(t *testing.T, client string, args ...string) run {
	t.Helper()
	r := run{exec.Command(client, append([]string{"-json"}, args...)...), new(bytes.Buffer)}
	first := make(chan struct{})
	r.cmd.Stdout, r.cmd.Stderr = &firstWrite{happened: sync.OnceFunc(func() { close(first) })}, r.log
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-first
	return r
}

// firstWrite discards what is written and reports the first write.
type firstWrite struct{ happened func() }

func (w *firstWrite) Write(p []byte) (int, error) {
	w.happened()
	return len(p), nil
}

// A tally is the last line that the client prints.
type tally struct{ Converted, Failed, Skipped, Dropped int }

// convert runs the client and returns its summary.
func convert(t *testing.T, client string, args ...string) tally {
	t.Helper()
	var out, log bytes.Buffer
	cmd := exec.Command(client, append([]string{"-json"}, args...)...)
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		t.Errorf("%v\n%s", err, log.String())
	}
	var said tally
	lines := bufio.NewScanner(&out)
	for lines.Scan() {
		if bytes.Contains(lines.Bytes(), []byte(`"summary"`)) {
			if err := json.Unmarshal(lines.Bytes(), &said); err != nil {
				t.Error(err)
			}
		}
	}
	return said
}

// TestKill ends one of the programs, or all at once, at any point of a batch. Originals stay
// as they are, what is in the folder is whole, the batch continues by itself when a server is
// back, and when it was the client, where it stopped once it is started again.
func TestKill(t *testing.T) {
	points, size := testkit.Pick(6, 6, 12), 24
	if *stress {
		points, size = 100, 60
	}
	bin, in := t.TempDir(), batch(t, size)
	client := build(t, bin, "pretobranco-client")
	gateway := build(t, bin, "pretobranco-gateway")
	converter := build(t, bin, "pretobranco-converter")
	originals := read(t, in)

	want := folder(nil)
	var took time.Duration // of a batch that nothing befalls, from its first word on
	for range 2 {
		out := filepath.Join(bin, "whole")
		run := begin(t, client, "-o", out, in)
		began := time.Now()
		if err := run.cmd.Wait(); err != nil {
			t.Fatal(err, run.log.String())
		}
		took = time.Since(began)
		got := read(t, out)
		if len(got) != size || want != nil && !maps.Equal(want, got) {
			t.Fatalf("%d results, or not the same twice", len(got))
		}
		want = got
		os.RemoveAll(out)
	}

	converterPort, killConverter := launch(t, converter, "-log-level", "warn", "-addr", "127.0.0.1:0")
	gatewayArgs := []string{"-log-level", "warn", "-converter", "http://127.0.0.1:" + converterPort}
	gatewayPort, killGateway := launch(t, gateway, append(gatewayArgs, "-addr", "127.0.0.1:0")...)

	var late, swept int
	var longest time.Duration
	for n := 0; n < points; n++ {
		victim := []string{"client", "gateway", "converter", "all in one"}[n%4]
		after := rand.N(took)
		out := filepath.Join(bin, fmt.Sprint("out", n+late))
		args := []string{"-o", out, "-exists", []string{"skip", "overwrite"}[n/4%2], in}
		if victim != "all in one" {
			args = append(args, "-server", "ws://127.0.0.1:"+gatewayPort)
		}
		run := begin(t, client, args...)
		<-time.After(after) // the point
		killed := time.Now()
		switch victim {
		case "gateway":
			killGateway()
			_, killGateway = launch(t, gateway, append(gatewayArgs, "-addr", "127.0.0.1:"+gatewayPort)...)
		case "converter":
			killConverter()
			_, killConverter = launch(t, converter, "-log-level", "warn", "-addr", "127.0.0.1:"+converterPort)
		default:
			run.cmd.Process.Kill()
		}
		err := run.cmd.Wait()
		left := read(t, out)
		whole := left.results()
		name := fmt.Sprintf("%s killed after %v of %v, with %d of %d done", victim, after, took, len(whole), size)
		for file, sum := range whole {
			if sum != want[file] {
				t.Errorf("%s: %s is not what it should be", name, file)
			}
		}
		switch {
		case victim == "gateway" || victim == "converter":
			longest = max(longest, time.Since(killed))
			if err != nil || len(left) != size {
				t.Errorf("%s: the batch did not go on: %v, %d files\n%s", name, err, len(left), run.log.String())
			}
		case err == nil:
			late++ // it was through
			n--
		default:
			for file := range left {
				if strings.HasPrefix(file, ".pb-") {
					swept++
				}
			}
			again := convert(t, client, args...)
			// What was published but not yet recorded is done again when results are replaced.
			const underWay = 16
			if again.Converted+again.Skipped != size || again.Skipped < len(whole)-underWay || args[3] == "skip" && again.Skipped != len(whole) {
				t.Errorf("%s: started again, it says %+v", name, again)
			}
			if now := read(t, out); !maps.Equal(now, want) {
				t.Errorf("%s: afterwards there are %d files, or others", name, len(now))
			}
		}
		if !maps.Equal(originals, read(t, in)) {
			t.Fatalf("%s: an original has changed", name)
		}
		os.RemoveAll(out)
	}
	t.Logf("%d photos in %v; killed at %d points; %d temporary files swept; at most %v from a server's end to the batch's",
		size, took.Round(time.Millisecond), points, swept, longest.Round(time.Millisecond))
}
