package bw

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"slices"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/tiff"
)

// pngChunk is a chunk of a PNG file.
func pngChunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// jpegSegment is a segment of a JPEG file.
func jpegSegment(marker byte, parts ...string) []byte {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	return append([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

// beforePicture puts bytes into a JPEG file behind its first marker, or into a PNG file
// behind its header.
func beforePicture(file []byte, more ...[]byte) []byte {
	at := 2
	if file[0] == 0x89 {
		at = 33
	}
	return slices.Concat(file[:at], slices.Concat(more...), file[at:])
}

// rgbProfile is a profile of sRGB's primaries and gamma 2.2.
func rgbProfile() []byte {
	xyz := func(x, y, z uint32) []byte {
		out := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range []uint32{x, y, z} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		return out
	}
	tags := []struct {
		name string
		data []byte
	}{
		{"rXYZ", xyz(0x6fa2, 0x38f5, 0x390)}, {"gXYZ", xyz(0x6299, 0xb785, 0x18da)}, {"bXYZ", xyz(0x24a0, 0xf84, 0xb6cf)},
		{"rTRC", []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00")}, {"gTRC", []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00")},
		{"bTRC", []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00")}, {"wtpt", xyz(0xf6d6, 0x10000, 0xd32d)},
	}
	out := make([]byte, 128)
	out[8] = 2
	copy(out[12:], "mntrRGB XYZ ")
	copy(out[36:], "acsp")
	copy(out[68:], "\x00\x00\xf6\xd6\x00\x01\x00\x00\x00\x00\xd3\x2d")
	out = binary.BigEndian.AppendUint32(out, uint32(len(tags)))
	at := len(out) + 12*len(tags)
	for _, tag := range tags {
		out = append(out, tag.name...)
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(tag.data)))
		at += len(tag.data)
	}
	for _, tag := range tags {
		out = append(out, tag.data...)
	}
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}

// badProfiles are profiles that no viewer heeds.
func badProfiles() map[string][]byte {
	changed := func(at int, value string) []byte {
		p := rgbProfile()
		copy(p[at:], value)
		return p
	}
	whole := rgbProfile()
	return map[string][]byte{
		"garbage":             bytes.Repeat([]byte("no profile at all "), 40),
		"a header alone":      whole[:128],
		"cut in half":         whole[:len(whole)/2],
		"without its end":     whole[:len(whole)-5],
		"an absurd size":      changed(0, "\xff\xff\xff\xff"),
		"a size of zero":      changed(0, "\x00\x00\x00\x00"),
		"no signature":        changed(36, "psca"),
		"a device link":       changed(12, "link"),
		"a named colour":      changed(12, "nmcl"),
		"CMYK":                changed(16, "CMYK"),
		"Lab":                 changed(16, "Lab "),
		"six inks":            changed(16, "6CLR"),
		"no connection space": changed(20, "\x00\x00\x00\x00"),
		"tags without end":    changed(128, "\xff\xff\xff\xff"),
		"no tags":             changed(128, "\x00\x00\x00\x00"),
		"a tag beyond it":     changed(132+12*3+4, "\x7f\xff\xff\xff"),
		"a curve beyond it":   changed(132+12*7+3*20+8, "\x40\x00\x00\x00"),
		"text":                []byte("<html>"),
	}
}

// The profile of the test is one that works.
func TestGoodProfile(t *testing.T) {
	if plan := icc.PlanFor(rgbProfile(), icc.Colour); plan.None() || plan.ToSRGB != nil {
		t.Fatalf("%+v", plan)
	}
	file := beforePicture(drawnJPEG(t, 24, 16), jpegSegment(0xe2, "ICC_PROFILE\x00\x01\x01", string(rgbProfile())))
	got, err := Convert(context.Background(), file, Options{}, OwnLimits)
	if err != nil || !got.Report.Lossless || len(got.Report.Notes) > 0 || !bytes.Contains(got.File, []byte("ICC_PROFILE")) {
		t.Errorf("%+v, %v", got.Report, err)
	}
}

// A bad profile is no profile: the result is that of the file without it, and says so. A JPEG
// with one was once compressed anew, a second generation for nothing.
func TestBadProfile(t *testing.T) {
	type input struct {
		plain []byte
		with  func(profile []byte) []byte
	}
	photo := drawnJPEG(t, 24, 16)
	drawing := drawnPNG(t, colourful(24, 16))
	inTIFF := func(profile []byte) []byte {
		file, _, err := tiff.Encode(context.Background(), []image.Image{image.NewGray(image.Rect(0, 0, 5, 5))}, codec.Extra{Profile: profile}, false)
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	inputs := map[string]input{
		"JPEG": {photo, func(p []byte) []byte {
			return beforePicture(photo, jpegSegment(0xe2, "ICC_PROFILE\x00\x01\x01", string(p)))
		}},
		"JPEG in chunks": {photo, func(p []byte) []byte {
			return beforePicture(photo, jpegSegment(0xe2, "ICC_PROFILE\x00\x01\x02", string(p[:3])), jpegSegment(0xe2, "ICC_PROFILE\x00\x02\x02", string(p[3:])))
		}},
		"PNG":  {drawing, func(p []byte) []byte { return beforePicture(drawing, pngChunk("iCCP", packed("name\x00\x00", p))) }},
		"WebP": {webpOf(t, drawing, nil), func(p []byte) []byte { return webpOf(t, drawing, p) }},
	}
	for kind, in := range inputs {
		for _, format := range []Format{Keep, PNG, TIFF} {
			plain, err := Convert(context.Background(), in.plain, Options{Format: format}, OwnLimits)
			if err != nil {
				t.Fatal(err)
			}
			for name, profile := range badProfiles() {
				got, err := Convert(context.Background(), in.with(profile), Options{Format: format}, OwnLimits)
				if err != nil {
					t.Errorf("%s, %s: %v", kind, name, err)
					continue
				}
				noted := slices.ContainsFunc(got.Report.Notes, func(n Note) bool { return n.Code == NoteProfile })
				if !noted || got.Report.Lossless != plain.Report.Lossless || !bytes.Equal(got.File, plain.File) && format != Keep {
					t.Errorf("%s as %s, %s: %+v, without it %+v", kind, format, name, got.Report, plain.Report)
				}
				if bytes.Contains(got.File, []byte("ICC_PROFILE")) || bytes.Contains(got.File, []byte("iCCP")) || bytes.Contains(got.File, []byte("ICCP")) {
					t.Errorf("%s as %s, %s: there is a profile", kind, format, name)
				}
				if kind[0] == 'J' && format == Keep && !bytes.Equal(got.File, plain.File) {
					t.Errorf("%s, %s: the picture is another one", kind, name)
				}
			}
		}
	}
	for name, profile := range badProfiles() { // of gray, and of inks besides
		if got, err := Convert(context.Background(), inTIFF(profile), Options{Format: PNG}, OwnLimits); err != nil || !got.Report.Lossless || got.Report.Notes[0].Code != NoteProfile {
			t.Errorf("TIFF, %s: %+v, %v", name, got.Report, err)
		}
	}
}

// Parts of a profile that make none are no profile, either. The photo stays lossless, and the
// report says what is gone.
func TestBadProfileParts(t *testing.T) {
	photo := drawnJPEG(t, 24, 16)
	plain, err := Convert(context.Background(), photo, Options{}, OwnLimits)
	if err != nil {
		t.Fatal(err)
	}
	p := string(rgbProfile())
	part := func(head, data string) []byte { return jpegSegment(0xe2, "ICC_PROFILE\x00"+head, data) }
	for name, parts := range map[string][][]byte{
		"empty":               {part("\x01\x01", "")},
		"no number":           {part("", "")},
		"half a number":       {part("\x01", "")},
		"the second missing":  {part("\x01\x02", p)},
		"the first missing":   {part("\x02\x02", p)},
		"twice the first":     {part("\x01\x01", p), part("\x01\x01", p)},
		"number zero":         {part("\x00\x01", p)},
		"number over count":   {part("\x03\x02", p)},
		"counts differ":       {part("\x01\x02", p[:9]), part("\x02\x03", p[9:])},
		"a count of zero":     {part("\x00\x00", p)},
		"parts exchanged bad": {part("\x02\x02", p[:9]), part("\x01\x02", p[9:])},
	} {
		got, err := Convert(context.Background(), beforePicture(photo, parts...), Options{}, OwnLimits)
		if err != nil || !got.Report.Lossless || len(got.Report.Notes) != 1 || got.Report.Notes[0].Code != NoteProfile || !bytes.Equal(got.File, plain.File) {
			t.Errorf("%s: %+v, %v", name, got.Report, err)
		}
		got, err = Convert(context.Background(), beforePicture(photo, parts...), Options{Format: PNG}, OwnLimits)
		if err != nil || !slices.ContainsFunc(got.Report.Notes, func(n Note) bool { return n.Code == NoteProfile }) {
			t.Errorf("%s as PNG: %+v, %v", name, got.Report, err)
		}
	}
	drawing := drawnPNG(t, colourful(24, 16))
	for name, data := range map[string][]byte{
		"no name": []byte("\x00\x00x\x9c\x03\x00\x00\x00\x00\x01"), "no data": []byte("name\x00\x00"), "not deflated": []byte("name\x00\x00garbage"),
		"nothing": nil, "another method": packed("name\x00\x01", rgbProfile()), "cut": packed("name\x00\x00", rgbProfile())[:40],
	} {
		for _, format := range []Format{Keep, TIFF} {
			got, err := Convert(context.Background(), beforePicture(drawing, pngChunk("iCCP", data)), Options{Format: format}, OwnLimits)
			if err != nil || !got.Report.Lossless || len(got.Report.Notes) != 1 || got.Report.Notes[0].Code != NoteProfile || bytes.Contains(got.File, []byte("iCCP")) {
				t.Errorf("PNG, %s as %s: %+v, %v", name, format, got.Report, err)
			}
		}
	}
}

// Gray pixels have a gray profile, and colours one of colours, in whatever format they are. WebP once
// got a gray profile, which no reader can use for its pixels, and a gray PNG or TIFF kept that of colours.
func TestProfileFitsPixels(t *testing.T) {
	gray := image.NewGray(image.Rect(0, 0, 24, 16))
	for i := range gray.Pix {
		gray.Pix[i] = byte(i)
	}
	plain := drawnPNG(t, gray)
	grayTIFF, _, err := tiff.Encode(context.Background(), []image.Image{gray}, codec.Extra{Profile: rgbProfile()}, false)
	if err != nil {
		t.Fatal(err)
	}
	grayProfile := icc.PlanFor(rgbProfile(), icc.Mono).Gray
	for name, c := range map[string]struct {
		file   []byte
		format Format
		mono   bool
	}{
		"gray PNG with colours":     {beforePicture(plain, pngChunk("iCCP", packed("name\x00\x00", rgbProfile()))), Keep, true},
		"gray TIFF with colours":    {grayTIFF, Keep, true},
		"gray TIFF to PNG":          {grayTIFF, PNG, true},
		"gray PNG to WebP":          {beforePicture(plain, pngChunk("iCCP", packed("name\x00\x00", grayProfile))), WebP, false},
		"colour PNG to WebP":        {beforePicture(drawnPNG(t, colourful(24, 16)), pngChunk("iCCP", packed("name\x00\x00", rgbProfile()))), WebP, false},
		"WebP":                      {webpOf(t, plain, rgbProfile()), Keep, false},
		"WebP to PNG":               {webpOf(t, plain, rgbProfile()), PNG, true},
		"WebP of colours":           {webpOf(t, drawnPNG(t, colourful(24, 16)), rgbProfile()), Keep, false},
		"colour PNG with a profile": {beforePicture(drawnPNG(t, colourful(24, 16)), pngChunk("iCCP", packed("name\x00\x00", rgbProfile()))), Keep, true},
	} {
		got, err := Convert(context.Background(), c.file, Options{Format: c.format}, OwnLimits)
		if err != nil || len(got.Report.Notes) > 0 {
			t.Errorf("%s: %+v, %v", name, got.Report, err)
			continue
		}
		p, err := got.Report.Format.Info().codec.Decode(context.Background(), got.File, codec.Hints{})
		if err != nil {
			t.Fatal(err)
		}
		if icc.IsGray(p.Extra.Profile) != c.mono || icc.PlanFor(p.Extra.Profile, icc.Mono).None() {
			t.Errorf("%s: the profile has %d bytes, gray: %v", name, len(p.Extra.Profile), icc.IsGray(p.Extra.Profile))
		}
		again, err := Convert(context.Background(), got.File, Options{}, OwnLimits)
		if err != nil || !bytes.Equal(again.File, got.File) {
			t.Errorf("%s: a second run makes another file (%v)", name, err)
		}
	}
}

// packed is text deflated behind a name.
func packed(name string, text []byte) []byte {
	var b bytes.Buffer
	b.WriteString(name)
	z := zlib.NewWriter(&b)
	z.Write(text)
	z.Close()
	return b.Bytes()
}

// webpOf makes a lossless WebP file of a colour PNG's gray, painted with a profile.
func webpOf(t *testing.T, file, profile []byte) []byte {
	t.Helper()
	got, err := Convert(context.Background(), file, Options{Format: WebP}, OwnLimits)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(got.File, []byte("VP8L"))
	header := []byte("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x17\x00\x00\x0f\x00\x00")
	var chunk []byte
	if profile != nil {
		header[8] = 0x20
		chunk = binary.LittleEndian.AppendUint32([]byte("ICCP"), uint32(len(profile)))
		chunk = append(append(chunk, profile...), make([]byte, len(profile)&1)...)
	}
	out := slices.Concat([]byte("RIFF\x00\x00\x00\x00WEBP"), header, chunk, got.File[at:])
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}
