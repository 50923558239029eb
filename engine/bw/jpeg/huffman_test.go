package jpeg

import (
	"bytes"
	"context"
	"math/rand/v2"
	"runtime"
	"testing"

	"pretobranco/engine/bw/codec"
)

// handmade returns a 4:2:0 file of 16 x 16 pixels to an MCU, each block nothing but
// a DC difference and an end of block.
func handmade(book *codeBook, across, down int, diff func(block int) int32) []byte {
	ac := &standardAC
	out := []byte{0xff, mSOI}
	q := quantTable{}
	for i := range q {
		q[i] = 1
	}
	out = q.appendTo(out)
	out = appendSegment(out, mSOF1, []byte{8, 0, byte(16 * down), 0, byte(16 * across), 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0})
	out = book.appendTo(out, 0)
	out = ac.appendTo(out, 1)
	out = appendSegment(out, mSOS, []byte{3, 1, 0, 2, 0, 3, 0, 0, 63, 0})
	code := newDCCoder(book)
	var s scanner
	s.file = out
	s.out.reset(1 << 16)
	for i := range 6 * across * down {
		if i%6 < 4 {
			code.put(&s.out, diff(i))
		} else {
			code.put(&s.out, 0)
		}
		s.out.put(0b1010<<60, 4)
	}
	s.finish()
	return append(s.file, 0xff, mEOI)
}

// Differences out of order may need categories that no sample of 8 bits does.
func TestLargeDifferences(t *testing.T) {
	file := handmade(&standardDC16, 2, 2, func(block int) int32 {
		if block/6%2 == 0 {
			return 2000
		}
		return -2000
	})
	out := gray(t, file, codec.Options{})
	if !bytes.Equal(run(t, file, "djpeg", "-grayscale"), run(t, out, "djpeg")) {
		t.Error("the pixels are not those of djpeg -grayscale")
	}
}

// A table without room for more codes is replaced, and every difference coded anew.
func TestFullTable(t *testing.T) {
	full := codeBook{symbols: []byte{0, 3}}
	for i := range full.counts { // 111... of 16 bits is the only code left
		full.counts[i] = 1
	}
	full.symbols = append(full.symbols, bytes.Repeat([]byte{3}, 14)...)
	if _, kept := full.extended(12); kept {
		t.Fatal("there is no room for more codes")
	}
	if err := full.check(true); err != nil {
		t.Fatal(err)
	}
	file := handmade(&full, 3, 2, func(block int) int32 { return []int32{0, 5, -6, 7, 0}[block%5] })
	judge(t, file, gray(t, file, codec.Options{}))
}

// An extended book keeps its codes and is one that libjpeg takes.
func TestExtended(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var counts [256]int
		for range 1 + random.IntN(12) {
			counts[random.IntN(12)] = 1 + random.IntN(1<<random.IntN(16))
		}
		b := optimal(&counts)
		for _, n := range []int{12, 16} {
			more, kept := b.extended(n)
			if err := more.check(true); err != nil {
				t.Fatal(err)
			}
			code, was := newDCCoder(&more), newDCCoder(&b)
			for category := range 16 {
				if category < n && code[category].bits == 0 {
					t.Fatalf("category %d is missing", category)
				}
				if kept && was[category].bits > 0 && was[category] != code[category] {
					t.Fatalf("category %d has another code", category)
				}
			}
		}
	}
}

// What several symbols in one look-up measure is what single ones do.
func TestTablesAgainstSingleSymbols(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 20 {
		book := standardAC
		if i > 0 {
			var counts [256]int
			for range 3 + random.IntN(160) {
				counts[random.IntN(256)] = 1 + random.IntN(1<<random.IntN(20))
			}
			book = optimal(&counts)
		}
		table := newACTable(&book)
		for bits, entry := range table.look {
			// The bits behind those of the table are ones here, and must not matter. Near the end
			// of a block an entry may hold fewer symbols than would fit.
			total, k, found := 0, 0, entry == acUnknown
			for k < 64 && total < acBits {
				window := uint32(bits)<<(32-acBits) | (1<<(32-acBits) - 1)
				symbol, length := table.canon.find(window << total >> 16)
				if length == 0 || total+length > acBits {
					break
				}
				if entry == acUnknown {
					t.Fatalf("book %d, bits %013b: the first symbol is not known", i, bits)
				}
				e := acEntry(symbol, length)
				total += int(e & 63)
				k += int(e >> 6)
				found = found || entry == uint16(total)|uint16(k)<<6
			}
			if !found {
				t.Fatalf("book %d, bits %013b: %d bits and k + %d", i, bits, entry&63, entry>>6)
			}
		}
	}
}

func TestTablesAreFew(t *testing.T) {
	for i := range 3 * maxTables {
		b := codeBook{symbols: []byte{byte(i)}}
		b.counts[3] = 1
		if first := acTableOf(&b); acTableOf(&b) != first {
			t.Fatal("a table is made twice")
		}
	}
	if len(tables.ac) > maxTables {
		t.Errorf("%d tables are kept", len(tables.ac))
	}
}

// Memory is the file out and little more: nothing grows with the pixels.
func TestMemory(t *testing.T) {
	file := made(t, 2500, 1600, "-quality", "30", "-optimize")
	Gray(context.Background(), file, codec.Options{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	gray(t, file, codec.Options{})
	runtime.ReadMemStats(&after)
	if used := int(after.TotalAlloc - before.TotalAlloc); used > len(file)+2<<20 {
		t.Errorf("%d bytes for a file of %d", used, len(file))
	}
}
