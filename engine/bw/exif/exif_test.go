package exif

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
	"time"
)

var orders = []byteOrder{binary.LittleEndian, binary.BigEndian}

func smaller([]byte) ([]byte, error) { return []byte("\xff\xd8\xff gray \xff\xd9"), nil }
func larger(jpeg []byte) ([]byte, error) {
	return append(append([]byte{}, jpeg...), "and more than before"...), nil
}
func failing([]byte) ([]byte, error) { return nil, errors.New("no thumbnail") }

func TestOrientation(t *testing.T) {
	for _, order := range orders {
		for want := 1; want <= 8; want++ {
			d := camera(order)
			d.first[tagOrientation] = d.short(uint16(want))
			if got := Orientation(d.build()); got != want {
				t.Errorf("%v: orientation %d, want %d", order, got, want)
			}
			if got := Orientation(append([]byte("Exif\x00\x00"), d.build()...)); got != want {
				t.Errorf("%v, with prefix: orientation %d, want %d", order, got, want)
			}
			if got := Orientation(New(want)); got != want {
				t.Errorf("new: orientation %d, want %d", got, want)
			}
		}
		for _, wrong := range []uint16{0, 9, 65535} {
			d := camera(order)
			d.first[tagOrientation] = d.short(wrong)
			if got := Orientation(d.build()); got != 1 {
				t.Errorf("orientation %d is read as %d, want 1", wrong, got)
			}
		}
	}
}

func TestRewriteWithoutOptionsIsTheSame(t *testing.T) {
	for _, order := range orders {
		block := camera(order).build()
		if got := Rewrite(block, Options{}); !bytes.Equal(got, block) {
			t.Errorf("%v: changed", order)
		}
	}
}

func TestRewriteOrientation(t *testing.T) {
	for _, order := range orders {
		d := camera(order)
		block := d.build()
		before := bytes.Clone(block)
		out := Rewrite(block, Options{Orientation: 1})
		if !bytes.Equal(block, before) {
			t.Fatal("the argument was changed")
		}
		if Orientation(out) != 1 || len(out) != len(block) {
			t.Errorf("%v: orientation %d, %d bytes of %d", order, Orientation(out), len(out), len(block))
		}
		b, _ := parse(out)
		width, _ := b.number(b.find(b.exif, tagPixelWidth))
		height, _ := b.number(b.find(b.exif, tagPixelHeight))
		if width != 3000 || height != 4000 {
			t.Errorf("%v: %d x %d recorded, want 3000 x 4000", order, width, height)
		}
	}
}

func TestDropLocation(t *testing.T) {
	for _, order := range orders {
		d := camera(order)
		d.first[tagXMP] = raw([]byte(`<x:xmpmeta><rdf:Description exif:GPSLatitude="38,42.8N" dc:title="t"/></x:xmpmeta>`))
		block := d.build()
		out := Rewrite(block, Options{DropLocation: true})
		if len(out) != len(block) {
			t.Fatalf("%v: %d bytes, want %d", order, len(out), len(block))
		}
		for _, f := range d.gps {
			if len(f.bytes) > 4 && bytes.Contains(out, f.bytes) {
				t.Errorf("%v: % x is still there", order, f.bytes)
			}
		}
		if bytes.Contains(out, []byte("38,42.8N")) {
			t.Errorf("%v: the location is still in XMP", order)
		}
		b, _ := parse(out)
		if b.find(b.first, tagGPS) >= 0 {
			t.Errorf("%v: still linked", order)
		}
		if Orientation(out) != 6 || !bytes.Equal(Thumbnail(out), d.thumbnail) {
			t.Errorf("%v: orientation %d, thumbnail %q", order, Orientation(out), Thumbnail(out))
		}
		notes := bytes.Index(block, []byte("a maker's own notes"))
		if !bytes.Equal(out[notes:notes+40], block[notes:notes+40]) {
			t.Errorf("%v: the maker notes have moved", order)
		}
	}
}

func TestThumbnail(t *testing.T) {
	for _, order := range orders {
		d := camera(order)
		block := d.build()
		for name, remake := range map[string]func([]byte) ([]byte, error){"smaller": smaller, "larger": larger} {
			want, _ := remake(d.thumbnail)
			out := Rewrite(block, Options{Thumbnail: remake})
			if got := Thumbnail(out); !bytes.Equal(got, want) {
				t.Errorf("%v, %s: %q, want %q", order, name, got, want)
			}
			if bytes.Contains(out, []byte("colour")) != (name == "larger") {
				t.Errorf("%v, %s: bytes of the old one remain", order, name)
			}
			if name == "smaller" && len(out) != len(block) {
				t.Errorf("%v: %d bytes, want %d", order, len(out), len(block))
			}
		}
		out := Rewrite(block, Options{Thumbnail: failing})
		if Thumbnail(out) != nil || bytes.Contains(out, []byte("colour")) {
			t.Errorf("%v: the thumbnail stays", order)
		}
		if Orientation(out) != 6 {
			t.Errorf("%v: orientation lost with the thumbnail", order)
		}
	}
}

func TestDamagedBlock(t *testing.T) {
	for _, damaged := range [][]byte{nil, []byte("II"), []byte("not an EXIF block"), []byte("II*\x00\xff\xff\xff\xff"), []byte("MM\x00*\x00\x00\x00\x04")} {
		if got := Rewrite(damaged, Options{Orientation: 1, Thumbnail: smaller}); !bytes.Equal(got, damaged) {
			t.Errorf("%q became %q", damaged, got)
		}
		if got := Rewrite(damaged, Options{DropLocation: true}); got != nil {
			t.Errorf("%q kept without location as %q", damaged, got)
		}
		if Orientation(damaged) != 1 || Thumbnail(damaged) != nil {
			t.Errorf("%q has an orientation or a thumbnail", damaged)
		}
	}
}

// A GPS directory whose values cover each other, or that is one with IFD0, must
// not be blanked piece by piece, and must not pass as blanked.
func TestDropLocationFromContradictions(t *testing.T) {
	order := binary.LittleEndian
	d := camera(order)
	block := d.build()
	b, _ := parse(block)
	gps := b.find(b.first, tagGPS)
	for name, change := range map[string]func([]byte){
		"GPS is IFD0":          func(c []byte) { order.PutUint32(c[gps+8:], 8) },
		"GPS is far away":      func(c []byte) { order.PutUint32(c[gps+8:], 1<<31) },
		"GPS breaks off":       func(c []byte) { order.PutUint32(c[gps+8:], uint32(len(c)-2)) },
		"a value over IFD0":    func(c []byte) { order.PutUint32(c[order.Uint32(c[gps+8:])+2+12+8:], 4) },
		"a value without end":  func(c []byte) { order.PutUint32(c[order.Uint32(c[gps+8:])+2+12+4:], 1<<30) },
		"IFD0 without end":     func(c []byte) { order.PutUint16(c[8:], 65535) },
		"Exif IFD is far away": func(c []byte) { order.PutUint32(c[b.find(b.first, tagExif)+8:], 1<<31) },
	} {
		c := bytes.Clone(block)
		change(c)
		if out := Rewrite(c, Options{DropLocation: true}); out != nil {
			t.Errorf("%s: kept", name)
		}
		Rewrite(c, Options{Orientation: 1, Thumbnail: larger})
	}
}

// Every truncation and every changed byte: no panic, and nothing that is asked to
// go without its location keeps its coordinates linked.
func TestEveryTruncationAndEveryByte(t *testing.T) {
	for _, order := range orders {
		block := camera(order).build()
		for n := range block {
			checkRewrite(t, block[:n])
		}
		for at := range block {
			for _, v := range []byte{0, 1, 0x7f, 0xff, block[at] + 1} {
				c := bytes.Clone(block)
				c[at] = v
				checkRewrite(t, c)
			}
		}
	}
}

func checkRewrite(t *testing.T, block []byte) {
	t.Helper()
	before := bytes.Clone(block)
	for _, remake := range []func([]byte) ([]byte, error){nil, smaller, larger, failing} {
		for _, drop := range []bool{false, true} {
			out := Rewrite(block, Options{DropLocation: drop, Orientation: 1, Thumbnail: remake})
			if out == nil && !drop && block != nil {
				t.Fatalf("dropped unasked: %q", block)
			}
			if out != nil && len(out) < len(block) {
				t.Fatalf("%d bytes became %d", len(block), len(out))
			}
			if b, ok := parse(out); ok && drop {
				for _, d := range []directory{b.first, b.exif, b.second} {
					if b.find(d, tagGPS) >= 0 {
						t.Fatalf("location still linked: %q", block)
					}
				}
			}
			if o := Orientation(out); o != 1 {
				t.Fatalf("orientation %d after setting 1", o)
			}
			Thumbnail(out)
		}
	}
	if !bytes.Equal(before, block) {
		t.Fatal("the argument was changed")
	}
}

// A block of a megabyte that is nothing but entries must not cost more than a few
// walks over it.
func TestHostileBlockIsQuick(t *testing.T) {
	done := make(chan bool)
	go func() {
		for _, tag := range []uint16{tagGPS, tagXMP, tagIPTC, tagPhotoshop} {
			block := []byte("MM\x00*\x00\x00\x00\x08\xff\xff")
			for range 65535 {
				block = binary.BigEndian.AppendUint16(block, tag)
				block = binary.BigEndian.AppendUint16(block, 7)
				block = binary.BigEndian.AppendUint32(block, 1<<18)
				block = binary.BigEndian.AppendUint32(block, 10+65535*12+4)
			}
			block = append(block, make([]byte, 4+1<<18)...)
			if out := Rewrite(block, Options{DropLocation: true, Thumbnail: smaller}); out != nil {
				t.Errorf("tag %x, 65,535 times, is kept", tag)
			}
		}
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("a hostile block takes forever")
	}
}

func FuzzRewrite(f *testing.F) {
	for _, order := range orders {
		d := camera(order)
		f.Add(d.build())
		d.gps = nil
		f.Add(d.build())
		d.second, d.thumbnail = nil, nil
		f.Add(d.build())
	}
	f.Add(New(6))
	f.Fuzz(checkRewrite)
}

func ExampleNew() {
	fmt.Println(Orientation(New(6)), New(1) == nil)
	// Output: 6 true
}
