package exif

// minRun is the smallest number of base64 or hexadecimal digits that can encode a picture; fewer
// don't hold a header.
const minRun = 64

// encoded finds runs of base64 or hexadecimal digits that encode a colour picture. White space,
// including that of XML and JSON escapes, is permitted between digits. A run may start before the
// picture, so it is decoded from every possible byte boundary.
func (f *finder) encoded() {
	for start, end := textRun(f.data, 0); start < end; start, end = textRun(f.data, end) {
		f.base64(start, end)
	}
}

// textRun returns the next sequence of at least minRun bytes that may all be part of a run: digits,
// white space and the characters of its escapes. The result is empty if there is none. A byte that
// is not part of a run rules out all sequences that include it, so most bytes are not read.
func textRun(data []byte, from int) (start, end int) {
	for start = from; start+minRun <= len(data); {
		i := start + minRun - 1
		for i >= start && inRun[data[i]] {
			i--
		}
		if i >= start {
			start = i + 1
			continue
		}
		for end = start + minRun; end < len(data) && inRun[data[end]]; {
			end++
		}
		return start, end
	}
	return len(data), len(data)
}

// base64 finds the runs of base64 digits between two offsets.
func (f *finder) base64(at, end int) {
	for ; at < end; at++ {
		if sixBits[f.data[at]] == 0 {
			continue
		}
		digits, after := measure(f.data[:end], at, &sixBits)
		if digits >= minRun {
			f.run(at, after, digits, &sixBits, 4, fromBase64)
			f.hexadecimal(at, after) // hexadecimal digits are base64 digits, too
		}
		at = after
	}
}

// hexadecimal finds the runs of hexadecimal digits between two offsets.
func (f *finder) hexadecimal(at, end int) {
	for ; at < end; at++ {
		if fourBits[f.data[at]] == 0 {
			continue
		}
		digits, after := measure(f.data[:end], at, &fourBits)
		if digits >= minRun {
			f.run(at, after, digits, &fourBits, 2, fromHex)
		}
		at = after
	}
}

// run searches a run that has so many digits.
func (f *finder) run(at, end, digits int, alphabet *[256]byte, shifts int, decode func(out, digits []byte) []byte) {
	run := make([]byte, 0, digits)
	for i := at; i < end; {
		if c := f.data[i]; alphabet[c] > 0 {
			run = append(run, c)
			i++
		} else {
			i += max(1, space(f.data[i:end]))
		}
	}
	decoded := make([]byte, 0, digits)
	for shift := range shifts {
		inner := &finder{data: decode(decoded, run[shift:]), every: f.every, depth: f.depth + 1, steps: f.steps}
		ok := inner.search()
		if f.steps = inner.steps; !ok || len(inner.found) > 0 {
			f.found = append(f.found, picture{start: at, end: end, filler: ' '})
			break
		}
	}
}

// measure returns the number of digits of the run at an offset, and where it ends.
func measure(data []byte, at int, alphabet *[256]byte) (digits, end int) {
	for at < len(data) {
		for at < len(data) && alphabet[data[at]] > 0 {
			digits++
			at++
		}
		end = at
		for at < len(data) && alphabet[data[at]] == 0 {
			n := space(data[at:])
			if n == 0 {
				return digits, end
			}
			at += n
		}
	}
	return digits, end
}

// space returns the length of the white space at the start of b, or of the backslash of an escaped
// slash; 0 if there is none.
func space(b []byte) int {
	switch c := b[0]; {
	case c == ' ', c == '\t', c == '\r', c == '\n':
		return 1
	case c == '\\' && len(b) > 1 && (b[1] == 'n' || b[1] == 'r'):
		return 2
	case c == '\\' && len(b) > 1 && b[1] == '/':
		return 1
	case c == '&':
		return lineBreak(b)
	}
	return 0
}

// lineBreak returns the length of the character reference of a line break at the start of b, or 0.
func lineBreak(b []byte) int {
	for _, text := range []string{"&#xA;", "&#xD;", "&#xa;", "&#xd;", "&#10;", "&#13;"} {
		if len(b) >= len(text) && string(b[:len(text)]) == text {
			return len(text)
		}
	}
	return 0
}

// sixBits is the value of a base64 digit plus 1, in both alphabets of RFC 4648; 0: not a digit.
var sixBits = func() (table [256]byte) {
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		table[c] = byte(i + 1)
	}
	table['-'], table['_'] = 63, 64
	return table
}()

// inRun marks the bytes that runs consist of: see space.
var inRun = func() (table [256]bool) {
	for c := range table {
		table[c] = sixBits[c] > 0
	}
	for _, c := range []byte(" \t\r\n\\&#;") {
		table[c] = true
	}
	return table
}()

func fromBase64(out, digits []byte) []byte {
	for ; len(digits) >= 4; digits = digits[4:] {
		v := 0
		for _, c := range digits[:4] {
			v = v<<6 | int(sixBits[c]-1)
		}
		out = append(out, byte(v>>16), byte(v>>8), byte(v))
	}
	v, n := 0, 0
	for _, c := range digits { // of the last group
		v, n = v<<6|int(sixBits[c]-1), n+6
	}
	for n >= 8 {
		n -= 8
		out = append(out, byte(v>>n))
	}
	return out
}

// fourBits is the value of a hexadecimal digit plus 1; 0: not a digit.
var fourBits = func() (table [256]byte) {
	for i, c := range []byte("0123456789abcdef") {
		table[c] = byte(i + 1)
	}
	for i, c := range []byte("ABCDEF") {
		table[c] = byte(i + 11)
	}
	return table
}()

func fromHex(out, digits []byte) []byte {
	for ; len(digits) >= 2; digits = digits[2:] {
		out = append(out, (fourBits[digits[0]]-1)<<4|(fourBits[digits[1]]-1))
	}
	return out
}
