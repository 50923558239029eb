//go:build unix

package png

import (
	"bytes"
	"image"
	"image/color/palette"
	"image/draw"
	stdpng "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/testkit"
)

// BenchmarkPhotographs makes the shared photographs gray, and lets vips do the same: "ratio" is
// our processor time by its, "size" our bytes by its.
func BenchmarkPhotographs(b *testing.B) {
	paths := testkit.Corpus(b, "photos/png/*.png")
	var files [][]byte
	total, written := 0, 0
	for _, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		files, total = append(files, file), total+len(file)
	}
	b.SetBytes(int64(total))
	before := processorTime()
	for b.Loop() {
		written = 0
		for _, file := range files {
			out, _, err := Gray(b.Context(), file, codec.Options{})
			if err != nil {
				b.Fatal(err)
			}
			written += len(out)
		}
	}
	spent := (processorTime() - before) / time.Duration(b.N)
	b.ReportMetric(spent.Seconds(), "cpu-s/op")
	vips, folder := testkit.Tool(b, "vips"), b.TempDir()
	peer, peerWritten := time.Duration(0), int64(0)
	for _, path := range paths {
		out := filepath.Join(folder, filepath.Base(path))
		cmd := exec.Command(vips, "colourspace", path, out, "b-w")
		if said, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v %s", err, said)
		}
		peer += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		info, err := os.Stat(out)
		if err != nil {
			b.Fatal(err)
		}
		peerWritten += info.Size()
	}
	b.ReportMetric(spent.Seconds()/peer.Seconds(), "ratio")
	b.ReportMetric(float64(written)/float64(peerWritten), "size")
}

// BenchmarkPalette makes a palette picture gray, bytes to bytes, and lets Pillow do the same:
// "times" is how many times quicker we are than its best of ten.
func BenchmarkPalette(b *testing.B) {
	img := image.NewRGBA(image.Rect(0, 0, 1200, 900))
	for i := range img.Pix {
		img.Pix[i] = uint8(i/4%1200*255/1200) ^ uint8(i>>13)
	}
	dithered := image.NewPaletted(img.Rect, palette.Plan9)
	draw.FloydSteinberg.Draw(dithered, img.Rect, img, image.Point{})
	var file bytes.Buffer
	if err := stdpng.Encode(&file, dithered); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	before := processorTime()
	for b.Loop() {
		if _, _, err := Gray(b.Context(), file.Bytes(), codec.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	spent := (processorTime() - before) / time.Duration(b.N)
	const script = `
import io, sys, time
from PIL import Image
data, best = open(sys.argv[1], "rb").read(), 1e9
for _ in range(10):
    start = time.process_time()
    Image.open(io.BytesIO(data)).convert("L").save(io.BytesIO(), "PNG")
    best = min(best, time.process_time() - start)
print(best)
`
	path := filepath.Join(b.TempDir(), "palette.png")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	said, err := exec.Command(testkit.Python(b, "PIL"), "-c", script, path).Output()
	if err != nil {
		b.Fatal(err)
	}
	peer, err := strconv.ParseFloat(strings.TrimSpace(string(said)), 64)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(peer/spent.Seconds(), "times")
}

// processorTime returns what this process has used so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
