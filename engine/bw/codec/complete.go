package codec

import "bytes"

// TrimPadding returns a file without the zeros and line breaks that some writers append.
func TrimPadding(file []byte) []byte {
	const most = 64
	end := bytes.TrimRight(file[max(0, len(file)-most):], "\x00\r\n")
	return file[:max(0, len(file)-most)+len(end)]
}
