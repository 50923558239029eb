package bw

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf8"

	"pretobranco/engine/bw/tiff"
)

// headRoom is how much of a file's beginning is read to name it.
const headRoom = 4 << 10

// Identify names a file that Sniff does not recognise, or a camera's raw file that looks like a TIFF
// file. It reads some kilobytes of r, which has size bytes. The zero value means that
// the file is of a format that is read, as far as its beginning shows, or of an unknown kind.
func Identify(r io.ReaderAt, size int64) Foreign {
	head := make([]byte, min(headRoom, max(0, size)))
	n, _ := r.ReadAt(head, 0)
	head = head[:n]
	if format := Sniff(head); format != "" && format != TIFF {
		return Foreign{}
	}
	if camera, ok := tiff.Raw(r); ok {
		return rawFile(camera.Maker, camera.Format)
	}
	if Sniff(head) == TIFF {
		return Foreign{}
	}
	for _, s := range signatures {
		if holds(head, s.at, s.text) && holds(head, s.at2, s.text2) {
			return s.file
		}
	}
	for _, look := range []func([]byte) Foreign{ofBrand, ofTransportStream, ofZIP, ofPostScript, ofIcon, ofNetpbm, ofText, ofFrames, ofOldRaster} {
		if f := look(head); f.Kind != "" {
			return f
		}
	}
	return ofTarga(r, head, size)
}

// holds reports whether file has text at an offset.
func holds(file []byte, at int, text string) bool {
	return len(file) >= at+len(text) && string(file[at:at+len(text)]) == text
}

// ofBrand recognises the files of ISO/IEC 14496-12 that are no pictures by their major brand: JPEG 2000,
// audio, and video of any kind.
func ofBrand(head []byte) Foreign {
	if !holds(head, 4, "ftyp") || len(head) < 12 {
		return Foreign{}
	}
	brand := string(head[8:12])
	switch {
	case brand == "jp2 " || brand == "jpx " || brand == "jpm " || brand == "jph ":
		return pictureFile("JPEG 2000", strings.ToUpper(strings.TrimSpace(brand)))
	case strings.HasPrefix(brand, "M4A"), strings.HasPrefix(brand, "M4B"), strings.HasPrefix(brand, "M4P"), strings.HasPrefix(brand, "F4A"):
		return audioFile("M4A")
	case brand == "qt  ":
		return videoFile("MOV")
	}
	return videoFile("MP4")
}

// ofTransportStream recognises MPEG video in packets of 188 bytes (ISO/IEC 13818-1, 2.4.3), before which AVCHD
// puts 4 bytes of time.
func ofTransportStream(head []byte) Foreign {
	for _, lead := range []int{0, 4} {
		packets := 0
		for at := lead; at < len(head) && head[at] == 0x47; at += lead + 188 {
			packets++
		}
		if packets >= 3 {
			return videoFile("MPEG")
		}
	}
	return Foreign{}
}

// ofZIP recognises archives, and the documents that are archives inside (APPNOTE.TXT 6.3, 4.3.7; ISO/IEC
// 29500-2; OpenDocument 1.3-2, 3.3; EPUB OCF 3.3, 4.3).
func ofZIP(head []byte) Foreign {
	if !holds(head, 0, "PK\x03\x04") && !holds(head, 0, "PK\x05\x06") {
		return Foreign{}
	}
	if _, mime, ok := bytes.Cut(head[:min(len(head), 128)], []byte("mimetype")); ok {
		for kind, f := range map[string]Foreign{
			"application/vnd.oasis": documentFile("Office", "ODF"), "application/epub+zip": documentFile("E-book", "EPUB"),
			"application/x-krita": pictureFile("Krita", ""), "image/openraster": pictureFile("OpenRaster", ""),
		} {
			if bytes.HasPrefix(mime, []byte(kind)) {
				return f
			}
		}
	}
	for part, format := range map[string]string{"word/": "DOCX", "xl/": "XLSX", "ppt/": "PPTX"} {
		if bytes.Contains(head, []byte(part)) && bytes.Contains(head, []byte("[Content_Types].xml")) {
			return documentFile("Office", format)
		}
	}
	if bytes.Contains(head, []byte("[Content_Types].xml")) {
		return documentFile("Office", "")
	}
	return archiveFile("ZIP")
}

// ofPostScript recognises PostScript, PDF, which may have other bytes before it (ISO 32000-1, 7.5.2 and
// H.3), and Illustrator's files, which are either of them.
func ofPostScript(head []byte) Foreign {
	pdf := bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-"))
	switch {
	case !pdf && !holds(head, 0, "%!PS") && !holds(head, 0, "%!Ad") && !holds(head, 0, "\x04%!PS"):
		return Foreign{}
	case bytes.Contains(head, []byte("/AIMetaData")), bytes.Contains(head, []byte("/AIPrivateData")), !pdf && bytes.Contains(head, []byte("%%Creator: Adobe Illustrator")):
		return documentFile("Illustrator", "AI")
	case pdf:
		return documentFile("PDF", "")
	case bytes.Contains(head[:min(len(head), 80)], []byte("EPSF")):
		return documentFile("PostScript", "EPS")
	}
	return documentFile("PostScript", "")
}

// ofIcon recognises Windows's icons and cursors: a reserved word, a type, a count, and entries of 16
// bytes, which the pictures follow.
func ofIcon(head []byte) Foreign {
	if len(head) < 22 || !holds(head, 0, "\x00\x00") || head[2] < 1 || head[2] > 2 || head[3] != 0 || head[9] != 0 {
		return Foreign{}
	}
	n, first := int(binary.LittleEndian.Uint16(head[4:])), int64(binary.LittleEndian.Uint32(head[18:]))
	if n == 0 || first < int64(6+16*n) {
		return Foreign{}
	}
	return pictureFile(map[byte]string{1: "ICO", 2: "CUR"}[head[2]], "")
}

// ofNetpbm recognises PBM, PGM, PPM, PAM and PFM: a letter, a digit, blank space, and a number or a
// comment, or for PAM a keyword.
func ofNetpbm(head []byte) Foreign {
	if len(head) < 4 || head[0] != 'P' || !strings.ContainsRune(" \t\r\n", rune(head[2])) {
		return Foreign{}
	}
	next := bytes.TrimLeft(head[2:], " \t\r\n")
	format := map[byte]string{'1': "PBM", '2': "PGM", '3': "PPM", '4': "PBM", '5': "PGM", '6': "PPM", '7': "PAM", 'F': "PFM", 'f': "PFM"}[head[1]]
	if format == "" || len(next) == 0 {
		return Foreign{}
	}
	word, _, _ := bytes.Cut(next, []byte{' '})
	keyword := format == "PAM" && strings.Contains("WIDTH HEIGHT DEPTH MAXVAL TUPLTYPE", string(word))
	if next[0] != '#' && (next[0] < '0' || next[0] > '9') && !keyword {
		return Foreign{}
	}
	return pictureFile("Netpbm", format)
}

// ofText recognises text: SVG drawings and web pages by how they begin, and else all that has no
// control characters.
func ofText(head []byte) Foreign {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return Foreign{Kind: TextFile} // UTF-16
	}
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	high := 0
	for _, c := range text {
		switch {
		case c >= 0x80:
			high++
		case c < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1a\x1b", rune(c)):
			return Foreign{}
		}
	}
	for cut := len(text); high > 0 && !utf8.Valid(text[:cut]); cut-- {
		if len(text)-cut == utf8.UTFMax || cut == 0 { // no character cut in two: an older encoding, or none
			if high > len(text)/3 {
				return Foreign{}
			}
			break
		}
	}
	start := strings.ToLower(strings.TrimSpace(string(text)))
	svg, html := strings.Index(start, "<svg"), strings.Index(start, "<html")
	switch {
	case start == "":
		return Foreign{}
	case start[0] != '<':
	case strings.HasPrefix(start, "<!doctype html"), html >= 0 && (svg < 0 || html < svg):
		return Foreign{Kind: WebPage}
	case svg >= 0:
		return pictureFile("SVG", "")
	}
	return Foreign{Kind: TextFile}
}

// ofFrames recognises MPEG audio by the header of its first frame (ISO/IEC 11172-3, 2.4.1.3; 13818-7,
// 6.2: ADTS).
func ofFrames(head []byte) Foreign {
	if len(head) < 4 || head[0] != 0xff || head[1]&0xe0 != 0xe0 {
		return Foreign{}
	}
	version, layer := head[1]>>3&3, head[1]>>1&3
	rate, frequency := head[2]>>4, head[2]>>2&3
	switch {
	case layer == 0 && head[1]&0xf6 == 0xf0 && head[2]>>2&15 < 13:
		return audioFile("AAC")
	case version == 1 || layer == 0 || rate == 0 || rate == 15 || frequency == 3:
		return Foreign{}
	}
	return audioFile("MP3")
}

// ofOldRaster recognises PCX and SGI's pictures by their first fields.
func ofOldRaster(head []byte) Foreign {
	switch {
	case len(head) < 128:
	case head[0] == 10 && head[1] <= 5 && head[2] == 1 && strings.ContainsRune("\x01\x02\x04\x08", rune(head[3])) && head[64] == 0:
		return pictureFile("PCX", "")
	case holds(head, 0, "\x01\xda") && head[2] <= 1 && (head[3] == 1 || head[3] == 2):
		return pictureFile("SGI", "")
	}
	return Foreign{}
}

// ofTarga recognises Truevision's TGA by its footer (TGA 2.0, field 28), or a file without one by
// fields that fit together and, if it is not compressed, its size.
func ofTarga(r io.ReaderAt, head []byte, size int64) Foreign {
	const mark = "TRUEVISION-XFILE.\x00"
	tail := make([]byte, len(mark))
	if n, _ := r.ReadAt(tail, size-int64(len(mark))); n == len(mark) && string(tail) == mark {
		return pictureFile("Targa", "TGA")
	}
	if len(head) < 18 {
		return Foreign{}
	}
	table, kind, depth := head[1], head[2], int64(head[16])
	entries, entryBits := int64(binary.LittleEndian.Uint16(head[5:])), int64(head[7])
	width, height := int64(binary.LittleEndian.Uint16(head[12:])), int64(binary.LittleEndian.Uint16(head[14:]))
	fits := width > 0 && height > 0 && head[17]&0xc0 == 0
	switch kind &^ 8 {
	case 1:
		fits = fits && table == 1 && entries > 0 && (entryBits == 15 || entryBits == 16 || entryBits == 24 || entryBits == 32) && (depth == 8 || depth == 16)
	case 2:
		fits = fits && table == 0 && entries == 0 && entryBits == 0 && (depth == 15 || depth == 16 || depth == 24 || depth == 32)
	case 3:
		fits = fits && table == 0 && entries == 0 && entryBits == 0 && (depth == 8 || depth == 16)
	default:
		fits = false
	}
	if kind < 8 {
		fits = fits && size >= 18+int64(head[0])+entries*((entryBits+7)/8)+width*height*((depth+7)/8)
	}
	if !fits {
		return Foreign{}
	}
	return pictureFile("Targa", "TGA")
}
