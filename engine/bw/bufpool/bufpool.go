// Package bufpool keeps the buffers that whole pictures pass through: read from a file, received, converted,
// sent, saved. A returned buffer serves the next picture, so that a batch of any length uses the memory of
// a few pictures. This matters, because touching memory for the first time costs more than copying
// into it.
//
//	Get -> fill -> pass on with the picture -> Put        by its last user
//
// A buffer that is never returned is garbage collected. Returned buffers are kept while there is work, up to
// a limit.
package bufpool

import (
	"math/bits"
	"sync"
	"time"
	"unsafe"
)

// Buffers have classes by the logarithm of their size.
const (
	smallest = 16
	largest  = 26 // larger pictures are rare: their memory is left to the garbage collector
)

// most is how many bytes are kept, and idle is how long after the last Put.
const (
	most = 96 << 20
	idle = 30 * time.Second
)

var (
	mu     sync.Mutex // guards the fields below
	free   [largest + 1][][]byte
	kept   int                // bytes of free
	pooled = map[*byte]bool{} // the addresses of free

	forget = time.AfterFunc(idle, Empty)
)

// Get returns an empty buffer with a capacity of n bytes or more, at most twice as many or 64 KiB. The bytes
// after its length are those of earlier users.
func Get(n int) []byte {
	class := smallest
	if n > 1<<smallest {
		class = bits.Len(uint(n - 1))
	}
	if b := used(class); b != nil {
		return b
	}
	return fresh(max(n, 1<<class))
}

// used returns the last returned buffer of a class, which is probably still in the processor's cache, or
// nil.
func used(class int) []byte {
	mu.Lock()
	defer mu.Unlock()
	if class > largest || len(free[class]) == 0 {
		return nil
	}
	last := len(free[class]) - 1
	b := free[class][last]
	free[class] = free[class][:last]
	kept -= cap(b)
	delete(pooled, unsafe.SliceData(b))
	return b
}

// Put returns a buffer that has no user any more, whether it is from Get or not. It panics if the buffer
// is in the pool already: two pictures would share its memory.
func Put(b []byte) {
	class := bits.Len(uint(cap(b))) - 1
	if class < smallest || class > largest {
		return
	}
	mu.Lock()
	defer mu.Unlock()
	at := unsafe.SliceData(b)
	if pooled[at] {
		panic("bufpool: a buffer was returned twice")
	}
	poison(b)
	if kept+cap(b) > most {
		return
	}
	pooled[at] = true
	free[class] = append(free[class], b[:0])
	kept += cap(b)
	forget.Reset(idle)
}

// Empty leaves all kept buffers to the garbage collector. It runs on its own when nothing was returned for a
// while.
func Empty() {
	mu.Lock()
	defer mu.Unlock()
	free, kept = [largest + 1][][]byte{}, 0
	clear(pooled)
}

// Make returns n zero bytes for a picture whose last user is unknown. They are garbage collected, not returned.
func Make(n int) []byte { return fresh(n)[:n] }
