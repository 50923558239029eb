package exif

import (
	"encoding/binary"
	"sort"
)

// A draft is an EXIF block to be built: directories of values by tag.
type draft struct {
	order            byteOrder
	first, exif, gps map[uint16]field
	second           map[uint16]field
	thumbnail        []byte
}

type field struct {
	kind  uint16
	count uint32
	bytes []byte
}

func (d draft) short(v uint16) field {
	return field{3, 1, d.order.AppendUint16(nil, v)}
}
func (d draft) long(v uint32) field { return field{4, 1, d.order.AppendUint32(nil, v)} }
func text(s string) field           { return field{2, uint32(len(s) + 1), append([]byte(s), 0)} }
func raw(b []byte) field            { return field{7, uint32(len(b)), b} }
func (d draft) degrees(deg, min, sec uint32) field {
	var b []byte
	for _, v := range []uint32{deg, min, sec} {
		b = d.order.AppendUint32(d.order.AppendUint32(b, v), 1)
	}
	return field{5, 3, b}
}

// camera is a draft like a phone's photo.
func camera(order byteOrder) draft {
	d := draft{order: order}
	d.first = map[uint16]field{0x010f: text("Maker of cameras"), tagOrientation: d.short(6), 0x0132: text("2024:01:02 03:04:05")}
	d.exif = map[uint16]field{0x9000: raw([]byte("0232")), tagPixelWidth: d.long(4000), tagPixelHeight: d.short(3000),
		0x927c: raw([]byte("a maker's own notes, with offsets of its own"))}
	d.gps = map[uint16]field{1: text("N"), 2: d.degrees(38, 42, 49), 3: text("W"), 4: d.degrees(9, 8, 21), 29: text("2024:01:02")}
	d.second = map[uint16]field{0x0103: d.short(6)}
	d.thumbnail = []byte("\xff\xd8\xff\xe0 a thumbnail in colour \xff\xd9")
	return d
}

// build lays a block out: header, IFD0, Exif IFD, GPS IFD, IFD1, each followed by
// its values, then the thumbnail.
func (d draft) build() []byte {
	out := append([]byte("MM"), d.order.AppendUint16(nil, 42)...)
	if d.order == byteOrder(binary.LittleEndian) {
		copy(out, "II")
	}
	out = d.order.AppendUint32(out, 8)
	size := func(fields map[uint16]field, links int) int {
		n := 2 + (len(fields)+links)*12 + 4
		for _, f := range fields {
			if len(f.bytes) > 4 {
				n += (len(f.bytes) + 1) &^ 1
			}
		}
		return n
	}
	links := map[uint16]field{}
	for tag, f := range d.first {
		links[tag] = f
	}
	n := 0
	for _, there := range []bool{d.exif != nil, d.gps != nil} {
		if there {
			n++
		}
	}
	at := 8 + size(d.first, n)
	if d.exif != nil {
		links[tagExif] = d.long(uint32(at))
		at += size(d.exif, 0)
	}
	if d.gps != nil {
		links[tagGPS] = d.long(uint32(at))
		at += size(d.gps, 0)
	}
	next := 0
	if d.second != nil {
		next = at
		if d.thumbnail != nil {
			at += size(d.second, 2)
			d.second[tagThumbnail] = d.long(uint32(at))
			d.second[tagThumbnailLength] = d.long(uint32(len(d.thumbnail)))
		}
	}
	out = d.directory(out, links, next)
	if d.exif != nil {
		out = d.directory(out, d.exif, 0)
	}
	if d.gps != nil {
		out = d.directory(out, d.gps, 0)
	}
	if d.second != nil {
		out = d.directory(out, d.second, 0)
	}
	return append(out, d.thumbnail...)
}

func (d draft) directory(out []byte, fields map[uint16]field, next int) []byte {
	var tags []int
	for tag := range fields {
		tags = append(tags, int(tag))
	}
	sort.Ints(tags)
	values := len(out) + 2 + len(tags)*12 + 4
	var behind []byte
	out = d.order.AppendUint16(out, uint16(len(tags)))
	for _, tag := range tags {
		f := fields[uint16(tag)]
		out = d.order.AppendUint16(out, uint16(tag))
		out = d.order.AppendUint16(out, f.kind)
		out = d.order.AppendUint32(out, f.count)
		if len(f.bytes) <= 4 {
			out = append(out, append(append([]byte{}, f.bytes...), make([]byte, 4-len(f.bytes))...)...)
			continue
		}
		out = d.order.AppendUint32(out, uint32(values+len(behind)))
		behind = append(behind, f.bytes...)
		if len(behind)%2 != 0 {
			behind = append(behind, 0)
		}
	}
	out = d.order.AppendUint32(out, uint32(next))
	return append(out, behind...)
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}
