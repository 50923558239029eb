package look

import "context"

// bayer is Bayer's dispersed 8x8 matrix with ImageMagick's values, 1 to 64.
var bayer = [8][8]uint8{
	{1, 49, 13, 61, 4, 52, 16, 64},
	{33, 17, 45, 29, 36, 20, 48, 32},
	{9, 57, 5, 53, 12, 60, 8, 56},
	{41, 25, 37, 21, 44, 28, 40, 24},
	{3, 51, 15, 63, 2, 50, 14, 62},
	{35, 19, 47, 31, 34, 18, 46, 30},
	{11, 59, 7, 55, 10, 58, 6, 54},
	{43, 27, 39, 23, 42, 26, 38, 22},
}

// ordered converts samples of at least n/65 to white, where n is the matrix value.
func ordered(ctx context.Context, to, from plane) error {
	// least is the smallest white sample: 65·v/255 >= n.
	var least [8]uint64
	for y := range bayer {
		for x, n := range bayer[y] {
			least[y] |= uint64((int(n)*255+64)/65) << (8 * x)
		}
	}
	return from.bands(ctx, 1, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			screen(to.row(y), from.row(y), least[y%8])
		}
	})
}
