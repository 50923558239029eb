package heif

import (
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
