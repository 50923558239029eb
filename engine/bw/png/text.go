package png

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxTexts bounds what all texts and profiles of a file may inflate to.
const maxTexts = 64 << 20

// A reader of texts counts what they inflate to.
type textReader struct{ inflated int }

// read reads a tEXt, zTXt or iTXt chunk: its keyword, and its text decompressed (11.3.3). A text that
// breaks off is returned as far as it goes, but is not ok.
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
	// In iTXt: whether it is compressed, the method, a language and a translated keyword with
	// a zero behind each, the text (11.3.3.4).
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

// rawPrefix opens the keyword of texts that hold metadata in hexadecimal digits, as ImageMagick
// invented them: "Raw profile type exif". The text is a line break, a name, the number of bytes, and
// the digits, each on lines of their own.
const rawPrefix = "raw profile type "

// rawKind returns what a keyword says of the metadata in its text: "exif", "app1", "xmp", "iptc",
// "8bim", "icc"...; "" if it is no such text.
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

// rawText is the text for metadata.
func rawText(kind string, data []byte) []byte {
	out := fmt.Appendf(nil, "\n%s\n%8d\n", kind, len(data))
	for len(data) > 0 {
		n := min(36, len(data))
		out = append(hex.AppendEncode(out, data[:n]), '\n')
		data = data[n:]
	}
	return out
}

// appendText appends a text chunk: iTXt if the text has other letters than Latin-1's first half,
// compressed if that is asked for.
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
