package jpeg

// optimal returns the Huffman table with the shortest codes for the given symbol counts, as libjpeg
// does (K.2): Huffman's algorithm, then codes longer than 16 bits are shortened. A reserved symbol
// takes the code of all ones and is removed.
func optimal(counts *[256]int) codeBook {
	const reserved = 256
	var often [257]int
	copy(often[:], counts[:])
	often[reserved] = 1
	var size [257]int
	var next [257]int // next symbol of the same tree; -1: the last
	for i := range next {
		next[i] = -1
	}
	for {
		// The two rarest trees; among equals those with the larger symbol.
		first, second := -1, -1
		for i, n := range often {
			switch {
			case n == 0:
			case first < 0 || n <= often[first]:
				first, second = i, first
			case second < 0 || n <= often[second]:
				second = i
			}
		}
		if second < 0 {
			break
		}
		often[first] += often[second]
		often[second] = 0
		i := first
		for size[i]++; next[i] >= 0; size[i]++ {
			i = next[i]
		}
		next[i] = second
		for i = second; i >= 0; i = next[i] {
			size[i]++
		}
	}
	var lengths [258]int
	longest := 0
	for _, n := range size {
		if n > 0 {
			lengths[n]++
			longest = max(longest, n)
		}
	}
	for i := longest; i > 16; i-- {
		for lengths[i] > 0 {
			j := i - 2
			for lengths[j] == 0 {
				j--
			}
			lengths[i] -= 2 // of a pair, one moves to its parent's place,
			lengths[i-1]++
			lengths[j+1] += 2 // the other next to a code that becomes longer
			lengths[j]--
		}
	}
	last := 16
	for lengths[last] == 0 {
		last--
	}
	lengths[last]-- // the reserved code

	b := codeBook{symbols: []byte{}}
	for i := range b.counts {
		b.counts[i] = byte(lengths[i+1])
	}
	for n := 1; n <= longest; n++ {
		for s := range reserved {
			if size[s] == n {
				b.symbols = append(b.symbols, byte(s))
			}
		}
	}
	return b
}
