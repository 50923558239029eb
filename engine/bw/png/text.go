package png

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxTexts is the largest inflated size of all texts and profiles of a file.
const maxTexts = 64 << 20

// A texts reader counts inflated bytes.
type textReader struct{ inflated int }

// read reads a tEXt, zTXt or iTXt chunk: its keyword, and its text decompressed (11.3.3). Of a
// truncated text it returns the readable part and not ok.
func (t *textReader) read(c chunk) (name string, text []byte, ok bool) {
	name, rest, ok := keyword(c.data())
	if !ok {
		return "", nil, false
	}
	switch c.kind() {
	case "tEXt":
		return name, rest, true
	case "zTXt":
		text, ok = t.inflate(rest)
		return name, text, ok
	}
	// iTXt has a compression flag, the method, a language and a translated keyword, both followed
	// by a zero, and the text (11.3.3.4).
	if len(rest) < 2 {
		return name, nil, false
	}
	fields := bytes.SplitN(rest[2:], []byte{0}, 3)
	if len(fields) < 3 {
		return name, nil, false
	}
	if rest[0] == 0 {
		return name, fields[2], true
	}
	text, ok = t.inflate(append([]byte{rest[1]}, fields[2]...))
	return name, text, ok
}

func (t *textReader) inflate(d []byte) ([]byte, bool) {
	if t.inflated > maxTexts {
		return nil, false
	}
	text, ok := inflateText(d)
	t.inflated += len(text)
	return text, ok
}

// rawPrefix starts the keyword of texts with metadata in hexadecimal digits, introduced by
// ImageMagick: "Raw profile type exif". The text is a line break, a name, the number of bytes, and
// the digits, each on separate lines.
const rawPrefix = "raw profile type "

// rawKind returns the kind of metadata in such a text by its keyword: "exif", "app1", "xmp",
// "iptc", "8bim", "icc"...; "" for other texts.
func rawKind(name string) string {
	kind, _ := strings.CutPrefix(strings.ToLower(name), rawPrefix)
	if len(kind) == len(name) {
		return ""
	}
	return kind
}

// parseRaw reads the metadata in a text.
func parseRaw(text []byte) ([]byte, bool) {
	_, rest, ok := bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
	if !ok {
		return nil, false
	}
	number, digits, ok := bytes.Cut(bytes.TrimLeft(rest, " \t\r\n"), []byte("\n"))
	size, err := strconv.Atoi(strings.TrimSpace(string(number)))
	if !ok || err != nil {
		return nil, false
	}
	clean := make([]byte, 0, len(digits))
	for _, c := range digits {
		if c > ' ' {
			clean = append(clean, c)
		}
	}
	clean = clean[:len(clean)&^1]
	data := make([]byte, len(clean)/2)
	if _, err := hex.Decode(data, clean); err != nil || size > len(data) {
		return nil, false
	}
	return data[:size], true
}

// rawText encodes metadata as such a text.
func rawText(kind string, data []byte) []byte {
	out := fmt.Appendf(nil, "\n%s\n%8d\n", kind, len(data))
	for len(data) > 0 {
		n := min(36, len(data))
		out = append(hex.AppendEncode(out, data[:n]), '\n')
		data = data[n:]
	}
	return out
}

// appendText appends a text chunk: iTXt if the text is not ASCII, compressed if requested.
func appendText(out []byte, name string, text []byte, compressed bool) []byte {
	text = bytes.ReplaceAll(text, []byte{0}, []byte{' '})
	ascii := bytes.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	switch {
	case compressed:
		return appendChunk(out, "zTXt", append([]byte(name+"\x00\x00"), deflateText(text)...)...)
	case ascii || !utf8.Valid(text):
		return appendChunk(out, "tEXt", append([]byte(name+"\x00"), text...)...)
	}
	return appendChunk(out, "iTXt", append([]byte(name+"\x00\x00\x00\x00\x00"), text...)...)
}
