//go:build race

package bufpool

// poison overwrites a returned buffer, so that the race detector reports every goroutine that still
// uses it.
func poison(b []byte) {
	b = b[:cap(b)]
	for i := 0; i < len(b); i += 64 {
		b[i] = 0xdb
	}
}
