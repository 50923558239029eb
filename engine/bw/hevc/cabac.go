package hevc

import (
	"encoding/binary"
	"math/bits"
)

// A cabac decodes arithmetically coded bins (9.3.4.3). Of the standard's registers, the offset is
// value >> spare: value holds bits that are read ahead.
type cabac struct {
	data  []byte
	at    int // bytes read
	value uint64
	spare int // bits that are read ahead, at least 0
	rng   uint32
	over  int // bytes read after the end
}

// A probability is the state of a context variable: state << 1 | most probable symbol.
type probability = uint8

// start starts decoding at a byte.
func (c *cabac) start(data []byte, at int) {
	*c = cabac{data: data, at: at, rng: 510, spare: -9}
	c.fill()
}

// fill reads ahead. After the end it reads zeros.
func (c *cabac) fill() {
	for c.spare < 16 {
		if c.at+4 <= len(c.data) {
			c.value = c.value<<32 | uint64(binary.BigEndian.Uint32(c.data[c.at:]))
			c.at += 4
			c.spare += 32
			continue
		}
		c.value <<= 8
		if c.at < len(c.data) {
			c.value |= uint64(c.data[c.at])
		} else {
			c.over++
		}
		c.at++
		c.spare += 8
	}
}

// position returns the byte after the last bit that was decoded.
func (c *cabac) position() int { return (8*c.at - c.spare + 7) / 8 }

// overrun reports whether decoding is clearly past the end of the data.
func (c *cabac) overrun() bool { return c.over > 8 }

// bin decodes a bin with a context.
func (c *cabac) bin(ctx *probability) int {
	s := *ctx
	lps := uint32(lpsRanges[s>>1][c.rng>>6&3])
	c.rng -= lps
	scaled := uint64(c.rng) << uint(c.spare&63)
	if c.value < scaled {
		*ctx = nextMPS[s]
		if c.rng < 256 {
			c.rng <<= 1
			if c.spare--; c.spare < 0 {
				c.fill()
			}
		}
		return int(s & 1)
	}
	c.value -= scaled
	n := bits.LeadingZeros32(lps) - 23
	c.rng = lps << uint(n)
	if c.spare -= n; c.spare < 0 {
		c.fill()
	}
	*ctx = nextLPS[s]
	return int(s&1) ^ 1
}

// bypass decodes a bin without a context.
func (c *cabac) bypass() int {
	if c.spare--; c.spare < 0 {
		c.fill()
	}
	if scaled := uint64(c.rng) << uint(c.spare&63); c.value >= scaled {
		c.value -= scaled
		return 1
	}
	return 0
}

// number decodes n bins without contexts, at most 32.
func (c *cabac) number(n int) (v int) {
	for range n {
		v = v<<1 | c.bypass()
	}
	return v
}

// terminate decodes a bin that ends something (9.3.4.3.5).
func (c *cabac) terminate() bool {
	c.rng -= 2
	if c.value >= uint64(c.rng)<<uint(c.spare&63) {
		return true
	}
	if c.rng < 256 {
		c.rng <<= 1
		if c.spare--; c.spare < 0 {
			c.fill()
		}
	}
	return false
}
