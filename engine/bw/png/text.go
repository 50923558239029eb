package png

import "bytes"

// textOf reads a tEXt, zTXt or iTXt chunk: its keyword, and its text decompressed (11.3.3).
func textOf(c chunk) (name string, text []byte, ok bool) {
	name, rest, ok := keyword(c.data())
	if !ok {
		return "", nil, false
	}
	switch c.kind() {
	case "tEXt":
		return name, rest, true
	case "zTXt":
		text, ok = inflateText(rest)
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
	text, ok = inflateText(append([]byte{rest[1]}, fields[2]...))
	return name, text, ok
}
