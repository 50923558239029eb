// Package gctune sets the Go runtime up for programs that convert many pictures. It changes the whole
// process, so only main functions call it. The environment variables GOGC and GOMAXPROCS, if they
// are set, have the last word.
package gctune

import (
	"os"
	"runtime"
	"runtime/debug"
)

const (
	percent     = 25       // GOGC
	ballastSize = 16 << 20 // bytes
)

// ballast raises the GC's heap target; it is never touched, so it uses address space only.
var ballast []byte

// Heap collects garbage when the heap has grown by a quarter, and by some megabytes at least. The
// live heap is mostly buffers of pictures, which hold no pointers to follow: collecting often is
// cheap, and a long batch needs hardly more memory than a short one.
func Heap() {
	if os.Getenv("GOGC") == "" {
		ballast = make([]byte, ballastSize)
		runtime.KeepAlive(ballast) // keeps staticcheck from reporting an unused variable
		debug.SetGCPercent(percent)
	}
}

// Threads doubles the number of threads that run Go code. A goroutine in a system call occupies one
// until the runtime notices, up to 10 ms later, and Go polls the network at once only while one is
// idle: with one thread for each core, cores would idle while results wait for a disk.
//
// The number that Go starts with follows the CPU limit of a container; so does its double. Go
// ignores later changes of that limit, as always once the number is set.
func Threads() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2 * runtime.GOMAXPROCS(0))
	}
}
