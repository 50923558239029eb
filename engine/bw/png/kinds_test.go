package png

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// kinds returns a file of each kind that PngSuite has, and of some that it lacks, named as there:
// a broken one begins with x. Once only a folder outside the repository had them, and a fresh clone
// tested neither keys nor broken chunks.
func kinds(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	draw := func(name string, m maker) {
		if m.width == 0 {
			m.width, m.height = 32, 32
		}
		if files[name] != nil {
			t.Fatalf("two files are named %s", name)
		}
		files[name] = m.file()
	}
	for kind, depth := range everyLayout {
		for _, interlaced := range []bool{false, true} {
			name := fmt.Sprintf("bas%s%d%s%02d.png", map[bool]string{false: "n", true: "i"}[interlaced], kind, map[ColorType]string{Grayscale: "g", RGB: "c", Palette: "p", GrayAlpha: "a", RGBAlpha: "a"}[kind], depth)
			draw(name, maker{depth: depth, colour: kind, interlaced: interlaced, filter: -1})
		}
	}
	for _, interlaced := range []bool{false, true} {
		for size := 1; size <= 8; size++ {
			for other := 1; other <= 8; other += 3 {
				draw(fmt.Sprintf("s%dx%d-%v-palette.png", size, other, interlaced), maker{width: size, height: other, depth: []int{1, 2, 4, 8}[(size+other)%4], colour: Palette, interlaced: interlaced})
				draw(fmt.Sprintf("s%dx%d-%v-rgb.png", size, other, interlaced), maker{width: other, height: size, depth: 8 << (size % 2), colour: RGB, interlaced: interlaced, filter: -1})
			}
		}
	}
	for filter := range filters {
		draw(fmt.Sprintf("f%02dn0g08.png", filter), maker{depth: 8, colour: Grayscale, filter: filter})
		draw(fmt.Sprintf("f%02dn2c08.png", filter), maker{depth: 8, colour: RGB, filter: filter})
		draw(fmt.Sprintf("f%02dn6a16.png", filter), maker{depth: 16, colour: RGBAlpha, filter: filter})
	}
	for depth := 1; depth <= 16; depth *= 2 {
		draw(fmt.Sprintf("tbbn0g%02d.png", depth), maker{depth: depth, colour: Grayscale, before: rawChunk("tRNS", []byte{0, 1})})
	}
	// Two values a sample, so that many pixels have the key's colour; 16 bits of a sample are v and v^0xa5.
	draw("tbrn2c08.png", maker{depth: 8, colour: RGB, steps: 2, before: rawChunk("tRNS", []byte{0, 255, 0, 0, 0, 255})})
	draw("tbrn2c16.png", maker{depth: 16, colour: RGB, steps: 2, before: rawChunk("tRNS", []byte{255, 90, 0, 165, 0, 165})})
	draw("tbri2c16.png", maker{depth: 16, colour: RGB, steps: 2, interlaced: true, before: rawChunk("tRNS", []byte{0, 165, 255, 90, 0, 165})})
	draw("tpnn2c08.png", maker{depth: 8, colour: RGB, before: rawChunk("tRNS", []byte{0, 1, 0, 2, 0, 3})}) // a colour that may be nowhere
	draw("tm3n3p02.png", maker{depth: 2, colour: Palette, before: rawChunk("tRNS", []byte{0, 85, 170, 255})})
	draw("tp1n3p08.png", maker{depth: 8, colour: Palette, colours: 173, before: rawChunk("tRNS", []byte{0})})
	draw("tpsi3p04.png", maker{depth: 4, colour: Palette, colours: 9, interlaced: true, before: rawChunk("tRNS", []byte{255, 0, 128})})

	suggested := rawChunk("PLTE", bytes.Repeat([]byte{255, 0, 0, 0, 128, 7}, 100))
	draw("pp0n2c16.png", maker{depth: 16, colour: RGB, before: suggested})
	draw("pp0n6a08.png", maker{depth: 8, colour: RGBAlpha, before: bytes.Join([][]byte{suggested, rawChunk("hIST", make([]byte, 400))}, nil)})
	draw("bgyn6a16.png", maker{depth: 16, colour: RGBAlpha, before: rawChunk("bKGD", []byte{255, 255, 255, 255, 0, 0})})
	draw("bgwn3p04.png", maker{depth: 4, colour: Palette, before: rawChunk("bKGD", []byte{3})})
	draw("cs3n2c16.png", maker{depth: 16, colour: RGB, before: rawChunk("sBIT", []byte{13, 12, 11})})
	draw("cdfn2c08.png", maker{depth: 8, colour: RGB, before: rawChunk("pHYs", []byte{0, 0, 0, 1, 0, 0, 0, 4, 0})})
	draw("cm9n0g04.png", maker{depth: 4, colour: Grayscale, after: rawChunk("tIME", []byte{7, 207, 12, 31, 23, 59, 59})})
	draw("g05n2c08.png", maker{depth: 8, colour: RGB, before: rawChunk("gAMA", []byte{0, 0, 0xd6, 0xd8})})
	draw("ctzn0g04.png", maker{depth: 4, colour: Grayscale, after: rawChunk("zTXt", append([]byte("Title\x00\x00"), deflate(t, []byte("PngSuite"), 9)...))})
	for n := 1; n <= 9; n += 4 {
		draw(fmt.Sprintf("oi%dn2c16.png", n), maker{width: 9, height: 7, depth: 16, colour: RGB, split: []int{0, 0, 0, 0, 0, 100, 0, 0, 0, 1}[n]})
	}
	for level := 0; level <= 9; level += 3 {
		files[fmt.Sprintf("z%02dn2c08.png", level)] = compressed(t, files["basn2c08.png"], level)
	}
	basic := files["basn2c08.png"]
	files["oi0n2c08.png"] = beforeChunk(basic, "IEND", rawChunk("IDAT", nil))
	files["oi0i2c08.png"] = beforeChunk(files["basi2c08.png"], "IDAT", rawChunk("IDAT", nil))

	for name, file := range broken(t, basic, files["basn3p08.png"]) {
		files[name] = file
	}
	return files
}

// broken returns files that break the specification, made from a valid one of RGB and one with a
// palette.
func broken(t testing.TB, file, palette []byte) map[string][]byte {
	replaced := func(old, new string) []byte { return bytes.Replace(file, []byte(old), []byte(new), 1) }
	header := func(at int, value byte) []byte { return withHeader(file, at, value) }
	wrong := func(kind string, at int) []byte {
		changed := bytes.Clone(file)
		changed[bytes.Index(file, []byte(kind))+at] ^= 1
		return changed
	}
	data := inflate(t, pictureData(file))
	bad := bytes.Clone(data)
	bad[0] = 5
	return map[string][]byte{
		"xs1 first byte.png":      file[1:],
		"xs2 second byte.png":     append(bytes.Clone(file[:1]), file[2:]...),
		"xs4 fourth byte.png":     append(bytes.Clone(file[:3]), file[4:]...),
		"xs7 seven bits.png":      append([]byte{file[0] & 0x7f}, file[1:]...),
		"xcr CR for CRLF.png":     replaced("\r\n\x1a\n", "\r\x1a\n"),
		"xlf LF for CRLF.png":     replaced("\r\n\x1a\n", "\n\x1a\n"),
		"xhd header's sum.png":    wrong("IHDR", 17),
		"xcs picture's sum.png":   wrong("IEND", -5),
		"xd0 no bits.png":         header(8, 0),
		"xd3 three bits.png":      header(8, 3),
		"xd9 many bits.png":       header(8, 99),
		"xd4 four bits of RGB":    header(8, 4),
		"xc1 colour type 1.png":   header(9, 1),
		"xc9 colour type 9.png":   header(9, 9),
		"xc3 no palette.png":      header(9, 3),
		"xw0 no columns.png":      header(3, 0),
		"xh0 no rows.png":         header(7, 0),
		"xdt no picture.png":      without(file, "IDAT"),
		"xpl no palette.png":      without(palette, "PLTE"),
		"xpl late.png":            beforeChunk(without(palette, "PLTE"), "IEND", chunkOf(palette, "PLTE")),
		"xpl odd.png":             beforeChunk(without(palette, "PLTE"), "IDAT", rawChunk("PLTE", make([]byte, 100))),
		"xhd none.png":            without(file, "IHDR"),
		"xhd second.png":          beforeChunk(file, "IDAT", chunkOf(file, "IHDR")),
		"xln beyond.png":          append(bytes.Clone(file[:33]), append([]byte{0, 1, 0, 0}, file[37:]...)...),
		"xln negative.png":        append(bytes.Clone(file[:33]), append([]byte{0x80, 0, 0, 0}, file[37:]...)...),
		"xrf filter 5.png":        withPicture(file, deflate(t, bad, 6)),
		"xrs a row less.png":      withPicture(file, deflate(t, data[:len(data)-97], 6)),
		"xrs a byte less.png":     withPicture(file, deflate(t, data[:len(data)-1], 6)),
		"xad Adler's sum.png":     withPicture(file, append(deflate(t, data, 6)[:len(deflate(t, data, 6))-1], 0)),
		"xzl no zlib header.png":  withPicture(file, deflate(t, data, 6)[2:]),
		"xzl cut short.png":       withPicture(file, deflate(t, data, 6)[:50]),
		"xcut before picture.png": file[:33],
	}
}

// withHeader returns a file with another byte in its header.
func withHeader(file []byte, at int, value byte) []byte {
	changed := bytes.Clone(file)
	changed[16+at] = value
	binary.BigEndian.PutUint32(changed[29:], crc32.ChecksumIEEE(changed[12:29]))
	return changed
}

// TestUndefinedMethods refuses what a later version of PNG may define: the file need not be damaged.
func TestUndefinedMethods(t *testing.T) {
	file := kinds(t)["basn2c08.png"]
	for name, changed := range map[string][]byte{
		"compression":    withHeader(file, 10, 1),
		"filters":        withHeader(file, 11, 1),
		"interlace":      withHeader(file, 12, 2),
		"critical chunk": beforeChunk(file, "IDAT", rawChunk("PBPB", nil)),
	} {
		if _, _, err := Gray(t.Context(), changed, codec.Options{}); fault.KindOf(err) != fault.Unsupported {
			t.Errorf("%s: %v, want unsupported", name, err)
		}
	}
}

func deflate(t testing.TB, data []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	z.Write(data)
	z.Close()
	return b.Bytes()
}

func inflate(t testing.TB, data []byte) []byte {
	t.Helper()
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// chunkSpan returns where the first chunk of a kind begins and ends.
func chunkSpan(file []byte, kind string) (from, to int) {
	from = bytes.Index(file, []byte(kind)) - 4
	return from, from + 12 + int(binary.BigEndian.Uint32(file[from:]))
}

func chunkOf(file []byte, kind string) []byte {
	from, to := chunkSpan(file, kind)
	return file[from:to]
}

func without(file []byte, kind string) []byte {
	from, to := chunkSpan(file, kind)
	return append(bytes.Clone(file[:from]), file[to:]...)
}

func beforeChunk(file []byte, kind string, chunk []byte) []byte {
	from, _ := chunkSpan(file, kind)
	return bytes.Join([][]byte{file[:from], chunk, file[from:]}, nil)
}

// pictureData returns the data of a file's only IDAT.
func pictureData(file []byte) []byte {
	chunk := chunkOf(file, "IDAT")
	return chunk[8 : len(chunk)-4]
}

func withPicture(file, data []byte) []byte {
	return beforeChunk(without(file, "IDAT"), "IEND", rawChunk("IDAT", data))
}

// compressed is a file with its picture compressed at another level.
func compressed(t testing.TB, file []byte, level int) []byte {
	return withPicture(file, deflate(t, inflate(t, pictureData(file)), level))
}
