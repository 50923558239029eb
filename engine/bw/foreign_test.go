package bw

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// at returns a file that holds texts at offsets, and zeros elsewhere.
func at(size int, texts ...any) []byte {
	file := make([]byte, size)
	for i := 0; i < len(texts); i += 2 {
		copy(file[texts[i].(int):], texts[i+1].(string))
	}
	return file
}

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		name, text, _ := strings.Cut(name, "=")
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// targa is a TGA file of 3 x 2 pixels without a footer.
func targa(kind, table, depth byte) []byte {
	file := at(18, 1, string([]byte{table, kind}), 12, "\x03\x00\x02\x00"+string([]byte{depth, 0x20}))
	if table == 1 {
		copy(file[5:], "\x02\x00\x18")
		file = append(file, make([]byte, 6)...)
	}
	return append(file, make([]byte, 6*int(depth)/8)...)
}

// foreignFiles are the beginnings of files, by the name that they must get.
func foreignFiles(t *testing.T) map[string][][]byte {
	text := func(files ...string) (all [][]byte) {
		for _, file := range files {
			all = append(all, []byte(file))
		}
		return all
	}
	ico := "\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00\x20\x00\x68\x04\x00\x00\x16\x00\x00\x00"
	packets := func(lead int) []byte {
		file := make([]byte, 4*(lead+188))
		for at := lead; at < len(file); at += lead + 188 {
			file[at] = 0x47
		}
		return file
	}
	return map[string][][]byte{
		"a Canon raw file (CR3)":    text("\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom"),
		"a Canon raw file (CRW)":    text("II\x1a\x00\x00\x00HEAPCCDR\x02\x00\x01\x00\x00\x00", "MM\x00\x00\x00\x1aHEAPCCDR\x00\x00\x00\x00"),
		"a Fujifilm raw file (RAF)": text("FUJIFILMCCD-RAW 0201FF389501X-T4"),
		"a Minolta raw file (MRW)":  text("\x00MRM\x00\x01\x02\x03\x00PRD"),
		"a Sigma raw file (X3F)":    text("FOVb\x02\x00\x02\x00"),
		"a Contax raw file (RAW)":   {at(64, 25, "ARECOYK")},

		"a Photoshop document (PSD)":   text("8BPS\x00\x01\x00\x00\x00\x00\x00\x00"),
		"a Photoshop document (PSB)":   text("8BPS\x00\x02\x00\x00\x00\x00\x00\x00"),
		"a PDF document":               text("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "\n\n  %PDF-1.4\n", "\x00junk before it\n%PDF-1.2"),
		"a PostScript document":        text("%!PS-Adobe-3.0\n%%Title: x\n", "\x04%!PS-Adobe-2.0\n"),
		"a PostScript document (EPS)":  text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", "\xc5\xd0\xd3\xc6\x1e\x00\x00\x00"),
		"an Illustrator document (AI)": text("%!PS-Adobe-3.0 EPSF-3.0\n%%Creator: Adobe Illustrator(R) 8.0\n", "%PDF-1.5\n1 0 obj<</AIMetaData 2 0 R/AIPrivateData1 3 0 R>>"),
		"a DjVu document":              text("AT&TFORM\x00\x00\x01\x00DJVUINFO"),
		"an InDesign document":         text("\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1dDOCUMENT"),
		"an Office document":           text("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00\x00\x00"),
		"an Office document (DOCX)":    {zipped(t, "[Content_Types].xml=<Types/>", "word/document.xml=<w/>")},
		"an Office document (XLSX)":    {zipped(t, "[Content_Types].xml=<Types/>", "xl/workbook.xml=<w/>")},
		"an Office document (PPTX)":    {zipped(t, "[Content_Types].xml=<Types/>", "ppt/presentation.xml=<w/>")},
		"an Office document (ODF)":     {zipped(t, "mimetype=application/vnd.oasis.opendocument.text", "content.xml=<x/>")},
		"an E-book document (EPUB)":    {zipped(t, "mimetype=application/epub+zip", "OEBPS/a.xml=<x/>")},
		"an RTF document":              text(`{\rtf1\ansi`),

		"a JPEG 2000 picture (JP2)": text("\x00\x00\x00\x0cjP  \r\n\x87\n\x00\x00\x00\x14ftypjp2 "),
		"a JPEG 2000 picture (J2K)": text("\xff\x4f\xff\x51\x00\x2f\x00\x00"),
		"a JPEG XR picture":         text("II\xbc\x01\x20\x00\x00\x00", "II\xbc\x00\x20\x00\x00\x00"),
		"a JPEG-LS picture":         text("\xff\xd8\xff\xf7\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"),
		"an OpenEXR picture":        text("\x76\x2f\x31\x01\x02\x00\x00\x00channels\x00"),
		"a Radiance picture (HDR)":  text("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n", "#?RGBE\n"),
		"a Netpbm picture (PBM)":    text("P1\n3 2\n1 0 1\n0 1 0\n", "P4\n8 1\n\x55"),
		"a Netpbm picture (PGM)":    text("P2\n# a comment\n3 2\n255\n", "P5 16 16 255\n\x00\x00"),
		"a Netpbm picture (PPM)":    text("P3\n1 1\n255\n1 2 3\n", "P6\r\n1 1\r\n255\r\n\x01\x02\x03"),
		"a Netpbm picture (PAM)":    text("P7\nWIDTH 2\nHEIGHT 2\nDEPTH 1\n"),
		"a Netpbm picture (PFM)":    text("PF\n2 2\n-1.0\n", "Pf\n2 2\n1.0\n"),
		"an ICO picture":            text(ico + strings.Repeat("\x00", 40)),
		"a CUR picture":             text(strings.Replace(ico, "\x01", "\x02", 1) + strings.Repeat("\x00", 40)),
		"an SVG picture":            text(`<svg xmlns="http://www.w3.org/2000/svg"/>`, "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- a -->\n<!DOCTYPE svg>\n<svg/>"),
		"a DICOM picture":           {at(200, 128, "DICM")},
		"a DDS picture":             text("DDS \x7c\x00\x00\x00\x07\x10\x00\x00"),
		"a FITS picture":            text("SIMPLE  =                    T / conforms"),
		"a GIMP picture (XCF)":      text("gimp xcf v011\x00\x00\x00\x01\x00", "gimp xcf file\x00"),
		"a WMF picture":             text("\xd7\xcd\xc6\x9a\x00\x00\x00\x00", "\x01\x00\x09\x00\x00\x03\x10\x00"),
		"an EMF picture":            {at(88, 0, "\x01\x00\x00\x00\x6c\x00", 40, " EMF")},
		"a Targa picture (TGA)":     {append(at(50, 2, "\x0a"), "\x00\x00\x00\x00\x00\x00\x00\x00TRUEVISION-XFILE.\x00"...), targa(2, 0, 24), targa(2, 0, 32), targa(3, 0, 8), targa(1, 1, 8), targa(10, 0, 24)},
		"a PCX picture":             {at(200, 0, "\x0a\x05\x01\x08")},
		"an SGI picture":            {at(600, 0, "\x01\xda\x01\x01")},

		"a video (MOV)":              text("\x00\x00\x00\x14ftypqt  \x20\x05\x03\x00qt  ", "\x00\x00\x00\x08wide\x00\x00\x00\x00mdat", "\x00\x00\x01\x00moov\x00\x00\x00\x6cmvhd"),
		"a video (MP4)":              text("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "\x00\x00\x00\x14ftypM4V \x00\x00\x00\x01mp42", "\x00\x00\x00\x14ftyp3gp5\x00\x00\x01\x003gp5", "\x00\x00\x00\x1cftypmp42\x00\x00\x00\x01mp41mp42isom"),
		"a video (AVI)":              text("RIFF\x00\x10\x00\x00AVI LIST"),
		"a video (Matroska or WebM)": text("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01"),
		"a video (MPEG)":             {[]byte("\x00\x00\x01\xba\x44\x00"), []byte("\x00\x00\x01\xb3\x14\x00"), packets(0), packets(4)},
		"an audio file (M4A)":        text("\x00\x00\x00\x14ftypM4A \x00\x00\x02\x00M4A "),
		"an audio file (MP3)":        text("ID3\x03\x00\x00\x00\x00\x0f\x76", "\xff\xfb\x90\x44\x00\x00"),
		"an audio file (AAC)":        text("\xff\xf1\x50\x80\x02\x1f\xfc"),
		"an audio file (WAV)":        text("RIFF\x24\x08\x00\x00WAVEfmt "),
		"an audio file (FLAC)":       text("fLaC\x00\x00\x00\x22"),
		"a ZIP archive":              {zipped(t, "a.txt=a"), []byte("PK\x05\x06\x00\x00")},
		"a RAR archive":              text("Rar!\x1a\x07\x01\x00"),
		"a 7z archive":               text("7z\xbc\xaf\x27\x1c\x00\x04"),
		"a gzip archive":             text("\x1f\x8b\x08\x00"),
		"an XZ archive":              text("\xfd7zXZ\x00\x00\x04"),
		"a TAR archive":              {at(512, 0, "a.txt", 257, "ustar\x0000")},
		"a text file":                text("text", "P1 is a text", "uma ação\n", "a\xe7\xe3o em Latin-1, como antes", "\xff\xfea\x00", `{"a": 1}`, "<?xml version=\"1.0\"?><gpx/>", strings.Repeat("x", headRoom-1)+"é"),
		"a web page":                 text("<!DOCTYPE html>\n<html><svg/></html>", "  <HTML><head>", "<!-- saved --><html><body><svg></svg>"),
		"a program":                  text("\x7fELF\x02\x01\x01", "MZ\x90\x00\x03", "#!/bin/sh\n"),
		"a database":                 text("SQLite format 3\x00\x10\x00"),
		"a font":                     text("OTTO\x00\x0c", "wOF2\x00\x01\x00\x00"),
	}
}

func identified(file []byte) Foreign { return Identify(bytes.NewReader(file), int64(len(file))) }

// TestIdentify names files of kinds that are not read, and refuses them by that name.
func TestIdentify(t *testing.T) {
	for name, files := range foreignFiles(t) {
		for _, file := range files {
			f := identified(file)
			if f.Kind == "" || f.Name() != name {
				t.Errorf("%.20q is %+v, want %s", file, f, name)
				continue
			}
			_, err := ReadHeader(file)
			if err == nil || fault.KindOf(err) != fault.Unsupported || err.Error() != f.Refusal().Error() || !strings.Contains(err.Error(), name) {
				t.Errorf("%s is refused with %v", name, err)
			}
			for n := range file { // what breaks off is named or not, but nothing fails
				identified(file[:n])
			}
		}
	}
}

// TestForeignWords holds the English words of every kind.
func TestForeignWords(t *testing.T) {
	for _, kind := range ForeignKinds() {
		f := Foreign{Kind: kind}
		for _, text := range []string{f.Name(), f.Refusal().Error(), f.Count(1), f.Count(2)} {
			if strings.Contains(text, "  ") || strings.HasSuffix(text, " ") || len(text) < 5 {
				t.Errorf("of %s it is said: %q", kind, text)
			}
		}
	}
	canon := Foreign{RawFile, "Canon", "CR3"}
	for _, pair := range [][2]string{
		{canon.Refusal().Error(), "a Canon raw file (CR3): raw files are not read"}, {canon.Count(2), "2 Canon raw files"},
		{Foreign{PictureFile, "SVG", ""}.Refusal().Error(), "an SVG picture: this format is not read"}, {Foreign{Kind: TextFile}.Count(1), "1 text file"},
		{Foreign{Kind: RawFile}.Name(), "a raw file"}, {Foreign{Kind: VideoFile, Format: "MP4"}.Refusal().Error(), "not a picture but a video (MP4)"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%q, want %q", pair[0], pair[1])
		}
	}
}

// TestNothingReadIsForeign holds that no picture of a format that is read is taken for another
// file.
func TestNothingReadIsForeign(t *testing.T) {
	for name, file := range samples(t) {
		if f := identified(file); f.Kind != "" {
			t.Errorf("%s is called %+v", name, f)
		}
	}
	// Two bytes that any text may begin with, before a version that only raw files have.
	if f := identified([]byte("RSROUTE is a text of 16 bytes at least\n")); f.Kind != TextFile {
		t.Errorf("a text is called %+v", f)
	}
	random := make([]byte, 5000)
	for seed := range uint64(2000) {
		state := seed*0x9e3779b97f4a7c15 + 1
		for i := 0; i < len(random); i += 8 {
			state ^= state << 13
			state ^= state >> 7
			state ^= state << 17
			binary.LittleEndian.PutUint64(random[i:], state)
		}
		if f := identified(random); f.Kind != "" && f.Kind != AudioFile { // whose frames begin with 11 bits
			t.Errorf("noise %d is called %+v", seed, f)
		}
	}
}

// TestIdentifyOthers names files that ImageMagick and Pillow write.
func TestIdentifyOthers(t *testing.T) {
	interpreter := testkit.Python(t, "PIL")
	folder := t.TempDir()
	labels := map[string]string{
		"psd": "Photoshop", "jp2": "JPEG 2000", "j2k": "JPEG 2000", "tga": "Targa", "ppm": "Netpbm", "pgm": "Netpbm", "pbm": "Netpbm", "pam": "Netpbm", "pfm": "Netpbm",
		"ico": "ICO", "hdr": "Radiance", "dds": "DDS", "fits": "FITS", "dpx": "DPX", "miff": "ImageMagick", "pcx": "PCX", "sgi": "SGI", "xpm": "XPM",
		"mng": "MNG", "jng": "JNG", "sun": "Sun", "pict": "PICT", "pdf": "PDF", "eps": "PostScript",
	}
	magick := []string{"-size", "30x20", "gradient:red-blue"}
	for format := range labels {
		if format != "pdf" && format != "eps" { // which Debian's policy forbids it
			magick = append(magick, "-write", filepath.Join(folder, "magick."+format))
		}
	}
	magick = append(magick, "-compress", "RLE", "-write", filepath.Join(folder, "rle.tga"), "null:")
	if out, err := exec.Command(testkit.Tool(t, "convert"), magick...).CombinedOutput(); err != nil {
		testkit.Missing(t, "an ImageMagick that writes these formats: %v %s", err, out)
	}
	script := `import os, sys; from PIL import Image
for name in "pcx tga ppm pgm ico jp2 pdf eps dds sgi pbm".split():
    try: Image.new({"pbm": "1", "pgm": "L"}.get(name, "RGB"), (32, 20), 1).save(os.path.join(sys.argv[1], "pillow." + name))
    except Exception as e: print(name, e)`
	if out, err := exec.Command(interpreter, "-c", script, folder).CombinedOutput(); err != nil || len(out) > 0 {
		t.Logf("Pillow: %v %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) < 8 {
		t.Errorf("only %d files could be made (%v)", len(files), err)
	}
	for _, path := range files {
		if f := identified(read(t, path)); f.Label != labels[strings.TrimPrefix(filepath.Ext(path), ".")] {
			t.Errorf("%s is %+v", filepath.Base(path), f)
		}
	}
}
