package bmp

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"testing"

	xbmp "golang.org/x/image/bmp"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// A maker writes files of all kinds.
type maker struct {
	size, width, height, bits int
	compression               uint32
	masks                     []uint32
	palette, pixels           []byte
}

func (m maker) file() []byte {
	b := append([]byte("BM"), make([]byte, 12)...)
	head := make([]byte, m.size)
	put := binary.LittleEndian
	put.PutUint32(head, uint32(m.size))
	if m.size == 12 {
		put.PutUint16(head[4:], uint16(m.width))
		put.PutUint16(head[6:], uint16(m.height))
		put.PutUint16(head[8:], 1)
		put.PutUint16(head[10:], uint16(m.bits))
	} else {
		put.PutUint32(head[4:], uint32(m.width))
		put.PutUint32(head[8:], uint32(int32(m.height)))
		put.PutUint16(head[12:], 1)
		put.PutUint16(head[14:], uint16(m.bits))
		put.PutUint32(head[16:], m.compression)
		put.PutUint32(head[24:], 2835)
		for i, v := range m.masks {
			if 40+4*i+4 > m.size {
				head = append(head, 0, 0, 0, 0)
			}
			put.PutUint32(head[40+4*i:], v)
		}
	}
	b = append(append(b, head...), m.palette...)
	put.PutUint32(b[10:], uint32(len(b)))
	b = append(b, m.pixels...)
	put.PutUint32(b[2:], uint32(len(b)))
	return b
}

// grayOf converts, and returns the result's pixels.
func grayOf(t *testing.T, file []byte) image.Image {
	t.Helper()
	got, _, err := Gray(context.Background(), file, codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	img, _, err := Decode(context.Background(), got)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func expect(t *testing.T, what string, img image.Image, want ...uint8) {
	t.Helper()
	b := img.Bounds()
	for i, v := range want {
		c := color.NRGBAModel.Convert(img.At(b.Min.X+i%b.Dx(), b.Min.Y+i/b.Dx())).(color.NRGBA)
		if c.R != v || c.G != v || c.B != v {
			t.Errorf("%s: pixel %d is %v, not %d", what, i, c, v)
		}
	}
}

var (
	red, green, blue = codec.Luma(255, 0, 0), codec.Luma(0, 255, 0), codec.Luma(0, 0, 255)
	colours3         = []byte{0, 0, 255, 0, 255, 0, 255, 0, 0, 9, 9, 9}
	colours4         = []byte{0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 9, 9, 9, 0}
)

func TestPalettes(t *testing.T) {
	for _, m := range []maker{
		{size: 12, width: 3, height: 1, bits: 8, palette: colours3, pixels: []byte{0, 1, 2, 0}},
		{size: 40, width: 3, height: 1, bits: 8, palette: colours4, pixels: []byte{0, 1, 2, 0}},
		{size: 64, width: 3, height: -1, bits: 4, palette: colours4, pixels: []byte{0x01, 0x20, 0, 0}},
		{size: 40, width: 3, height: 1, bits: 2, palette: colours4, pixels: []byte{0x18, 0, 0, 0}},
		{size: 108, width: 3, height: 1, bits: 8, compression: rle8, palette: colours4, pixels: []byte{1, 0, 0, 2 + 1, 1, 2, 9, 0, 0, 1}},
		{size: 40, width: 3, height: 1, bits: 8, compression: rle8, palette: colours4, pixels: []byte{1, 0, 1, 1, 1, 2, 0, 0, 0, 1}},
		{size: 40, width: 3, height: 1, bits: 4, compression: rle4, palette: colours4, pixels: []byte{2, 0x01, 1, 0x20, 0, 1}},
	} {
		file := m.file()
		expect(t, "palette", grayOf(t, file), red, green, blue)
		got, _, err := Gray(context.Background(), file, codec.Options{})
		if err != nil || len(got) != len(file) || !bytes.Equal(got[len(got)-len(m.pixels):], m.pixels) {
			t.Errorf("%d bits, compression %d: the pixels were not copied (%v)", m.bits, m.compression, err)
		}
	}
}

func TestColours(t *testing.T) {
	for name, m := range map[string]maker{
		"24":             {size: 40, width: 3, height: 1, bits: 24, pixels: []byte{0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0}},
		"24, OS/2":       {size: 12, width: 3, height: 1, bits: 24, pixels: []byte{0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0}},
		"24, top down":   {size: 124, width: 3, height: -1, bits: 24, pixels: []byte{0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0}},
		"32":             {size: 40, width: 3, height: 1, bits: 32, pixels: []byte{0, 0, 255, 7, 0, 255, 0, 7, 255, 0, 0, 7}},
		"16 of 5 bits":   {size: 40, width: 3, height: 1, bits: 16, pixels: []byte{0, 0x7c, 0xe0, 0x03, 0x1f, 0, 0, 0}},
		"16 of 5 6 5":    {size: 40, width: 3, height: 1, bits: 16, compression: bitfields, masks: []uint32{0xf800, 0x7e0, 0x1f}, pixels: []byte{0, 0xf8, 0xe0, 0x07, 0x1f, 0, 0, 0}},
		"32 of 10 bits":  {size: 56, width: 3, height: 1, bits: 32, compression: bitfields, masks: []uint32{0x3ff00000, 0xffc00, 0x3ff}, pixels: []byte{0, 0, 0xf0, 0x3f, 0, 0xfc, 0x0f, 0, 0xff, 3, 0, 0}},
		"32, with alpha": {size: 108, width: 3, height: 1, bits: 32, compression: bitfields, masks: []uint32{0xff0000, 0xff00, 0xff, 0xff000000}, pixels: []byte{0, 0, 255, 8, 0, 255, 0, 9, 255, 0, 0, 10}},
	} {
		img := grayOf(t, m.file())
		expect(t, name, img, red, green, blue)
		if name == "32, with alpha" {
			if _, _, _, a := img.At(2, 0).RGBA(); a>>8 != 10 {
				t.Errorf("opacity 10 became %d", a>>8)
			}
			continue
		}
		got, _, err := Gray(context.Background(), m.file(), codec.Options{})
		if err != nil || got[fileHeader+10] != 8 && got[fileHeader+14] != 8 {
			t.Errorf("%s: not 8 bits (%v)", name, err)
		}
		if m.size == 40 {
			if _, err := xbmp.Decode(bytes.NewReader(got)); err != nil {
				t.Errorf("%s: x/image/bmp: %v", name, err)
			}
		}
	}
}

func TestGrayStays(t *testing.T) {
	file := maker{size: 40, width: 1, height: 2, bits: 24, pixels: []byte{5, 5, 5, 0, 8, 8, 8, 0}}.file()
	if got, info, err := Gray(context.Background(), file, codec.Options{}); err != nil || !info.Gray || !bytes.Equal(got, file) {
		t.Errorf("%+v, %v", info, err)
	}
}

func TestRefused(t *testing.T) {
	whole := maker{size: 40, width: 3, height: 2, bits: 24, pixels: make([]byte, 24)}.file()
	for n := range len(whole) - 3 { // the last three bytes only pad
		if _, _, err := Gray(context.Background(), whole[:n], codec.Options{}); err == nil || fault.KindOf(err) != fault.Damaged {
			t.Errorf("cut to %d of %d bytes: %v", n, len(whole), err)
		}
	}
	if _, _, err := Gray(context.Background(), whole[:len(whole)-3], codec.Options{}); err != nil {
		t.Errorf("without padding: %v", err)
	}
	for _, m := range []maker{
		{size: 40, width: 1, height: 1, bits: 24, compression: 4}, {size: 40, width: 1, height: 1, bits: 7}, {size: 40, width: 1, height: 1, bits: 24, compression: rle8},
	} {
		if _, _, err := Gray(context.Background(), m.file(), codec.Options{}); err == nil || fault.KindOf(err) != fault.Unsupported {
			t.Errorf("%+v: %v", m, err)
		}
	}
}

// A file cut anywhere keeps the rows that are there, and the others are black.
func TestRepair(t *testing.T) {
	pixels := make([]byte, 4*16*20)
	for i := range pixels {
		pixels[i] = byte(i*7 + i/64)
	}
	var runs []byte // of 4 bits and of 8: a run, some pixels, the row's end
	for range 20 {
		runs = append(runs, 8, 1, 0, 8, 0, 1, 2, 0, 1, 2, 0, 1, 0, 0)
	}
	for name, m := range map[string]maker{
		"24":        {size: 40, width: 16, height: 20, bits: 24, pixels: pixels[:3*16*20]},
		"top down":  {size: 40, width: 16, height: -20, bits: 24, pixels: pixels[:3*16*20]},
		"32":        {size: 108, width: 16, height: 20, bits: 32, compression: bitfields, masks: []uint32{0xff0000, 0xff00, 0xff, 0xff000000}, pixels: pixels},
		"a palette": {size: 40, width: 16, height: 20, bits: 8, palette: bytes.Repeat([]byte{1, 2, 3, 0, 9, 8, 7, 0}, 128), pixels: pixels[:16*20]},
		"RLE":       {size: 40, width: 16, height: 20, bits: 8, compression: rle8, palette: colours4, pixels: append(runs, 0, 1)},
	} {
		file := m.file()
		start := len(file) - len(m.pixels)
		whole, _, err := Decode(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		last := 0
		for n := start; n < len(file); n++ {
			out, damage, err := Repair(file[:n], 0)
			if err != nil {
				if last > 0 || fault.KindOf(err) != fault.Damaged {
					t.Errorf("%s, %d of %d bytes: %v", name, n, len(file), err)
				}
				continue
			}
			img, _, err := Decode(context.Background(), out)
			if err != nil {
				t.Fatalf("%s, %d of %d bytes: what was repaired is %v", name, n, len(file), err)
			}
			rows := (damage.Percent*20 + 99) / 100
			if damage.Whole() {
				rows = 20
			} else if damage.Loss != fault.Stops || damage.Percent < last {
				t.Errorf("%s, %d of %d bytes: %v after %d %%", name, n, len(file), damage, last)
			} else {
				last = damage.Percent
			}
			for i := range rows {
				y := 19 - i
				if m.height < 0 {
					y = i
				}
				for x := range 16 {
					if img.At(x, y) != whole.At(x, y) {
						t.Fatalf("%s, %d of %d bytes, %v: pixel %d, %d", name, n, len(file), damage, x, y)
					}
				}
			}
		}
		if last != 95 {
			t.Errorf("%s: at most %d %%", name, last)
		}
		if _, _, err := Repair(file[:len(file)-9], 100); err == nil || fault.KindOf(err) != fault.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
	claim := maker{size: 40, width: 1, height: 1 << 30, bits: 24, pixels: make([]byte, 8)}.file()
	if _, _, err := Repair(claim, 0); err == nil || fault.KindOf(err) != fault.Damaged {
		t.Error(err)
	}
}

func FuzzGray(f *testing.F) {
	f.Add(maker{size: 40, width: 3, height: 1, bits: 4, compression: rle4, palette: colours4, pixels: []byte{2, 0x01, 1, 0x20, 0, 1}}.file())
	f.Add(maker{size: 108, width: 1, height: 1, bits: 32, compression: bitfields, masks: []uint32{0xff0000, 0xff00, 0xff, 0xff000000}, pixels: []byte{1, 2, 3, 4}}.file())
	f.Add(maker{size: 12, width: 3, height: 1, bits: 24, pixels: make([]byte, 12)}.file())
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := ReadHeader(file)
		if err != nil || h.Width > 1<<20/h.Height {
			return
		}
		got, _, err := Gray(context.Background(), file, codec.Options{})
		if err != nil {
			return
		}
		again, info, err := Gray(context.Background(), got, codec.Options{})
		if err != nil || !info.Gray || !bytes.Equal(again, got) {
			t.Fatalf("the gray is not gray: %v", err)
		}
	})
}
