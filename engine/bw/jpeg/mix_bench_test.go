package jpeg

import (
	"bytes"
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/bw/codec"
)

// BenchmarkGrayMix makes the camera's photographs gray by mixes. For the red one, vips and
// Pillow do the same to the same files: "vips" and "pillow" are our processor time by theirs.
func BenchmarkGrayMix(b *testing.B) {
	for _, look := range []string{"red"} {
		b.Run(look, func(b *testing.B) {
			files, names, total := photographs(b, "camera")
			var spent time.Duration
			written := 0
			b.SetBytes(int64(total))
			b.ReportAllocs()
			for b.Loop() {
				before := processorTime()
				written = 0
				for _, file := range files {
					out, _, err := GrayMix(context.Background(), file, mixes[look], codec.Options{})
					if err != nil {
						b.Fatal(err)
					}
					written += len(out)
				}
				spent += processorTime() - before
			}
			spent /= time.Duration(b.N)
			b.ReportMetric(float64(total)/1e6/spent.Seconds(), "MB/cpu-s")
			b.ReportMetric(float64(written)/float64(total), "size")
			if look != "red" {
				return
			}
			if peer := vipsTime(b, names); peer > 0 {
				b.ReportMetric(spent.Seconds()/peer.Seconds(), "vips")
			}
			if peer := pillowTime(b, names); peer > 0 {
				b.ReportMetric(spent.Seconds()/peer.Seconds(), "pillow")
			}
		})
	}
}

// vipsTime returns the processor time that vips takes to mix the files; 0 if it isn't there.
func vipsTime(b *testing.B, names []string) (spent time.Duration) {
	b.Helper()
	program, err := exec.LookPath("vips")
	if err != nil {
		return 0
	}
	matrix := filepath.Join(b.TempDir(), "red.mat")
	writeFile(b, matrix, []byte("3 1\n0.9 0.1 0\n"))
	for _, name := range names {
		cmd := exec.Command(program, "--vips-concurrency=1", "recomb", name, filepath.Join(b.TempDir(), "out.jpg"), matrix)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		spent += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	return spent
}

// pillowTime is the same of Pillow, without starting Python.
func pillowTime(b *testing.B, names []string) time.Duration {
	b.Helper()
	script := `
import io, sys, time
from PIL import Image
files = [open(name, "rb").read() for name in sys.stdin.read().split("\n")]
start = time.process_time()
for file in files:
    Image.open(io.BytesIO(file)).convert("L", (0.9, 0.1, 0, 0)).save(io.BytesIO(), "JPEG")
print(time.process_time() - start, "s", sep="")
`
	cmd := exec.Command("/usr/bin/python3", "-c", script)
	cmd.Stdin = strings.NewReader(strings.Join(names, "\n"))
	var out bytes.Buffer
	cmd.Stdout = &out
	if cmd.Run() != nil {
		return 0
	}
	spent, err := time.ParseDuration(strings.TrimSpace(out.String()))
	if err != nil {
		b.Fatal(err)
	}
	return spent
}
