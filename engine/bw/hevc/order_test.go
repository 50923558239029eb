package hevc

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
)

// TestOrder decodes a picture of three slices with one that is lost, early or twice. Out of order,
// they once decoded to a picture without an error.
func TestOrder(t *testing.T) {
	stream, err := os.ReadFile(filepath.Join("testdata", "slices.hevc"))
	if err != nil {
		t.Fatal(err)
	}
	units := split(stream)
	width, height := size(units)
	first := slices.IndexFunc(units, func(unit []byte) bool { return unit[0]>>1 <= lastSlice })
	if n := len(units); first < 0 || n < first+3 || units[first+2][0]>>1 > lastSlice {
		t.Fatal("no three slices")
	}
	for _, order := range [][]int{{0, 2, 1}, {1, 0, 2}, {0, 2}, {1, 2}, {0, 1}, {0, 1, 1, 2}, {0, 1, 2, 1}} {
		all := slices.Clone(units[:first])
		for _, n := range order {
			all = append(all, units[first+n])
		}
		if _, err := (&Decoder{}).Decode(t.Context(), Picture{all, width, height, mostCoded}); err == nil || fault.KindOf(err) != fault.Damaged {
			t.Errorf("slices %v: %v", order, err)
		}
	}
	// Units of other kinds are ignored, reserved ones too.
	all := slices.Clone(units[:first])
	for _, n := range []int{0, 1, 2} {
		for _, kind := range []byte{10, 22, 23, 24, 32, 35, 36, 38, 39, 48, 63} {
			all = append(all, append([]byte{kind << 1, 1}, units[first+n][2:]...))
		}
		all = append(all, []byte{}, []byte{0}, []byte{0, 1}, units[first+n])
	}
	if _, err := (&Decoder{}).Decode(t.Context(), Picture{all, width, height, mostCoded}); err != nil {
		t.Error(err)
	}
}

// TestReuse decodes a picture after damaged ones. Coefficients of a damaged block once stayed, and
// were added to the next picture.
func TestReuse(t *testing.T) {
	d := &Decoder{}
	for name, stream := range streams(t) {
		units := split(stream)
		width, height := size(units)
		want, err := (&Decoder{}).Decode(t.Context(), Picture{units, width, height, mostCoded})
		if err != nil {
			t.Fatal(err)
		}
		for at := len(stream) / 4; at < len(stream); at += 101 {
			damaged := bytes.Clone(stream)
			damaged[at] ^= 0x55
			if _, err := d.Decode(t.Context(), Picture{split(damaged), width, height, mostCoded}); err == nil {
				continue
			}
			got, err := d.Decode(t.Context(), Picture{units, width, height, mostCoded})
			if err != nil || !slices.EqualFunc(got.Pix[:], want.Pix[:], bytes.Equal) {
				t.Errorf("%s after damage at %d: another picture (%v)", name, at, err)
				break
			}
		}
	}
}

// TestCancelledSets cancels a picture of parameter sets alone. Their number once had no end that a
// context could set.
func TestCancelledSets(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := (&Decoder{}).Decode(ctx, Picture{Units: [][]byte{{unitPPS << 1, 1, 0x80}}, Width: 8, Height: 8, MaxCoded: 64})
	if fault.KindOf(err) != fault.Cancelled {
		t.Error(err)
	}
}

// TestExtensions names the extensions that are not decoded.
func TestExtensions(t *testing.T) {
	for flags, want := range map[byte]string{
		0: "", 0x80: "multilayer", 0x40: "3D", 0x20: "screen content", 0x10: "unknown", 0x02: "unknown", 0xa0: "multilayer",
	} {
		err := (&Reader{Data: []byte{flags}}).extensions()
		if want == "" && err != nil || want != "" && (fault.KindOf(err) != fault.Unsupported || !strings.Contains(err.Error(), want)) {
			t.Errorf("%08b: %v", flags, err)
		}
	}
}

// TestTiles compares the order of CTBs in tiles with one written down by hand (6.5.1).
func TestTiles(t *testing.T) {
	for _, c := range []struct {
		name          string
		pps           pps
		columns, rows int
		order         []int // nil for tiles that do not fit
	}{
		{"no tiles", pps{}, 3, 2, []int{0, 1, 2, 3, 4, 5}},
		{"uniform, 5 by 3 as 2 by 2", pps{columns: make([]int, 3), rows: make([]int, 3), uniform: true}, 5, 3,
			[]int{0, 1, 2, 3, 4, 5, 6, 10, 11, 7, 8, 9, 12, 13, 14}},
		{"columns of 1 and 3, rows of 2 and 1", pps{columns: []int{0, 1, 0}, rows: []int{0, 2, 0}}, 4, 3,
			[]int{0, 4, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11}},
		{"wider than the picture", pps{columns: []int{0, 4, 0}, rows: []int{0, 0}}, 4, 1, nil},
		{"more uniform columns than CTBs", pps{columns: make([]int, 6), rows: make([]int, 2), uniform: true}, 4, 1, nil},
	} {
		d := &Decoder{pps: &c.pps}
		d.columns, d.rows = c.columns, c.rows
		err := d.arrange()
		if c.order == nil {
			if fault.KindOf(err) != fault.Damaged {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil || !slices.Equal(d.order, c.order) {
			t.Errorf("%s: %v, %v", c.name, d.order, err)
			continue
		}
		for rank, at := range d.order {
			start := rank > 0 && d.ctbs[at].tile != d.ctbs[d.order[rank-1]].tile
			if d.ranks[at] != rank || d.firstOfTile(rank) != (rank == 0 || start) || d.ctbs[at].column > at%d.columns {
				t.Errorf("%s: CTB %d: %+v", c.name, at, d.ctbs[at])
			}
		}
	}
}
