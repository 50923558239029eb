package hevc

import "testing"

// bitWriter writes a parameter set for a test.
type bitWriter struct {
	data []byte
	n    int
}

func (w *bitWriter) bits(v uint32, n int) {
	for k := n - 1; k >= 0; k-- {
		if w.n%8 == 0 {
			w.data = append(w.data, 0)
		}
		w.data[w.n/8] |= byte(v>>k&1) << (7 - w.n%8)
		w.n++
	}
}

// numbers writes ue(v).
func (w *bitWriter) numbers(all ...uint32) {
	for _, v := range all {
		size := 0
		for (v+1)>>size > 1 {
			size++
		}
		w.bits(0, size)
		w.bits(v+1, size+1)
	}
}

// escape keeps a unit free of start codes.
func escape(data []byte) (unit []byte) {
	zeros := 0
	for _, v := range data {
		if zeros == 2 && v <= 3 {
			unit, zeros = append(unit, 3), 0
		}
		unit = append(unit, v)
		if zeros++; v != 0 {
			zeros = 0
		}
	}
	return unit
}

// TestLongSPS reads the colours of a parameter set that has all that may precede them: layers,
// scaling lists, uncompressed blocks, and pictures that others are predicted from.
func TestLongSPS(t *testing.T) {
	w := &bitWriter{}
	w.bits(0, 4)
	w.bits(2, 3) // two layers more
	w.bits(1, 1)
	for range 11 {
		w.bits(0x11, 8)
	}
	w.bits(93, 8)
	w.bits(0b11, 2) // the first has a profile and a level
	w.bits(0b01, 2)
	w.bits(0, 12)
	for range 11 + 1 + 1 {
		w.bits(0xab, 8)
	}
	w.numbers(0, 1, 1280, 720)
	w.bits(1, 1)
	w.numbers(1, 2, 3, 4)
	w.numbers(2, 2, 4) // 10 bits
	w.bits(1, 1)
	for range 3 * 3 {
		w.numbers(3)
	}
	w.numbers(0, 1, 2, 3, 0, 1)
	w.bits(0b11, 2) // scaling lists
	for size := range 4 {
		for matrix := 0; matrix < 6; matrix += 1 + size/3*2 {
			if matrix == 3 {
				w.bits(0, 1)
				w.numbers(1)
				continue
			}
			w.bits(1, 1)
			if size > 1 {
				w.numbers(5)
			}
			for range min(64, 1<<(4+2*size)) {
				w.numbers(1)
			}
		}
	}
	w.bits(0b10, 2)
	w.bits(1, 1)
	w.bits(0x77, 8)
	w.numbers(1, 2)
	w.bits(0, 1)
	w.numbers(3)    // sets
	w.numbers(2, 1) // at -1, -4 and 2
	for _, v := range []uint32{0, 2, 1} {
		w.numbers(v)
		w.bits(1, 1)
	}
	w.bits(1, 1) // all a picture later: 0 is none, and so -3, 3 and 1
	w.bits(0, 1)
	w.numbers(0)
	w.bits(0b1111, 4)
	w.bits(1, 1) // two earlier, with the second left away: -5, -1 and -2
	w.bits(1, 1)
	w.numbers(1)
	w.bits(0b1001, 4)
	w.bits(0b1, 1)
	w.bits(1, 1) // long-term pictures
	w.numbers(2)
	w.bits(0, 2*(4+4+1))
	w.bits(0b11, 2)
	w.bits(1, 1) // VUI
	w.bits(1, 1)
	w.bits(255, 8)
	w.bits(0x12345678, 32)
	w.bits(0b11, 2)
	w.bits(1, 1)
	w.bits(5, 3)
	w.bits(1, 1)
	w.bits(1, 1)
	w.bits(9, 8)
	w.bits(16, 8)
	w.bits(9, 8)
	unit := escape(w.data)
	s, ok := ReadSPS(append([]byte{unitSPS << 1, 1}, unit...))
	want := Colours{Described: true, Full: true, Primaries: 9, Transfer: 16, Matrix: 9}
	if !ok || s.Width != 1280-2*3 || s.Height != 720-2*7 || s.Chroma != Chroma420 || s.Depth != 10 || s.ChromaDepth != 10 || s.Colours != want {
		t.Errorf("%+v, %v", s, ok)
	}
	// Cut short, it may lack its colours, but not its size, or all.
	for n := range unit {
		s, ok := ReadSPS(append([]byte{unitSPS << 1, 1}, unit[:n]...))
		if ok && (s.Width != 1274 || s.Depth != 10) {
			t.Errorf("cut to %d: %+v", n, s)
		}
	}
}

// TestReferences skips sets of reference pictures in slice headers. That a set names the one it is
// predicted from was once not read, and the rest of the header was read from the wrong place.
func TestReferences(t *testing.T) {
	d := &Decoder{sps: &SPS{pocBits: 4, sets: [][]int{{-1, -3}, {-2}, {-1, 2, 4}}, longTerm: 3, temporal: true}}
	for name, write := range map[string]func(w *bitWriter){
		"a set by its number": func(w *bitWriter) { w.bits(1, 1); w.bits(2, 2) },
		"its own set": func(w *bitWriter) {
			w.bits(0b00, 2)
			w.numbers(1, 1, 0)
			w.bits(1, 1)
			w.numbers(4)
			w.bits(0, 1)
		},
		"a set predicted from the first of three": func(w *bitWriter) {
			w.bits(0b01, 2)
			w.numbers(2) // back
			w.bits(1, 1)
			w.numbers(20)
			w.bits(0b1_01_1, 4) // of two pictures and the current one
		},
	} {
		w := &bitWriter{}
		w.bits(0b0101, 4)
		write(w)
		w.numbers(1, 1) // long-term pictures, one of the parameter set's and one more
		w.bits(2, 2)
		w.bits(0, 1)
		w.bits(0b10011, 5)
		w.bits(1, 1)
		w.numbers(7)
		w.bits(1, 1)
		b := &Reader{Data: w.data}
		if d.skipReferences(b); b.Broken || b.At != w.n {
			t.Errorf("%s: %d bits of %d, broken %v", name, b.At, w.n, b.Broken)
		}
	}
}
