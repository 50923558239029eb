package room

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is the size and the alignment of Linux's larger pages on most machines.
const hugePage = 2 << 20

// fresh makes an empty buffer for n bytes, in huge pages if there can be some: one page
// fault in place of 512, each of which costs some microseconds on a virtual machine.
func fresh(n int) []byte {
	if n < hugePage {
		return make([]byte, 0, n)
	}
	b := make([]byte, n+hugePage) // what is not touched costs nothing
	skip := int(-uintptr(unsafe.Pointer(&b[0])) & (hugePage - 1))
	b = b[skip : skip+n : skip+n]
	_ = unix.Madvise(b, unix.MADV_HUGEPAGE) // a kernel that has none has small ones
	return b[:0]
}
