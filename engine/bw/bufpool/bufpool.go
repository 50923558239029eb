// Package bufpool keeps the buffers that whole pictures pass through: read from a file, received, converted,
// sent, saved. A returned buffer serves the next picture, so that a batch of any length uses the memory of
// a few pictures. This matters, because touching memory for the first time costs more than copying
// into it.
//
//	Get -> fill -> pass on with the picture -> Put        by its last user
//
// A buffer that is never returned is garbage collected. Returned buffers are kept while there is work, up to
// a limit; the others are discarded: left to the garbage collector.
//
// A buffer that is returned twice would serve two pictures, and one client would get the photo of another. So
// the pool remembers every returned buffer until it has a user again or is collected, and a second Put panics.
package bufpool

import (
	"math/bits"
	"runtime"
	"sync"
	"time"
	"unsafe"
	"weak"
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

	discarded = map[weak.Pointer[byte]]bool{} // returned buffers that are not in free, until they are collected

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
// was returned before. It ignores buffers that are smaller than any from Get.
func Put(b []byte) {
	class := bits.Len(uint(cap(b))) - 1
	if class < smallest {
		return
	}
	mu.Lock()
	defer mu.Unlock()
	at := unsafe.SliceData(b)
	if pooled[at] || len(discarded) > 0 && discarded[weak.Make(at)] {
		panic("bufpool: a buffer was returned twice")
	}
	poison(b)
	if class > largest || kept+cap(b) > most {
		discard(at)
		return
	}
	pooled[at] = true
	free[class] = append(free[class], b[:0])
	kept += cap(b)
	forget.Reset(idle)
}

// discard leaves a buffer to the garbage collector. The caller holds mu.
func discard(at *byte) {
	key := weak.Make(at)
	discarded[key] = true
	runtime.AddCleanup(at, func(key weak.Pointer[byte]) {
		mu.Lock()
		defer mu.Unlock()
		delete(discarded, key)
	}, key)
}

// Empty discards all kept buffers. It runs on its own when nothing was returned for a while.
func Empty() {
	mu.Lock()
	defer mu.Unlock()
	for at := range pooled {
		discard(at)
	}
	free, kept = [largest + 1][][]byte{}, 0
	clear(pooled)
}

// Make returns n zero bytes for a picture whose last user is unknown. They are garbage collected, not returned.
func Make(n int) []byte { return fresh(n)[:n] }
