package bw

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/testkit"
)

var auditFile = flag.String("audit", "", "write the table of TestMetadataAudit to this file, as Markdown")

// auditTags is what exiftool writes into every file, as far as its format has a place for it.
var auditTags = []string{
	"-IFD0:Model=X100", "-IFD0:Artist=An artist", "-IFD0:Copyright=A copyright", "-IFD0:ImageDescription=A description", "-IFD0:Software=A program",
	"-IFD0:ModifyDate=2021:02:03 04:05:06", "-IFD0:XPTitle=A title of Windows", "-ExifIFD:ExposureTime=1/250", "-ExifIFD:FNumber=2.8", "-ExifIFD:ISO=400", "-ExifIFD:CreateDate=2020:01:02 03:04:06",
	"-ExifIFD:UserComment=A comment of the user", "-ExifIFD:LensModel=A lens", "-ExifIFD:OffsetTime=+03:00", "-ExifIFD:ColorSpace=1", "-InteropIFD:InteropIndex=R98",
	"-GPS:GPSLatitude=8.05", "-GPS:GPSLatitudeRef=S", "-GPS:GPSLongitude=34.9", "-GPS:GPSLongitudeRef=W", "-GPS:GPSAltitude=10", "-GPS:GPSAltitudeRef=0",
	"-XMP-dc:Title=A title", "-XMP-dc:Creator=A creator", "-XMP-dc:Subject=one", "-XMP-dc:Subject=two", "-XMP-dc:Rights=Rights", "-XMP-xmp:CreatorTool=A tool", "-XMP-photoshop:City=Recife",
	"-XMP-xmpMM:DocumentID=xmp.did:1", "-XMP-tiff:Make=A maker", "-XMP-exif:GPSLatitude=8.05S",
	"-IPTC:City=Recife", "-IPTC:Keywords=one", "-IPTC:Keywords=two", "-IPTC:By-line=An artist", "-Photoshop:URL=https://example.org", "-PNG:Title=A title of PNG", "-PNG:Author=An author",
}

// ofFormat are the tags of exiftool that describe how a file stores its picture, which differ.
var ofFormat = map[string]bool{"ImageWidth": true, "ImageHeight": true, "BitsPerSample": true, "Compression": true, "PhotometricInterpretation": true, "StripOffsets": true, "SamplesPerPixel": true,
	"RowsPerStrip": true, "StripByteCounts": true, "PlanarConfiguration": true, "Predictor": true, "ResolutionUnit": true, "YCbCrPositioning": true, "ExtraSamples": true, "ExifByteOrder": true,
	"ThumbnailOffset": true, "ThumbnailLength": true, "ExifImageWidth": true, "ExifImageHeight": true, "XMPToolkit": true, "ApplicationRecordVersion": true, "IPTCDigest": true, "JFIFVersion": true,
	"CodedCharacterSet": true, "FlashpixVersion": true, "ComponentsConfiguration": true, "ExifVersion": true, "GPSVersionID": true, "InteropVersion": true, "SubfileType": true, "FillOrder": true}

// partsOf are the parts of the metadata that a tag may belong to.
func partsOf(tag string) []exif.Part {
	group, name, _ := strings.Cut(tag, ":")
	switch {
	case strings.HasPrefix(group, "XMP"):
		return []exif.Part{exif.PartXMP}
	case name == "Comment":
		return []exif.Part{exif.PartComment}
	case strings.HasPrefix(name, "PixelsPer") || name == "XResolution" || name == "YResolution" || group == "JFIF" || group == "PNG-pHYs":
		return []exif.Part{exif.PartResolution, exif.PartEXIF}
	}
	switch group {
	case "IFD0", "ExifIFD", "GPS", "IFD1", "InteropIFD":
		return []exif.Part{exif.PartEXIF, exif.PartValues}
	case "IPTC", "IPTC2":
		return []exif.Part{exif.PartIPTC}
	case "Photoshop":
		return []exif.Part{exif.PartPhotoshop}
	case "PNG":
		return []exif.Part{exif.PartTexts}
	case "profile":
		return []exif.Part{exif.PartProfile}
	}
	return []exif.Part{exif.PartMakerNote, exif.PartEXIF}
}

// audited returns the tags that count: those that say something of the picture, not of its storage.
// A profile counts as one.
func audited(found map[string]any) map[string]string {
	out := map[string]string{}
	for tag, value := range found {
		group, name, _ := strings.Cut(tag, ":")
		switch {
		case strings.HasPrefix(group, "ICC"):
			out["profile:ICC"] = "there"
		case ofFormat[name], group == "SourceFile", group == "System", group == "ExifTool", group == "Composite", group == "File" && name != "Comment" && !strings.HasPrefix(name, "PixelsPer"), group == "GIF" && name != "Comment",
			group == "RIFF", group == "JXL", group == "Jpeg2000", group == "QuickTime", strings.HasPrefix(group, "Meta"), group == "PNG" && name != "Title" && name != "Author" && name != "Comment", group == "Track1",
			group == "Adobe", group == "PNG-pHYs" && name == "PixelUnits":
		default:
			out[tag] = fmt.Sprint(value)
		}
	}
	return out
}

// auditSources are pictures with as much metadata as their formats hold.
func auditSources(t *testing.T) map[Format][]byte {
	t.Helper()
	m := everything(t)
	bmp := convertedTo(t, beforePicture(drawnPNG(t, colourful(32, 24)), physical(11811, 7874, 1)), BMP, "neutral").File
	files := map[Format][]byte{JPEG: m.in(t, JPEG), PNG: m.in(t, PNG), GIF: m.in(t, GIF), TIFF: m.in(t, TIFF), BMP: bmp,
		WebP: webpOf(t, drawnPNG(t, colourful(32, 24)), rgbProfile()), HEIC: read(t, "heif/testdata/plain.heic"), AVIF: read(t, "heif/testdata/plain.avif"), JXL: read(t, "heif/testdata/plain.jxl")}
	folder := t.TempDir()
	for format, file := range files {
		if format == BMP {
			continue
		}
		path := filepath.Join(folder, "source"+format.Info().Extensions[0])
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		arguments := append([]string{"-q", "-q", "-m", "-overwrite_original"}, auditTags...)
		if format != GIF {
			arguments = append(arguments, "-IFD0:XResolution=300", "-IFD0:YResolution=200", "-IFD0:ResolutionUnit=inches")
		}
		if format == JPEG {
			arguments = append(arguments, "-JFIF:XResolution=300", "-JFIF:YResolution=200", "-JFIF:ResolutionUnit=inches")
		}
		if out, err := exec.Command("exiftool", append(arguments, path)...).CombinedOutput(); err != nil {
			t.Fatalf("exiftool writes no %s: %v\n%s", format, err, out)
		}
		files[format] = read(t, path)
	}
	return files
}

// An audit is what becomes of a source's tags in a result.
type audit struct {
	kept, changed, dropped []string
	named                  []string // the parts that the report names
}

func auditOf(was, is map[string]string, report Report) (a audit) {
	byName := map[string][]string{}
	for tag, value := range is {
		_, name, _ := strings.Cut(tag, ":")
		byName[name] = append(byName[name], value)
	}
	for _, tag := range slices.Sorted(maps.Keys(was)) {
		_, name, _ := strings.Cut(tag, ":")
		value := was[tag]
		elsewhere := slices.Contains(byName[name], value) || name == "Comment" && slices.Contains(byName["ImageDescription"], value)
		_, there := is[tag]
		switch {
		case elsewhere:
			a.kept = append(a.kept, tag)
		case there, strings.HasSuffix(name, "Resolution") && len(byName["XResolution"])+len(byName["PixelsPerUnitX"])+len(byName["PixelsPerMeterX"]) > 0,
			strings.HasPrefix(name, "PixelsPer") && len(byName["XResolution"])+len(byName["PixelsPerUnitX"])+len(byName["PixelsPerMeterX"]) > 0:
			a.changed = append(a.changed, tag)
		default:
			a.dropped = append(a.dropped, tag)
		}
	}
	for _, n := range report.Notes {
		if n.Code == NoteMetadata {
			a.named = n.Args
		}
	}
	return a
}

// Of every pair of formats, what the file says is in the result, or the report names the part that
// is not. To write the table for the notes of a release:
//
//	PRETOBRANCO_EXHAUSTIVE=1 go test ./engine/bw -run TestMetadataAudit -audit metadata.md
func TestMetadataAudit(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "exiftool")
	sources := auditSources(t)
	var pictures [][]byte
	var from, to []Format
	var looks []string
	var reports []Report
	order := slices.Sorted(maps.Keys(sources))
	for _, format := range order {
		pictures = append(pictures, sources[format])
	}
	for _, source := range order {
		for i, target := range writable {
			for k, look := range []string{"neutral", "gamma=1.3"} {
				if (i+k+len(source))%testkit.Pick(4, 2, 1) > 0 && *auditFile == "" {
					continue
				}
				got := convertedTo(t, sources[source], target, look)
				pictures, from, to, looks, reports = append(pictures, got.File), append(from, source), append(to, target), append(looks, look), append(reports, got.Report)
			}
		}
	}
	found := tags(t, pictures)
	was := map[Format]map[string]string{}
	for i, format := range order {
		was[format] = audited(found[i])
	}
	var table strings.Builder
	table.WriteString("| from | to | look | tags kept | changed | dropped, by the part that the report names |\n|---|---|---|---|---|---|\n")
	for i, f := range found[len(order):] {
		a := auditOf(was[from[i]], audited(f), reports[i])
		name := fmt.Sprintf("%s as %s, %s", from[i], to[i], looks[i])
		gone := map[string]int{}
		for _, tag := range a.dropped {
			if to[i] == GIF && hidden(pictures[len(order)+i], tag, was[from[i]][tag]) {
				continue
			}
			part := slices.IndexFunc(partsOf(tag), func(p exif.Part) bool { return slices.Contains(a.named, string(p)) })
			if part < 0 {
				t.Errorf("%s: %s (%s) is gone, and the report names %v", name, tag, was[from[i]][tag], a.named)
				continue
			}
			gone[string(partsOf(tag)[part])]++
		}
		for _, tag := range a.changed {
			if _, of, _ := strings.Cut(tag, ":"); !strings.HasSuffix(of, "Resolution") && !strings.HasPrefix(of, "PixelsPer") && of != "Orientation" {
				t.Errorf("%s: %s was %q, is %q", name, tag, was[from[i]][tag], fmt.Sprint(f[tag]))
			}
		}
		if w := f["ExifTool:Warning"]; w != nil {
			t.Errorf("%s: exiftool warns: %v", name, w)
		}
		var parts []string
		for _, part := range slices.Sorted(maps.Keys(gone)) {
			parts = append(parts, fmt.Sprintf("%s (%d)", part, gone[part]))
		}
		fmt.Fprintf(&table, "| %s | %s | %s | %d | %s | %s |\n", from[i], to[i], looks[i], len(a.kept), strings.Join(a.changed, ", "), strings.Join(parts, ", "))
	}
	if *auditFile != "" {
		if err := os.WriteFile(*auditFile, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// hidden reports whether a GIF file has a tag's value in a block that exiftool doesn't read.
func hidden(file []byte, tag, value string) bool {
	group, _, _ := strings.Cut(tag, ":")
	return (group == "IPTC" || group == "Photoshop") && strings.Contains(string(file), "MGK") && strings.Contains(string(file), strings.Trim(value, "[]"))
}
