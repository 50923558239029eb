package xmlrpc

import (
	"bytes"
	"errors"
	"io"

	"github.com/segmentio/asm/base64"

	"pretobranco/engine/bw/room"
)

var errNotBase64 = errors.New("the text is not base64")

// A blobber turns pieces of base64 into a Blob. Four characters make three bytes; a
// piece may end anywhere, and spaces and line breaks may stand anywhere (RFC 2045).
type blobber struct {
	data    []byte
	limit   int64   // of len(data); 0 for none
	left    [4]byte // characters of a group that is not yet whole
	nleft   int
	started bool   // something other than space came
	padded  bool   // "=" came, so only space may follow
	lines   bool   // there are line breaks; so every piece is first cleared of them
	compact []byte // a piece without them
	err     error
	taken   bool // data is somebody's
}

// startSize is the room made before anything has come, whatever the sender says
// will come: promises cost a sender nothing.
const startSize = 64 << 10

// write takes a piece. It keeps the first error to itself, see blob: a document is
// read to its end even when its picture is no picture.
func (b *blobber) write(piece []byte) {
	if b.err != nil {
		return
	}
	if !b.lines {
		if i := bytes.IndexByte(piece, '='); i > 0 && b.decode(piece[:i]) {
			piece = piece[i:]
		} else if i < 0 && b.decode(piece) {
			return
		}
	}
	if b.err == nil {
		b.decodeLines(piece)
	}
}

// run takes as much of piece as is whole groups, if all of it is base64 and nothing is
// pending. It returns how much it took.
func (b *blobber) run(piece []byte) int {
	whole := len(piece) &^ 3
	if b.err != nil || b.lines || b.padded || b.nleft > 0 || !b.groups(piece[:whole]) {
		return 0
	}
	b.started = true
	return whole
}

// decode takes a piece without spaces, in the middle of the base64. It reports
// false, and has taken nothing, if the piece is not such a one.
func (b *blobber) decode(piece []byte) bool {
	if b.padded {
		return false
	}
	left, nleft, size := b.left, b.nleft, len(b.data)
	undo := func() bool {
		b.left, b.nleft, b.data = left, nleft, b.data[:size]
		return false
	}
	if b.nleft > 0 && b.nleft+len(piece) >= 4 {
		took := copy(b.left[b.nleft:], piece)
		if !b.groups(b.left[:]) {
			return undo()
		}
		piece, b.nleft = piece[took:], 0
	}
	whole := len(piece) &^ 3
	if b.nleft > 0 {
		whole = 0
	}
	if !b.groups(piece[:whole]) || !base64Only(piece[whole:]) {
		return undo()
	}
	b.nleft += copy(b.left[b.nleft:], piece[whole:])
	b.started = b.started || len(b.data) > 0 || b.nleft > 0
	return true
}

// groups appends what whole groups of four without padding hold, or reports false.
func (b *blobber) groups(src []byte) bool {
	n := len(src) / 4 * 3
	b.reserve(n)
	dst := b.data[len(b.data) : len(b.data)+n]
	// A line break passes as none here, and shows in what is missing at the end.
	if got, err := base64.StdEncoding.Decode(dst, src); err != nil || got != n {
		return false
	}
	b.data = b.data[:len(b.data)+n]
	return b.within()
}

// reserve makes place for n more bytes, doubling.
func (b *blobber) reserve(n int) {
	if need := len(b.data) + n; need > cap(b.data) {
		old := b.data
		b.data = append(room.Take(max(need, 2*cap(old), startSize)), old...)
		room.Give(old)
	}
}

// within reports whether the picture is within its limit. What is above it is one piece.
func (b *blobber) within() bool {
	if b.limit > 0 && int64(len(b.data)) > b.limit {
		b.err = tooLarge("the picture has more than %d bytes, this program's limit", b.limit)
	}
	return b.err == nil
}

// decodeLines takes a piece that has spaces, padding, or what is no base64 at all.
func (b *blobber) decodeLines(piece []byte) {
	b.compact = b.compact[:0]
	for len(piece) > 0 {
		line, rest, broken := bytes.Cut(piece, []byte{'\n'})
		b.lines = b.lines || broken
		piece = rest
		b.compact = append(b.compact, bytes.TrimSuffix(line, []byte{'\r'})...)
	}
	rest := b.compact
	if i := bytes.IndexByte(rest, '='); i < 0 && b.decode(rest) || b.err != nil {
		return
	} else if i > 0 && b.decode(rest[:i]) {
		rest = rest[i:]
	} else if b.err != nil {
		return
	}
	// What is left, character by character.
	for _, c := range rest {
		switch {
		case isSpace(c):
			continue
		case b.padded && b.nleft == 0, c == '=' && b.nleft < 2, c != '=' && (b.padded || !base64Only([]byte{c})):
			b.err = errNotBase64
			return
		}
		b.started = true
		b.padded = b.padded || c == '='
		b.left[b.nleft] = c
		if b.nleft++; b.nleft == 4 && !b.lastGroup() {
			return
		}
	}
}

// lastGroup appends a group that may be padded.
func (b *blobber) lastGroup() bool {
	b.nleft = 0
	b.reserve(3)
	n, err := base64.StdEncoding.Decode(b.data[len(b.data):len(b.data)+3], b.left[:])
	if err != nil {
		b.err = errNotBase64
		return false
	}
	b.data = b.data[:len(b.data)+n]
	return b.within()
}

// blob returns what was written.
func (b *blobber) blob(typed bool) *Blob {
	if b.err == nil && b.nleft > 0 {
		b.err = io.ErrUnexpectedEOF
	}
	b.taken = true
	return &Blob{Data: b.data, Typed: typed, Err: b.err}
}

// base64Only reports whether src, which is short, holds nothing but base64's alphabet.
func base64Only(src []byte) bool {
	for _, c := range src {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '+' && c != '/' {
			return false
		}
	}
	return true
}
