package bw

import (
	"path/filepath"
	"slices"
	"strings"

	"pretobranco/engine/bw/apng"
	"pretobranco/engine/bw/bmp"
	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/gif"
	"pretobranco/engine/bw/heif"
	"pretobranco/engine/bw/jpeg"
	"pretobranco/engine/bw/tiff"
	"pretobranco/engine/bw/webp"
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

// formats lists every format, in the order in which they are shown. To add one, write its codec and add
// a row: everything else reads this table. TestConformance checks the codec against its row.
//
// The costs are rounded up from pictures of 4 and 16 megapixels on a core of 2024, of the slowest kind:
// with 16 bits, or compressed without loss.
var formats = []FormatInfo{
	{Format: JPEG, Label: "JPEG", Media: "image/jpeg", Extensions: []string{".jpg", ".jpeg", ".jpe", ".jfif"},
		Lossy: true, DecodeCost: Cost{15, 4}, EncodeCost: Cost{10, 1}, codec: jpeg.Codec},
	{Format: PNG, Label: "PNG", Media: "image/png", Extensions: []string{".png", ".apng"},
		Lossless: true, Alpha: FullAlpha, SixteenBit: true, Frames: Animation,
		DecodeCost: Cost{80, 16}, EncodeCost: Cost{20, 3}, codec: apng.Codec},
	{Format: GIF, Label: "GIF", Media: "image/gif", Extensions: []string{".gif"},
		Lossless: true, Alpha: BinaryAlpha, Frames: Animation,
		DecodeCost: Cost{100, 12}, EncodeCost: Cost{35, 4}, codec: gif.Codec},
	{Format: BMP, Label: "BMP", Media: "image/bmp", Extensions: []string{".bmp", ".dib"},
		Lossless: true, Alpha: FullAlpha,
		DecodeCost: Cost{70, 8}, EncodeCost: Cost{5, 3}, codec: bmp.Codec},
	{Format: TIFF, Label: "TIFF", Media: "image/tiff", Extensions: []string{".tif", ".tiff"},
		Lossless: true, Alpha: FullAlpha, SixteenBit: true, Frames: Pages,
		DecodeCost: Cost{230, 32}, EncodeCost: Cost{35, 5}, codec: tiff.Codec},
	{Format: WebP, Label: "WebP", Media: "image/webp", Extensions: []string{".webp"},
		Lossy: true, Lossless: true, Alpha: FullAlpha, Frames: Animation,
		DecodeCost: Cost{90, 10}, EncodeCost: Cost{480, 90}, codec: webp.Codec},
	{Format: HEIC, Label: "HEIC", Media: "image/heic", Extensions: []string{".heic", ".heif"},
		DecodeCost: Cost{160, 16}, codec: heif.Codec(heif.HEIC)},
	{Format: AVIF, Label: "AVIF", Media: "image/avif", Extensions: []string{".avif"},
		DecodeCost: Cost{490, 70}, codec: heif.Codec(heif.AVIF)},
	{Format: JXL, Label: "JPEG XL", Media: "image/jxl", Extensions: []string{".jxl"},
		DecodeCost: Cost{1240, 45}, codec: heif.Codec(heif.JXL)},
}

// FormatInfo describes a format. The fields from Lossy to Frames describe what a written file
// can contain; they are zero for a format that is only read.
type FormatInfo struct {
	Format     Format
	Label      string   // its proper name, the same in every language
	Media      string   // its media type
	Extensions []string // of file names, with their dot; the first is the one that results get

	Lossy      bool // with Lossless: a picture from a lossy file is compressed with loss, others without
	Lossless   bool
	Alpha      Alpha
	SixteenBit bool
	Frames     FrameKind

	DecodeCost Cost
	EncodeCost Cost // zero for a format that is only read

	codec codec.Codec
}

// A Cost is what a codec needs for each pixel. Estimates only compare conversions with it: its order of
// magnitude matters, not its exact value.
type Cost struct {
	Time   int64 // nanoseconds of one core
	Memory int64 // bytes
}

// Alpha is how much transparency a format can store.
type Alpha int

const (
	NoAlpha     Alpha = iota
	BinaryAlpha       // a pixel is transparent or opaque
	FullAlpha
)

// A FrameKind is how a format stores more than one picture.
type FrameKind int

const (
	OneFrame  FrameKind = iota
	Animation           // frames, each with its time
	Pages
)

// Written reports whether files of the format can be written.
func (f FormatInfo) Written() bool { return f.codec.Encode != nil }

// Formats lists every format that is read, in the order in which to show them.
func Formats() []FormatInfo { return slices.Clone(formats) }

// WrittenFormats lists every format that is written, in the order in which to show them.
func WrittenFormats() (written []Format) {
	for _, f := range formats {
		if f.Written() {
			written = append(written, f.Format)
		}
	}
	return written
}

// FormatNames returns the values of the option format as text: "keep, jpeg, png".
func FormatNames() string {
	names := []string{string(Keep)}
	for _, f := range WrittenFormats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// Info returns the format's row of the table, or the zero value for an unknown format.
func (f Format) Info() FormatInfo {
	for _, row := range formats {
		if row.Format == f {
			return row
		}
	}
	return FormatInfo{}
}

// Extension returns the extension that results of the format get, with its dot, or "" for an
// unknown format.
func (f Format) Extension() string {
	if known := f.Info().Extensions; len(known) > 0 {
		return known[0]
	}
	return ""
}

// FormatOf returns the format of a file name's extension, in upper or lower case, or "".
func FormatOf(name string) Format {
	ext := strings.ToLower(filepath.Ext(name))
	for _, row := range formats {
		if slices.Contains(row.Extensions, ext) {
			return row.Format
		}
	}
	return ""
}

// parseFormat parses the name of a format, or one of its extensions without the dot: tif for TIFF.
func parseFormat(text string) (Format, bool) {
	text = strings.ToLower(text)
	if text == string(Keep) {
		return Keep, true
	}
	if f := Format(text); f.Info().Format != "" {
		return f, true
	}
	f := FormatOf("." + text)
	return f, f != ""
}

// Sniff returns a picture's format by its first bytes, or "" for a file of any other kind. Sixty-four
// bytes are enough, except for some AVIF files, which need their first kilobytes to be told from HEIC.
func Sniff(file []byte) Format {
	for _, row := range formats {
		if row.codec.Sniff(file) {
			return row.Format
		}
	}
	return ""
}

// Complete reports whether file is a picture that has the end its format requires. It detects an
// interrupted transfer, not damage inside. A format without such an end is always complete. Zeros and
// line breaks after the end, which some writers append, do not count.
func Complete(file []byte) bool {
	format := Sniff(file)
	if format == "" {
		return false
	}
	complete := format.Info().codec.Complete
	return complete == nil || complete(file)
}
