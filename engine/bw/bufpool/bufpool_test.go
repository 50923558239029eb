package bufpool

import (
	"runtime"
	"testing"
)

func TestGetHasRoom(t *testing.T) {
	for _, n := range []int{0, 1, 1<<smallest - 1, 1 << smallest, 1<<smallest + 1, 3 << 20, 1 << largest, 1<<largest + 1} {
		for range 3 { // a new one, and some that others had
			b := Get(n)
			if len(b) != 0 || cap(b) < n {
				t.Errorf("Get(%d): length %d, capacity %d", n, len(b), cap(b))
			}
			Put(b[:n])
		}
	}
}

// A buffer that is smaller than its class, or none at all, must not be what a caller gets
// that needs the whole class.
func TestPutAnything(t *testing.T) {
	for _, size := range []int{0, 100, 1<<smallest + 100, 1<<20 - 1} {
		Put(make([]byte, size))
	}
	Put(nil)
	for _, n := range []int{1 << smallest, 1 << 17, 1<<19 + 1, 1 << 20} {
		if b := Get(n); cap(b) < n {
			t.Errorf("Get(%d): capacity %d", n, cap(b))
		}
	}
}

// Nothing is allocated for what comes back.
func TestNothingNew(t *testing.T) {
	Put(Get(1 << 20))
	n := testing.AllocsPerRun(100, func() { Put(Get(1 << 20)) })
	if n > 0 {
		t.Errorf("%v allocations for a buffer that was there", n)
	}
}

// What is kept has a limit, and nothing of it stays when it is let go.
func TestKept(t *testing.T) {
	t.Cleanup(Empty)
	for range 3 * most >> 24 {
		Put(make([]byte, 1<<24))
	}
	if kept > most {
		t.Errorf("%d bytes are kept, more than %d", kept, most)
	}
	Empty()
	if b := used(24); b != nil || kept != 0 {
		t.Errorf("a buffer of %d bytes is there, and %d are kept, after all were let go", cap(b), kept)
	}
}

// twice reports whether Put panics.
func twice(b []byte) (panicked bool) {
	defer func() { panicked = recover() != nil }()
	Put(b)
	return false
}

// A buffer that is returned twice would be handed to two pictures, and one client would get the photo
// of another. It panics in every build, whatever was handed out in between.
func TestPutTwice(t *testing.T) {
	t.Cleanup(Empty)
	b := Get(1 << 20)
	Put(b)
	Put(make([]byte, 1<<20))
	if !twice(b) || !twice(b[:100]) {
		t.Error("a buffer was returned twice")
	}
	Get(1 << 20)
	if again := Get(1 << 20); twice(again) {
		t.Error("a buffer that was handed out again cannot be returned")
	}
}

// A buffer that the pool did not keep, because it was full or the buffer was too large, could be returned
// twice: its next Put had the pool hand it out while its user had it. Collected buffers are forgotten.
func TestPutDiscardedTwice(t *testing.T) {
	t.Cleanup(Empty)
	Empty()
	kept = most // as if it were full
	buffers := map[string][]byte{"full": Get(1 << 20)}
	if !testing.Short() {
		buffers["large"] = make([]byte, 2<<largest)
	}
	for name, b := range buffers {
		if twice(b) {
			t.Errorf("%s: a buffer cannot be returned", name)
		}
		if !twice(b) || !twice(b[:1]) {
			t.Errorf("%s: a buffer was returned twice", name)
		}
	}
	kept = 0
	buffers["emptied"] = Get(1 << 21)
	Put(buffers["emptied"])
	Empty() // as after a pause
	for name, b := range buffers {
		if !twice(b) {
			t.Errorf("%s: a buffer was returned twice, after the pool was emptied", name)
		}
	}
	buffers = nil
	remembered := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(discarded)
	}
	for range 1000 {
		runtime.GC()
		if remembered() == 0 {
			return
		}
		runtime.Gosched() // cleanups run on a goroutine of the runtime
	}
	t.Errorf("%d collected buffers are remembered", remembered())
}
