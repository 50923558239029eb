package exif

import (
	"bytes"
	"compress/zlib"
	"io"
	"sync"
)

// maxDeflated is the most that a deflated stream inside metadata is inflated to.
const maxDeflated = 4 << 20

// deflated finds zlib streams (RFC 1950) that contain a colour picture.
func (f *finder) deflated() {
	for at := 0; f.steps <= maxSteps; at++ {
		i := bytes.IndexByte(f.data[at:], 0x78)
		if i < 0 || at+i+1 >= len(f.data) {
			break
		}
		at += i
		switch f.data[at+1] {
		case 0x01, 0x5e, 0x9c, 0xda:
		default:
			continue
		}
		source := bytes.NewReader(f.data[at:])
		text, ok := inflate(source)
		if !ok {
			continue
		}
		f.steps += 64 + len(text)/64 + (len(f.data)-at-source.Len())/64
		inner := &finder{data: text, every: f.every, depth: f.depth + 1, steps: f.steps}
		ok = inner.search()
		if f.steps = inner.steps; !ok || len(inner.found) > 0 {
			end := len(f.data) - source.Len()
			f.found = append(f.found, picture{start: at, end: end})
			at = end - 1
		}
	}
}

// inflaters pools zlib readers. Most candidates are not zlib streams, and a new reader costs more
// than the attempt.
var inflaters sync.Pool

// inflate returns the content of a zlib stream as far as it is readable, or false if it has no zlib
// header.
func inflate(source *bytes.Reader) (text []byte, ok bool) {
	z, _ := inflaters.Get().(io.ReadCloser)
	if z == nil {
		fresh, err := zlib.NewReader(source)
		if err != nil {
			return nil, false
		}
		z = fresh
	} else if err := z.(zlib.Resetter).Reset(source, nil); err != nil {
		inflaters.Put(z)
		return nil, false
	}
	defer inflaters.Put(z)
	text, _ = io.ReadAll(io.LimitReader(z, maxDeflated))
	return text, true
}
