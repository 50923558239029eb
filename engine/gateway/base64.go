package gateway

import (
	"bytes"

	"github.com/segmentio/asm/base64"

	"pretobranco/engine/bw/fault"
)

// errNotBase64 also covers text that is not UTF-8, which is not base64 either: both
// close a connection with the same code.
var errNotBase64 = fault.New(fault.Damaged, "the text is neither a picture in base64 nor options in JSON")

// A decoder turns base64, in pieces that end anywhere and with white space anywhere,
// into a buffer. Four characters are a group, which makes three bytes.
type decoder struct {
	to     *recvBuffer
	left   [4]byte // characters of a group that is not yet whole
	nleft  int
	padded bool // "=" came, so only white space may follow
}

// write takes a piece, which it may change.
func (d *decoder) write(p []byte) error {
	p, err := d.groups(p, false)
	if len(p) == 0 || err != nil {
		return err
	}
	// What is left ends within a group, or has white space, padding, or what is no base64.
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

// groups takes whole groups from the start of p, if there is nothing else there but the
// beginning of one more. It returns what it did not take. Only with sure, when p has no
// white space and no padding, does it know how much will come of it.
func (d *decoder) groups(p []byte, sure bool) ([]byte, error) {
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
	spare, err := d.to.spare(size)
	if err != nil && !sure {
		return p, nil
	} else if err != nil {
		return nil, err
	}
	// A line break passes as none here, and shows in what is missing at the end.
	if n, err := base64.StdEncoding.Decode(spare[:size], p[:whole]); err != nil || n != size {
		return p, nil
	}
	d.to.add(size)
	return p[whole:], nil
}

// characters takes p one by one.
func (d *decoder) characters(p []byte) error {
	for _, c := range p {
		switch {
		case space(c):
			continue
		case d.padded && d.nleft == 0, c == '=' && d.nleft < 2, c != '=' && (d.padded || !alphabet([]byte{c})):
			return errNotBase64
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
			return errNotBase64
		}
		spare, err := d.to.spare(n)
		if err != nil {
			return err
		}
		copy(spare, group[:n])
		d.to.add(n)
	}
	return nil
}

// end reports errNotBase64 if the text must not end here.
func (d *decoder) end() error {
	if d.nleft > 0 {
		return errNotBase64
	}
	return nil
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v'
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
