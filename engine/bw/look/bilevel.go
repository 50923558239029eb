package look

import (
	"context"
	"image"
	"runtime"
	"sync"

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
)

// Bilevel converts gray to black (0) and white (255) by the look's method, on all cores. A look
// without a method returns g itself. Errors are Cancelled, within a few milliseconds after ctx is
// done, and Internal for a panic.
func (l Look) Bilevel(ctx context.Context, g *image.Gray) (*image.Gray, error) {
	if l.bit.Method == None {
		return g, nil
	}
	in := plane{g.Rect.Dx(), g.Rect.Dy(), g.Stride, nil}
	if in.width <= 0 || in.height <= 0 {
		return image.NewGray(g.Rect), nil
	}
	out := &image.Gray{Pix: bufpool.Make(in.width * in.height), Stride: in.width, Rect: g.Rect}
	in.pix = g.Pix[g.PixOffset(g.Rect.Min.X, g.Rect.Min.Y):]
	to := plane{in.width, in.height, out.Stride, out.Pix}
	var err error
	switch l.bit.Method {
	case Threshold:
		err = threshold(ctx, to, in, l.bit.Threshold)
	case Otsu:
		err = otsu(ctx, to, in)
	case Sauvola:
		window := l.bit.Window
		if window == 0 {
			window = AutoWindow(in.width, in.height)
		}
		err = sauvola(ctx, to, in, l.bit.K, window)
	case FloydSteinberg:
		err = diffuse(ctx, to, in)
	case Ordered:
		err = ordered(ctx, to, in)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// A plane is samples in rows.
type plane struct {
	width, height, stride int
	pix                   []uint8
}

func (p plane) row(y int) []uint8 { return p.pix[y*p.stride:][:p.width:p.width] }

// bandPixels is the smallest size of a band: below it, a goroutine costs more than it saves.
const bandPixels = 1 << 16

// bands splits the plane into bands of at least so many rows and calls work for each, with rows
// from y0 up to but not including y1, on all cores.
func (p plane) bands(ctx context.Context, least int, work func(y0, y1 int)) error {
	rows := max(least, bandPixels/p.width, 1)
	count := (p.height + rows - 1) / rows
	next := make(chan int, count)
	for i := range count {
		next <- i * rows
	}
	close(next)
	return together(ctx, min(runtime.GOMAXPROCS(0), count), func(ctx context.Context, _ int) error {
		for y := range next {
			if ctx.Err() != nil {
				return cancelled(ctx)
			}
			work(y, min(y+rows, p.height))
		}
		return nil
	})
}

// together runs workers concurrently and returns the first error. Their context is cancelled when
// one fails.
func together(ctx context.Context, workers int, work func(ctx context.Context, worker int) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var once sync.Once
	var first error
	run := func(worker int) {
		err := guarded(ctx, worker, work)
		if err != nil {
			once.Do(func() { first = err })
			stop()
		}
	}
	var all sync.WaitGroup
	for worker := 1; worker < workers; worker++ {
		all.Go(func() { run(worker) })
	}
	run(0)
	all.Wait()
	return first
}

func guarded(ctx context.Context, worker int, work func(ctx context.Context, worker int) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fault.Recovered(v, "the converter failed on this picture")
		}
	}()
	return work(ctx, worker)
}

func cancelled(ctx context.Context) error {
	return fault.New(fault.Cancelled, "cancelled: %w", ctx.Err())
}
