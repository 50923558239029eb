//go:build unix

package gif

import (
	"bytes"
	"image"
	"image/color/palette"
	"image/draw"
	stdgif "image/gif"
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

// photograph returns a GIF of 1200 x 900 dithered pixels, as photographs become.
func photograph(b *testing.B) []byte {
	b.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 1200, 900))
	for i := range img.Pix {
		img.Pix[i] = uint8(i/4%1200*255/1200) ^ uint8(i>>13)
	}
	dithered := image.NewPaletted(img.Rect, palette.Plan9)
	draw.FloydSteinberg.Draw(dithered, img.Rect, img, image.Point{})
	var file bytes.Buffer
	if err := stdgif.Encode(&file, dithered, nil); err != nil {
		b.Fatal(err)
	}
	return file.Bytes()
}

// BenchmarkGray makes a GIF gray, bytes to bytes, and lets Pillow do the same: "times" is how many
// times quicker we are than its best of ten.
func BenchmarkGray(b *testing.B) {
	file := photograph(b)
	b.SetBytes(int64(len(file)))
	before := processorTime()
	for b.Loop() {
		if _, _, err := Gray(b.Context(), file, codec.Options{}); err != nil {
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
    Image.open(io.BytesIO(data)).convert("L").save(io.BytesIO(), "GIF")
    best = min(best, time.process_time() - start)
print(best)
`
	path := filepath.Join(b.TempDir(), "photograph.gif")
	if err := os.WriteFile(path, file, 0o600); err != nil {
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
