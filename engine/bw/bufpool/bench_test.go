package bufpool

import (
	"fmt"
	"testing"
)

// BenchmarkFill fills a buffer that others had, and a new one: what the difference is worth.
func BenchmarkFill(b *testing.B) {
	const size = 3 << 20
	source := make([]byte, size)
	for _, used := range []bool{true, false} {
		b.Run(fmt.Sprintf("used=%v", used), func(b *testing.B) {
			b.Cleanup(Empty)
			b.SetBytes(size)
			for b.Loop() {
				buffer := append(Get(size), source...)
				if used {
					Put(buffer)
				}
			}
		})
	}
}
