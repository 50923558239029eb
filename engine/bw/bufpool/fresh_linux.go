package bufpool

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is the size and the alignment of Linux's larger pages on most machines.
const hugePage = 2 << 20

// fresh makes an empty buffer for n bytes, in huge pages if there can be some: one page fault in
// place of 512, each of which costs some microseconds on a virtual machine. What else of the
// heap lies in the first and the last of them is touched sooner or later as well.
//
// Unsafe is only that the kernel gets an address: it is advised, and changes no byte.
func fresh(n int) []byte {
	b := make([]byte, 0, n)
	if n >= hugePage/2 {
		from := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
		to := (from + uintptr(n) + hugePage - 1) &^ (hugePage - 1)
		from &^= hugePage - 1
		_, _, _ = unix.Syscall(unix.SYS_MADVISE, from, to-from, unix.MADV_HUGEPAGE) // a kernel that has none has small ones
	}
	return b
}
