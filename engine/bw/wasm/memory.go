package wasm

import "github.com/tetratelabs/wazero/experimental"

// reserve makes an instance's memory: addresses for the most that it may ever need, of
// which only what the codec has touched takes memory. It is never copied when it grows, and
// is given back to the system when the instance is closed, not when the garbage collector
// comes round. A system that has no such addresses left gives it memory of Go's heap.
func reserve(least, most uint64) experimental.LinearMemory {
	if m, err := mapped(most); err == nil {
		return m
	}
	return &heap{make([]byte, 0, least)}
}

// heap is memory of Go's.
type heap struct{ bytes []byte }

// Reallocate is experimental.LinearMemory's.
func (h *heap) Reallocate(size uint64) []byte {
	if size > uint64(cap(h.bytes)) {
		h.bytes = append(make([]byte, 0, max(size, uint64(cap(h.bytes))/4*5)), h.bytes...)
	}
	h.bytes = h.bytes[:size]
	return h.bytes
}

// Free is experimental.LinearMemory's.
func (h *heap) Free() { h.bytes = nil }
