package engine

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync"
)

// The heap grows by a quarter of what lives, and by some megabytes at least, until it is
// collected again. What lives is mostly buffers of pictures, which have no pointers to follow:
// to collect often is cheap where they are many, and a long batch needs hardly more memory than a
// short one.
const (
	growth = 25       // percent
	ground = 16 << 20 // bytes that count as living, so that a small heap isn't collected all the time
)

// unused is the ground. Nobody touches it, so it is no memory but addresses.
var unused []byte

// tune sets the runtime up for many pictures at once. Who sets GOMAXPROCS or GOGC has the
// last word.
//
// The scheduler gets a second seat for each core: a goroutine in a system call keeps its seat
// until the runtime looks, up to 10 ms later. While two results wait for a disk, two cores
// would have nothing to do.
var tune = sync.OnceFunc(func() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2 * runtime.GOMAXPROCS(0))
	}
	if os.Getenv("GOGC") == "" {
		unused = make([]byte, ground)
		runtime.KeepAlive(unused) // for those who look for variables that nobody reads
		debug.SetGCPercent(growth)
	}
})
