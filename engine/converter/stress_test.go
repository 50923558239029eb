package converter_test

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/testkit"
)

var stress = flag.Bool("stress", os.Getenv("PRETOBRANCO_STRESS") != "", "measure a converter under attack, for about two minutes")

// Twenty callers that sent an 81-byte JPEG XL made a polite caller wait for half a minute: the
// median for a 17 KB JPEG stays below three times its time alone, whatever the format is.
func TestStress(t *testing.T) {
	if !*stress {
		t.Skip("runs with -stress or PRETOBRANCO_STRESS=1")
	}
	url := startProgram(t)
	polite := client(t, converter.ClientConfig{URL: url})
	photo := noisyJPEG(t, 17_000)
	measure := func(n int) time.Duration {
		var times []time.Duration
		for range n {
			start := time.Now()
			if _, err := polite.Convert(t.Context(), photo, bw.Options{}); err != nil {
				t.Error(err)
			}
			times = append(times, time.Since(start))
			time.Sleep(20 * time.Millisecond)
		}
		slices.Sort(times)
		return times[len(times)/2]
	}
	measure(20) // warms up
	for _, attack := range attacks(t) {
		t.Run(attack.name, func(t *testing.T) {
			alone := measure(100)
			ctx, stop := context.WithCancel(t.Context())
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					c, err := converter.NewClient(converter.ClientConfig{URL: url})
					if err != nil {
						t.Error(err)
						return
					}
					defer c.Close()
					for ctx.Err() == nil {
						_, err := c.Convert(ctx, attack.file, attack.options)
						if err != nil && ctx.Err() == nil && fault.KindOf(err) != fault.TooLarge && fault.KindOf(err) != fault.Busy {
							t.Error(err)
							return
						}
					}
				})
			}
			time.Sleep(2 * time.Second)
			attacked := measure(200)
			stop()
			all.Wait()
			t.Logf("%d bytes: median %v alone, %v attacked, %.1f times", len(attack.file), alone, attacked, float64(attacked)/float64(alone))
			if attacked > 3*alone {
				t.Error("more than three times")
			}
		})
	}
}

// startProgram runs the stand-alone converter until the test ends, and returns its address.
func startProgram(t *testing.T, args ...string) string {
	t.Helper()
	cmd := command(t, nil, append([]string{"-addr", "127.0.0.1:0", "-log-level", "error"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(strings.TrimSpace(line), "listening on ")
}

// An attack is a small file that takes long to convert.
type attack struct {
	name    string
	file    []byte
	options bw.Options
}

func attacks(t *testing.T) []attack {
	t.Helper()
	jxl, err := os.ReadFile("../bw/wasm/testdata/work.jxl")
	if err != nil {
		t.Fatal(err)
	}
	var flat bytes.Buffer
	if err := png.Encode(&flat, image.NewGray(image.Rect(0, 0, 5000, 5000))); err != nil {
		t.Fatal(err)
	}
	list := []attack{
		{"JPEG XL", jxl, bw.Options{}},
		{"PNG to WebP", flat.Bytes(), bw.Options{Format: bw.WebP}},
	}
	for name, option := range map[string]string{"HEIC": "-p", "AVIF": "-A"} {
		if encoder, err := exec.LookPath("heif-enc"); err == nil {
			dir := t.TempDir()
			in, out := filepath.Join(dir, "in.png"), filepath.Join(dir, "out")
			if err := os.WriteFile(in, flat.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			args := []string{"-q", "30", "-o", out, in}
			if option == "-A" {
				args = append([]string{option}, args...)
			}
			if text, err := exec.Command(encoder, args...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			file, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, attack{name, file, bw.Options{}})
		} else {
			testkit.Missing(t, "the program heif-enc")
		}
	}
	return list
}

// noisyJPEG makes a JPEG of about size bytes.
func noisyJPEG(t *testing.T, size int) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for side := 32; ; side += 16 {
		m := image.NewRGBA(image.Rect(0, 0, side, side))
		for i := range m.Pix {
			m.Pix[i] = byte(r.Uint32() & 63)
		}
		for y := range side {
			m.Set(y, y, color.White)
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, nil); err != nil {
			t.Fatal(err)
		}
		if b.Len() >= size {
			return b.Bytes()
		}
	}
}
