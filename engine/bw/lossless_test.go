package bw

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	stdpng "image/png"
	"slices"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/tiff"
)

// drawnPNG is a PNG file of a picture.
func drawnPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdpng.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// drawnJPEG is a JPEG file of a colourful picture.
func drawnJPEG(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, colourful(width, height), &stdjpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// colourful is a picture of saturated colours that change slowly.
func colourful(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / width), uint8(255 * y / height), uint8(255 - 255*x/width), 255})
		}
	}
	return img
}

// A result is called lossless only if it is. "lossless" once depended on the target's format alone:
// 16 bits in 8, half transparency in a GIF and the decoded pixels of a lossy file all had it.
func TestLosslessIsTrue(t *testing.T) {
	rect := image.Rect(0, 0, 32, 16)
	deep, spread, deepColour, clear, cut := image.NewGray16(rect), image.NewGray16(rect), image.NewNRGBA64(rect), image.NewNRGBA(rect), image.NewNRGBA(rect)
	full := image.NewNRGBA(image.Rect(0, 0, 257, 1))
	for i := range 257 {
		full.SetNRGBA(i, 0, color.NRGBA{uint8(i), uint8(i), uint8(i), 255})
	}
	full.SetNRGBA(256, 0, color.NRGBA{})
	for i := range 32 * 16 {
		x, y := i%32, i/32
		deep.SetGray16(x, y, color.Gray16{uint16(i * 127)})
		spread.SetGray16(x, y, color.Gray16{uint16(i%256) * 257})
		deepColour.SetNRGBA64(x, y, color.NRGBA64{uint16(i * 127), 9, 77, 65535})
		clear.SetNRGBA(x, y, color.NRGBA{uint8(i), uint8(7 * i), 9, uint8(i)})
		cut.SetNRGBA(x, y, color.NRGBA{uint8(i) &^ 1, 100, 9, uint8(255 * (i % 2))})
	}
	layer := &image.Gray16{Pix: bytes.Clone(deep.Pix), Stride: deep.Stride, Rect: rect}
	deepTIFF, _, err := tiff.Encode(context.Background(), []image.Image{layer}, codec.Extra{}, false)
	if err != nil {
		t.Fatal(err)
	}
	tenBits := bitfieldBMP(t, deepColour)
	photo := drawnJPEG(t, 40, 24)
	for _, c := range []struct {
		name   string
		file   []byte
		format Format
		want   []NoteCode // nothing: lossless
	}{
		{"16-bit gray", drawnPNG(t, deep), PNG, nil},
		{"16-bit gray", drawnPNG(t, deep), TIFF, nil},
		{"16-bit gray", drawnPNG(t, deep), BMP, []NoteCode{NoteDepth}},
		{"16-bit gray", drawnPNG(t, deep), GIF, []NoteCode{NoteDepth}},
		{"16-bit gray", drawnPNG(t, deep), WebP, []NoteCode{NoteDepth}},
		{"16-bit gray", drawnPNG(t, deep), JPEG, []NoteCode{NoteDepth, NoteRecompressed}},
		{"16-bit gray in TIFF", deepTIFF, BMP, []NoteCode{NoteDepth}},
		{"16-bit gray in TIFF", deepTIFF, PNG, nil},
		{"8 bits in 16", drawnPNG(t, spread), BMP, nil},
		{"16-bit colour", drawnPNG(t, deepColour), PNG, nil},
		{"16-bit colour", drawnPNG(t, deepColour), GIF, []NoteCode{NoteDepth}},
		{"10-bit BMP", tenBits, Keep, []NoteCode{NoteDepth}},
		{"10-bit BMP", tenBits, PNG, []NoteCode{NoteDepth}},
		{"half clear", drawnPNG(t, clear), PNG, nil},
		{"half clear", drawnPNG(t, clear), WebP, nil},
		{"half clear", drawnPNG(t, clear), BMP, nil},
		{"half clear", drawnPNG(t, clear), GIF, []NoteCode{NoteTransparency}},
		{"half clear", drawnPNG(t, clear), JPEG, []NoteCode{NoteWhite, NoteRecompressed}},
		{"clear or not", drawnPNG(t, cut), GIF, nil},
		{"256 grays and clear", drawnPNG(t, full), GIF, []NoteCode{NoteLevels}},
		{"photo", photo, JPEG, nil},
		{"photo", photo, PNG, []NoteCode{NoteDecoded}},
		{"photo", photo, TIFF, []NoteCode{NoteDecoded}},
		{"photo", photo, BMP, []NoteCode{NoteDecoded}},
		{"photo", photo, WebP, []NoteCode{NoteRecompressed}},
		{"colour", drawnPNG(t, colourful(9, 9)), TIFF, nil},
	} {
		got, err := Convert(context.Background(), c.file, Options{Format: c.format}, OwnLimits)
		if err != nil {
			t.Errorf("%s as %s: %v", c.name, c.format, err)
			continue
		}
		var codes []NoteCode
		for _, n := range got.Report.Notes {
			codes = append(codes, n.Code)
		}
		if !slices.Equal(codes, c.want) || got.Report.Lossless != (c.want == nil) {
			t.Errorf("%s as %s: lossless %v, notes %v, want %v", c.name, c.format, got.Report.Lossless, codes, c.want)
		}
	}
}

// An APNG of 16 bits whose frames are drawn has 8. Nothing said so.
func TestDeepAnimation(t *testing.T) {
	deep := image.NewNRGBA64(image.Rect(0, 0, 8, 8))
	for i := range 64 {
		deep.SetNRGBA64(i%8, i/8, color.NRGBA64{uint16(i * 1000), 5, 6, 65535})
	}
	file := drawnPNG(t, deep)
	idat := bytes.Index(file, []byte("IDAT")) - 4
	size := int(binary.BigEndian.Uint32(file[idat:]))
	data := file[idat+8 : idat+8+size]
	control := func(n byte) []byte {
		return append([]byte{0, 0, 0, n, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10}, 0, 0)
	}
	animated := slices.Concat(file[:idat], pngChunk("acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}), pngChunk("fcTL", control(0)), file[idat:idat+12+size],
		pngChunk("fcTL", control(1)), pngChunk("fdAT", append([]byte{0, 0, 0, 2}, data...)), file[idat+12+size:])
	for _, c := range []struct {
		format   Format
		lossless bool
	}{{PNG, true}, {WebP, false}, {GIF, false}} {
		got, err := Convert(context.Background(), animated, Options{Format: c.format}, OwnLimits)
		if err != nil || got.Report.Frames != 2 || got.Report.Lossless != c.lossless {
			t.Errorf("%s: %+v, %v", c.format, got.Report, err)
		}
	}
}

// bitfieldBMP is a BMP file of 10 bits to a colour.
func bitfieldBMP(t *testing.T, img *image.NRGBA64) []byte {
	t.Helper()
	b := img.Rect
	le := binary.LittleEndian
	out := append([]byte("BM"), make([]byte, 12+40+12)...)
	le.PutUint32(out[10:], 66)
	le.PutUint32(out[14:], 40)
	le.PutUint32(out[18:], uint32(b.Dx()))
	le.PutUint32(out[22:], uint32(b.Dy()))
	le.PutUint16(out[26:], 1)
	le.PutUint16(out[28:], 32)
	le.PutUint32(out[30:], 3)
	for i, mask := range []uint32{0x3ff00000, 0xffc00, 0x3ff} {
		le.PutUint32(out[54+4*i:], mask)
	}
	for y := b.Dy() - 1; y >= 0; y-- {
		for x := range b.Dx() {
			c := img.NRGBA64At(x, y)
			out = le.AppendUint32(out, uint32(c.R>>6)<<20|uint32(c.G>>6)<<10|uint32(c.B>>6))
		}
	}
	le.PutUint32(out[2:], uint32(len(out)))
	return out
}
