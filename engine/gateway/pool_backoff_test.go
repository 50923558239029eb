package gateway

import (
	"context"
	"log/slog"
	"testing"
)

// A converter lost one of two pictures and then answered the other: it was down with no
// failure in a row, and the wait before the next check was a shift by -1, which ended the
// process.
func TestBackoffWithoutFailures(t *testing.T) {
	suspect := newUpstream("http://converter.test", &fake{convert: good})
	p := newPool(slog.New(slog.DiscardHandler), []*upstream{suspect})
	one, err1 := p.acquire(t.Context(), nil, false)
	two, err2 := p.acquire(t.Context(), nil, false)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	p.release(one, false, lost, context.DeadlineExceeded)
	p.release(two, false, answered, nil)
	if !suspect.down || suspect.failures != 0 {
		t.Fatalf("down: %v, %d failures", suspect.down, suspect.failures)
	}
	if wait := retryPause(suspect.failures); wait <= 0 || wait > 2*shortest {
		t.Errorf("it waits %v", wait)
	}
}
