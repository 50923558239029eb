package heif

import (
	"encoding/binary"

	"pretobranco/engine/bw/fault"
)

var errBroken = fault.New(fault.Damaged, "the file's boxes are damaged or incomplete")

// A cursor reads numbers from a box. After its end it reads zeros and sets a flag.
type cursor struct {
	data   []byte
	broken bool
}

func (c *cursor) number(size int) (v uint64) {
	if size > len(c.data) {
		c.data, c.broken = nil, true
		return 0
	}
	for _, b := range c.data[:size] {
		v = v<<8 | uint64(b)
	}
	c.data = c.data[size:]
	return v
}

// text reads up to a zero byte.
func (c *cursor) text() string {
	for i, b := range c.data {
		if b == 0 {
			s := string(c.data[:i])
			c.data = c.data[i+1:]
			return s
		}
	}
	c.broken = true
	return ""
}

// boxes calls visit for each box in data until it returns false. The last box may be truncated;
// visit gets the available part.
func boxes(data []byte, visit func(name string, content []byte) bool) {
	for len(data) >= 8 {
		size, head := uint64(binary.BigEndian.Uint32(data)), uint64(8)
		name := string(data[4:8])
		switch {
		case size == 1 && len(data) >= 16:
			size, head = binary.BigEndian.Uint64(data[8:]), 16
		case size == 0:
			size = uint64(len(data))
		}
		if size < head {
			return
		}
		end := min(size, uint64(len(data)))
		if !visit(name, data[head:end]) {
			return
		}
		data = data[end:]
	}
}

// find returns the first box of a name, or nil.
func find(data []byte, name string) (content []byte) {
	boxes(data, func(n string, c []byte) bool {
		if n == name {
			content = c
		}
		return n != name
	})
	return content
}

// bytes reads n bytes.
func (c *cursor) bytes(n int) []byte {
	if n < 0 || n > len(c.data) {
		c.data, c.broken = nil, true
		return nil
	}
	b := c.data[:n]
	c.data = c.data[n:]
	return b
}

// numbers returns big-endian 32-bit numbers.
func numbers(v ...uint32) (out []byte) {
	for _, n := range v {
		out = binary.BigEndian.AppendUint32(out, n)
	}
	return out
}
