package base64stream

import (
	"bytes"
	"strings"
)

// maxURLHead is the longest part of a data: URL before its comma.
const maxURLHead = 1024

// skipURL removes the start of a data: URL from the first pieces, and returns what follows it. Text
// that does not start like one is returned as it is. Nothing is returned until that is known.
func (d *Decoder) skipURL(p []byte) ([]byte, error) {
	const scheme, white = "data:", " \t\r\n\f\v"
	if start := bytes.TrimLeft(p, white); len(d.head) == 0 && len(start) > 0 && start[0]|0x20 != scheme[0] {
		d.URL = false // the usual case: nothing is copied
		return p, nil
	}
	d.head = append(d.head, bytes.TrimLeft(p, white)...)
	head := d.head
	n := min(len(head), len(scheme))
	if !strings.EqualFold(string(head[:n]), scheme[:n]) {
		d.URL, d.head = false, nil
		return head, nil
	}
	comma := bytes.IndexByte(head[:min(len(head), maxURLHead)], ',')
	switch {
	case comma < 0 && len(head) < maxURLHead:
		return nil, nil
	case comma < 0:
		return nil, d.Wrong
	}
	// RFC 2397: data:[<mediatype>][;base64],<data>. Without ";base64" the data is percent-encoded.
	if encoding := strings.TrimSpace(string(head[:comma])); !strings.EqualFold(encoding[max(0, len(encoding)-7):], ";base64") {
		return nil, d.Wrong
	}
	d.URL, d.head = false, nil
	return head[comma+1:], nil
}
