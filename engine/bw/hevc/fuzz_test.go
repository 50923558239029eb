package hevc

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pretobranco/engine/bw/fault"
)

// streams are the NAL units of pictures in testdata, each after its length in 4 bytes. x265 made
// them, with the hash of the decoded picture in an SEI message.
func streams(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/*.hevc")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pictures in testdata (%v)", err)
	}
	all := map[string][]byte{}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = body
	}
	return all
}

// split returns the units of a stream.
func split(stream []byte) (units [][]byte) {
	for len(stream) > 4 {
		n := min(int(binary.BigEndian.Uint32(stream)), len(stream)-4)
		units = append(units, stream[4:4+n])
		stream = stream[4+n:]
	}
	return units
}

// size returns the size of a stream's picture.
func size(units [][]byte) (width, height int) {
	for _, unit := range units {
		if len(unit) > 2 && unit[0]>>1 == unitSPS {
			if s, ok := ReadSPS(unit); ok {
				return s.Width, s.Height
			}
		}
	}
	return 0, 0
}

const mostCoded = 1 << 18

// FuzzDecode decodes damaged pictures: an error or a picture comes back, soon.
func FuzzDecode(f *testing.F) {
	for _, stream := range streams(f) {
		f.Add(stream, false)
		f.Add(stream, true)
	}
	f.Fuzz(func(t *testing.T, stream []byte, lumaOnly bool) {
		units := split(stream)
		width, height := size(units)
		d := &Decoder{LumaOnly: lumaOnly}
		begin := time.Now()
		p, err := d.Decode(t.Context(), Picture{units, width, height, mostCoded})
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		switch {
		case err != nil && fault.KindOf(err) != fault.Damaged && fault.KindOf(err) != fault.Unsupported:
			t.Error(err)
		case err == nil && (p.Width != width || p.Height != height):
			t.Errorf("%d x %d, not %d x %d", p.Width, p.Height, width, height)
		}
	})
}

// TestDamaged flips bits and cuts pictures: no panic, and no fault of our own.
func TestDamaged(t *testing.T) {
	d := &Decoder{}
	for name, stream := range streams(t) {
		width, height := size(split(stream))
		for at := 4; at < len(stream); at += 7 {
			flipped := bytes.Clone(stream)
			flipped[at] ^= byte(1 << (at % 8))
			_, err := d.Decode(t.Context(), Picture{split(flipped), width, height, mostCoded})
			if err != nil && fault.KindOf(err) != fault.Damaged && fault.KindOf(err) != fault.Unsupported {
				t.Errorf("%s, a bit flipped at %d: %v", name, at, err)
			}
		}
		for n := 4; n < len(stream)*3/4; n += 11 {
			if _, err := d.Decode(t.Context(), Picture{split(stream[:n]), width, height, mostCoded}); err == nil {
				t.Errorf("%s decodes from %d of %d bytes", name, n, len(stream))
			}
		}
	}
}

// A counted context ends after it was asked so many times.
type counted struct {
	context.Context
	most int
}

func (c *counted) Err() error {
	if c.most--; c.most < 0 {
		return context.Canceled
	}
	return nil
}

// TestCancelled holds that decoding and filtering end with their context, block by block.
func TestCancelled(t *testing.T) {
	for name, stream := range streams(t) {
		units := split(stream)
		width, height := size(units)
		for _, most := range []int{0, 1, 3, 8} {
			_, err := (&Decoder{}).Decode(&counted{t.Context(), most}, Picture{units, width, height, mostCoded})
			if !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Cancelled {
				t.Errorf("%s, after %d questions: %v", name, most, err)
			}
		}
	}
}

// TestSize holds that a picture is not decoded with another size than was checked, nor with more
// coded pixels than allowed.
func TestSize(t *testing.T) {
	for name, stream := range streams(t) {
		units := split(stream)
		width, height := size(units)
		for _, p := range []Picture{{units, width + 1, height, mostCoded}, {units, width, height, width*height - 1}} {
			if _, err := (&Decoder{}).Decode(t.Context(), p); err == nil || fault.KindOf(err) != fault.Damaged {
				t.Errorf("%s as %d x %d of %d: %v", name, p.Width, p.Height, p.MaxCoded, err)
			}
		}
	}
}
