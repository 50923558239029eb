// Package checksum detects pictures and options that were changed in transit. TCP's own checksums
// are weak, and a proxy may change what passes through it.
package checksum

import (
	"errors"
	"hash/crc32"
)

// ErrChanged means that what came is not what was sent.
var ErrChanged = errors.New("the picture was changed on its way")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Sum returns the CRC-32C of b (RFC 3720, section 12.1).
func Sum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }
