package heif

import (
	"image/color"
	"math"
	"testing"
)

// hdr is a colr property with a transfer function of high dynamic range.
func hdr(transfer, matrix byte) []byte {
	return box("colr", []byte("nclx"), []byte{0, 9, 0, transfer, 0, matrix, 0x80})
}

// TestTones converts PQ and HLG, which came out flat and gray. Values of BT.2408, table 1, and
// BT.2100 are the judges: reference white is a signal of 58 % in PQ and 75 % in HLG.
func TestTones(t *testing.T) {
	for transfer, signals := range map[int]map[float64]float64{
		transferPQ:  {0: 0, 0.581: 203, 0.508: 100, 0.752: 1000, 1: 10000},
		transferHLG: {0: 0, 0.75: 203, 1: 1000},
	} {
		for signal, want := range signals {
			if got := luminance(transfer, signal); math.Abs(got-want) > want/60+0.01 {
				t.Errorf("transfer %d: %v is %.1f cd/m2, not %v", transfer, signal, got, want)
			}
		}
	}
	for _, name := range []string{"plain.heic", "deep.heic", "gray.heic", "deepgray.heic", "deep444.heic"} {
		coded := codedPart(t, fixture(t, name))
		for _, transfer := range []byte{transferPQ, transferHLG} {
			plain, _, err := shown(t, heic(coded.with(hdr(13, 9))).bytes(), false)
			if err != nil {
				t.Fatal(err)
			}
			toned, _, err := shown(t, heic(coded.with(hdr(transfer, 9))).bytes(), false)
			if err != nil {
				t.Fatal(err)
			}
			b := plain.Bounds()
			for y := 0; y < b.Dy(); y += 7 {
				for x := 0; x < b.Dx(); x += 5 {
					from, got := color.NRGBA64Model.Convert(plain.At(x, y)).(color.NRGBA64), color.NRGBA64Model.Convert(toned.At(x, y)).(color.NRGBA64)
					light := min(1, luminance(int(transfer), float64(from.G)/65535)/203)
					want := 12.92 * light
					if light > 0.0031308 {
						want = 1.055*math.Pow(light, 1/2.4) - 0.055
					}
					if math.Abs(float64(got.G)/65535-want) > 0.006 {
						t.Fatalf("%s, transfer %d: %x became %x, not %.4f", name, transfer, from.G, got.G, want)
					}
				}
			}
		}
	}
}
