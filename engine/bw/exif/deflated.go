package exif

import (
	"bytes"
	"compress/zlib"
	"io"
)

// maxDeflated bounds what deflated data inside a piece of metadata is inflated to.
const maxDeflated = 4 << 20

// deflated finds zlib streams (RFC 1950) that hold a picture in colour.
func (f *finder) deflated() {
	for _, mark := range []string{"\x78\x01", "\x78\x5e", "\x78\x9c", "\x78\xda"} {
		for at := 0; ; at++ {
			i := bytes.Index(f.data[at:], []byte(mark))
			if i < 0 || f.steps > maxSteps {
				break
			}
			at += i
			source := bytes.NewReader(f.data[at:])
			z, err := zlib.NewReader(source)
			if err != nil {
				continue
			}
			text, _ := io.ReadAll(io.LimitReader(z, maxDeflated))
			f.steps += 64 + len(text)/64 + (len(f.data)-at-source.Len())/64
			inner := &finder{data: text, every: f.every, depth: f.depth + 1, steps: f.steps}
			ok := inner.search()
			if f.steps = inner.steps; !ok || len(inner.found) > 0 {
				end := len(f.data) - source.Len()
				f.found = append(f.found, picture{start: at, end: end})
				at = end - 1
			}
		}
	}
}
