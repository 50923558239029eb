package room

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is the size and the alignment of Linux's larger pages on most machines.
const hugePage = 2 << 20

// fresh makes an empty buffer for n bytes, as much of it in huge pages as there can be: one
// page fault in place of 512, each of which costs some microseconds on a virtual machine.
func fresh(n int) []byte {
	b := make([]byte, 0, n)
	if n < 2*hugePage {
		return b
	}
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) & (hugePage - 1))
	_ = unix.Madvise(b[skip:skip+(n-skip)&^(hugePage-1)], unix.MADV_HUGEPAGE) // a kernel that has none has small ones
	return b
}
