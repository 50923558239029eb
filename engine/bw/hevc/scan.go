package hevc

// Orders of coefficients (6.5.3 to 6.5.5). A position is y << 3 | x.
const (
	scanDiagonal = iota
	scanHorizontal
	scanVertical
)

// A scan is an order of positions in a square of side 1 << n.
type scan = []uint8

// scans are the orders by kind and n, 0 to 3.
var scans = func() (all [3][4]scan) {
	for n := range 4 {
		all[scanDiagonal][n] = diagonal(n)
		for i := range 1 << (2 * n) {
			low, high := i&(1<<n-1), i>>n
			all[scanHorizontal][n] = append(all[scanHorizontal][n], uint8(high<<3|low))
			all[scanVertical][n] = append(all[scanVertical][n], uint8(low<<3|high))
		}
	}
	return all
}()

// diagonal returns the diagonal order: from the lower left to the upper right.
func diagonal(n int) (out scan) {
	side := 1 << n
	for sum := range 2*side - 1 {
		for x := max(0, sum-side+1); x <= min(sum, side-1); x++ {
			out = append(out, uint8((sum-x)<<3|x))
		}
	}
	return out
}

// scanOf returns the order of a block's coefficients (7.4.9.11).
func (d *Decoder) scanOf(component, log2, mode int) int {
	if log2 == 2 || log2 == 3 && (component == 0 || d.sps.Chroma == Chroma444) {
		switch {
		case 6 <= mode && mode <= 14:
			return scanVertical
		case 22 <= mode && mode <= 30:
			return scanHorizontal
		}
	}
	return scanDiagonal
}

// smallest are the contexts of significant coefficients of 4x4 blocks (table 9-50), by y << 2 | x.
var smallest = [16]uint8{0, 1, 4, 5, 2, 3, 4, 5, 6, 6, 8, 8, 7, 7, 8, 8}

// patterns are the contexts within a group of larger blocks (9.3.4.2.5), by whether the groups to
// the right and below are coded, and y << 2 | x.
var patterns = [4][16]uint8{
	{2, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
	{2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0},
	{2, 1, 0, 0, 2, 1, 0, 0, 2, 1, 0, 0, 2, 1, 0, 0},
	{2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2},
}
