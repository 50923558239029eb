package heif

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"

	"github.com/dsnet/compress/brotli"
)

// mostMetadata bounds decompressed metadata.
const mostMetadata = 64 << 20

// decompressed returns data in one of the encodings of HTTP that items may have (ISO/IEC 23008-12,
// 9.2.1), or data itself without encoding; nil if it can't be read.
func decompressed(data []byte, encoding string) []byte {
	var r io.Reader
	var err error
	source := bytes.NewReader(data)
	switch encoding {
	case "":
		return data
	case "deflate", "compress_zlib":
		r, err = zlib.NewReader(source)
	case "gzip":
		r, err = gzip.NewReader(source)
	case "br":
		r, err = brotli.NewReader(source, nil)
	default:
		return nil
	}
	if err != nil {
		return nil
	}
	data, err = io.ReadAll(io.LimitReader(r, mostMetadata))
	if err != nil || len(data) == mostMetadata {
		return nil
	}
	return data
}
