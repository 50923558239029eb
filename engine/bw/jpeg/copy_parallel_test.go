package jpeg

import (
	"bytes"
	"context"
	"runtime"
	"testing"

	"pretobranco/engine/bw/codec"
)

// A big picture read in groups gives the same file as read in one go.
func TestGroups(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, arguments := range [][]string{
		{"-restart", "1"},
		{"-restart", "3"},
		{"-restart", "7B"},
		{"-restart", "10B", "-sample", "2x1"},
		{"-restart", "1", "-sample", "1x1"},
		{"-restart", "2", "-sample", "1x2", "-optimize"},
	} {
		file := made(t, 1133, 800, append(arguments, "-quality", "95")...)
		if len(file) < minParallel {
			t.Fatalf("%d bytes are too few", len(file))
		}
		runtime.GOMAXPROCS(1)
		want := gray(t, file, codec.Options{})
		runtime.GOMAXPROCS(3)
		if got := gray(t, file, codec.Options{}); !bytes.Equal(got, want) {
			t.Errorf("%v: another file than in one go", arguments)
		}
		judge(t, file, want)

		// And the same error, where damage is.
		for _, at := range []int{len(file) / 3, len(file) - 2000} {
			broken := bytes.Clone(file)
			copy(broken[at:], "\xff\xd9")
			_, _, parallel := Gray(context.Background(), broken, codec.Options{})
			runtime.GOMAXPROCS(1)
			_, _, serial := Gray(context.Background(), broken, codec.Options{})
			runtime.GOMAXPROCS(3)
			if serial == nil || parallel == nil || serial.Error() != parallel.Error() {
				t.Errorf("%v: %v in groups, %v in one go", arguments, parallel, serial)
			}
		}
	}
}

// A test that never splits would show nothing.
func TestGroupsAreMade(t *testing.T) {
	file := made(t, 1133, 800, "-restart", "1", "-quality", "95")
	p, err := readHeaders(file)
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	g := &grid{f: p.frame, restart: 71}
	g.across, g.down = p.frame.mcus()
	if groups := g.split(file, bytes.Index(file, []byte{0xff, mSOS})+14); len(groups) < 3 || groups[len(groups)-1].down != g.down {
		t.Errorf("%d groups of %d rows", len(groups), g.down)
	}
}
