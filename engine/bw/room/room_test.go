package room

import "testing"

func TestTakeHasRoom(t *testing.T) {
	for _, n := range []int{0, 1, 1<<smallest - 1, 1 << smallest, 1<<smallest + 1, 3 << 20, 1 << largest, 1<<largest + 1} {
		for range 3 { // a new one, and some that others had
			b := Take(n)
			if len(b) != 0 || cap(b) < n {
				t.Errorf("Take(%d): length %d, capacity %d", n, len(b), cap(b))
			}
			Give(b[:n])
		}
	}
}

// A buffer that is smaller than its class, or none at all, must not be what somebody gets
// who needs the whole class.
func TestGiveAnything(t *testing.T) {
	for _, size := range []int{0, 100, 1<<smallest + 100, 1<<20 - 1} {
		Give(make([]byte, size))
	}
	Give(nil)
	for _, n := range []int{1 << smallest, 1 << 17, 1<<19 + 1, 1 << 20} {
		if b := Take(n); cap(b) < n {
			t.Errorf("Take(%d): capacity %d", n, cap(b))
		}
	}
}

// Nothing is allocated for what comes back.
func TestNothingNew(t *testing.T) {
	Give(Take(1 << 20))
	n := testing.AllocsPerRun(100, func() { Give(Take(1 << 20)) })
	if n > 0 {
		t.Errorf("%v allocations for a buffer that was there", n)
	}
}

// What is kept has a limit, and nothing of it stays when it is let go.
func TestKept(t *testing.T) {
	t.Cleanup(Empty)
	for range 3 * most >> 24 {
		Give(make([]byte, 1<<24))
	}
	if kept > most {
		t.Errorf("%d bytes are kept, more than %d", kept, most)
	}
	Empty()
	if b := used(24); b != nil || kept != 0 {
		t.Errorf("a buffer of %d bytes is there, and %d are kept, after all were let go", cap(b), kept)
	}
}
