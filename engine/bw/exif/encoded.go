package exif

// minRun is how many digits a picture in base64 or hexadecimal has at least: fewer make no
// header.
const minRun = 64

// encoded finds runs of base64 or hexadecimal digits that hold a picture in colour. White space,
// also as XML and JSON write it, may stand among the digits. A run may begin with what is no
// part of the picture, so that it is decoded from each of the digits that a byte can begin at.
func (f *finder) encoded() {
	for at := 0; at < len(f.data); at++ {
		if sixBits[f.data[at]] == 0 {
			continue
		}
		digits, end := measure(f.data, at, &sixBits)
		if digits >= minRun {
			f.run(at, end, digits, &sixBits, 4, fromBase64)
			f.hexadecimal(at, end) // its digits are digits of base64, too
		}
		at = end
	}
}

// hexadecimal finds those of hexadecimal digits between two offsets.
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

// run searches one run, which has so many digits.
func (f *finder) run(at, end, digits int, alphabet *[256]byte, shifts int, decode func(digits []byte) []byte) {
	run := make([]byte, 0, digits)
	for i := at; i < end; {
		if c := f.data[i]; alphabet[c] > 0 {
			run = append(run, c)
			i++
		} else {
			i += max(1, space(f.data[i:end]))
		}
	}
	for shift := range shifts {
		inner := &finder{data: decode(run[shift:]), every: f.every, depth: f.depth + 1, steps: f.steps}
		ok := inner.search()
		if f.steps = inner.steps; !ok || len(inner.found) > 0 {
			f.found = append(f.found, picture{start: at, end: end, filler: ' '})
			break
		}
	}
}

// measure returns how many digits the run has that begins at an offset, and where it ends.
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

// space is the length of the white space that b begins with, or of the backslash before an
// escaped slash; 0 if there is none.
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

// lineBreak is the length of the character reference of a line break that b begins with, or 0.
func lineBreak(b []byte) int {
	for _, text := range []string{"&#xA;", "&#xD;", "&#xa;", "&#xd;", "&#10;", "&#13;"} {
		if len(b) >= len(text) && string(b[:len(text)]) == text {
			return len(text)
		}
	}
	return 0
}

// sixBits is one more than the value of a digit of base64, in both alphabets of RFC 4648; 0 for
// what is none.
var sixBits = func() (table [256]byte) {
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		table[c] = byte(i + 1)
	}
	table['-'], table['_'] = 63, 64
	return table
}()

func fromBase64(digits []byte) []byte {
	out := make([]byte, 0, len(digits)/4*3)
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

// fourBits is one more than the value of a hexadecimal digit, and 0 for what is none.
var fourBits = func() (table [256]byte) {
	for i, c := range []byte("0123456789abcdef") {
		table[c] = byte(i + 1)
	}
	for i, c := range []byte("ABCDEF") {
		table[c] = byte(i + 11)
	}
	return table
}()

func fromHex(digits []byte) []byte {
	out := make([]byte, 0, len(digits)/2)
	for ; len(digits) >= 2; digits = digits[2:] {
		out = append(out, (fourBits[digits[0]]-1)<<4|(fourBits[digits[1]]-1))
	}
	return out
}
