package exif

import (
	"encoding/binary"
	"math/rand"
	"testing"
)

// resolved is a block with a resolution; both values may share their place, as some writers have it.
func resolved(order binary.AppendByteOrder, x, y uint32, shared bool) []byte {
	out := []byte("II*\x00\x08\x00\x00\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		out = []byte("MM\x00*\x00\x00\x00\x08")
	}
	const values = 8 + 2 + 3*entrySize + 4
	second := uint32(values + 8)
	if shared {
		second = values
	}
	out = order.AppendUint16(out, 3)
	for _, e := range [][2]uint32{{tagXResolution, values}, {tagYResolution, second}} {
		out = order.AppendUint16(order.AppendUint16(out, uint16(e[0])), typeRational)
		out = order.AppendUint32(order.AppendUint32(out, 1), e[1])
	}
	out = order.AppendUint16(order.AppendUint16(out, tagResolutionUnit), typeShort)
	out = order.AppendUint16(order.AppendUint16(order.AppendUint32(out, 1), unitInch), 0)
	out = order.AppendUint32(out, 0)
	for _, v := range []uint32{x, y} {
		out = order.AppendUint32(order.AppendUint32(out, v), 1)
	}
	return out
}

func TestSetResolution(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		fax := Resolution{X: 204, Y: 98}
		for _, shared := range []bool{false, true} {
			block := resolved(order, 72, 72, shared)
			if got := ResolutionOf(Rewrite(block, Options{Resolution: fax})); got != fax {
				t.Errorf("shared %v: %v", shared, got)
			}
			relative := Resolution{X: 2, Y: 1, Relative: true}
			if got := ResolutionOf(Rewrite(block, Options{Resolution: relative})); got != relative {
				t.Errorf("shared %v, relative: %v", shared, got)
			}
		}
		block := resolved(order, 204, 98, false)
		if got := ResolutionOf(Rewrite(block, Options{Quarter: true})); got != fax.Turned() {
			t.Errorf("turned: %v", got)
		}
		if got := Rewrite(block, Options{Resolution: Resolution{X: 203.9, Y: 98.2}}); string(got) != string(block) {
			t.Errorf("rounded: the block changed, to %v", ResolutionOf(got))
		}
	}
	for _, block := range [][]byte{nil, New(6), append([]byte("Exif\x00\x00"), New(3)...), resolved(binary.LittleEndian, 72, 72, true)} {
		want := Resolution{X: 299.72, Y: 118.5}
		got := WithResolution(block, want)
		if r := ResolutionOf(got); r != want || Orientation(got) != Orientation(block) {
			t.Errorf("%q: %v, orientation %d", block, r, Orientation(got))
		}
	}
}

// Blocks of other people's are damaged in every way.
func TestResolutionOfDamagedBlocks(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	whole := resolved(binary.BigEndian, 204, 98, false)
	try := func(block []byte) {
		r := Resolution{X: 300, Y: 200}
		ResolutionOf(WithResolution(block, r))
		Rewrite(block, Options{Resolution: r, Quarter: true, Orientation: 1})
		Bare(block)
	}
	for cut := range len(whole) {
		try(whole[:cut])
	}
	for range 20000 {
		block := append([]byte(nil), whole...)
		for range 1 + random.Intn(4) {
			block[random.Intn(len(block))] = byte(random.Intn(256))
		}
		try(block)
	}
}
