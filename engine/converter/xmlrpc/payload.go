package xmlrpc

import (
	"io"

	"github.com/segmentio/asm/base64"
)

// A Payload is a document around a picture: a head, the picture in base64, a tail. It
// is encoded while it is read, into the reader's own buffer. It keeps the picture's
// bytes until then, which must not change.
type Payload struct {
	head, tail string
	image      []byte
	group      [4]byte // a group that did not fit where it was to go
	pending    int     // how many of its characters are still to go
}

// NewPayload makes a Payload of its three parts.
func NewPayload(head string, image []byte, tail string) *Payload {
	return &Payload{head: head, image: image, tail: tail}
}

// Len returns how many bytes are left to read.
func (p *Payload) Len() int64 {
	return int64(len(p.head)+p.pending+len(p.tail)) + int64(base64.StdEncoding.EncodedLen(len(p.image)))
}

// Read encodes into b; it is io.Reader's.
func (p *Payload) Read(b []byte) (n int, err error) {
	n = copy(b, p.head)
	p.head = p.head[n:]
	for n < len(b) && (p.pending > 0 || len(p.image) > 0) {
		if p.pending > 0 {
			took := copy(b[n:], p.group[4-p.pending:])
			p.pending -= took
			n += took
			continue
		}
		take := min(len(p.image), (len(b)-n)/4*3)
		if take == 0 {
			take = min(3, len(p.image))
			base64.StdEncoding.Encode(p.group[:], p.image[:take])
			p.pending = 4
		} else {
			base64.StdEncoding.Encode(b[n:], p.image[:take])
			n += base64.StdEncoding.EncodedLen(take)
		}
		p.image = p.image[take:]
	}
	took := copy(b[n:], p.tail)
	// The tail comes only after the picture: until then there is no room left for it.
	p.tail = p.tail[took:]
	if n += took; n == 0 && len(b) > 0 {
		return 0, io.EOF
	}
	return n, nil
}
