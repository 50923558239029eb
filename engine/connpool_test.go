package engine

import (
	"context"
	"testing"

	"pretobranco/engine/bw"
)

// A wire is a client that only records whether it was closed.
type wire struct{ closed bool }

func (w *wire) Convert(context.Context, []byte, Options) (bw.Result, error) {
	return bw.Result{}, nil
}

func (w *wire) Close() error {
	w.closed = true
	return nil
}

// A gateway that ends ends all connections. The last photo of a batch was on one
// of several when that happened, was sent again over another that had ended as well, and
// given up for having lost its connection twice: now the idle ones go with the broken one.
func TestIdleConnectionsClose(t *testing.T) {
	var wires []*wire
	p := &connPool{most: 3, dial: func(context.Context) (client, error) {
		wires = append(wires, &wire{})
		return wires[len(wires)-1], nil
	}}
	take := func() *conn {
		c, err := p.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	broken, busy, idle := take(), take(), take()
	p.release(idle, false)
	p.release(broken, true)
	if !wires[0].closed || wires[1].closed || !wires[2].closed {
		t.Errorf("%v %v %v", wires[0], wires[1], wires[2])
	}
	if take(); len(wires) != 4 {
		t.Errorf("%d dialled", len(wires))
	}
	p.release(busy, false)
	if wires[1].closed {
		t.Error("a connection that works was closed")
	}
	p.close()
	if !wires[1].closed {
		t.Error("a connection stays open")
	}
}
