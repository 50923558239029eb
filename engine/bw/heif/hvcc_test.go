package heif

import (
	"slices"
	"testing"

	"pretobranco/engine/bw/hevc"
)

// TestSPS holds what is read of the code against what heif-enc was told.
func TestSPS(t *testing.T) {
	for name, want := range map[string]configuration{
		"plain.heic":    {sps: &hevc.SPS{Width: 90, Height: 70}, chroma: hevc.Chroma420, depth: 8, colours: colours{unspecified, unspecified, 6, false}},
		"narrow.heic":   {sps: &hevc.SPS{Width: 64, Height: 100}, chroma: hevc.Chroma420, depth: 8, colours: colours{unspecified, unspecified, 6, false}},
		"gray.heic":     {sps: &hevc.SPS{Width: 64, Height: 100}, chroma: hevc.Gray, depth: 8, colours: colours{unspecified, unspecified, unspecified, false}},
		"deep.heic":     {sps: &hevc.SPS{Width: 76, Height: 66}, chroma: hevc.Chroma420, depth: 10, colours: colours{unspecified, unspecified, 6, false}},
		"deep444.heic":  {sps: &hevc.SPS{Width: 64, Height: 66}, chroma: hevc.Chroma444, depth: 12, colours: colours{unspecified, unspecified, 6, false}},
		"deepgray.heic": {sps: &hevc.SPS{Width: 76, Height: 66}, chroma: hevc.Gray, depth: 10, colours: colours{unspecified, unspecified, unspecified, false}},
	} {
		h, ok := readConfiguration(configOf(codedPart(t, fixture(t, name))))
		if !ok || h.sps == nil || h.sps.Width != want.sps.Width || h.sps.Height != want.sps.Height || h.chroma != want.chroma || h.depth != want.depth ||
			h.sps.ChromaDepth != want.depth || h.colours != want.colours {
			t.Errorf("%s: chroma %d, %d bits, %+v, %+v", name, h.chroma, h.depth, h.colours, h.sps)
		}
	}
}

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

// TestUnits splits data with each size of lengths.
func TestUnits(t *testing.T) {
	for size := range 3 {
		size = 1 << size
		record := make([]byte, configArrays+1)
		record[configLength] = 0xfc | byte(size-1)
		h, ok := readConfiguration(record)
		if !ok || h.lengthSize != size {
			t.Fatalf("lengths of %d bytes, not %d", h.lengthSize, size)
		}
		var data []byte
		for _, unit := range []string{"abc", "", "de"} {
			data = append(data, append(make([]byte, size-1), byte(len(unit)))...)
			data = append(data, unit...)
		}
		var units []string
		visit := func(unit []byte) bool { units = append(units, string(unit)); return len(units) < 100 }
		if !h.split(data, visit) || !slices.Equal(units, []string{"abc", "", "de"}) {
			t.Errorf("lengths of %d bytes: %q", size, units)
		}
		if h.split(data[:len(data)-1], visit) {
			t.Errorf("lengths of %d bytes: a truncated unit is whole", size)
		}
	}
}

// TestManyUnits reads a record of empty units. Each one once took 24 bytes of memory for 2 of the
// file, in each tile of a grid anew.
func TestManyUnits(t *testing.T) {
	record := make([]byte, configArrays+1+3+2*(mostConfigured+1))
	record[configArrays] = 1
	record[configArrays+2], record[configArrays+3] = (mostConfigured+1)>>8, (mostConfigured+1)&255
	if _, ok := readConfiguration(record); ok {
		t.Error("too many units are read")
	}
	record[configArrays+3]--
	if h, ok := readConfiguration(record); !ok || len(h.units) != mostConfigured {
		t.Errorf("%d units of %d", len(h.units), mostConfigured)
	}
	n := 0
	h := configuration{lengthSize: 1}
	h.split(make([]byte, 1000), func([]byte) bool { n++; return n < 10 })
	if n != 10 {
		t.Errorf("%d units are visited after the caller had enough", n)
	}
}
