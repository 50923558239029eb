package xmlrpc

import (
	"bytes"
	"errors"
	"io"

	"github.com/segmentio/asm/base64"

	"pretobranco/engine/bw/bufpool"
)

var errNotBase64 = errors.New("the text is not base64")

// A base64Decoder decodes base64 in pieces into a Blob. Four characters make three bytes. A piece
// may end anywhere, and spaces and line breaks may be anywhere (RFC 2045).
type base64Decoder struct {
	data    []byte
	limit   int64   // of len(data); 0 for none
	left    [4]byte // characters of a group that is not yet whole
	nleft   int
	started bool   // there was something other than space
	padded  bool   // there was "=", so only space may follow
	lines   bool   // there are line breaks, which are removed from every piece first
	compact []byte // a piece without them
	err     error
	taken   bool // data has been returned in a Blob
}

// startSize is the first size of the buffer, whatever size the sender has announced.
const startSize = 64 << 10

// write decodes a piece. The first error is kept for blob: a document is read to its end even if
// its picture is not base64.
func (b *base64Decoder) write(piece []byte) {
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

// run decodes the whole groups of piece if all of them are base64 and no group is incomplete. It
// returns how many characters it decoded.
func (b *base64Decoder) run(piece []byte) int {
	whole := len(piece) &^ 3
	if b.err != nil || b.lines || b.padded || b.nleft > 0 || !b.groups(piece[:whole]) {
		return 0
	}
	b.started = true
	return whole
}

// decode decodes a piece from the middle of the base64, without spaces and padding. It reports false,
// and has decoded nothing, if the piece has any.
func (b *base64Decoder) decode(piece []byte) bool {
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

// groups decodes whole groups of four without padding, or reports false.
func (b *base64Decoder) groups(src []byte) bool {
	n := len(src) / 4 * 3
	b.reserve(n)
	dst := b.data[len(b.data) : len(b.data)+n]
	// Decode skips line breaks, and then returns fewer bytes.
	if got, err := base64.StdEncoding.Decode(dst, src); err != nil || got != n {
		return false
	}
	b.data = b.data[:len(b.data)+n]
	return b.within()
}

// reserve makes space for n more bytes, doubling.
func (b *base64Decoder) reserve(n int) {
	if need := len(b.data) + n; need > cap(b.data) {
		old := b.data
		b.data = append(bufpool.Get(max(need, 2*cap(old), startSize)), old...)
		bufpool.Put(old)
	}
}

// within reports whether the picture is within its limit. It exceeds the limit by one piece at most.
func (b *base64Decoder) within() bool {
	if b.limit > 0 && int64(len(b.data)) > b.limit {
		b.err = tooLarge("the picture has more than %d bytes, this program's limit", b.limit)
	}
	return b.err == nil
}

// decodeLines decodes a piece with spaces or padding, or one that is not base64.
func (b *base64Decoder) decodeLines(piece []byte) {
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
	// The rest, character by character.
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
func (b *base64Decoder) lastGroup() bool {
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

// blob returns the decoded bytes.
func (b *base64Decoder) blob(typed bool) *Blob {
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
