//go:build linux || darwin

package wasm

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// hugePages is Linux's MADV_HUGEPAGE: one page fault instead of 512, which take a third of the time
// to decode a large picture.
const hugePages = 14

// mapping is memory from the system.
type mapping struct{ bytes []byte }

// mapped reserves address space. The system allocates a page when it is first touched.
func mapped(most uint64) (*mapping, error) {
	b, err := unix.Mmap(-1, 0, int(most), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		return nil, err
	}
	if runtime.GOOS == "linux" {
		_ = unix.Madvise(b, hugePages) // not supported by all kernels
	}
	return &mapping{b}, nil
}

// Reallocate is experimental.LinearMemory's.
func (m *mapping) Reallocate(size uint64) []byte {
	if size > uint64(len(m.bytes)) {
		return nil
	}
	return m.bytes[:size]
}

// Free is experimental.LinearMemory's.
func (m *mapping) Free() {
	_ = unix.Munmap(m.bytes) // fails only for an invalid mapping
	m.bytes = nil
}
