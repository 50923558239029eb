// Package room keeps the buffers that whole pictures pass through: read from a file,
// received, converted, sent, saved. One that has been given back serves whoever comes
// next, so that a batch of any length touches the memory of a few pictures. That is worth more than
// it seems: to touch memory for the first time costs more than the copy into it.
//
//	Take -> fill -> hand on with its picture -> Give        by whoever uses it last
//
// A buffer that is never given back is collected as any other memory. Those that were are
// kept while there is something to do, and not above a limit.
package room

import (
	"math/bits"
	"sync"
	"time"
)

// Buffers have classes by the logarithm of their size.
const (
	smallest = 16
	largest  = 26 // beyond it a picture is rare, and its memory better given to others
)

// most is how many bytes are kept, and idle how long when nobody gives any.
const (
	most = 96 << 20
	idle = 30 * time.Second
)

var (
	mu   sync.Mutex // guards free and kept
	free [largest + 1][][]byte
	kept int // bytes of free

	forget = time.AfterFunc(idle, Empty)
)

// Take returns an empty buffer for n bytes, and at most twice as many or 64 KiB. What is behind its
// length is what others have left there.
func Take(n int) []byte {
	class := smallest
	if n > 1<<smallest {
		class = bits.Len(uint(n - 1))
	}
	if b := used(class); b != nil {
		return b
	}
	return fresh(max(n, 1<<class))
}

// used returns a buffer that somebody had, the last of its class because that is still in
// the processor's cache, or nil.
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
	return b
}

// Give takes a buffer that nobody uses any more, also one that is not from Take.
func Give(b []byte) {
	class := bits.Len(uint(cap(b))) - 1
	if class < smallest || class > largest {
		return
	}
	mu.Lock()
	defer mu.Unlock()
	given(b)
	if kept+cap(b) > most {
		return
	}
	free[class] = append(free[class], b[:0])
	kept += cap(b)
	forget.Reset(idle)
}

// Empty leaves all that is kept to the garbage collector. It is called when nothing was given for a while.
func Empty() {
	mu.Lock()
	defer mu.Unlock()
	free, kept = [largest + 1][][]byte{}, 0
}

// Make returns n bytes, all zero, for pictures whose last user nobody knows: they are collected, not given back.
func Make(n int) []byte { return fresh(n)[:n] }
