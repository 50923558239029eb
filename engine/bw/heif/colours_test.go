package heif

import (
	"bytes"
	"fmt"
	"testing"

	"pretobranco/engine/bw/hevc"
)

// nclx is a colr property of primaries and a matrix.
func nclx(primaries, matrix byte, limited bool) []byte {
	whole := byte(0x80)
	if limited {
		whole = 0
	}
	return box("colr", []byte("nclx"), []byte{0, primaries, 0, 13, 0, matrix, whole})
}

// configOf returns the configuration record of a coded picture.
func configOf(e entry) []byte {
	for _, p := range e.properties {
		if string(p[4:8]) == "hvcC" {
			return p[8:]
		}
	}
	return nil
}

// TestColours compares pictures whose property says what their samples mean with libheif's.
func TestColours(t *testing.T) {
	for _, name := range []string{"plain.heic", "deep.heic", "narrow444.heic", "deep444.heic", "gray.heic", "deepgray.heic"} {
		coded := codedPart(t, fixture(t, name))
		for _, limited := range []bool{false, true} {
			for _, c := range [][2]byte{{1, 6}, {1, 2}, {1, 1}, {9, 9}, {1, 5}, {1, 4}, {1, 7}, {9, 12}, {12, 12}, {11, 12}, {1, 0}, {1, 8}} {
				chroma, deep := chromaOf(coded)
				if chroma == 0 && c[1] != 6 {
					continue // gray has no matrix
				}
				if c[1] == 0 && (limited || chroma != 3) || c[1] == 8 && (limited || deep) || chroma == 0 && limited {
					continue // libheif has its own way
				}
				file := heic(coded.with(nclx(c[0], c[1], limited))).bytes()
				alike(t, fmt.Sprint(name, c, limited), file, judged(t, file)[0], 4, 2)
			}
		}
	}
}

// TestLimited stretches samples of a limited range where libheif does not: gray, and green, blue and
// red.
func TestLimited(t *testing.T) {
	for depth := 8; depth <= 12; depth += 2 {
		one := 1 << (depth - 8)
		for _, gray := range []bool{true, false} {
			p := hevc.Planes{Width: 3, Height: 1, Depth: depth, Chroma: hevc.Chroma444}
			if gray {
				p.Chroma = hevc.Gray
			}
			for plane := range p.Count() {
				for _, v := range []int{16 * one, 235 * one, 16*one + 219*one/2} {
					p.Pix[plane] = append(p.Pix[plane], byte(v), byte(v>>8))
					if depth == 8 {
						p.Pix[plane] = p.Pix[plane][:len(p.Pix[plane])-1]
					}
				}
				p.Stride[plane] = len(p.Pix[plane])
			}
			img, err := colours{matrix: identity, limited: true}.image(t.Context(), &p)
			if err != nil {
				t.Fatal(err)
			}
			for x, want := range []uint32{0, 0xffff, 0x8000} {
				r, g, b, _ := img.At(x, 0).RGBA()
				if max(r, g, b) > want+0x180 || min(r, g, b)+0x180 < want {
					t.Errorf("%d bits, gray %v: %x %x %x, not %x", depth, gray, r, g, b, want)
				}
			}
		}
	}
}

func chromaOf(e entry) (chroma int, deep bool) {
	h, _ := readConfiguration(configOf(e))
	return int(h.chroma), h.depth > 8
}

// TestColoursOfCode reads the range from the code where no property says it, as libheif does: most
// files of cameras have none, and a limited range came out as a whole one.
func TestColoursOfCode(t *testing.T) {
	for _, name := range []string{"plain.heic", "deep.heic", "narrow422.heic", "deep444.heic", "gray.heic", "deepgray.heic"} {
		coded := codedPart(t, fixture(t, name))
		config := configOf(coded)
		h, _ := readConfiguration(config)
		sps := spsOf(h)
		for bit := range 8 * len(sps) { // one says so, and changes nothing else
			changed := bytes.Clone(sps)
			changed[bit/8] ^= 0x80 >> (bit % 8)
			other, ok := readConfiguration(bytes.Replace(config, sps, changed, 1))
			want := h.colours
			want.limited = true
			if !ok || other.sps == nil || other.colours != want || other.sps.Width != h.sps.Width || other.depth != h.depth || h.chroma == hevc.Gray {
				continue
			}
			file := heic(coded.configured(bytes.Replace(config, sps, changed, 1))).bytes()
			alike(t, name+" of a limited range", file, judged(t, file)[0], 4, 2)
		}
		silent := withoutVUI(sps, h.sps.VUI)
		at := bytes.Index(config, sps)
		size := []byte{byte(len(silent) >> 8), byte(len(silent))}
		file := heic(coded.configured(bytes.Join([][]byte{config[:at-2], size, silent, config[at+len(sps):]}, nil))).bytes()
		alike(t, name+" that says nothing", file, judged(t, file)[0], 4, 2)
	}
}

// spsOf returns the sequence parameter set of a configuration.
func spsOf(h configuration) []byte {
	for _, unit := range h.units {
		if unit[0]>>1 == unitSPS {
			return unit
		}
	}
	return nil
}

// withoutVUI returns a parameter set without what it says of colours, from a bit on.
func withoutVUI(sps []byte, end int) []byte {
	b := &hevc.Reader{Data: hevc.Unescape(sps[2:])}
	w := &bitWriter{}
	for range end {
		w.bits(b.Bits(1), 1)
	}
	w.bits(0b001, 3) // no VUI, no extension, the end
	return append(bytes.Clone(sps[:2]), escape(w.data)...)
}

// configured returns a coded picture with another configuration record.
func (e entry) configured(config []byte) entry {
	all := [][]byte{box("hvcC", config)}
	for _, p := range e.properties {
		if string(p[4:8]) != "hvcC" {
			all = append(all, p)
		}
	}
	e.properties = all
	return e
}
