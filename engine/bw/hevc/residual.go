package hevc

// A residual has the coefficients of the current block.
type residual struct {
	coefficients [32 * 32]int32 // scaled, by y << log2 | x; zero between blocks
	luma         [32 * 32]int32 // the residual of luma, for chroma that is predicted from it
	scale        int            // of that residual, in 1/8; 0 if it is not used
	skipped      bool           // there is no transform
	maxX, maxY   int            // of coefficients that may not be zero
	scratch, out [32 * 32]int32
}

// noResidual sets a residual of zero.
func (d *Decoder) noResidual() { d.skipped, d.maxX, d.maxY = false, -1, -1 }

// readResidual reads a block's coefficients and scales them (7.3.8.11, 8.6.4.2).
func (d *Decoder) readResidual(component, log2, mode int) error {
	s, r, c := d.sps, &d.residual, &d.cabac
	chroma := min(component, 1)
	bypass := d.unit.bypass
	r.skipped = d.pps.skip && !bypass && log2 <= d.pps.maxSkip && c.bin(&d.ctx[ctxSkip+chroma]) == 1
	plain := bypass || r.skipped
	kind := d.scanOf(component, log2, mode)
	lastX, lastY := d.lastPosition(chroma, log2, kind)
	r.maxX, r.maxY = 0, 0

	groups, positions := scans[kind][log2-2], scans[kind][2]
	group, position := 0, 0
	for want := uint8(lastY>>2<<3 | lastX>>2); groups[group] != want; {
		group++
	}
	for want := uint8(lastY&3<<3 | lastX&3); positions[position] != want; {
		position++
	}
	q := d.quantiser(component, log2)
	hide := d.pps.hideSigns && !bypass && !(r.skipped && d.directed(mode))
	significant := d.ctx[ctxSignificant+27*chroma:]
	first := 0 // context of significant coefficients in the first group, and in others
	switch {
	case chroma == 0 && log2 == 3 && kind == scanDiagonal:
		first = 9
	case chroma == 0 && log2 == 3:
		first = 15
	case chroma == 0:
		first = 21
	case log2 == 3:
		first = 9
	default:
		first = 12
	}
	var coded [9 * 9]uint8 // groups, with a border
	greater := 1           // state of the contexts of greater1
	var found [16]uint8    // significant coefficients, as indices of positions
	var levels [16]int32
	for i := group; i >= 0; i-- {
		gx, gy := int(groups[i]&7), int(groups[i]>>3)
		right, below := coded[gy*9+gx+1], coded[gy*9+gx+9]
		infer := false
		if i < group && i > 0 {
			if c.bin(&d.ctx[ctxGroup+2*chroma+int(right|below)]) == 0 {
				continue
			}
			infer = true
		}
		coded[gy*9+gx] = 1

		count, from := 0, 15
		if i == group {
			found[0], count, from = uint8(position), 1, position-1
		}
		pattern := &patterns[right|below<<1]
		start := first
		if chroma == 0 && i > 0 {
			start += 3
		}
		for n := from; n >= 0; n-- {
			at := positions[n]
			if n == 0 && infer && count == 0 {
				found[0], count = 0, 1
				break
			}
			var ctx int
			switch {
			case s.skipContext && plain:
				ctx = ctxSkippedFirst - 26*chroma
			case log2 == 2:
				ctx = int(smallest[at>>1&12|at&3])
			case n == 0 && i == 0:
				ctx = 0
			default:
				ctx = start + int(pattern[at>>1&12|at&3])
			}
			if c.bin(&significant[ctx]) == 1 {
				found[count&15] = uint8(n)
				count++
			}
		}
		if count == 0 {
			continue
		}
		if err := d.levels(levels[:count], chroma, i, plain, &greater, hide && found[0]-found[count-1] > 3); err != nil {
			return err
		}
		for n, v := range levels[:count] {
			p := positions[found[n]]
			x, y := gx<<2|int(p&7), gy<<2|int(p>>3)
			r.maxX, r.maxY = max(r.maxX, x), max(r.maxY, y)
			at := y<<log2 | x
			if !bypass {
				v = q.scaled(v, at)
			}
			r.coefficients[at] = v
		}
	}
	if c.overrun() {
		return errData
	}
	return nil
}

// lastPosition reads the position of the last coefficient.
func (d *Decoder) lastPosition(chroma, log2, kind int) (x, y int) {
	offset, shift := 3*(log2-2)+(log2-1)>>2, (log2+1)>>2
	if chroma > 0 {
		offset, shift = 15, log2-2
	}
	prefix := func(ctx int) (n int) {
		for n < log2<<1-1 && d.bin(&d.ctx[ctx+offset+n>>shift]) == 1 {
			n++
		}
		return n
	}
	suffix := func(n int) int {
		if n < 4 {
			return n
		}
		return 1<<(n>>1-1)*(2+n&1) + d.number(n>>1-1)
	}
	x, y = prefix(ctxLastX), prefix(ctxLastY)
	x = suffix(x)
	y = suffix(y)
	if kind == scanVertical {
		return y, x
	}
	return x, y
}

// levels reads the values of a group's significant coefficients, the last one first.
func (d *Decoder) levels(out []int32, chroma, group int, plain bool, greater *int, hidden bool) error {
	c := &d.cabac
	set := 0
	if group > 0 && chroma == 0 {
		set = 2
	}
	if *greater == 0 {
		set++
	}
	state, second := 1, -1
	flags := min(len(out), 8)
	for n := range out {
		out[n] = 1
	}
	for n := range flags {
		bit := c.bin(&d.ctx[ctxGreater1+16*chroma+4*set+state])
		if bit == 1 {
			out[n], state = 2, 0
			if second < 0 {
				second = n
			}
		} else if state > 0 && state < 3 {
			state++
		}
	}
	*greater = state
	if second >= 0 {
		out[second] += int32(c.bin(&d.ctx[ctxGreater2+4*chroma+set]))
	}
	count := len(out)
	if hidden {
		count--
	}
	signs := c.number(count) << (16 - count)

	rice, stat := 0, 2*(1-chroma)
	if plain {
		stat++
	}
	if d.sps.persistentRice {
		rice = d.stats[stat] / 4
	}
	sum, fresh := int32(0), true
	for n, base := range out {
		limit := int32(1) // from which on there is a rest
		if n < flags {
			limit = 2
		}
		if n == second {
			limit = 3
		}
		v := base
		if base == limit {
			rest, ok := c.remaining(rice)
			if !ok {
				return errData
			}
			v += rest
			if v > 3<<rice {
				rice++
				if !d.sps.persistentRice {
					rice = min(rice, 4)
				}
			}
			if fresh && d.sps.persistentRice {
				d.adapt(stat, rest)
			}
			fresh = false
		}
		sum += v
		if signs&0x8000 != 0 {
			v = -v
		}
		signs <<= 1
		if hidden && n == len(out)-1 && sum&1 == 1 {
			v = -v
		}
		out[n] = int32(int16(max(-1<<15, min(1<<15-1, v))))
	}
	return nil
}

// adapt adapts the statistics of Rice parameters (9.3.3.11).
func (d *Decoder) adapt(stat int, rest int32) {
	s := &d.stats[stat]
	switch {
	case rest >= 3<<(*s/4):
		*s++
	case 2*rest < 1<<(*s/4) && *s > 0:
		*s--
	}
}

// remaining reads what is left of a coefficient (9.3.3.11). It returns false for a value that no
// coefficient has.
func (c *cabac) remaining(rice int) (int32, bool) {
	const longest = 22
	prefix := 0
	for c.bypass() == 1 {
		if prefix++; prefix > longest {
			return 0, false
		}
	}
	if prefix <= 3 {
		return int32(prefix<<rice + c.number(rice)), true
	}
	if rice > 16 {
		return 0, false
	}
	v := (1<<(prefix-3)+3-1)<<rice + c.number(prefix-3+rice)
	return int32(min(v, 1<<20)), true
}
