package heif

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"
)

// Transfer functions of high dynamic range (ITU-T H.273, table 3), which are converted to that of
// sRGB. Reference white is 203 cd/m2 (ITU-R BT.2408, table 1); what is brighter is white.
const (
	transferPQ  = 16 // SMPTE ST 2084, ITU-R BT.2100 table 4
	transferHLG = 18 // ARIB STD-B67, ITU-R BT.2100 table 5

	referenceWhite = 203
)

// luminance returns the light of a signal from 0 to 1, in cd/m2. For HLG it is that of a display of
// 1000 cd/m2, whose system gamma of 1.2 is applied to each component.
func luminance(transfer int, v float64) float64 {
	if transfer == transferPQ {
		const m1, m2, c1, c2, c3 = 2610.0 / 16384, 2523.0 / 4096 * 128, 3424.0 / 4096, 2413.0 / 4096 * 32, 2392.0 / 4096 * 32
		p := math.Pow(v, 1/m2)
		return 10000 * math.Pow(max(0, p-c1)/(c2-c3*p), 1/m1)
	}
	const a, b, c = 0.17883277, 0.28466892, 0.55991073
	scene := v * v / 3
	if v > 0.5 {
		scene = (math.Exp((v-c)/a) + b) / 12
	}
	return 1000 * math.Pow(scene, 1.2)
}

// toned converts a picture of high dynamic range to sRGB, in place where it can; others are
// returned as they are.
func (c colours) toned(img image.Image) image.Image {
	if c.transfer != transferPQ && c.transfer != transferHLG {
		return img
	}
	table := make([]uint16, 1<<16)
	for i := range table {
		light := min(1, luminance(c.transfer, float64(i)/65535)/referenceWhite)
		table[i] = encoded()[int(light*65535+0.5)]
	}
	shallow := func(v uint8) uint8 { return uint8((uint32(table[uint32(v)*257]) + 128) / 257) }
	deep := func(p []byte) { binary.BigEndian.PutUint16(p, table[binary.BigEndian.Uint16(p)]) }
	switch img := img.(type) {
	case *image.Gray:
		for i, v := range img.Pix {
			img.Pix[i] = shallow(v)
		}
	case *image.Gray16:
		for i := 0; i+2 <= len(img.Pix); i += 2 {
			deep(img.Pix[i:])
		}
	case *image.NRGBA:
		for i := range img.Pix {
			if i&3 != 3 {
				img.Pix[i] = shallow(img.Pix[i])
			}
		}
	case *image.NRGBA64:
		for i := 0; i+8 <= len(img.Pix); i += 8 {
			deep(img.Pix[i:])
			deep(img.Pix[i+2:])
			deep(img.Pix[i+4:])
		}
	case *image.YCbCr:
		out := image.NewNRGBA(img.Rect)
		for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
			for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
				r, g, b := color.YCbCrToRGB(img.Y[img.YOffset(x, y)], img.Cb[img.COffset(x, y)], img.Cr[img.COffset(x, y)])
				out.SetNRGBA(x, y, color.NRGBA{shallow(r), shallow(g), shallow(b), 255})
			}
		}
		return out
	}
	return img
}
