package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/converter/xmlrpc"
)

// pooled runs a test in a bubble of its own time, over a pool of these converters.
func pooled(t *testing.T, converters []Converter, test func(t *testing.T, p *pool)) {
	synctest.Test(t, func(t *testing.T) {
		var upstreams []*upstream
		for i, c := range converters {
			upstreams = append(upstreams, newUpstream(fmt.Sprintf("http://converter%d", i), c))
		}
		ctx, cancel := context.WithCancel(t.Context())
		p := newPool(slog.New(slog.DiscardHandler), upstreams)
		p.watch(ctx)
		test(t, p)
		cancel()
		p.close()
		for _, c := range converters {
			if f, ok := c.(*fake); ok && !f.closed.Load() {
				t.Error("a converter was not closed")
			}
		}
	})
}

var (
	picture   = photo(5000, 1)
	errLost   = fmt.Errorf("cut off: %w", converter.ErrLost)
	errNobody = fmt.Errorf("%w: %w", converter.ErrLost, &net.OpError{Op: "dial", Err: errors.New("refused")})
	errOwn    = fault.New(fault.Internal, "a codec failed").With(&xmlrpc.Fault{Code: xmlrpc.InternalError})
	errBusy   = fault.New(fault.Busy, "busy")
	jpegOnly  = bw.Options{Format: bw.JPEG}
)

func fails(err error) *fake {
	return &fake{convert: func(context.Context, []byte, bw.Options) (bw.Result, error) { return bw.Result{}, err }}
}

func dead() *fake {
	return &fake{
		convert: func(context.Context, []byte, bw.Options) (bw.Result, error) { return bw.Result{}, errNobody },
		check:   func(context.Context) error { return errNobody },
	}
}

func TestPoolUsesLeastBusy(t *testing.T) {
	var hold chan struct{}
	slow := func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		<-hold
		return good(ctx, image, o)
	}
	a, b := &fake{convert: slow}, &fake{convert: slow}
	synctest.Test(t, func(t *testing.T) {
		hold = make(chan struct{})
		p := newPool(slog.New(slog.DiscardHandler), []*upstream{newUpstream("a", a), newUpstream("b", b)})
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if _, err := p.convert(t.Context(), picture, jpegOnly, &route{}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if a.calls.Load() != 5 || b.calls.Load() != 5 {
			t.Errorf("%d and %d pictures, want 5 each", a.calls.Load(), b.calls.Load())
		}
		close(hold)
		all.Wait()
	})
}

// A converter that is not there costs nothing but the attempt, and is left alone.
func TestPoolGoesRoundTheDead(t *testing.T) {
	a, b := dead(), &fake{convert: good}
	pooled(t, []Converter{a, b}, func(t *testing.T, p *pool) {
		for range 20 {
			if _, err := p.convert(t.Context(), picture, jpegOnly, &route{}); err != nil {
				t.Fatal(err)
			}
		}
		if a.calls.Load() > 1 || b.calls.Load() != 20 {
			t.Errorf("%d and %d calls, want at most 1 and 20", a.calls.Load(), b.calls.Load())
		}
	})
}

// With no converter at all the answer is a sentence, within a bounded time.
func TestPoolWithoutConverter(t *testing.T) {
	pooled(t, []Converter{dead(), dead()}, func(t *testing.T, p *pool) {
		start := time.Now()
		_, err := p.convert(t.Context(), picture, jpegOnly, &route{})
		wantKind(t, err, fault.Busy)
		if took := time.Since(start); took > noneTimeout+time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// A converter that comes back is noticed, and the picture that waited is converted.
func TestPoolWaitsForReturn(t *testing.T) {
	var back time.Time
	away := func() error {
		if time.Now().Before(back) {
			return errNobody
		}
		return nil
	}
	a := &fake{check: func(context.Context) error { return away() }}
	a.convert = func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		if err := away(); err != nil {
			return bw.Result{}, err
		}
		return good(ctx, image, o)
	}
	pooled(t, []Converter{a}, func(t *testing.T, p *pool) {
		back = time.Now().Add(8 * time.Second)
		if _, err := p.convert(t.Context(), picture, jpegOnly, &route{}); err != nil {
			t.Fatal(err)
		}
		if late := time.Since(back); late < 0 || late > longest+longest/2 {
			t.Errorf("converted %v after its return", late)
		}
	})
}

// What a converter says of a picture is final: another would say the same.
func TestPoolTakesAnswers(t *testing.T) {
	for _, err := range []error{fault.New(fault.Damaged, "d"), fault.New(fault.Unsupported, "u"), fault.New(fault.TooLarge, "t"), errOwn} {
		a, b := fails(err), fails(err)
		pooled(t, []Converter{a, b}, func(t *testing.T, p *pool) {
			_, got := p.convert(t.Context(), picture, jpegOnly, &route{})
			if got != err || a.calls.Load()+b.calls.Load() != 1 {
				t.Errorf("%v after %d calls, want %v after one", got, a.calls.Load()+b.calls.Load(), err)
			}
		})
	}
}

// Converters that die, hang or lie are replaced; what they answer is never passed on.
func TestPoolReplaces(t *testing.T) {
	hang := &fake{convert: func(ctx context.Context, _ []byte, _ bw.Options) (bw.Result, error) {
		<-ctx.Done()
		return bw.Result{}, fault.New(fault.Internal, "no answer in time: %w", ctx.Err())
	}}
	answers := func(file string) *fake {
		return &fake{convert: func(context.Context, []byte, bw.Options) (bw.Result, error) {
			return bw.Result{File: []byte(file)}, nil
		}}
	}
	for name, bad := range map[string]*fake{
		"dies": fails(errLost), "hangs": hang, "wrong service": fails(fault.New(fault.Internal, "no converter")),
		"refuses the token": fails(fault.New(fault.Unauthorized, "token")), "goes down": fails(fault.New(fault.Cancelled, "gone")),
		"answers nothing": answers(""), "answers text": answers("<html>"), "answers half": answers(string(picture[:2000])),
		"answers another format": answers("GIF89a"),
	} {
		t.Run(name, func(t *testing.T) {
			other := &fake{convert: good}
			pooled(t, []Converter{bad, other}, func(t *testing.T, p *pool) {
				var route route
				result, err := p.convert(t.Context(), picture, jpegOnly, &route)
				if err != nil || len(result.File) != len(picture) {
					t.Fatalf("%d bytes, %v", len(result.File), err)
				}
				if route.tries != 2 || route.converter != "converter1" {
					t.Errorf("%+v, want the second after the first", route)
				}
			})
		})
	}
}

// A hanging converter gets no more pictures while another has less to do.
func TestPoolAvoidsOverdue(t *testing.T) {
	hang := &fake{convert: func(ctx context.Context, _ []byte, _ bw.Options) (bw.Result, error) {
		<-ctx.Done()
		return bw.Result{}, ctx.Err()
	}}
	other := &fake{convert: good}
	pooled(t, []Converter{hang, other}, func(t *testing.T, p *pool) {
		ctx, cancel := context.WithCancel(t.Context())
		go p.convert(ctx, picture, jpegOnly, &route{})
		time.Sleep(overdue + time.Second)
		for range 10 {
			p.convert(ctx, picture, jpegOnly, &route{})
		}
		if hang.calls.Load() != 1 || other.calls.Load() != 10 {
			t.Errorf("%d and %d calls, want 1 and 10", hang.calls.Load(), other.calls.Load())
		}
		cancel()
	})
}

// A picture that kills two converters is given up; the others that were with it are not.
func TestPoolGivesUpAlone(t *testing.T) {
	const deadly = 13
	killer := func() *fake {
		f := &fake{}
		var mu sync.Mutex
		var crash chan struct{} // made in the test's bubble
		f.convert = func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
			mu.Lock()
			if crash == nil {
				crash = make(chan struct{})
			}
			mine := crash
			mu.Unlock()
			after := 10 * time.Millisecond
			if image[4] == photo(100, deadly)[4] {
				after = 5 * time.Millisecond
			}
			select {
			case <-mine:
				return bw.Result{}, errLost
			case <-time.After(after):
			}
			if image[4] == photo(100, deadly)[4] {
				mu.Lock()
				if mine == crash {
					close(crash)
					crash = make(chan struct{})
				}
				mu.Unlock()
				return bw.Result{}, errLost
			}
			return good(ctx, image, o)
		}
		return f
	}
	pooled(t, []Converter{killer(), killer()}, func(t *testing.T, p *pool) {
		var all sync.WaitGroup
		for i := range byte(24) {
			all.Go(func() {
				_, err := p.convert(t.Context(), photo(5000, i), jpegOnly, &route{})
				if i == deadly && (err == nil || fault.KindOf(err) != fault.Internal) {
					t.Errorf("the deadly picture: %v", err)
				} else if i != deadly && err != nil {
					t.Errorf("picture %d: %v", i, err)
				}
			})
		}
		all.Wait()
	})
}

// One that passes every check and fails every picture is not asked all the time.
func TestPoolBacksOff(t *testing.T) {
	a := fails(fault.New(fault.Unauthorized, "token"))
	pooled(t, []Converter{a}, func(t *testing.T, p *pool) {
		_, err := p.convert(t.Context(), picture, jpegOnly, &route{})
		wantKind(t, err, fault.Busy)
		if n := a.calls.Load(); n < 10 || n > 150 {
			t.Errorf("it was asked %d times in %v", n, wholeTimeout)
		}
	})
}

// A busy converter is waited for, longer each time, and not beyond the deadline.
func TestPoolWaitsForBusy(t *testing.T) {
	n := 0
	a := &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		if n++; n <= 5 {
			return bw.Result{}, errBusy
		}
		return good(ctx, image, o)
	}}
	pooled(t, []Converter{a}, func(t *testing.T, p *pool) {
		if _, err := p.convert(t.Context(), picture, jpegOnly, &route{}); err != nil {
			t.Fatal(err)
		}
	})
	pooled(t, []Converter{fails(errBusy)}, func(t *testing.T, p *pool) {
		start := time.Now()
		var route route
		_, err := p.convert(t.Context(), picture, jpegOnly, &route)
		wantKind(t, err, fault.Busy)
		if took := time.Since(start); took != wholeTimeout || route.tries > 200 {
			t.Errorf("it took %v and %d tries", took, route.tries)
		}
	})
}

// A pool does not wait for a caller that disconnected, and does not blame the converter.
func TestPoolCancel(t *testing.T) {
	a := &fake{convert: func(ctx context.Context, _ []byte, _ bw.Options) (bw.Result, error) {
		<-ctx.Done()
		return bw.Result{}, fault.New(fault.Cancelled, "gone: %w", ctx.Err())
	}}
	pooled(t, []Converter{a}, func(t *testing.T, p *pool) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		_, err := p.convert(ctx, picture, jpegOnly, &route{})
		cancel()
		wantKind(t, err, fault.Cancelled)
		if p.upstreams[0].down || p.upstreams[0].running != 0 {
			t.Errorf("the converter is %+v", p.upstreams[0])
		}
	})
}

// Nothing is forgotten when everything goes wrong at random.
func TestPoolStorm(t *testing.T) {
	storm := func() *fake {
		f := &fake{check: func(context.Context) error {
			if rand.N(3) == 0 {
				return errNobody
			}
			return nil
		}}
		f.convert = func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
			time.Sleep(rand.N(20 * time.Millisecond))
			switch rand.N(20) {
			case 0:
				return bw.Result{}, errBusy
			case 1:
				return bw.Result{}, errNobody
			case 2:
				return bw.Result{}, errLost
			}
			return good(ctx, image, o)
		}
		return f
	}
	pooled(t, []Converter{storm(), storm(), storm()}, func(t *testing.T, p *pool) {
		var all sync.WaitGroup
		for i := range 400 {
			all.Go(func() {
				ctx, cancel := context.WithCancel(t.Context())
				if i%10 == 0 {
					ctx, cancel = context.WithTimeout(ctx, rand.N(time.Second))
				}
				defer cancel()
				p.convert(ctx, picture, jpegOnly, &route{})
			})
		}
		all.Wait()
		for _, upstream := range p.upstreams {
			if upstream.running != 0 || upstream.reserved {
				t.Errorf("after the storm: %+v", upstream)
			}
		}
	})
}
