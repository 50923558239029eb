package exif

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// full is a block with everything that may go: a thumbnail, a maker note, values known and not.
func full(order byteOrder, note string) draft {
	d := camera(order)
	d.thumbnail = append([]byte("\xff\xd8\xff"), make([]byte, 5000)...)
	d.exif[tagMakerNote] = raw(append([]byte(note), make([]byte, 3000)...))
	d.exif[0x9999] = raw(bytes.Repeat([]byte("u"), 7000)) // a tag of nobody's
	d.exif[0x9286] = raw(bytes.Repeat([]byte("c"), 9000)) // the user's comment
	d.first[0x8649] = raw(bytes.Repeat([]byte("p"), 2000))
	return d
}

// What doesn't fit goes in an order that is known, and what is left is as it was.
func TestFit(t *testing.T) {
	for _, order := range orders {
		block := full(order, "a maker's own").build()
		for _, c := range []struct {
			room int
			want Parts
		}{
			{len(block), nil},
			{len(block) - 1, Parts{PartThumbnail}},
			{len(block) - 5000, Parts{PartThumbnail}},
			{len(block) - 7900, Parts{PartThumbnail, PartMakerNote}},
			{len(block) - 10000, Parts{PartThumbnail, PartMakerNote, PartValues}},
			{len(block) - 10000 - 2900, Parts{PartThumbnail, PartMakerNote, PartValues}},
			// The comment alone is too long, so that all others may stay but the thumbnail.
			{8990, Parts{PartThumbnail, PartMakerNote, PartValues, PartPhotoshop}},
			{700, Parts{PartThumbnail, PartMakerNote, PartValues, PartPhotoshop}},
		} {
			out, dropped := Fit(block, c.room)
			if len(out) > c.room || out == nil || len(dropped) == 0 && !bytes.Equal(out, block) {
				t.Fatalf("%v, %d bytes: %d bytes, %v", order, c.room, len(out), dropped)
			}
			for _, p := range dropped {
				if !slices.Contains(c.want, p) {
					t.Errorf("%v, %d of %d bytes: %v went, not only %v", order, c.room, len(block), dropped, c.want)
				}
			}
			if Orientation(out) != 6 {
				t.Errorf("%v, %d bytes: orientation %d", order, c.room, Orientation(out))
			}
			if at, ok := Taken(block); ok {
				if still, ok := Taken(out); !ok || !still.Equal(at) {
					t.Errorf("%v, %d bytes: the time is lost", order, c.room)
				}
			}
			if has := Thumbnail(out) != nil; has == slices.Contains(dropped, PartThumbnail) {
				t.Errorf("%v, %d bytes: a thumbnail: %v, though %v went", order, c.room, has, dropped)
			}
		}
	}
}

// A long value that nobody knows takes nothing else with it. Everything once went, date and place
// as well.
func TestFitOneLongValue(t *testing.T) {
	for _, order := range orders {
		d := camera(order)
		d.exif[0x9c9c] = raw(bytes.Repeat([]byte("x"), 70000))
		block := d.build()
		out, dropped := Fit(block, 65527)
		if fmt.Sprint(dropped) != "[values]" || !bytes.Equal(Thumbnail(out), d.thumbnail) {
			t.Errorf("%v: %v went", order, dropped)
		}
		if !bytes.Contains(out, []byte("a maker's own notes")) || bytes.Index(out, []byte("a maker's own notes")) != bytes.Index(block, []byte("a maker's own notes")) {
			t.Errorf("%v: the maker note is not where it was", order)
		}
		// 60,000 bytes more are none too long: the thumbnail and the note go first, and come back.
		d = camera(order)
		d.exif[0x9c9c] = raw(bytes.Repeat([]byte("x"), 40000))
		d.exif[0x9c9d] = raw(bytes.Repeat([]byte("y"), 40000))
		if out, dropped := Fit(d.build(), 65527); fmt.Sprint(dropped) != "[values]" || Thumbnail(out) == nil {
			t.Errorf("%v: %v went", order, dropped)
		}
	}
}

// A maker note keeps its offset, for it points into itself from there, or it goes; one that is
// known to start from itself may move.
func TestFitMakerNote(t *testing.T) {
	for _, order := range orders {
		for note, movable := range map[string]bool{"Canon, or so": false, "OLYMPUS\x00II\x03\x00": true, "Nikon\x00\x02\x10\x00\x00": true, "Apple iOS\x00\x00\x01MM": true, "Nikon\x00\x01\x00": false} {
			d := full(order, note)
			d.exif[0x9000] = raw(bytes.Repeat([]byte("v"), 70000)) // precedes it
			block := d.build()
			out, dropped := Fit(block, 65527)
			if at := bytes.Index(out, []byte(note)); at >= 0 != movable || slices.Contains(dropped, PartMakerNote) == movable {
				t.Errorf("%v, %q: at %d, %v went", order, note, at, dropped)
			}
		}
	}
}

// Exiftool sees all that has not gone, the same as before.
func TestFitAgainstExiftool(t *testing.T) {
	var before, after [][]byte
	for _, order := range orders {
		d := camera(order)
		d.exif[0x9999] = raw(bytes.Repeat([]byte("u"), 30000))
		d.exif[0x9286] = raw(append([]byte("ASCII\x00\x00\x00"), strings.Repeat("a comment ", 20)...))
		block := d.build()
		out, dropped := Fit(block, 20000)
		if fmt.Sprint(dropped) != "[values]" {
			t.Fatal(dropped)
		}
		before, after = append(before, block), append(after, out)
	}
	was, is := judge(t, before...), judge(t, after...)
	for i := range was {
		for name, value := range was[i] {
			if strings.Contains(name, "0x9999") || strings.Contains(name, "ThumbnailOffset") || name == "ExifTool:ExifToolVersion" {
				continue
			}
			if fmt.Sprint(is[i][name]) != fmt.Sprint(value) {
				t.Errorf("%s was %v, is %v", name, value, is[i][name])
			}
		}
		if w := is[i]["ExifTool:Warning"]; w != nil && fmt.Sprint(w) != fmt.Sprint(was[i]["ExifTool:Warning"]) {
			t.Errorf("exiftool warns: %v", w)
		}
	}
}

// Whatever byte is wrong, the result fits and can be read, or is none.
func TestFitDamaged(t *testing.T) {
	for _, order := range orders {
		d := camera(order)
		d.thumbnail = append(d.thumbnail, make([]byte, 300)...)
		block := d.build()
		try := func(b []byte) {
			for _, room := range []int{0, 7, 60, 200, 300, 500} {
				out, dropped := Fit(b, room)
				if len(out) > room || out == nil && len(dropped) == 0 && len(b) > 0 {
					t.Fatalf("%d bytes in %d: %d, %v", len(b), room, len(out), dropped)
				}
				if _, ok := parse(out); out != nil && len(b) > room && !ok {
					t.Fatalf("%d bytes in %d can't be read", len(b), room)
				}
			}
		}
		for n := range block {
			try(block[:n])
		}
		for at := range block[:len(block)-300] {
			for _, v := range []byte{0, 1, 0x7f, 0xff} {
				c := bytes.Clone(block)
				c[at] = v
				try(c)
			}
		}
	}
	start := time.Now()
	hostile := []byte("MM\x00*\x00\x00\x00\x08\xff\xff")
	for range 65535 {
		hostile = binary.BigEndian.AppendUint16(hostile, 0x9999)
		hostile = binary.BigEndian.AppendUint16(hostile, 7)
		hostile = binary.BigEndian.AppendUint32(hostile, 1<<16)
		hostile = binary.BigEndian.AppendUint32(hostile, 10)
	}
	if Fit(append(hostile, 0, 0, 0, 0), 65527); time.Since(start) > time.Minute {
		t.Error("a hostile block takes long")
	}
}
