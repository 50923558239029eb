package png

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// repaired repairs a file, and holds the result against image/png and our own reader.
func repaired(t testing.TB, file []byte) (picture, fault.Damage, bool) {
	t.Helper()
	out, damage, err := Repair(context.Background(), file, 0)
	if err != nil {
		if kind := fault.KindOf(err); kind != fault.Damaged && kind != fault.Unsupported {
			t.Fatal(err)
		}
		return picture{}, damage, false
	}
	p, err := judge(out)
	if err != nil {
		t.Fatalf("image/png refuses what was repaired: %v", err)
	}
	if _, _, err := Gray(context.Background(), out, codec.Options{}); err != nil {
		t.Fatalf("what was repaired is refused: %v", err)
	}
	return p, damage, true
}

// A file of any layout cut anywhere keeps the rows that are there, with nothing below them, and
// is whole only if nothing of the picture is missing.
func TestRepairTruncation(t *testing.T) {
	for kind, depth := range everyLayout {
		file := (&maker{width: 19, height: 23, depth: depth, colour: kind, filter: -1, split: 200}).file()
		whole, err := judge(file)
		if err != nil {
			t.Fatal(err)
		}
		step := testkit.Pick(13, 5, 1)
		last := 0
		for n := 0; n < len(file); n += step {
			p, damage, ok := repaired(t, file[:n])
			if !ok {
				if last > 0 {
					t.Errorf("%d bits of kind %d, %d of %d bytes: nothing is there", depth, kind, n, len(file))
				}
				continue
			}
			rows := 23
			if !damage.Whole() {
				rows = (damage.Percent*23 + 99) / 100
				if damage.Loss != fault.Stops || damage.Percent < last || damage.Percent > 99 {
					t.Errorf("%v after %d %%", damage, last)
				}
				last = damage.Percent
			}
			for i := range 19 * 23 {
				if i < 19*rows && p.pixels[i] != whole.pixels[i] {
					t.Fatalf("%d bits of kind %d, %d of %d bytes, %v: pixel %d is %v", depth, kind, n, len(file), damage, i, p.pixels[i])
				}
			}
			if n > len(file)-16 && !damage.Whole() { // of the last data the checksums alone are missing
				t.Errorf("%d bits of kind %d, %d of %d bytes: %v", depth, kind, n, len(file), damage)
			}
		}
		if last < 50 {
			t.Errorf("%d bits of kind %d: never more than %d %%", depth, kind, last)
		}
	}
}

// An interlaced picture shows the passes that are there over the whole of it.
func TestRepairInterlaced(t *testing.T) {
	for kind, depth := range everyLayout {
		for _, size := range [][2]int{{19, 23}, {3, 2}, {1, 9}, {5, 1}} {
			width, height := size[0], size[1]
			file := (&maker{width: width, height: height, depth: depth, colour: kind, filter: -1, interlaced: true}).file()
			whole, err := judge(file)
			if err != nil {
				t.Fatal(err)
			}
			step := testkit.Pick(17, 7, 1)
			for n := 0; n < len(file); n += step {
				p, damage, ok := repaired(t, file[:n])
				if !ok {
					continue
				}
				for i := range p.pixels {
					x, y := i%width, i/width
					first := x%8 == 0 && y%8 == 0
					if damage.Whole() || damage.Loss == fault.Coarse && first {
						if p.pixels[i] != whole.pixels[i] {
							t.Fatalf("%d bits of kind %d, %v, %d of %d bytes, %v: pixel %d, %d is %v", depth, kind, size, n, len(file), damage, x, y, p.pixels[i])
						}
					}
					if damage.Loss == fault.Coarse && x/8*8 != x && y/8*8 != y && p.pixels[i] != whole.pixels[i] && width == 19 {
						if around := block(p, width, x, y); !around {
							t.Fatalf("%d bits of kind %d, %d of %d bytes: pixel %d, %d is of no block before it", depth, kind, n, len(file), x, y)
						}
					}
				}
				if n == len(file)-12 && !damage.Whole() {
					t.Errorf("only the end is missing: %v", damage)
				}
			}
		}
	}
}

// block reports whether a pixel is that of one to the left or above within its block of eight.
func block(p picture, width, x, y int) bool {
	for dy := y / 8 * 8; dy <= y; dy++ {
		for dx := x / 8 * 8; dx <= x; dx++ {
			if (dx != x || dy != y) && p.pixels[dy*width+dx] == p.pixels[y*width+x] {
				return true
			}
		}
	}
	return false
}

// A checksum that is wrong about a picture that reads well is not a reason to lose it, and
// neither is the type of a chunk, or the signature.
func TestRepairDoubtful(t *testing.T) {
	file := (&maker{width: 40, height: 30, depth: 8, colour: RGB, filter: -1, split: 500}).file()
	whole, err := judge(file)
	if err != nil {
		t.Fatal(err)
	}
	second := bytes.Index(file[bytes.Index(file, []byte("IDAT"))+4:], []byte("IDAT")) + bytes.Index(file, []byte("IDAT")) + 4
	for name, at := range map[string]int{"the signature": 1, "the header's sum": 8 + 8 + 13 + 2, "a chunk's sum": second - 6, "a chunk's type": second + 1, "the picture's sum": len(file) - 12 - 4 - 2} {
		broken := bytes.Clone(file)
		broken[at] ^= 0x40
		if _, _, err := Gray(context.Background(), broken, codec.Options{}); err == nil || fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %v", name, err)
		}
		if p, damage, ok := repaired(t, broken); !ok || damage.Loss != fault.Doubtful && name != "a chunk's type" || !p.equal(whole) {
			t.Errorf("%s: %v, %v", name, damage, ok)
		}
	}
}

// An animation keeps its whole frames, or becomes a still picture.
func TestRepairAnimation(t *testing.T) {
	m := &maker{width: 20, height: 20, depth: 8, colour: RGB}
	control := func(sequence uint32) []byte {
		d := binary.BigEndian.AppendUint32(nil, sequence)
		for _, v := range []uint32{20, 20, 0, 0} {
			d = binary.BigEndian.AppendUint32(d, v)
		}
		return rawChunk("fcTL", append(d, 0, 1, 0, 10, 0, 0))
	}
	m.before = append(rawChunk("acTL", []byte{0, 0, 0, 4, 0, 0, 0, 3}), control(0)...)
	still := m.file()
	for i := range uint32(3) {
		m.after = append(m.after, control(2*i+1)...)
		m.after = append(m.after, rawChunk("fdAT", append(binary.BigEndian.AppendUint32(nil, 2*i+2), m.data(20, 20)...))...)
	}
	file := m.file()
	frames := map[int]bool{}
	for n := len(still) / 2; n < len(file); n += 13 {
		out, damage, err := Repair(context.Background(), file[:n], 0)
		if err != nil {
			t.Fatal(err)
		}
		_, info, err := Gray(context.Background(), out, codec.Options{})
		if err != nil {
			t.Fatalf("%d of %d bytes: %v", n, len(file), err)
		}
		frames[info.Frames] = true
		if want := fmt.Sprint(25 * info.Frames); n > len(still) && info.Frames < 4 && fmt.Sprint(damage.Percent) != want {
			t.Errorf("%d frames, %v", info.Frames, damage)
		}
	}
	for n := 1; n <= 4; n++ {
		if !frames[n] {
			t.Errorf("never %d frames", n)
		}
	}
}

// Limits hold, and a small file with a large claim is nothing.
func TestRepairLimits(t *testing.T) {
	file := (&maker{width: 100, height: 100, depth: 8, colour: RGB}).file()
	if _, _, err := Repair(context.Background(), file[:len(file)/2], 9999); err == nil || fault.KindOf(err) != fault.TooLarge {
		t.Error(err)
	}
	claim := (&maker{width: 1, height: 1, depth: 16, colour: RGBAlpha}).file()
	copy(claim[16:], "\x00\x10\x00\x00\x00\x10\x00\x00")
	if _, _, err := Repair(context.Background(), claim, 0); err == nil || fault.KindOf(err) != fault.Damaged {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	large := (&maker{width: 2000, height: 500, depth: 8, colour: RGB, steps: 2}).file()
	if _, _, err := Repair(ctx, large[:len(large)-20], 0); err == nil || fault.KindOf(err) != fault.Cancelled {
		t.Error(err)
	}
}
