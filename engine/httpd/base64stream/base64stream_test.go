package base64stream

import (
	"bytes"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
)

var errWrong, errLimit = errors.New("not base64"), errors.New("over the limit")

// A buffer has a limit.
type buffer struct {
	data  []byte
	limit int64
}

func (b *buffer) Spare(n int) ([]byte, error) {
	if int64(len(b.data)+n) > b.limit {
		return nil, errLimit
	}
	b.data = slices.Grow(b.data, n)
	return b.data[len(b.data):cap(b.data)], nil
}

func (b *buffer) Add(n int) { b.data = b.data[:len(b.data)+n] }

// decodeSlowly is what the decoder must equal: Python's b64decode with validate, after
// white space is removed.
func decodeSlowly(text string) ([]byte, bool) {
	text = strings.Map(func(r rune) rune {
		if r < 0x80 && space(byte(r)) {
			return -1
		}
		return r
	}, text)
	data, err := base64.StdEncoding.DecodeString(text)
	return data, err == nil
}

// decodeIn decodes text that comes in pieces of n bytes.
func decodeIn(text string, n int, limit int64) ([]byte, error) {
	b := buffer{limit: limit}
	d := Decoder{To: &b, Wrong: errWrong, URL: true}
	for piece := range pieces([]byte(text), n) {
		if err := d.Write(piece); err != nil {
			return nil, err
		}
	}
	if !d.Whole() {
		return nil, errWrong
	}
	return b.data, nil
}

func pieces(b []byte, n int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			m := min(n, len(b))
			if !yield(b[:m:m]) {
				return
			}
			b = b[m:]
		}
	}
}

// texts are seeds: valid and not, with white space and padding everywhere.
func texts() []string {
	var list []string
	for size := range 50 {
		text := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xff, byte(size), 0x3e}, 20)[:size+6])
		list = append(list, text, text[:len(text)-1], strings.ReplaceAll(text, "A", "\r\nA\t "), text[:len(text)/2]+"="+text[len(text)/2:])
	}
	return append(list, "", " ", "=", "====", "A", "AA", "AA==", "AA= =", "A A\n==", "AA=A", "AA==AA==", "AB==", "AAA=\n", "AAA=A", "é", "\xff", "AA\x00A", "-_-_",
		"{", " {\"look\":\"neutral\"}", strings.Repeat("/9j/4AAQ", 20000), strings.Repeat("/9j/4AAQ\n", 20000))
}

func TestDecoder(t *testing.T) {
	for _, text := range texts() {
		want, good := decodeSlowly(text)
		for _, n := range []int{1, 2, 3, 4, 5, 7, 64, 1000, 1 << 20} {
			got, err := decodeIn(text, n, 1<<30)
			if good != (err == nil) || good && !bytes.Equal(got, want) {
				t.Errorf("%.60q by %d: %d bytes, %v; want %d, %v", text, n, len(got), err, len(want), good)
			}
		}
		if good && len(want) > 0 {
			for _, n := range []int{1, 1000} {
				if _, err := decodeIn(text, n, int64(len(want))); err != nil {
					t.Errorf("%.60q at its limit by %d: %v", text, n, err)
				}
				if _, err := decodeIn(text, n, int64(len(want)-1)); err == nil {
					t.Errorf("%.60q above its limit by %d passes", text, n)
				}
			}
		}
	}
}

// FuzzText holds that what a text message holds is either decoded as a general decoder
// does it, or refused, however it comes in pieces.
func FuzzText(f *testing.F) {
	for i, text := range texts() {
		f.Add(text, i%9+1)
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		want, good := decodeSlowly(text)
		got, err := decodeIn(text, 1+max(n, -n)%100_000, 1<<30)
		if good != (err == nil) || good && !bytes.Equal(got, want) {
			t.Errorf("%d bytes, %v; want %d, %v", len(got), err, len(want), good)
		}
	})
}

// Run decodes no less than whole groups of base64, or nothing, and does not change its input.
func TestRun(t *testing.T) {
	for text, want := range map[string]int{"": 0, "QUJ": 0, "QUJD": 4, "QUJDQU": 4, "QUJDQUJD": 8, "QUJD\nQUJ": 0, "QUI=": 0, "QUJ<QUJD": 0} {
		b := buffer{limit: 1 << 20}
		d := Decoder{To: &b, Wrong: errWrong}
		p := []byte(text)
		if got := d.Run(p); got != want || len(b.data) != want/4*3 || string(p) != text {
			t.Errorf("%q: %d characters, %d bytes; want %d", text, got, len(b.data), want)
		}
	}
}
