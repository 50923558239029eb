package hevc

// A scaling is the scaling lists of intra blocks (7.3.4, 7.4.5): factors of coefficients, in units
// of 1/16. Lists of inter blocks are read and dropped.
type scaling struct {
	lists [4][3][64]uint8 // by size, 4x4 to 32x32, and component; in scan order
	dc    [4][3]uint8
	// factors are the lists expanded to blocks, of size 32x32 too for chroma, after expand.
	factors [4][3][]uint8
}

// intraList is the default list for 8x8 and larger (table 7-6).
var intraList = [64]uint8{
	16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 17, 16, 17, 16, 17, 18,
	17, 18, 18, 17, 18, 21, 19, 20, 21, 20, 19, 21, 24, 22, 22, 24,
	24, 22, 22, 24, 25, 25, 27, 30, 27, 25, 25, 29, 31, 35, 35, 31,
	29, 36, 41, 44, 41, 36, 47, 54, 54, 47, 65, 70, 65, 88, 88, 115,
}

func defaultScaling() *scaling {
	s := &scaling{}
	for size := range 4 {
		for matrix := range 3 {
			s.setDefault(size, matrix)
		}
	}
	return s
}

func (s *scaling) setDefault(size, matrix int) {
	s.lists[size][matrix] = intraList
	if size == 0 {
		for i := range 16 {
			s.lists[0][matrix][i] = 16
		}
	}
	s.dc[size][matrix] = 16
}

func (s *scaling) read(b *Reader) {
	for size := range 4 {
		step := 1
		if size == 3 {
			step = 3
		}
		for matrix := 0; matrix < 6; matrix += step {
			if b.Broken {
				return
			}
			s.readList(b, size, matrix, step)
		}
	}
	for matrix := 1; matrix < 3; matrix++ { // chroma of 32x32 is that of 16x16
		s.lists[3][matrix], s.dc[3][matrix] = s.lists[2][matrix], s.dc[2][matrix]
	}
}

func (s *scaling) readList(b *Reader, size, matrix, step int) {
	if !b.Flag() {
		delta := b.below(matrix/step+1) * step
		switch {
		case matrix > 2: // inter
		case delta == 0:
			s.setDefault(size, matrix)
		default:
			s.lists[size][matrix], s.dc[size][matrix] = s.lists[size][matrix-delta], s.dc[size][matrix-delta]
		}
		return
	}
	next := 8
	var list [64]uint8
	dc := uint8(16)
	if size > 1 {
		next += b.signed(255)
		dc = uint8(next)
	}
	for i := range min(64, 16<<(2*size)) {
		next = (next + b.signed(128)) & 255
		list[i] = uint8(next)
	}
	if matrix < 3 {
		s.lists[size][matrix], s.dc[size][matrix] = list, dc
	}
}

// expand calculates the factors (7.4.5): lists have 8x8 numbers in diagonal order, repeated in
// larger blocks.
func (s *scaling) expand() {
	for size := range 4 {
		n := 4 << size
		for matrix := range 3 {
			f := make([]uint8, n*n)
			shift := max(0, size-1)
			side := 2 + min(1, size)
			for i, at := range diagonal(side) {
				x, y := int(at&7), int(at>>3)
				for dy := range 1 << shift {
					for dx := range 1 << shift {
						f[(y<<shift+dy)*n+(x<<shift)+dx] = s.lists[size][matrix][i]
					}
				}
			}
			if size > 1 {
				f[0] = s.dc[size][matrix]
			}
			s.factors[size][matrix] = f
		}
	}
}
