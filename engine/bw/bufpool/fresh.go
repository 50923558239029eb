//go:build !linux

package bufpool

// fresh makes an empty buffer for n bytes.
func fresh(n int) []byte { return make([]byte, 0, n) }
