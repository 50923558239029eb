package wasm

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// mapping is memory from the system: reserved address space, of which the first used bytes are
// committed.
type mapping struct {
	at         uintptr
	used, most uint64
}

// mapped reserves address space.
func mapped(most uint64) (*mapping, error) {
	at, err := windows.VirtualAlloc(0, uintptr(most), windows.MEM_RESERVE, windows.PAGE_READWRITE)
	if err != nil {
		return nil, err
	}
	return &mapping{at: at, most: most}, nil
}

// Reallocate is experimental.LinearMemory's.
func (m *mapping) Reallocate(size uint64) []byte {
	if size > m.most {
		return nil
	}
	if size > m.used {
		if _, err := windows.VirtualAlloc(m.at, uintptr(size), windows.MEM_COMMIT, windows.PAGE_READWRITE); err != nil {
			return nil
		}
		m.used = size
	}
	return unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&m.at))), m.most)[:size]
}

// Free is experimental.LinearMemory's.
func (m *mapping) Free() {
	_ = windows.VirtualFree(m.at, 0, windows.MEM_RELEASE) // fails only for an invalid mapping
	m.at, m.used, m.most = 0, 0, 0
}
