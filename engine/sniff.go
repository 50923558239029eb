package engine

import (
	"errors"
	"io"
	"path/filepath"
	"strings"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/safefile"
)

// sniff returns the format of a file. A file that is no picture is an error, with its kind if
// that is known.
func sniff(path string) (Format, Foreign, error) {
	f, info, err := safefile.Open(path)
	if err != nil {
		return "", Foreign{}, readError(err)
	}
	defer f.Close()
	return formatOf(f, info.Size())
}

// headSize is how many bytes identify a format.
const headSize = 64

// formatOf returns the format of a file of so many bytes.
func formatOf(file io.ReaderAt, size int64) (Format, Foreign, error) {
	var head [headSize]byte
	n, err := file.ReadAt(head[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", Foreign{}, readError(err)
	}
	if n == 0 {
		return "", Foreign{}, newError(fault.Damaged, "the file is empty")
	}
	format := bw.Sniff(head[:n])
	if format != "" && format != bw.TIFF {
		return format, Foreign{}, nil
	}
	switch foreign := bw.Identify(file, size); {
	case foreign.Kind != "":
		return "", foreign, foreign.Refusal()
	case format == "":
		return "", Foreign{}, newError(fault.Unsupported, "not a picture that we can read")
	}
	return format, Foreign{}, nil
}

// junkName reports whether systems, cameras or this program make files or folders of this name
// in any folder: they are not meant when a folder is added.
func junkName(name string) bool {
	switch strings.ToLower(name) {
	case "thumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "@eadir", "__macosx":
		return true
	}
	return strings.HasPrefix(name, ".") // .DS_Store, ._IMG_1.jpg, .thumbnails, our own files .pb-*
}

// sidecar reports whether a file is one in which a photo program keeps its settings for the
// photo of the same name.
func sidecar(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xmp", ".aae", ".pp3", ".dop", ".on1", ".cos", ".nksc", ".nxd", ".arp", ".rpp", ".acr", ".vrd", ".dr4":
		return true
	}
	return false
}
