package xmlrpc

import (
	"errors"
	"io"

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/httpd/base64stream"
)

var errNotBase64 = errors.New("the text is not base64")

// A blobReader decodes base64 in pieces into a Blob. A piece may end anywhere, and spaces and line
// breaks may be anywhere (RFC 2045).
type blobReader struct {
	decoder base64stream.Decoder
	data    []byte
	limit   int64 // of len(data); 0 for none
	err     error
	taken   bool // data has been returned in a Blob
}

// newBlobReader returns a blobReader that decodes into the capacity of an empty buffer.
func newBlobReader(into []byte, limit int64) *blobReader {
	b := &blobReader{data: into, limit: limit}
	b.decoder = base64stream.Decoder{To: b, Wrong: errNotBase64, URL: true}
	return b
}

// startSize is the first size of the buffer, whatever size the sender has announced.
const startSize = 64 << 10

// Spare returns the capacity behind data, at least n bytes. The buffer doubles.
func (b *blobReader) Spare(n int) ([]byte, error) {
	need := len(b.data) + n
	if b.limit > 0 && int64(need) > b.limit {
		return nil, tooLarge("the picture has more than %d bytes, this program's limit", b.limit)
	}
	if need > cap(b.data) {
		old := b.data
		b.data = append(bufpool.Get(max(need, 2*cap(old), startSize)), old...)
		bufpool.Put(old)
	}
	return b.data[len(b.data):cap(b.data)], nil
}

// Add appends the first n bytes of Spare to data.
func (b *blobReader) Add(n int) { b.data = b.data[:len(b.data)+n] }

// write decodes a piece. The first error is kept for blob: a document is read to its end even if
// its picture is not base64.
func (b *blobReader) write(piece []byte) {
	if b.err == nil {
		b.err = b.decoder.Write(piece)
	}
}

// run decodes the whole groups of piece if all of them are base64 and no group is incomplete. It
// returns how many characters it decoded.
func (b *blobReader) run(piece []byte) int {
	if b.err != nil {
		return 0
	}
	return b.decoder.Run(piece)
}

// started reports whether there was something other than space.
func (b *blobReader) started() bool { return len(b.data) > 0 || !b.decoder.Whole() || b.err != nil }

// blob returns the decoded bytes.
func (b *blobReader) blob(typed bool) *Blob {
	if b.err == nil && !b.decoder.Whole() {
		b.err = io.ErrUnexpectedEOF
	}
	b.taken = true
	return &Blob{Data: b.data, Typed: typed, Err: b.err}
}
