package hevc

// Unescape removes emulation prevention bytes from a NAL unit (7.4.2).
func Unescape(unit []byte) []byte {
	out := make([]byte, 0, len(unit))
	zeros := 0
	for _, v := range unit {
		if zeros >= 2 && v == 3 {
			zeros = 0
			continue
		}
		out = append(out, v)
		if zeros++; v != 0 {
			zeros = 0
		}
	}
	return out
}

// A Reader reads numbers, most significant bit first. After the end it reads zeros and sets Broken.
type Reader struct {
	Data   []byte
	At     int // in bits
	Broken bool
}

// Bits reads an unsigned number of up to 32 bits, u(n).
func (b *Reader) Bits(n int) (v uint32) {
	for range n {
		v <<= 1
		if b.At/8 < len(b.Data) {
			v |= uint32(b.Data[b.At/8]>>(7-b.At%8)) & 1
		} else {
			b.Broken = true
		}
		b.At++
	}
	return v
}

// Skip skips bits.
func (b *Reader) Skip(n int) { b.At += n }

// Flag reads a bit.
func (b *Reader) Flag() bool { return b.Bits(1) == 1 }

// Number reads an exponential Golomb code, ue(v) (9.2).
func (b *Reader) Number() uint32 {
	zeros := 0
	for zeros < 32 && !b.Broken && !b.Flag() {
		zeros++
	}
	if b.Broken || zeros == 32 {
		b.Broken = true
		return 0
	}
	return 1<<zeros - 1 + b.Bits(zeros)
}

// below reads ue(v), which must be less than limit.
func (b *Reader) below(limit int) int {
	v := b.Number()
	if uint64(v) >= uint64(limit) {
		b.Broken = true
		return 0
	}
	return int(v)
}

// signed reads se(v) (9.2.2), whose magnitude must be at most most.
func (b *Reader) signed(most int) int {
	v := int64(b.Number())
	if v = (v + 1) / 2 * (2*(v&1) - 1); v < -int64(most) || v > int64(most) {
		b.Broken = true
		return 0
	}
	return int(v)
}
