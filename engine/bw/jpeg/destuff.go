package jpeg

import "bytes"

// An unstuffer buffers a scan's data with the stuffed zero after each 0xFF byte removed (B.1.1.5),
// so that bits can be read eight bytes at a time.
type unstuffer struct {
	buf  [unstuffedSize + mcuBytes + 64]byte
	end  int    // of the data in buf
	src  []byte // the file
	at   int    // offset of the next byte in src
	done bool   // the data ends: src[at:] starts with a marker or is empty
}

const (
	unstuffedSize = 64 << 10

	// mcuBytes is the largest size of an MCU: up to 10 blocks of 64 coefficients, each with a code
	// of up to 16 bits and a value of up to 15.
	mcuBytes = 10 * 64 * 31 / 8
)

// open starts reading at an offset.
func (w *unstuffer) open(src []byte, at int) {
	w.src, w.at, w.end, w.done = src, at, 0, false
	w.fill(0)
}

// fill drops the bytes before from and refills the buffer.
func (w *unstuffer) fill(from int) {
	n := copy(w.buf[:], w.buf[min(from, w.end):w.end])
	for !w.done && n < unstuffedSize {
		src := w.src[w.at:min(len(w.src), w.at+unstuffedSize-n)]
		i := bytes.IndexByte(src, 0xff)
		if i < 0 {
			n += copy(w.buf[n:], src)
			w.at += len(src)
			w.done = w.at == len(w.src)
			continue
		}
		// Keep the 0xFF if a zero follows, possibly after more 0xFF bytes: libjpeg treats those as
		// fill bytes.
		n += copy(w.buf[n:], src[:i+1])
		w.at += i
		next := w.at + 1
		for next < len(w.src) && w.src[next] == 0xff {
			next++
		}
		if next == len(w.src) || w.src[next] != 0 {
			n--
			w.done = true
			break
		}
		w.at = next + 1
	}
	w.end = n
}

// marker returns the marker that ended the data and its offset; 0 at the end of the file.
func (w *unstuffer) marker() (code byte, at int) {
	for at = w.at; at < len(w.src); at++ {
		if w.src[at] != 0xff {
			return w.src[at], at - 1
		}
	}
	return 0, len(w.src)
}
