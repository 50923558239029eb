package bw

import (
	"bytes"

	"pretobranco/engine/bw/heif"
)

// A Format names a picture file format. Its text is what travels on the wires.
type Format string

const (
	Keep Format = "keep" // the format that the picture came in

	JPEG Format = "jpeg"
	PNG  Format = "png"
	GIF  Format = "gif"
	BMP  Format = "bmp"
	TIFF Format = "tiff"
	WebP Format = "webp"
	HEIC Format = "heic"
	AVIF Format = "avif"
	JXL  Format = "jxl"
)

// Sniff returns a picture's format by its first bytes, or "" if they are of none
// that we know. Sixty-four bytes are enough, but some AVIF files are HEIC by them, and need
// their first kilobytes.
func Sniff(file []byte) Format {
	has := func(at int, magic string) bool {
		return len(file) >= at+len(magic) && string(file[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "\xff\xd8\xff") && !has(3, "\xf7"): // which begins JPEG-LS, another format
		return JPEG
	case nearlyPNG(file):
		return PNG
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return GIF
	case has(0, "BM") && len(file) >= 18 && bytes.Equal(file[6:10], make([]byte, 4)):
		return BMP
	case has(0, "II*\x00"), has(0, "MM\x00*"), has(0, "II+\x00"), has(0, "MM\x00+"):
		return TIFF
	case has(0, "RIFF") && has(8, "WEBP"):
		return WebP
	case has(0, "\xff\x0a"), has(0, "\x00\x00\x00\x0cJXL \r\n\x87\n"):
		return JXL
	}
	if kind, ok := heif.Sniff(file); ok {
		return map[heif.Kind]Format{heif.HEIC: HEIC, heif.AVIF: AVIF}[kind]
	}
	return ""
}

// nearlyPNG tells a PNG file by its signature, also by one that a transfer broke, as the
// signature is made to show (PNG, 12.1): such a file is damaged, not unknown.
func nearlyPNG(file []byte) bool {
	const signature = "\x89PNG\r\n\x1a\n"
	if len(file) < len(signature) {
		return false
	}
	same := 0
	for i := range len(signature) {
		if file[i] == signature[i] {
			same++
		}
	}
	return same >= len(signature)-1 || string(file[:4]) == signature[:4]
}
