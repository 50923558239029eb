package look

import (
	"context"
	"runtime"
)

// Floyd and Steinberg's error diffusion (Proceedings of the SID 17, 1976), in the arithmetic of
// Pillow's convert("1"): row by row, each from left to right. A pixel's value is its sample plus a
// sixteenth of the errors passed to it, truncated towards zero and clamped to 0..255. It becomes
// white above 128. Its error is distributed in sixteenths,
//
//	     .  7
//	  3  5  1
//
// and is dropped at the edges.
//
// A pixel depends on the one before it, which leaves most of a core idle. Of the row above it
// depends on the next pixel only, so rows can be processed together, each two pixels behind the one
// above:
//
//	row 0  . . . . . . . 0
//	row 1  . . . . . 1
//	row 2  . . . 2          a group of rows, interleaved on one core
//	row 3  . 3
//
// A core processes a band of several groups, each for a stretch of pixels at a time that starts
// slightly to the left of that of the group above. The next band runs on another core, two
// stretches behind.

const (
	lanes   = 6   // rows of a group
	groups  = 8   // groups in a band
	stretch = 512 // pixels of a row processed at a time
	slant   = 16  // how much earlier a group's stretch starts than that of the group above
)

// An errorState is the state of a row, in one word, so that a step takes few instructions:
//
//	bits 63..56  the result: 0 or 255
//	bits 43..32  passed to the next pixel: 7 times the error
//	bits 31..24  passed to the row below, one pixel ahead: the error
//	bits 23..12  passed to the pixel below, by this and the previous one: 5 and 1 times
//	bits 11..0   passed to the pixel below the previous one, by three: 3, 5 and 1 times
//
// Errors are -126 to 128; 127 is added so that no field is negative. No field overflows: nine times
// 255 is less than 1<<12.
type errorState uint64

const bias = 127

// afterPixel holds the errorState after a single pixel, by its sample plus the passed errors plus
// 126. Values are clamped to 0 to 255 and are black up to 128.
var afterPixel = func() (table [512]errorState) {
	for i := range table {
		rest, out := min(max(i-126, 0), 255), 0
		if rest > 128 {
			rest, out = rest-255, 255
		}
		part := errorState(rest + bias)
		table[i] = errorState(out)<<56 | 7*part<<32 | part<<24 | 5*part<<12 | 3*part
	}
	return table
}()

// sixteenth holds a sixteenth of the sum of passed errors, truncated towards zero, plus 126.
var sixteenth = func() (table [4096]uint8) {
	for i := range table {
		table[i] = uint8(max((i-16*bias)/16+126, 0)) // sums below -2016 do not occur
	}
	return table
}()

// noErrors is the errorState before the first pixel of a row.
const noErrors = errorState(7*bias<<32 | bias<<24 | 6*bias<<12)

// none is passed to a pixel below if there is no error.
const none = 9 * bias

// step processes a sample. above is the errorState, or its low bits, of the row above.
func (t errorState) step(v uint8, above errorState) errorState {
	left := (uint32(t>>32) + uint32(above)) & 4095
	return afterPixel[uint32(sixteenth[left])+uint32(v)] + errorState(uint32(t)>>12)
}

func (t errorState) out() uint8 { return uint8(t >> 56) }

// below returns the errors passed to the pixel below the previous one.
func (t errorState) below() uint16 { return uint16(t) }

// ended is the errorState after the last pixel, as if another one without an error followed.
func (t errorState) ended() errorState { return 3*bias + errorState(uint32(t)>>12) }

// diffuse processes bands on all cores: worker i the bands i, i + workers, and so on.
func diffuse(ctx context.Context, to, from plane) error {
	bands := (from.height + groups*lanes - 1) / (groups * lanes)
	stretches := (from.width + 2*lanes + groups*slant + stretch - 1) / stretch
	workers := min(runtime.GOMAXPROCS(0), bands, (stretches+1)/2)
	left := make([]uint16, from.width+1)
	for i := range left {
		left[i] = none
	}
	done := make([]chan struct{}, bands+1) // a token for each stretch of the band before
	for i := range done {
		done[i] = make(chan struct{}, stretches)
	}
	for range stretches {
		done[0] <- struct{}{}
	}
	return together(ctx, workers, func(ctx context.Context, worker int) error {
		for i := worker; i < bands; i += workers {
			t := newBand(to, from, left, i*groups*lanes)
			if err := t.all(ctx, stretches, done[i], done[i+1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// band is a number of groups, processed on one core.
type band struct {
	from, to plane
	groups   []group

	// left[x] is what the row above passes to pixel x-1; to the left of a group's position, what
	// its last row passes to the next group.
	left []uint16

	buffers rowBuffers
}

// group is rows that are processed together.
type group struct {
	top, rows int // first row and number of rows
	errors    [lanes]errorState
}

func newBand(to, from plane, left []uint16, top int) *band {
	t := &band{from: from, to: to, left: left}
	for y := top; y < min(from.height, top+groups*lanes); y += lanes {
		g := group{top: y, rows: min(lanes, from.height-y)}
		for k := range g.errors {
			g.errors[k] = noErrors
		}
		t.groups = append(t.groups, g)
	}
	return t
}

// all processes the rows, each stretch once the previous band is two stretches ahead: its last
// group lags behind by its slant and its lanes, which are less than a stretch.
func (t *band) all(ctx context.Context, stretches int, before <-chan struct{}, after chan<- struct{}) error {
	for s, ahead := 0, 0; s < stretches; s++ {
		for ; ahead < min(s+2, stretches); ahead++ {
			select {
			case <-before:
			case <-ctx.Done():
				return cancelled(ctx)
			}
		}
		for j := range t.groups {
			g := &t.groups[j]
			end := t.from.width + 1 + 2*(g.rows-1)
			if s < stretches-1 {
				end = min(end, (s+1)*stretch-j*slant)
			}
			t.run(g, max(0, s*stretch-j*slant), end)
		}
		after <- struct{}{}
	}
	return nil
}

// run processes a group from position start up to but not including end. At position i, row k
// processes pixel i-2k, or, after its last pixel, passes the remaining error to the row below.
func (t *band) run(g *group, start, end int) {
	i := start
	for ; i < min(end, 2*(lanes-1)); i++ {
		t.place(g, i)
	}
	for g.rows == lanes && i < min(end, t.from.width) {
		stop := min(end, t.from.width, i+stretch)
		t.abreast(g, i, stop)
		i = stop
	}
	for ; i < end; i++ {
		t.place(g, i)
	}
}

// place processes one position, last row first, as each row needs the state of the one above at the
// previous position.
func (t *band) place(g *group, i int) {
	for k := g.rows - 1; k >= 0; k-- {
		x := i - 2*k
		switch {
		case x < 0 || x > t.from.width:
			continue
		case x == t.from.width:
			g.errors[k] = g.errors[k].ended()
		default:
			above := errorState(t.left[x+1])
			if k > 0 {
				above = g.errors[k-1]
			}
			g.errors[k] = g.errors[k].step(t.from.row(g.top + k)[x], above)
			t.to.row(g.top + k)[x] = g.errors[k].out()
		}
		if k == g.rows-1 {
			t.left[x] = g.errors[k].below()
		}
	}
}

// rowBuffers hold the rows during processing, each two pixels behind the one above. In one array
// they need a single register, which leaves the others to the states.
type rowBuffers struct {
	rows         [lanes][stretch]uint8
	above, below [stretch]uint16
}

// abreast is place for up to stretch positions at which every row has a pixel.
func (t *band) abreast(g *group, start, end int) {
	n, b := end-start, &t.buffers
	for k := range b.rows {
		copy(b.rows[k][:n], t.from.row(g.top + k)[start-2*k:])
	}
	copy(b.above[:n], t.left[start+1:])
	t0, t1, t2, t3 := g.errors[0], g.errors[1], g.errors[2], g.errors[3]
	t4, t5 := g.errors[4], g.errors[5]
	for i := range n {
		i &= stretch - 1
		t5 = t5.step(b.rows[5][i], t4)
		b.rows[5][i] = t5.out()
		b.below[i] = t5.below()
		t4 = t4.step(b.rows[4][i], t3)
		b.rows[4][i] = t4.out()
		t3 = t3.step(b.rows[3][i], t2)
		b.rows[3][i] = t3.out()
		t2 = t2.step(b.rows[2][i], t1)
		b.rows[2][i] = t2.out()
		t1 = t1.step(b.rows[1][i], t0)
		b.rows[1][i] = t1.out()
		t0 = t0.step(b.rows[0][i], errorState(b.above[i]))
		b.rows[0][i] = t0.out()
	}
	g.errors = [lanes]errorState{t0, t1, t2, t3, t4, t5}
	for k := range b.rows {
		copy(t.to.row(g.top + k)[start-2*k:], b.rows[k][:n])
	}
	copy(t.left[start-2*(lanes-1):], b.below[:n])
}
