package bw

import (
	"context"
	"math/rand"
	"path/filepath"
	"testing"
)

// samples are small files of all formats that are written here, and what is left of shared
// photos that are small.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range made(t, "*") {
		files[filepath.Base(name)] = read(t, name)
	}
	return files
}

// Wherever a file breaks off, it is converted or refused with a reason.
func TestTruncated(t *testing.T) {
	t.Parallel()
	for name, file := range samples(t) {
		for n := 0; n < len(file); n += 1 + len(file)/150 {
			if _, err := Convert(context.Background(), file[:n], Options{}, ServerLimits); err != nil && !known(err) {
				t.Errorf("%s, cut to %d of %d bytes: %v", name, n, len(file), err)
			}
			if _, err := Decode(context.Background(), file[:n], ServerLimits, 20); err != nil && !known(err) {
				t.Errorf("%s, cut to %d of %d bytes, previewed: %v", name, n, len(file), err)
			}
		}
	}
}

// Whatever byte is wrong, the same.
func TestWrongBytes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewSource(1))
	for name, file := range samples(t) {
		for range 60 {
			wrong := append([]byte(nil), file...)
			for range 1 + random.Intn(4) {
				// Headers matter most.
				at := random.Intn(len(wrong))
				if random.Intn(2) == 0 {
					at = random.Intn(min(len(wrong), 200))
				}
				wrong[at] = byte(random.Int())
			}
			for _, format := range []Format{Keep, PNG} {
				if _, err := Convert(context.Background(), wrong, Options{Format: format}, Limits{Pixels: 1 << 20, Frames: 100}); err != nil && !known(err) {
					t.Errorf("%s as %s: %v", name, format, err)
				}
			}
		}
	}
}
