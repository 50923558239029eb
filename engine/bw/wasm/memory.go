package wasm

import "github.com/tetratelabs/wazero/experimental"

// reserve returns an instance's memory: address space for the maximum size, of which only touched
// pages take memory. It is not copied when it grows, and is released when the instance is closed,
// not by the garbage collector. If the system has no address space left, the memory is on Go's
// heap.
func reserve(least, most uint64) experimental.LinearMemory {
	if m, err := mapped(most); err == nil {
		return m
	}
	return &heap{make([]byte, 0, least)}
}

// heap is memory on Go's heap.
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
