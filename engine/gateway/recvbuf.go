package gateway

import (
	"context"

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
)

// maxHint bounds what one large picture makes those after it take.
const maxHint = 4 << 20

// nextHint returns the size that the next picture may well have: that of the largest of late.
// Capacity that is not written to costs no memory; a copy into a larger one does.
func nextHint(hint, size int) int { return min(max(size, hint-hint/8), maxHint) }

// A recvBuffer is a picture that is being received. It starts small, or as large as the
// picture before, whatever size the sender announces. Its capacity is charged to account.
type recvBuffer struct {
	data    []byte
	ctx     context.Context // ends a wait for memory
	account *account
	limit   int64 // of len(data)
	hint    int   // how large it may well become
}

// Spare returns the capacity behind data, at least n bytes. The errors are Busy,
// Cancelled and TooLarge.
func (b *recvBuffer) Spare(n int) ([]byte, error) {
	need := len(b.data) + n
	if int64(need) > b.limit {
		return nil, fault.New(fault.TooLarge, "the picture has more than %d bytes, this server's limit", b.limit)
	}
	if need > cap(b.data) {
		size := max(need, int(min(int64(growth(cap(b.data))), b.limit)))
		if b.data == nil {
			size = max(need, b.hint)
		}
		bigger, err := b.allocate(size, need)
		if err != nil {
			return nil, err
		}
		bigger = append(bigger, b.data...)
		b.release()
		b.data = bigger
	}
	return b.data[len(b.data):cap(b.data)], nil
}

// allocate returns an empty buffer of size bytes, or of need if there is no memory for more.
func (b *recvBuffer) allocate(size, need int) ([]byte, error) {
	if b.account == nil {
		return bufpool.Get(size), nil
	}
	limit := b.account.budget.received()
	buffer := bufpool.Get(size)
	if b.account.try(cap(buffer), limit) {
		return buffer, nil
	}
	bufpool.Put(buffer)
	buffer = bufpool.Get(need)
	wait := b.account.budget.wait
	if b.data != nil {
		// If all pictures that wait for more memory have some, none can continue before one fails.
		wait /= 4
	}
	b.account.in.pause()
	err := b.account.reserve(b.ctx, cap(buffer), limit, wait)
	b.account.in.resume()
	if err != nil {
		bufpool.Put(buffer)
		return nil, err
	}
	return buffer, nil
}

// growth returns the size of the buffer after one of n bytes. In large steps: memory that is
// not yet written to costs less than that which was, and has been copied.
func growth(n int) int {
	if n < maxHint {
		return 4 * n
	}
	return 2 * n
}

// Add appends the first n bytes of Spare to data.
func (b *recvBuffer) Add(n int) { b.data = b.data[:len(b.data)+n] }

// release returns the buffer to the pool. Nothing may use it afterwards.
func (b *recvBuffer) release() {
	if b.data == nil {
		return
	}
	b.account.release(cap(b.data))
	bufpool.Put(b.data)
	b.data = nil
}
