package exif

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"image/gif"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestEncodedSkips searches random data, with runs of every length around the least, with and without
// the skipping of what can't be a run: both must find the same pictures.
func TestEncodedSkips(t *testing.T) {
	var b bytes.Buffer
	gif.Encode(&b, red(), nil)
	texts := []string{
		base64.StdEncoding.EncodeToString(b.Bytes()), inLines(base64.StdEncoding.EncodeToString(b.Bytes()), 76),
		hex.EncodeToString(b.Bytes()), base64.URLEncoding.EncodeToString([]byte("BM\x00BM")),
	}
	fillers := []string{"\x00", "<", ".", "=", " ", "\\n", "&#xA;", "&amp;", "A", "0f", "\xff\xd8"}
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 3000 {
		var data []byte
		for range random.IntN(5) {
			filler := fillers[random.IntN(len(fillers))]
			data = append(data, bytes.Repeat([]byte(filler), random.IntN(2*minRun)/len(filler))...)
			if text := texts[random.IntN(len(texts))]; random.IntN(2) == 0 {
				data = append(data, text[:min(len(text), minRun-2+random.IntN(4)+random.IntN(2)*len(text))]...)
			}
		}
		skipping, plain := &finder{data: data}, &finder{data: data}
		skipping.encoded()
		plain.base64(0, len(data))
		if !slices.Equal(skipping.found, plain.found) {
			t.Fatalf("%q: found %v, without skipping %v", data, skipping.found, plain.found)
		}
		found += len(plain.found)
	}
	if found == 0 {
		t.Error("no picture was found at all")
	}
}
