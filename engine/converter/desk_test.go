package converter

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"
	"testing/synctest"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// What doesn't fit now waits, what finds no place to wait is sent away, and who leaves
// leaves his place.
func TestDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(1, 1)
		if err := d.take(t.Context(), d.memory, budget); err != nil {
			t.Fatal(err)
		}
		ctx, leave := context.WithCancel(t.Context())
		waiting := make(chan error, 1)
		go func() { waiting <- d.take(ctx, d.memory, 1) }()
		synctest.Wait()
		if err := d.take(t.Context(), d.memory, 1); err == nil || fault.KindOf(err) != fault.Busy {
			t.Errorf("the second in line: %v", err)
		}
		leave()
		if err := <-waiting; err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("who left: %v", err)
		}
		go func() { waiting <- d.take(t.Context(), d.memory, 1) }()
		synctest.Wait()
		d.memory.Release(budget)
		if err := <-waiting; err != nil {
			t.Errorf("who waited: %v", err)
		}
	})
}

// A call may be larger than the budget: it is then served alone.
func TestCost(t *testing.T) {
	for body, want := range map[int64]int64{0: callCost, 1000: callCost + 1500, budget: budget, 1 << 40: budget} {
		if got := cost(body); got != want {
			t.Errorf("%d: %d, want %d", body, got, want)
		}
	}
}

func TestPixelCost(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 100, 50))); err != nil {
		t.Fatal(err)
	}
	if got := pixelCost(b.Bytes(), bw.Options{}); got != 8*100*50 {
		t.Errorf("a PNG: %d", got)
	}
	if got := pixelCost([]byte("no picture"), bw.Options{}); got != 0 {
		t.Errorf("no picture: %d", got)
	}
	d := newDesk(1, 1)
	give, err := d.conversion(t.Context(), b.Bytes(), bw.Options{})
	if err != nil {
		t.Fatal(err)
	}
	give()
	if !d.pixels.TryAcquire(pixelBudget) || !d.hands.TryAcquire(1) {
		t.Error("not everything was given back")
	}
}
