package jpeg

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/testkit"
)

// tagsOf returns what exiftool sees in files, in their order.
func tagsOf(t *testing.T, files [][]byte) []map[string]any {
	t.Helper()
	program := testkit.Tool(t, "exiftool")
	folder := t.TempDir()
	arguments := []string{"-j", "-G1", "-a", "-u", "-s"}
	for i, file := range files {
		name := filepath.Join(folder, fmt.Sprintf("%04d.jpg", i))
		if err := os.WriteFile(name, file, 0o600); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, name)
	}
	out, err := exec.Command(program, arguments...).Output()
	var tags []map[string]any
	if jsonErr := json.Unmarshal(out, &tags); jsonErr != nil {
		t.Fatalf("exiftool: %v, %v", err, jsonErr)
	}
	return tags
}

// Of the photographs' metadata exiftool sees the same before and after, but for
// thumbnails, profiles and what speaks of colour components.
func TestMetadataAgainstExiftool(t *testing.T) {
	var before, kept, nowhere, bare [][]byte
	var orientations []int
	for _, name := range testkit.Thin(testkit.Corpus(t, "photos/*/*.jpg"), 1, 4, 1) {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out, info, err := Gray(context.Background(), file, codec.Options{})
		if err != nil {
			continue
		}
		before, kept = append(before, file), append(kept, out)
		nowhere = append(nowhere, gray(t, file, codec.Options{Metadata: codec.DropLocation}))
		bare = append(bare, gray(t, file, codec.Options{Metadata: codec.DropMetadata}))
		orientations = append(orientations, info.Orientation)
	}
	was, is := tagsOf(t, before), tagsOf(t, kept)
	for i := range was {
		for name, value := range was[i] {
			switch group, _, _ := strings.Cut(name, ":"); {
			case group == "SourceFile", group == "System", group == "File", group == "Composite", group == "ExifTool",
				group == "Adobe", strings.HasPrefix(group, "ICC"), strings.HasPrefix(group, "MPI"), group == "MPF0",
				group == "JFXX",
				strings.HasPrefix(name, "IFD1:Thumbnail"), strings.HasPrefix(group, "XMP-G"), strings.HasSuffix(name, ":HasExtendedXMP"), group == "Photoshop" && strings.Contains(name, "Thumbnail"):
				continue
			}
			if fmt.Sprint(is[i][name]) != fmt.Sprint(value) {
				t.Errorf("%s: %s was %v, is %v", was[i]["SourceFile"], name, value, is[i][name])
			}
		}
		if warning := is[i]["ExifTool:Warning"]; warning != nil && was[i]["ExifTool:Warning"] == nil {
			t.Errorf("%s: %v", was[i]["SourceFile"], warning)
		}
		if thumbnail := exif.Thumbnail(ReadExtra(kept[i]).EXIF); thumbnail != nil {
			if h, err := ReadHeader(thumbnail); err != nil || h.Components != 1 {
				t.Errorf("%s: the thumbnail is not gray: %+v, %v", was[i]["SourceFile"], h, err)
			}
		}
	}
	for i, tags := range tagsOf(t, nowhere) {
		for name := range tags {
			if strings.Contains(name, "GPS") {
				t.Errorf("picture %d still has %s", i, name)
			}
		}
	}
	for i, tags := range tagsOf(t, bare) {
		for name := range tags {
			switch group, _, _ := strings.Cut(name, ":"); {
			case group == "SourceFile", group == "System", group == "File", group == "Composite", group == "JFIF", strings.HasPrefix(group, "ICC"),
				name == "IFD0:Orientation", name == "ExifTool:ExifToolVersion":
			default:
				t.Errorf("picture %d still has %s", i, name)
			}
		}
		if h, _ := ReadHeader(bare[i]); h.Orientation != orientations[i] {
			t.Errorf("picture %d: orientation %d became %d", i, orientations[i], h.Orientation)
		}
	}
}

// decorated returns a colour file with these segments, each a marker and its data.
func decorated(t *testing.T, segments ...[]byte) []byte {
	file := made(t, 20, 20)
	var head []byte
	for _, s := range segments {
		head = appendSegment(head, s[0], s[1:])
	}
	return append(append(bytes.Clone(file[:20]), head...), file[20:]...) // behind JFIF
}

func TestSegments(t *testing.T) {
	segment := func(marker byte, parts ...string) []byte {
		return append([]byte{marker}, strings.Join(parts, "")...)
	}
	const iptc = "8BIM\x04\x04\x00\x00\x00\x00\x00\x08\x1c\x02\x5a\x00\x03Rio"
	file := decorated(t,
		segment(mAPP0, "JFXX\x00\x13", strings.Repeat("colour", 20)),
		segment(mAPP1, string(xmpName), "<a xmp:Label='label' exif:GPSLatitude='38'/>"),
		segment(mAPP2, "MPF\x00 second picture"),
		segment(mAPP2, string(gainMapName)),
		segment(0xe5, "maker's own"),
		segment(0xe6, "preview \xff\xd8\xff\xe0"),
		segment(mAPP13, string(photoshopName), iptc),
		segment(mAPP14, "Adobe\x00\x64\x00\x00\x00\x00\x01"),
		segment(mCOM, "a comment"),
	)
	file = append(file, "\xff\xd8 a second picture \xff\xd9"...)
	never := []string{"colour", "MPF", "21496", "preview", "Adobe\x00\x64", "second picture"}
	for _, c := range []struct {
		metadata  codec.Metadata
		has, lost []string
	}{
		{codec.KeepMetadata, []string{"label", "GPSLatitude", "maker's own", "Rio", "a comment"}, nil},
		{codec.DropLocation, []string{"label", "a comment"}, []string{"GPSLatitude", "maker's own", "Rio"}},
		{codec.DropMetadata, nil, []string{"label", "GPSLatitude", "maker's own", "Rio", "a comment", "xap"}},
	} {
		out := gray(t, file, codec.Options{Metadata: c.metadata})
		for _, text := range c.has {
			if !bytes.Contains(out, []byte(text)) {
				t.Errorf("%d: %q is gone", c.metadata, text)
			}
		}
		for _, text := range append(c.lost, never...) {
			if bytes.Contains(out, []byte(text)) {
				t.Errorf("%d: %q is still there", c.metadata, text)
			}
		}
		judge(t, file, out)
	}
}

// A profile becomes the gray one with its curve; one that can't is a reason to decode.
func TestProfile(t *testing.T) {
	with := func(profile []byte) []byte {
		return decorated(t, append([]byte{mAPP2}, append([]byte("ICC_PROFILE\x00\x01\x01"), profile...)...))
	}
	for _, name := range testkit.CorpusIfAny(t, "photos/camera/091.jpg") {
		photo, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		was, is := ReadExtra(photo).Profile, ReadExtra(gray(t, photo, codec.Options{})).Profile
		if len(was) < 20 || string(was[16:20]) != "RGB " || len(is) < 20 || string(is[16:20]) != "GRAY" {
			t.Errorf("a profile of %d bytes became one of %d", len(was), len(is))
		}
	}
	srgb := icc.SRGBGray()
	out := gray(t, with(srgb), codec.Options{Metadata: codec.DropMetadata})
	if ReadExtra(out).Profile != nil {
		t.Error("colours had a gray profile, which says nothing of them, and it stayed")
	}
	at := bytes.Index(out, []byte{0xff, mDQT})
	parts, _ := appendProfile(nil, srgb)
	profiled := slices.Concat(out[:at], parts, out[at:])
	if !bytes.Equal(ReadExtra(gray(t, profiled, codec.Options{Metadata: codec.DropMetadata})).Profile, srgb) {
		t.Error("a gray profile did not stay as it is")
	}
	if out := gray(t, made(t, 9, 9), codec.Options{}); ReadExtra(out).Profile != nil {
		t.Error("a profile came from nowhere")
	}
	// With one of its two parts missing it is no profile.
	part := decorated(t, append([]byte{mAPP2}, append([]byte("ICC_PROFILE\x00\x01\x02"), srgb...)...))
	if out := gray(t, part, codec.Options{}); bytes.Contains(out, iccName) {
		t.Error("a part of a profile stayed")
	}
}

// An extended packet is joined, cleaned, and written as one with the standard packet where both have
// room. It once kept its length, in spaces.
func TestExtendedXMP(t *testing.T) {
	guid := strings.Repeat("0123456789ABCDEF", 2)
	const open, end = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" `, `</rdf:Description></rdf:RDF></x:xmpmeta>`
	packet := open + `xmlns:GImage="http://ns.google.com/photos/1.0/image/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" GImage:Data="` + strings.Repeat("colour", 50) + `" xmp:Label="label"/></rdf:RDF></x:xmpmeta>`
	part := func(from, to int) []byte {
		s := append([]byte{mAPP1}, xmpMoreName...)
		s = append(s, guid...)
		s = binary.BigEndian.AppendUint32(s, uint32(len(packet)))
		s = binary.BigEndian.AppendUint32(s, uint32(from))
		return append(s, packet[from:to]...)
	}
	standard := open + `xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmpNote:HasExtendedXMP="` + guid + `"><dc:format>image/jpeg</dc:format>` + end
	for name, file := range map[string][]byte{
		"in order":     decorated(t, append([]byte{mAPP1}, string(xmpName)+standard...), part(0, 100), part(100, len(packet))),
		"out of order": decorated(t, part(100, len(packet)), append([]byte{mAPP1}, string(xmpName)+standard...), part(0, 100)),
	} {
		out := gray(t, file, codec.Options{})
		xmp := string(ReadExtra(out).XMP)
		if strings.Contains(string(out), "colour") || !strings.Contains(xmp, `xmp:Label="label"`) || !strings.Contains(xmp, "image/jpeg") || strings.Contains(xmp, "HasExtended") {
			t.Errorf("%s: the packet became %q", name, xmp)
		}
		if bytes.Contains(out, xmpMoreName) {
			t.Errorf("%s: an extended packet is there for nothing", name)
		}
		if out := gray(t, file, codec.Options{Metadata: codec.DropMetadata}); bytes.Contains(out, []byte("ns.adobe.com")) {
			t.Errorf("%s: the packet is still there", name)
		}
	}
	// What nobody can join is in nobody's way, but for pictures in it.
	orphan := gray(t, decorated(t, part(100, len(packet))), codec.Options{})
	if bytes.Contains(orphan, []byte("colour")) {
		t.Error("a part of a packet that is not there stayed")
	}
}
