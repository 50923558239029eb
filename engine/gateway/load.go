package gateway

import (
	"sync/atomic"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/room"
)

// A budget bounds the bytes that all connections hold together.
type budget struct {
	used  atomic.Int64
	limit int64
}

// take takes n bytes, or none and reports false.
func (b *budget) take(n int) bool {
	if b.used.Add(int64(n)) > b.limit {
		b.used.Add(-int64(n))
		return false
	}
	return true
}

// room takes a buffer for at least size bytes, or none and reports false.
func (b *budget) room(size int) ([]byte, bool) {
	buffer := room.Take(size)
	if !b.take(cap(buffer)) {
		room.Give(buffer)
		return nil, false
	}
	return buffer, true
}

// force takes n bytes whether they are there or not. It is for what exists already.
func (b *budget) force(n int) { b.used.Add(int64(n)) }

func (b *budget) give(n int) { b.used.Add(-int64(n)) }

// maxHint bounds what one large picture makes those after it take.
const maxHint = 4 << 20

// nextHint returns the size that the next picture may well have: that of the largest of late.
// Room that is not written to costs no memory; a copy into a larger one does.
func nextHint(hint, size int) int { return min(max(size, hint-hint/8), maxHint) }

// A load is a picture that comes in. Its buffer starts small, or as large as the picture
// before, whatever the sender says will come: promises cost a sender nothing.
type load struct {
	data   []byte
	budget *budget
	limit  int64 // of len(data)
	hint   int   // how large it may well become
}

// room returns place for at least n bytes after data. The errors are Busy and TooLarge.
func (l *load) room(n int) ([]byte, error) {
	need := len(l.data) + n
	if int64(need) > l.limit {
		return nil, fault.New(fault.TooLarge, "the picture has more than %d bytes, this server's limit", l.limit)
	}
	if need > cap(l.data) {
		size := max(need, growth(cap(l.data)))
		if l.data == nil {
			size = max(need, l.hint)
		}
		bigger, ok := l.budget.room(size)
		if !ok { // a large step may be what is too much
			bigger, ok = l.budget.room(need)
		}
		if !ok {
			return nil, fault.New(fault.Busy, "the gateway holds as many pictures as it can: try again in a moment")
		}
		bigger = append(bigger, l.data...)
		l.release()
		l.data = bigger
	}
	return l.data[len(l.data):cap(l.data)], nil
}

// growth returns the size of the buffer after one of n bytes. In large steps: memory that is
// not yet written to costs less than that which was, and has been copied.
func growth(n int) int {
	if n < maxHint {
		return 4 * n
	}
	return 2 * n
}

// add takes the n bytes that were put into the room.
func (l *load) add(n int) { l.data = l.data[:len(l.data)+n] }

// release gives the buffer to the next picture. Nobody may use it any more.
func (l *load) release() {
	if l.data == nil {
		return
	}
	l.budget.give(cap(l.data))
	room.Give(l.data)
	l.data = nil
}
