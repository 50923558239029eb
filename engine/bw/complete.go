package bw

import (
	"bytes"
	"encoding/binary"
)

// Complete reports whether file is a picture that has the end its format requires. It catches a
// transfer that broke off, not damage inside. Formats that have no mark or length to go by are
// always complete. A JPEG, PNG or GIF may have zeros or line breaks behind its end, which some writers
// append.
func Complete(file []byte) bool {
	end := bytes.TrimRight(file[max(0, len(file)-64):], "\x00\r\n")
	switch Sniff(file) {
	case "":
		return false
	case JPEG:
		return bytes.HasSuffix(end, []byte("\xff\xd9"))
	case PNG:
		return bytes.HasSuffix(end, []byte("IEND\xaeB`\x82"))
	case GIF:
		return bytes.HasSuffix(end, []byte(";"))
	case WebP:
		return int64(len(file)) >= 8+int64(binary.LittleEndian.Uint32(file[4:]))
	}
	return true
}
