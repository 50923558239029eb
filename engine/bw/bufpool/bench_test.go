package bufpool

import (
	"fmt"
	"runtime"
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

// BenchmarkPut returns a buffer and gets it again, when no buffer is discarded and when a thousand are: the
// cost of the check.
func BenchmarkPut(b *testing.B) {
	for _, n := range []int{0, 1000} {
		b.Run(fmt.Sprintf("discarded=%d", n), func(b *testing.B) {
			b.Cleanup(Empty)
			Empty()
			for range n {
				Put(make([]byte, 1<<smallest))
			}
			discards := free[smallest]
			Empty()
			for b.Loop() {
				Put(Get(1 << smallest))
			}
			runtime.KeepAlive(discards)
		})
	}
}
