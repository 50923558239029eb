package bw

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// bombs are files of few bytes that claim side x side pixels, or as many as are read of their
// format.
func bombs(side uint32) map[Format][]byte {
	le16, be16 := binary.LittleEndian.AppendUint16, binary.BigEndian.AppendUint16
	le32, be32 := binary.LittleEndian.AppendUint32, binary.BigEndian.AppendUint32
	jpeg := append([]byte("\xff\xd8\xff\xc0\x00\x11\x08"), be16(be16(nil, uint16(min(side, 65500))), uint16(min(side, 65500)))...)
	jpeg = append(jpeg, "\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00\x00\xff\xd9"...)

	ihdr := append([]byte("IHDR"), be32(be32(nil, side), side)...)
	ihdr = append(ihdr, 8, 2, 0, 0, 0)
	png := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	png = be32(png, crc32.ChecksumIEEE(ihdr))
	idat := []byte("IDAT\x78\x9c\x03\x00\x00\x00\x00\x01")
	png = be32(append(append(png, 0, 0, 0, 8), idat...), crc32.ChecksumIEEE(idat))
	png = append(png, "\x00\x00\x00\x00IEND\xae\x42\x60\x82"...)

	gif := append([]byte("GIF89a"), le16(le16(nil, uint16(side)), uint16(side))...)
	gif = append(gif, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0)
	gif = append(le16(le16(gif, uint16(side)), uint16(side)), 0, 2, 2, 0x4c, 0x01, 0, 0x3b)

	bmp := append([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"), le32(le32(nil, side), side)...)
	bmp = append(bmp, 1, 0, 24, 0)
	bmp = append(bmp, make([]byte, 30)...)

	tiff := []byte("II*\x00\x08\x00\x00\x00\x08\x00")
	for _, tag := range [][2]uint32{{256, side}, {257, side}, {258, 8}, {259, 5}, {262, 2}, {273, 8}, {277, 3}, {279, 10}} {
		tiff = le32(le32(le16(le16(tiff, uint16(tag[0])), 4), 1), tag[1])
	}
	tiff = append(tiff, 0, 0, 0, 0)

	vp8 := append([]byte("\x30\x01\x00\x9d\x01\x2a"), le16(le16(nil, uint16(min(side, 16383))), uint16(min(side, 16383)))...)
	vp8 = append(vp8, make([]byte, 10)...)
	webp := append([]byte("RIFF\x20\x00\x00\x00WEBPVP8 \x14\x00\x00\x00"), vp8...)

	box := func(name string, content ...byte) []byte {
		return append(append(be32(nil, uint32(8+len(content))), name...), content...)
	}
	ispe := box("ispe", be32(be32(be32(nil, 0), side), side)...)
	hvcC := box("hvcC", make([]byte, 23)...)
	ipma := box("ipma", 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 1, 2)
	iprp := box("iprp", append(box("ipco", append(ispe, hvcC...)...), ipma...)...)
	heif := func(brand, kind string) []byte {
		infe := box("infe", append([]byte{2, 0, 0, 0, 0, 1, 0, 0}, kind+"\x00"...)...)
		meta := append(box("pitm", 0, 0, 0, 0, 0, 1), box("iinf", append([]byte{0, 0, 0, 0, 0, 1}, infe...)...)...)
		file := box("ftyp", []byte(brand+"\x00\x00\x00\x00mif1"+brand)...)
		return append(file, box("meta", append([]byte{0, 0, 0, 0}, append(meta, iprp...)...)...)...)
	}
	heic, avif := heif("heic", "hvc1"), heif("avif", "av01")

	// Not small; height by 18 bits, ratio 1:1.
	v := uint64(side-1)<<3 | 2<<1
	v |= 1 << 21
	jxl := le32([]byte{0xff, 0x0a}, uint32(v))
	jxl = append(jxl, make([]byte, 8)...)
	return map[Format][]byte{JPEG: jpeg, PNG: png, GIF: gif, BMP: bmp, TIFF: tiff, WebP: webp, HEIC: heic, AVIF: avif, JXL: jxl}
}

// A header that claims too much is refused by it alone.
func TestBombs(t *testing.T) {
	for format, file := range bombs(65535) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Convert(context.Background(), file, Options{}, ServerLimits)
		_, err2 := Decode(context.Background(), file, ServerLimits, 100)
		runtime.ReadMemStats(&after)
		for _, err := range []error{err, err2} {
			if err == nil || fault.KindOf(err) != fault.TooLarge || !strings.Contains(err.Error(), "100000000") {
				t.Errorf("%s: %v", format, err)
			}
		}
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 1<<20 {
			t.Errorf("%s: %d bytes were allocated", format, allocated)
		}
	}
}

// Without a limit, a bomb still costs no more than its own size justifies.
func TestBombsWithoutLimits(t *testing.T) {
	for format, file := range bombs(65535) {
		if format == HEIC || format == AVIF || format == JXL {
			continue // their codecs have a memory of their own, and bounded
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Convert(context.Background(), file, Options{}, Limits{})
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: converted", format)
		}
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 64<<20 {
			t.Errorf("%s: %d bytes were allocated (%v)", format, allocated, err)
		}
	}
}

// What is within the limits costs no more either, whatever is to be made of it. A PNG of
// 859 bytes once cost 762 MiB where its pixels were needed.
func TestBombsWithinLimits(t *testing.T) {
	for format, file := range bombs(9990) {
		if format == HEIC || format == AVIF || format == JXL {
			continue // their codecs have a memory of their own, and bounded
		}
		for name, work := range map[string]func() error{
			"to JPEG": func() error {
				_, err := Convert(context.Background(), file, Options{Format: JPEG}, ServerLimits)
				return err
			},
			"to PNG": func() error {
				_, err := Convert(context.Background(), file, Options{Format: PNG}, ServerLimits)
				return err
			},
			"shown": func() error {
				_, err := Decode(context.Background(), file, ServerLimits, 100)
				return err
			},
		} {
			if testkit.Short() && name != "to PNG" {
				continue
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := work()
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Errorf("%s %s: converted", format, name)
			}
			most := uint64(64 << 20)
			if format == WebP {
				// A key frame of nothing but skipped blocks is a handful of bytes, so that
				// its planes, 1.5 bytes a pixel, are taken by the header.
				most = 160 << 20
			}
			if allocated := after.TotalAlloc - before.TotalAlloc; allocated > most {
				t.Errorf("%s %s: %d MB were allocated (%v)", format, name, allocated>>20, err)
			}
		}
	}
}

func TestLimits(t *testing.T) {
	file := read(t, filepath.Join("testdata", "made", "gif-animation.gif"))
	h, err := ReadHeader(file)
	if err != nil || h.Frames < 2 {
		t.Fatalf("%+v, %v", h, err)
	}
	pixels := int64(h.Width) * int64(h.Height) * int64(h.Frames)
	for _, c := range []struct {
		limits Limits
		says   string
	}{
		{Limits{Bytes: 10}, "limit of 10 bytes"},
		{Limits{Frames: 1}, "limit of 1 frames"},
		{Limits{Pixels: pixels - 1}, fmt.Sprintf("limit of %d pixels", pixels-1)},
	} {
		_, err := Convert(context.Background(), file, Options{}, c.limits)
		if err == nil || fault.KindOf(err) != fault.TooLarge || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.limits, err)
		}
	}
	if _, err := Convert(context.Background(), file, Options{}, Limits{Pixels: pixels, Frames: h.Frames, Bytes: int64(len(file))}); err != nil {
		t.Error(err)
	}
}

// Metadata has a limit of its own, wherever a format has space for much of it.
func TestMetadataLimit(t *testing.T) {
	segment := append([]byte("\xff\xe1\x03\xe8"), make([]byte, 998)...)
	chunk := append(append(binary.BigEndian.AppendUint32(nil, 988), "teXt"...), make([]byte, 992)...)
	riff := append([]byte("EXIF\xe0\x03\x00\x00"), make([]byte, 992)...)
	for _, c := range []struct {
		format Format
		file   []byte
		at     int // where pieces of 1000 or 1002 bytes fit in
		piece  []byte
	}{
		{JPEG, encoded(t, JPEG), 2, segment}, {PNG, encoded(t, PNG), 33, chunk}, {WebP, encoded(t, WebP), 12, riff},
	} {
		had := metadataSize(c.format, c.file)
		file := slices.Insert(slices.Clone(c.file), c.at, bytes.Repeat(c.piece, 3)...)
		if c.format == WebP {
			binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))
		}
		if got := metadataSize(c.format, file); got != had+int64(3*len(c.piece)) {
			t.Errorf("%s: %d bytes beside the picture, before %d", c.format, got, had)
		}
		for cut := range file {
			metadataSize(c.format, file[:cut])
		}
		_, err := admit(file, Limits{Metadata: 2500})
		if err == nil || fault.KindOf(err) != fault.TooLarge || !strings.Contains(err.Error(), "limit of 2500 bytes") {
			t.Errorf("%s: %v", c.format, err)
		}
		if _, err := admit(file, Limits{Metadata: had + int64(3*len(c.piece))}); err != nil {
			t.Errorf("%s: %v", c.format, err)
		}
	}
}

// encoded is a small picture of a format.
func encoded(t *testing.T, format Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	result, err := Convert(context.Background(), b.Bytes(), Options{Format: format}, OwnLimits)
	if err != nil {
		t.Fatal(err)
	}
	return result.File
}

func TestNoPicture(t *testing.T) {
	for text, kind := range map[string]fault.Kind{
		"": fault.Damaged, "x": fault.Unsupported, "hello, this is no picture at all": fault.Unsupported,
		"%PDF-1.4 and so on, for some length": fault.Unsupported, "\xff\xd8\xff": fault.Damaged, "GIF89a": fault.Damaged,
		"II*\x00": fault.Damaged, "RIFF\x00\x00\x00\x00WEBP": fault.Damaged, "\xff\x0a": fault.Damaged, "\x89PNG\r\n\x1a\n": fault.Damaged,
		"BM\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00": fault.Damaged, "\x00\x00\x00\x14ftypheic\x00\x00\x00\x00": fault.Damaged,
	} {
		_, err := Convert(context.Background(), []byte(text), Options{}, OwnLimits)
		if err == nil || fault.KindOf(err) != kind {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, file := range everyFormat(t) {
		if _, err := Convert(ctx, file, Options{}, OwnLimits); err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// known reports whether an error is one that a person may be shown.
func known(err error) bool {
	f := (*fault.Error)(nil)
	return errors.As(err, &f) && f.Kind != fault.Internal
}
