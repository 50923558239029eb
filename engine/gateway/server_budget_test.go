package gateway

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
)

// Thirty peers that ask for large answers and do not read them, or read a trickle, or send
// a trickle, used to deny the gateway to everyone else and to take memory without end. Now
// they make way for a polite client, all of whose pictures are answered, and memory stays
// within the budget.
func TestSlowPeersMakeWay(t *testing.T) {
	const (
		slow   = 30
		answer = 4 << 20
		limit  = 8 * answer
	)
	var large bytes.Buffer // its answer is: a byte for each pixel
	if err := jpeg.Encode(&large, image.NewGray(image.Rect(0, 0, 2048, 2048)), nil); err != nil {
		t.Fatal(err)
	}
	file := photo(answer, 1)
	for name, behave := range map[string]func(conn *websocket.Conn){
		"reads nothing": func(conn *websocket.Conn) {
			for range 3 {
				conn.WriteMessage(websocket.BinaryMessage, large.Bytes())
			}
		},
		"reads a trickle": func(conn *websocket.Conn) {
			conn.WriteMessage(websocket.BinaryMessage, large.Bytes())
			trickle(func(p []byte) error { _, err := conn.NetConn().Read(p); return err })
		},
		"sends much, then a trickle": func(conn *websocket.Conn) {
			w, _ := conn.NextWriter(websocket.BinaryMessage)
			w.Write(file)
			trickle(func(p []byte) error { _, err := w.Write(p); return err })
		},
	} {
		t.Run(name, func(t *testing.T) {
			var held *budget
			convert := func(_ context.Context, image []byte, o bw.Options) (bw.Result, error) {
				if used := held.total(); used > limit {
					t.Errorf("%d bytes are used, more than %d", used, limit)
				}
				return bw.Result{File: file}, nil
			}
			bubbles(t, convert, func(t *testing.T, s *Server, dial func() *websocket.Conn) {
				held = s.budget
				held.limit = limit
				var peers sync.WaitGroup
				var conns []*websocket.Conn
				connect := func() *websocket.Conn {
					conn := dial()
					conn.WriteMessage(websocket.TextMessage, []byte(`{"format":"bmp"}`))
					conns = append(conns, conn)
					return conn
				}
				defer peers.Wait()
				defer func() {
					for _, conn := range conns {
						conn.Close()
					}
				}()
				for range slow {
					conn := connect()
					peers.Go(func() { behave(conn) })
				}
				synctest.Wait()
				polite := connect()
				for range 50 {
					time.Sleep(100 * time.Millisecond)
					start := time.Now()
					polite.WriteMessage(websocket.BinaryMessage, large.Bytes())
					kind, got, err := polite.ReadMessage()
					if err != nil || kind != websocket.BinaryMessage {
						t.Errorf("a polite client's answer: %d, %.100s, %v", kind, got, err)
						return
					}
					if took := time.Since(start); took > 8*time.Second {
						t.Errorf("a polite client waited for %v", took)
					}
				}
			})
		})
	}
}

// trickle moves twice the minimum rate, in small parts, until that fails.
func trickle(move func([]byte) error) {
	for move(make([]byte, 3300)) == nil {
		time.Sleep(100 * time.Millisecond)
	}
}

// Connections that are at work, or quick, or use little, keep their memory, however short
// it is: a late claim is refused.
func TestQuickPeersStay(t *testing.T) {
	const mb = 1 << 20
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100 * mb)
		quick, idle, paused, small := b.open(func() { t.Error("a quick peer is cut off") }), b.open(func() { t.Error("an idle one is cut off") }),
			b.open(func() { t.Error("one that waits is cut off") }), b.open(func() { t.Error("one of little is cut off") })
		for a, n := range map[*account]int{quick: 33 * mb, idle: 33 * mb, paused: 33 * mb, small: mb / 2} {
			if !a.try(n, 100*mb) {
				t.Fatal("no memory")
			}
		}
		quick.out.begin()
		small.out.begin()
		paused.in.begin()
		paused.in.pause()
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 120 {
				quick.out.move(slowRate / 5)
				time.Sleep(ratePeriod / 10)
			}
		}()
		late := b.open(nil)
		start := time.Now()
		if err := late.reserve(t.Context(), mb, 100*mb, memoryWait); err != errNoMemory || time.Since(start) != memoryWait {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if err := late.reserve(t.Context(), 101*mb, 100*mb, memoryWait); err != errNoMemory || time.Since(start) != memoryWait {
			t.Errorf("more than there is, after %v: %v", time.Since(start), err)
		}
		go func() { time.Sleep(time.Second); idle.release(33 * mb) }()
		if err := late.reserve(t.Context(), mb, 100*mb, memoryWait); err != nil || time.Since(start) != memoryWait+time.Second {
			t.Errorf("when memory is released, after %v: %v", time.Since(start), err)
		}
		<-done
	})
}

// Small claims are served before large ones, and what is released wakes both.
func TestSmallClaimsFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100)
		holder := b.open(nil)
		holder.try(100, 100)
		order := make(chan int, 2)
		for _, n := range []int{90, 20} {
			go func() {
				if err := b.open(nil).reserve(t.Context(), n, 100, memoryWait); err != nil {
					t.Error(err)
				}
				order <- n
			}()
			synctest.Wait()
		}
		if late := b.open(nil); late.try(1, 1000) {
			t.Error("what does not wait gets memory before what does")
		}
		holder.release(95)
		holder.release(5)
		if first := <-order; first != 20 {
			t.Errorf("%d came first", first)
		}
		b.open(nil).release(20)
		<-order
	})
}
