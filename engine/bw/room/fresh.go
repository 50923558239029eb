//go:build !linux

package room

// fresh makes an empty buffer for n bytes.
func fresh(n int) []byte { return make([]byte, 0, n) }
