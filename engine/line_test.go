package engine

import (
	"context"
	"flag"
	"math/rand/v2"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
	"pretobranco/engine/gateway"
)

var stress = flag.Bool("stress", os.Getenv("PRETOBRANCO_STRESS") != "", "send many photos over bad lines, not a few")

// A line passes on what comes to it, and does harm now and then.
type line struct {
	net.Listener
	target string
	harm   func(p []byte) (pass []byte, wait time.Duration, goOn bool)
}

// badLine puts a line before an address, host:port, and returns the line's own.
func badLine(t *testing.T, target string, harm func([]byte) ([]byte, time.Duration, bool)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	l := &line{listener, target, harm}
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go l.join(near)
		}
	}()
	return listener.Addr().String()
}

func (l *line) join(near net.Conn) {
	far, err := net.Dial("tcp", l.target)
	if err != nil {
		near.Close()
		return
	}
	var both sync.WaitGroup
	both.Go(func() { l.pass(far, near) })
	both.Go(func() { l.pass(near, far) })
	both.Wait()
}

func (l *line) pass(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 8<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		p, wait, goOn := l.harm(buffer[:n])
		if wait > 0 {
			<-time.After(wait)
		}
		if _, err := to.Write(p); err != nil || !goOn {
			return
		}
	}
}

// seldom is how many pieces of 8 KiB pass between two faults.
const seldom = 60

var harms = map[string]func(p []byte) ([]byte, time.Duration, bool){
	"delays": func(p []byte) ([]byte, time.Duration, bool) { return p, rand.N(4 * time.Millisecond), true },
	"cuts":   func(p []byte) ([]byte, time.Duration, bool) { return p, 0, rand.N(seldom) > 0 },
	"halves": func(p []byte) ([]byte, time.Duration, bool) {
		if rand.N(seldom) == 0 {
			return p[:len(p)/2], 0, false
		}
		return p, 0, true
	},
	"corrupts": func(p []byte) ([]byte, time.Duration, bool) {
		if rand.N(seldom) == 0 {
			p[rand.N(len(p))] ^= 1 << rand.N(8)
		}
		return p, 0, true
	},
	"stalls": func(p []byte) ([]byte, time.Duration, bool) {
		if rand.N(seldom) == 0 {
			return nil, 300 * time.Millisecond, false
		}
		return p, 0, true
	},
}

// TestBadLines send photos over lines that do harm between client and gateway, and
// between gateway and converter: each is right in the end or reported, and no file is wrong.
func TestBadLines(t *testing.T) {
	count := 16
	if *stress {
		count = 400
	}
	in := t.TempDir()
	want := map[string]string{}
	for i := range count {
		name := "photo" + string(rune('a'+i/26%26)) + string(rune('a'+i%26)) + []string{".jpg", ".png"}[i%2]
		if i >= 26*26 {
			t.Fatal("no more names")
		}
		file := picture(t, name, 1000+i, 700)
		write(t, filepath.Join(in, name), file)
		result, err := bw.Convert(context.Background(), file, Options{Format: bw.Keep}, bw.OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		want[name] = string(result.File)
	}
	for name, harm := range harms {
		for _, where := range []string{"client and gateway", "gateway and converter"} {
			t.Run(name+" between "+where, func(t *testing.T) {
				t.Parallel()
				worker := httptest.NewServer(converter.New(converter.Config{Limits: bw.ServerLimits}))
				t.Cleanup(worker.Close)
				address := worker.Listener.Addr().String()
				if where == "gateway and converter" {
					address = badLine(t, address, harm)
				}
				g, err := gateway.New(gateway.Config{Converters: []string{"http://" + address}})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(g.Close)
				front := httptest.NewServer(g)
				t.Cleanup(front.Close)
				address = front.Listener.Addr().String()
				if where == "client and gateway" {
					address = badLine(t, address, harm)
				}
				overBadLine(t, Config{Server: "ws://" + address, Jobs: 4}, in, want)
			})
		}
	}
}

// overBadLine runs a batch, on and on whatever pauses it.
func overBadLine(t *testing.T, cfg Config, in string, want map[string]string) {
	e, out := open(t, cfg), t.TempDir()
	var pauses, queued int
	var reasons []string
	paused := make(chan struct{}, 1)
	b, err := e.Start(t.Context(), Job{Folder: out}, photos(t, in), func(ev Event) {
		switch ev.Kind {
		case Paused:
			pauses++
			paused <- struct{}{}
		case Queued:
			queued++
		case Failed:
			reasons = append(reasons, filepath.Base(ev.Photo.Path)+": "+ev.Err.Error())
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan Summary, 1)
	go func() { done <- b.Wait() }()
	var sum Summary
	for over := false; !over; {
		select {
		case <-paused:
			b.Resume()
		case sum = <-done:
			over = true
		}
	}
	if sum.Converted+sum.Failed != len(want) || sum.Failed != len(reasons) {
		t.Errorf("%+v", sum)
	}
	results := strings.Fields(names(t, out))
	if len(results) != sum.Converted {
		t.Errorf("%d results after %+v", len(results), sum)
	}
	for _, name := range results {
		if file, err := os.ReadFile(filepath.Join(out, name)); err != nil || string(file) != want[name] {
			t.Errorf("%s is wrong: %v", name, err)
		}
	}
	t.Logf("%d right, %d reported; %d sent again, %d pauses; %v", sum.Converted, sum.Failed, queued-len(want), pauses, sum.Took.Round(time.Millisecond))
	for _, reason := range reasons {
		t.Log(reason)
	}
}
