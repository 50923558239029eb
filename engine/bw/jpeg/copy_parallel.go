package jpeg

import (
	"bytes"
	"context"
	"runtime"

	"pretobranco/engine/bw/fault"
)

// A group is rows of MCUs that start with a restart interval, so that they can be read
// independently. Several goroutines read groups, each producing all bits except for the DC
// difference of the first block; the groups are joined in order.
type group struct {
	at       int // offset in the file
	y, down  int // rows of MCUs from y up to down
	interval int // number of the marker that ends the first interval
	later    bool
}

const (
	minParallel = 512 << 10 // smaller files are converted faster than goroutines start
	groupSize   = 192 << 10 // bytes of the file
	maxWorkers  = 4         // each uses about 500 KB
)

// split returns the groups of the scan at an offset, or at most one if its restart intervals don't
// permit more or if there is only one processor.
func (g *grid) split(file []byte, at int) []group {
	size := len(file) - at
	if g.restart == 0 || size < minParallel || runtime.GOMAXPROCS(0) == 1 {
		return nil
	}
	// Every so many rows an interval starts together with a row.
	together := g.restart / gcd(g.restart, g.across)
	rows := ceil(max(1, g.down*groupSize/size), together) * together
	if rows >= g.down {
		return nil
	}
	groups := []group{{at: at, down: rows}}
	perGroup := rows * g.across / g.restart // restart intervals in a group
	for seen := 0; ; {
		i := bytes.IndexByte(file[at:], 0xff)
		if i < 0 || at+i+1 >= len(file) {
			break
		}
		at += i + 1
		c := file[at]
		if c == 0 || c == 0xff {
			continue
		}
		if c&0xf8 != mRST0 {
			break
		}
		if seen++; seen%perGroup != 0 {
			continue
		}
		y := groups[len(groups)-1].down
		if y >= g.down {
			break
		}
		groups = append(groups, group{at: at + 1, y: y, down: min(y+rows, g.down), interval: seen, later: true})
	}
	groups[len(groups)-1].down = g.down // missing markers are found there
	return groups
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// A share is the result of a group.
type share struct {
	s    *scanner
	bits int // in s.file
	err  error
}

// join reads groups concurrently and writes them in order.
func (s *scanner) join(g *grid, file []byte, groups []group) error {
	ctx, cancel := context.WithCancel(s.ctx)
	workers := min(runtime.GOMAXPROCS(0), maxWorkers)
	shares := make([]chan share, len(groups))
	start := func(i int) {
		if i >= len(groups) {
			return
		}
		shares[i] = make(chan share, 1)
		go func() { shares[i] <- read(ctx, g, file, groups[i], s.code) }()
	}
	for i := range workers {
		start(i)
	}
	var failed error
	for i := range groups {
		if shares[i] == nil {
			break
		}
		part := <-shares[i]
		if failed == nil {
			failed = part.err
			if failed == nil {
				failed = s.appendGroup(part, groups[i].later)
			}
		}
		if failed != nil {
			cancel()
		} else {
			start(i + workers)
		}
		if i == len(groups)-1 && part.s != nil {
			s.data.src, s.data.at = file, part.s.data.at
		}
		part.release()
	}
	cancel()
	return failed
}

// read reads a group.
func read(ctx context.Context, g *grid, file []byte, part group, code *dcCoder) (result share) {
	s := scanners.Get().(*scanner)
	s.begin(ctx, s.bits[:0], code)
	s.raw = true
	s.open(file, part.at)
	result.s = s
	defer func() {
		if v := recover(); v != nil {
			result.err = errPanic(v)
		}
	}()
	if result.err = s.grid(g, part); result.err != nil {
		return result
	}
	result.bits = len(s.file)*8 + s.out.len()
	s.file = append(s.file, s.out.buf[:s.out.pos+8]...) // the incomplete last byte, and padding for copy
	return result
}

// appendGroup writes a group after the previous ones.
func (s *scanner) appendGroup(part share, later bool) error {
	if later && !s.code.put(&s.out, part.s.first[0]-s.last[0]) {
		return errMissing
	}
	s.write(part.s.file, part.bits)
	s.last[0] = part.s.last[0]
	return nil
}

// release returns the group's scanner to the pool, with its buffer for reuse.
func (p *share) release() {
	if p.s.raw && cap(p.s.file) <= 4*groupSize {
		p.s.bits = p.s.file
	}
	p.s.release()
}

// errPanic converts a panic in a goroutine to an error, as callers can't recover it.
func errPanic(v any) error {
	return fault.Recovered(v, "the converter failed on this picture")
}
