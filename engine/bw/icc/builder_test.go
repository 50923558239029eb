package icc

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// build makes a profile of tags, in the order given.
func build(version byte, class, space, connection string, tags ...any) []byte {
	out := make([]byte, headerSize)
	out[8] = version
	copy(out[12:], class+space+connection)
	copy(out[36:], "acsp")
	copy(out[68:], "\x00\x00\xf6\xd6\x00\x01\x00\x00\x00\x00\xd3\x2d")
	n := len(tags) / 2
	out = binary.BigEndian.AppendUint32(out, uint32(n))
	out = append(out, make([]byte, n*tagEntrySize)...)
	for i := range n {
		data := tags[2*i+1].([]byte)
		entry := out[headerSize+4+i*tagEntrySize:]
		copy(entry, tags[2*i].(string))
		binary.BigEndian.PutUint32(entry[4:], uint32(len(out)))
		binary.BigEndian.PutUint32(entry[8:], uint32(len(data)))
		out = append(out, data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}

func s15(out []byte, values ...float64) []byte {
	for _, v := range values {
		out = binary.BigEndian.AppendUint32(out, uint32(int32(math.Round(v*65536))))
	}
	return out
}

func xyzTag(xyz ...float64) []byte { return s15([]byte("XYZ \x00\x00\x00\x00"), xyz...) }

func paraTag(kind byte, p ...float64) []byte {
	return s15([]byte{'p', 'a', 'r', 'a', 0, 0, 0, 0, 0, kind, 0, 0}, p...)
}

func sampledTag(n int, f func(float64) float64) []byte {
	values := make([]uint16, n)
	for i := range values {
		values[i] = uint16(math.Round(f(float64(i)/float64(n-1)) * 65535))
	}
	return curveTag(values...)
}

// primaries are x and y of red, green, blue and white.
type primaries [4][2]float64

var (
	rec709   = primaries{{.64, .33}, {.30, .60}, {.15, .06}, {.3127, .3290}}
	adobe    = primaries{{.64, .33}, {.21, .71}, {.15, .06}, {.3127, .3290}}
	p3       = primaries{{.68, .32}, {.265, .69}, {.15, .06}, {.3127, .3290}}
	prophoto = primaries{{.7347, .2653}, {.1596, .8404}, {.0366, .0001}, {.3457, .3585}}
)

func product(a, b [3][3]float64) (c [3][3]float64) {
	for i := range c {
		for j := range c {
			for k := range c {
				c[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return c
}

func apply(m [3][3]float64, v [3]float64) (out [3]float64) {
	for i := range out {
		out[i] = m[i][0]*v[0] + m[i][1]*v[1] + m[i][2]*v[2]
	}
	return out
}

// matrix is the way from linear RGB to XYZ, adapted to D50 after Bradford.
func (p primaries) matrix() [3][3]float64 {
	var xyz [4][3]float64
	for i, c := range p {
		xyz[i] = [3]float64{c[0] / c[1], 1, (1 - c[0] - c[1]) / c[1]}
	}
	var columns [3][3]float64
	for i := range columns {
		for j := range columns {
			columns[j][i] = xyz[i][j]
		}
	}
	scale := apply(invert(columns), xyz[3])
	for i := range columns {
		for j := range columns {
			columns[i][j] *= scale[j]
		}
	}
	bradford := [3][3]float64{{.8951, .2664, -.1614}, {-.7502, 1.7135, .0367}, {.0389, -.0685, 1.0296}}
	from, to := apply(bradford, xyz[3]), apply(bradford, D50)
	gain := [3][3]float64{{to[0] / from[0]}, {0, to[1] / from[1]}, {0, 0, to[2] / from[2]}}
	return product(product(invert(bradford), product(gain, bradford)), columns)
}

func matrixProfile(version byte, name string, p primaries, red, green, blue []byte) []byte {
	m := p.matrix()
	return build(version, "mntr", "RGB ", "XYZ ", "desc", description([]byte{version}, name), "cprt", text([]byte{version}, "none"),
		"wtpt", xyzTag(D50[:]...), "rXYZ", xyzTag(m[0][0], m[1][0], m[2][0]), "gXYZ", xyzTag(m[0][1], m[1][1], m[2][1]),
		"bXYZ", xyzTag(m[0][2], m[1][2], m[2][2]), "rTRC", red, "gTRC", green, "bTRC", blue)
}

var srgbTag = paraTag(3, srgb.p[:5]...)

// samples are the profiles that photographs carry, by name.
func samples() map[string][]byte {
	same := func(version byte, name string, p primaries, curve []byte) []byte {
		return matrixProfile(version, name, p, curve, curve, curve)
	}
	return map[string][]byte{
		"sRGB of version 2":        same(2, "sRGB IEC61966-2.1", rec709, sampledTag(1024, srgb.At)),
		"sRGB of version 4":        same(4, "sRGB", rec709, srgbTag),
		"sRGB of 26 samples":       same(2, "tiny sRGB", rec709, sampledTag(26, srgb.At)),
		"Adobe RGB":                same(2, "Adobe RGB (1998)", adobe, curveTag(563)),
		"Display P3":               same(4, "Display P3", p3, srgbTag),
		"P3 of version 2 and para": same(2, "", p3, srgbTag),
		"ProPhoto":                 same(2, "ProPhoto RGB", prophoto, curveTag(461)),
		"ProPhoto with its toe":    same(4, "ROMM RGB", prophoto, paraTag(3, 1.8, 1, 0, 1.0/16, 0.03125)),
		"linear":                   same(4, "linear", rec709, curveTag()),
		"Rec. 709":                 same(4, "709", rec709, paraTag(3, 1/0.45, 1/1.099, 0.099/1.099, 1/4.5, 0.081)),
		"gamma 2.2, parametric":    same(4, "2.2", rec709, paraTag(0, 2.2)),
		"formula 1":                same(4, "1", rec709, paraTag(1, 2.4, 1/1.055, 0.055/1.055)),
		"formula 4":                same(4, "4", rec709, paraTag(4, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045, 0, 0)),
		"almost the same curves": matrixProfile(2, "measured", rec709, sampledTag(1024, srgb.At),
			sampledTag(1024, func(x float64) float64 { return clip(srgb.At(x) - 1.0/40000) }), sampledTag(4096, srgb.At)),
	}
}

// differing is a monitor's profile whose channels have tone curves of their own.
func differing() []byte {
	return matrixProfile(2, "monitor", rec709, curveTag(500), curveTag(563), curveTag(620))
}

// tables are RGB and CMYK profiles with tables of every type. Their colours are those
// of sRGB, and of ideal inks, as far as a grid can hold them.
func tables() map[string][]byte {
	m := rec709.matrix()
	lab := func(r, g, b float64) [3]float64 {
		xyz := apply(m, [3]float64{srgb.At(r), srgb.At(g), srgb.At(b)})
		f := func(i int) float64 {
			if v := xyz[i] / D50[i]; v > 216.0/24389 {
				return math.Cbrt(v)
			} else {
				return (24389.0/27*v + 16) / 116
			}
		}
		return [3]float64{116*f(1) - 16, 500 * (f(0) - f(1)), 200 * (f(1) - f(2))}
	}
	grid := func(channels, points, width int, scale float64) []byte {
		var out []byte
		total := 1
		for range channels {
			total *= points
		}
		for i := range total {
			var v [4]float64
			for c, rest := channels-1, i; c >= 0; c-- {
				v[c] = float64(rest%points) / float64(points-1)
				rest /= points
			}
			if channels == 4 {
				for c := range 3 {
					v[c] = (1 - v[c]) * (1 - v[3])
				}
			}
			l := lab(v[0], v[1], v[2])
			for _, e := range [3]float64{l[0] / 100, (l[1] + 128) / 255, (l[2] + 128) / 255} {
				if width == 1 {
					out = append(out, byte(math.Round(255*e)))
				} else {
					out = binary.BigEndian.AppendUint16(out, uint16(math.Round(e*scale)))
				}
			}
		}
		return out
	}
	ramp := func(n, entries, width int) (out []byte) {
		for range n {
			for i := range entries {
				if width == 1 {
					out = append(out, byte(i))
				} else {
					out = binary.BigEndian.AppendUint16(out, uint16(i*65535/(entries-1)))
				}
			}
		}
		return out
	}
	identity := s15(nil, 1, 0, 0, 0, 1, 0, 0, 0, 1)
	lut8 := func(channels byte) []byte {
		tag := append([]byte{'m', 'f', 't', '1', 0, 0, 0, 0, channels, 3, 9, 0}, identity...)
		return append(append(append(tag, ramp(int(channels), 256, 1)...), grid(int(channels), 9, 1, 0)...), ramp(3, 256, 1)...)
	}
	lut16 := func(channels byte) []byte {
		tag := append([]byte{'m', 'f', 't', '2', 0, 0, 0, 0, channels, 3, 11, 0}, identity...)
		tag = append(tag, 0, 2, 0, 33)
		return append(append(append(tag, ramp(int(channels), 2, 2)...), grid(int(channels), 11, 2, 65280)...), ramp(3, 33, 2)...)
	}
	aToB := func(channels byte) []byte {
		tag := []byte{'m', 'A', 'B', ' ', 0, 0, 0, 0, channels, 3, 0, 0}
		var body []byte
		offset := func() { tag = binary.BigEndian.AppendUint32(tag, uint32(32+len(body))) }
		curves := func(n byte) {
			offset()
			for i := range n {
				body = append(body, [][]byte{curveTag(), paraTag(0, 1), curveTag(256), sampledTag(3, clip)}[i]...)
				for len(body)%4 != 0 {
					body = append(body, 0)
				}
			}
		}
		curves(3)
		offset()
		body = s15(body, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)
		curves(3)
		offset()
		points := [16]byte{13, 13, 13, 13}
		body = append(append(body, points[:]...), 2, 0, 0, 0)
		body = append(body, grid(int(channels), 13, 2, 65535)...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		curves(channels)
		return append(tag, body...)
	}
	out := map[string][]byte{}
	for space, channels := range map[string]byte{"RGB ": 3, "CMYK": 4} {
		profile := func(version byte, tag []byte) []byte {
			return build(version, "prtr", space, "Lab ", "desc", description([]byte{version}, "table"),
				"cprt", text([]byte{version}, "none"), "wtpt", xyzTag(D50[:]...), "A2B0", tag)
		}
		out[space+" in 8 bits"] = profile(2, lut8(channels))
		out[space+" in 16 bits"] = profile(2, lut16(channels))
		out[space+" in 16 bits of version 4"] = profile(4, lut16(channels))
		out[space+" of version 4"] = profile(4, aToB(channels))
	}
	return out
}

// installed returns the profiles of the machine, by name, if there are any.
func installed(t testing.TB) map[string][]byte {
	found := map[string][]byte{}
	names, _ := filepath.Glob("/usr/share/color/icc/*/*.ic[cm]")
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.Base(name)] = data
	}
	return found
}
