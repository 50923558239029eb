package exif

// minRun is how many digits a picture in base64 or hexadecimal has at least: fewer make no
// header.
const minRun = 64

// encoded finds runs of base64 or hexadecimal digits that hold a picture in colour. White space,
// also as XML and JSON write it, may stand among the digits. A run may begin with what is no
// part of the picture, so that it is decoded from each of the digits that a byte can begin at.
func (f *finder) encoded() {
	f.runs(&sixBits, 4, fromBase64)
	f.runs(&fourBits, 2, fromHex)
}

// runs finds those of an alphabet.
func (f *finder) runs(alphabet *[256]byte, shifts int, decode func(digits []byte) []byte) {
	for at := 0; at < len(f.data); at++ {
		if alphabet[f.data[at]] == 0 {
			continue
		}
		digits, end := f.run(at, alphabet)
		for shift := 0; shift < shifts && len(digits) >= minRun; shift++ {
			inner := &finder{data: decode(digits[shift:]), every: f.every, depth: f.depth + 1, steps: f.steps}
			ok := inner.search()
			if f.steps = inner.steps; !ok || len(inner.found) > 0 {
				f.found = append(f.found, picture{start: at, end: end, filler: ' '})
				break
			}
		}
		at = end
	}
}

// run returns the digits of the run that begins at an offset, and where it ends.
func (f *finder) run(at int, alphabet *[256]byte) (digits []byte, end int) {
	d := f.data
	end = at
	for at < len(d) {
		c := d[at]
		switch {
		case alphabet[c] > 0:
			digits = append(digits, c)
			at++
			end = at
		case c == ' ', c == '\t', c == '\r', c == '\n':
			at++
		case c == '\\' && at+1 < len(d) && (d[at+1] == 'n' || d[at+1] == 'r'):
			at += 2
		case c == '\\' && at+1 < len(d) && d[at+1] == '/':
			at++
		case c == '&' && lineBreak(d[at:]) > 0:
			at += lineBreak(d[at:])
		default:
			return digits, end
		}
	}
	return digits, end
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
