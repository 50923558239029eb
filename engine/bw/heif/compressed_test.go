package heif

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
)

// An EXIF block of a camera and the packet of a program, as the reference encoder writes them at
// its best: with context models, and words of the dictionary.
const (
	exifInBrotli = "GyIA+AdheCsqi0/nkyfwUoSj6KV2PZSIkWgc+JcA"
	xmpInBrotli  = "GxsBIIzTZTbkMcqebqk6zJxLZJzkLJ1NbXzMP9ySwjPbEQ6I94Nd3YVPAw7SqBbz1NNt4u2ritQKjwSJ+tQyMp7pV0WNDbZrE4alIjD97lecl5Mq2CCJY81edYSlMjEjVTj+Pn1hH3uMM79BZQ8UMyCwjIw+yjAM2G150lEq+TKlHxf+dIi+tUFIYEjKjdcZrMM+gUxplio4Jt0A"
)

func decoded(t *testing.T, text string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// inBrotli writes data as Brotli's uncompressed meta-blocks (RFC 7932, 9.2): for each, bits for "not
// the last", 4 digits of its length less 1, and "uncompressed".
func inBrotli(t *testing.T, data []byte) []byte {
	t.Helper()
	out := []byte{}
	for first := true; len(data) > 0; first = false {
		n := min(len(data), 1<<16)
		bits, shift := 1<<19|(n-1)<<3, 0 // ISLAST 0, MNIBBLES 00, MLEN, ISUNCOMPRESSED 1
		if first {
			shift = 1 // WBITS 0: a window of 16 bits
		}
		bits <<= shift
		out = append(out, byte(bits), byte(bits>>8), byte(bits>>16))
		out = append(out, data[:n]...)
		data = data[n:]
	}
	return append(out, 3) // ISLAST, ISLASTEMPTY
}

// JPEG XL may compress its metadata with Brotli, as cjxl does with --compress_boxes. It once was
// overlooked, without a word.
func TestBrob(t *testing.T) {
	stream := codestream(fixture(t, "plain.jxl"))
	exifBox, xmp := exifNamed("a camera"), xmpNamed("a program")
	brob := func(name string, content []byte) []byte {
		return box("brob", []byte(name), inBrotli(t, content))
	}
	file := func(boxes ...[]byte) []byte {
		return slices.Concat(box("JXL ", []byte("\r\n\x87\n")), box("ftyp", []byte("jxl \x00\x00\x00\x00jxl ")), bytes.Join(boxes, nil), box("jxlc", stream))
	}
	for name, c := range map[string]struct {
		file      []byte
		exif, xmp bool
		dropped   string
	}{
		"plain":            {file(box("Exif", exifBox), box("xml ", xmp)), true, true, ""},
		"compressed":       {file(brob("Exif", exifBox), brob("xml ", xmp)), true, true, ""},
		"in words":         {file(box("brob", []byte("Exif"), decoded(t, exifInBrotli)), box("brob", []byte("xml "), decoded(t, xmpInBrotli))), true, true, ""},
		"long":             {file(brob("xml ", append(bytes.Repeat([]byte(" "), 3<<20), xmp...))), false, true, ""},
		"bomb":             {file(brob("xml ", make([]byte, mostMetadata+1))), false, false, "xmp"},
		"cut":              {file(box("brob", []byte("Exif"), inBrotli(t, exifBox)[:20]), brob("xml ", xmp)), false, true, "exif"},
		"garbage":          {file(box("brob", []byte("xml \xff\xff\xff\xff\xff"))), false, false, "xmp"},
		"empty":            {file(box("brob", []byte("Exif")), box("brob")), false, false, ""},
		"of no kind":       {file(brob("abcd", xmp)), false, false, ""},
		"compressed twice": {file(brob("brob", append([]byte("Exif"), inBrotli(t, exifBox)...))), false, false, ""},
		"credentials":      {file(box("jumb", []byte("....c2pa"))), false, false, "credentials"},
	} {
		p, err := Codec(JXL).Decode(context.Background(), c.file, codec.Hints{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if bytes.Contains(p.Extra.EXIF, []byte("a camera")) != c.exif || strings.Contains(string(p.Extra.XMP), "a program") != c.xmp {
			t.Errorf("%s: EXIF %q, XMP of %d bytes", name, p.Extra.EXIF, len(p.Extra.XMP))
		}
		var want exif.Parts
		if c.dropped != "" {
			want.Add(exif.Part(c.dropped))
		}
		if len(p.Dropped) != len(want) || len(want) > 0 && p.Dropped[0] != want[0] {
			t.Errorf("%s: dropped %v, want %v", name, p.Dropped, want)
		}
	}
}

// Items may be compressed as well.
func TestDecompressed(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte("text"))
	w.Close()
	for encoding, data := range map[string][]byte{"": []byte("text"), "br": inBrotli(t, []byte("text")), "gzip": zipped.Bytes()} {
		if got := decompressed(data, encoding); string(got) != "text" {
			t.Errorf("%q: %q", encoding, got)
		}
		if got := decompressed(data[:max(0, len(data)-3)], encoding); got != nil && encoding != "" {
			t.Errorf("%q, cut: %q", encoding, got)
		}
	}
	if got := decompressed([]byte("text"), "unknown"); got != nil {
		t.Errorf("an unknown encoding: %q", got)
	}
}

// Pixels that are not square are not square in other formats either, and turn with the picture.
func TestAspect(t *testing.T) {
	plain := codedPart(t, fixture(t, "plain.heic"))
	for name, c := range map[string]struct {
		file []byte
		want exif.Resolution
	}{
		"twice as wide": {heic(plain.with(box("pasp", numbers(2, 1)))).bytes(), exif.Resolution{X: 1, Y: 2, Relative: true}},
		"turned":        {heic(plain.with(box("pasp", numbers(4, 3)), irot(1))).bytes(), exif.Resolution{X: 3, Y: 4, Relative: true}},
		"square":        {heic(plain.with(box("pasp", numbers(5, 5)))).bytes(), exif.Resolution{}},
		"of nothing":    {heic(plain.with(box("pasp", numbers(0, 1)))).bytes(), exif.Resolution{}},
		"cut":           {heic(plain.with(box("pasp", []byte{0, 0, 0, 2}))).bytes(), exif.Resolution{}},
	} {
		p, err := Codec(HEIC).Decode(context.Background(), c.file, codec.Hints{})
		if err != nil || p.Extra.Resolution != c.want {
			t.Errorf("%s: %+v, want %+v (%v)", name, p, c.want, err)
		}
	}
}
