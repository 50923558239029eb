// Package base64stream decodes base64 that comes in pieces.
package base64stream

import (
	"bytes"

	"github.com/segmentio/asm/base64"
)

// A Buffer is what a Decoder appends to. Its errors, such as that of a limit, are the Decoder's.
type Buffer interface {
	Spare(n int) ([]byte, error) // the capacity behind what is there, at least n bytes
	Add(n int)                   // appends the first n bytes of Spare
}

// A Decoder decodes base64 with padding (RFC 4648, section 4) into a Buffer. A piece may end
// anywhere, and white space may be anywhere. Four characters are a group, which makes three bytes.
type Decoder struct {
	To    Buffer
	Wrong error // returned for text that is not base64
	URL   bool  // the text may also be a data: URL in base64 (RFC 2397)

	left   [4]byte // characters of a group that is not yet whole
	nleft  int
	padded bool   // there was "=", so only white space may follow
	lines  bool   // there are line breaks, which are removed from every piece first
	head   []byte // the start of what may be a data: URL
}

// Write decodes a piece, which it may change.
func (d *Decoder) Write(p []byte) error {
	if d.URL {
		var err error
		if p, err = d.skipURL(p); len(p) == 0 || err != nil {
			return err
		}
	}
	if !d.lines {
		var err error
		if p, err = d.groups(p, false); len(p) == 0 || err != nil {
			return err
		}
		d.lines = bytes.IndexByte(p, '\n') >= 0
	}
	if d.lines {
		var err error
		if p, err = d.groups(joined(p), false); len(p) == 0 || err != nil {
			return err
		}
	}
	// What is left ends within a group, or has other white space, padding, or what is no base64.
	p = compact(p)
	head := p
	if i := bytes.IndexByte(p, '='); i >= 0 {
		head = p[:i]
	}
	rest, err := d.groups(head, true)
	if err != nil {
		return err
	}
	return d.characters(p[len(head)-len(rest):])
}

// Run decodes the whole groups of p if all of them are base64 and no group is incomplete. It does
// not change p, and returns how many characters it decoded, or 0: then Write reports the error.
func (d *Decoder) Run(p []byte) int {
	if d.lines || d.nleft > 0 || d.URL {
		return 0
	}
	rest, err := d.groups(p, false)
	if err != nil {
		return 0
	}
	return len(p) - len(rest)
}

// Whole reports whether the text may end here.
func (d *Decoder) Whole() bool { return d.nleft == 0 && len(d.head) == 0 }

// groups decodes whole groups from the start of p, if there is nothing else there but the
// beginning of one more. It returns what it did not decode. Only with sure, when p has no white
// space and no padding, does it know how many bytes p makes.
func (d *Decoder) groups(p []byte, sure bool) ([]byte, error) {
	if d.padded {
		return p, nil
	}
	if d.nleft > 0 {
		need := 4 - d.nleft
		if len(p) < need || !alphabet(p[:need]) {
			return p, nil
		}
		if err := d.characters(p[:need]); err != nil {
			return nil, err
		}
		p = p[need:]
	}
	whole := len(p) &^ 3
	size := whole / 4 * 3
	if size == 0 {
		return p, nil
	}
	spare, err := d.To.Spare(size)
	if err != nil && !sure {
		return p, nil
	} else if err != nil {
		return nil, err
	}
	// Decode skips line breaks, and then returns fewer bytes.
	if n, err := base64.StdEncoding.Decode(spare[:size], p[:whole]); err != nil || n != size {
		return p, nil
	}
	d.To.Add(size)
	return p[whole:], nil
}

// characters decodes p one by one.
func (d *Decoder) characters(p []byte) error {
	for _, c := range p {
		switch {
		case space(c):
			continue
		case d.padded && d.nleft == 0, c == '=' && d.nleft < 2, c != '=' && (d.padded || !alphabet([]byte{c})):
			return d.Wrong
		}
		d.padded = d.padded || c == '='
		d.left[d.nleft] = c
		if d.nleft++; d.nleft < 4 {
			continue
		}
		d.nleft = 0
		var group [3]byte
		n, err := base64.StdEncoding.Decode(group[:], d.left[:])
		if err != nil {
			return d.Wrong
		}
		spare, err := d.To.Spare(n)
		if err != nil {
			return err
		}
		copy(spare, group[:n])
		d.To.Add(n)
	}
	return nil
}

// joined removes line breaks, LF or CRLF, in place. Lines are long, so it is faster than compact.
func joined(p []byte) []byte {
	out := p[:0]
	for len(p) > 0 {
		line, rest, _ := bytes.Cut(p, []byte{'\n'})
		p = rest
		out = append(out, bytes.TrimSuffix(line, []byte{'\r'})...)
	}
	return out
}

// compact removes white space, in place.
func compact(p []byte) []byte {
	n := 0
	for _, c := range p {
		if !space(c) {
			p[n] = c
			n++
		}
	}
	return p[:n]
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v'
}

// alphabet reports whether p, which is short, holds nothing but base64's alphabet.
func alphabet(p []byte) bool {
	for _, c := range p {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '+' && c != '/' {
			return false
		}
	}
	return true
}
