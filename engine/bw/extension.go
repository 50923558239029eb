package bw

import (
	"path/filepath"
	"slices"
	"strings"
)

// extensions lists the file name endings of each format. The first is the one that a converted file
// gets.
var extensions = map[Format][]string{
	JPEG: {".jpg", ".jpeg", ".jpe", ".jfif"},
	PNG:  {".png"},
	GIF:  {".gif"},
	BMP:  {".bmp", ".dib"},
	TIFF: {".tif", ".tiff"},
	WebP: {".webp"},
	HEIC: {".heic", ".heif"},
	AVIF: {".avif"},
	JXL:  {".jxl"},
}

// FormatOf returns the format that a file name's extension stands for, in upper or lower case, or "".
func FormatOf(name string) Format {
	ext := strings.ToLower(filepath.Ext(name))
	for format, known := range extensions {
		if slices.Contains(known, ext) {
			return format
		}
	}
	return ""
}

// Extension returns the extension that files of the format usually have, with its dot, or "" for
// an unknown format.
func (f Format) Extension() string {
	if known := extensions[f]; known != nil {
		return known[0]
	}
	return ""
}
