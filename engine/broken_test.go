package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/gateway"
)

// hasty is patience for servers that go away and are busy. Those that answer get all the time
// that a laden computer needs.
var hasty = patience{dial: time.Minute, absence: 50 * time.Millisecond, answer: time.Minute, busy: 10 * time.Millisecond}

// A peer is a client of a rogue, with what it has just sent.
type peer struct {
	conn           *websocket.Conn
	options, image []byte
}

// send answers with a file, and the notice that a gateway sends before it.
func (p *peer) send(file []byte) bool {
	sum := func(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }
	notice := fmt.Sprintf(`{"result":{"format":"jpeg"},"crc32c":{"options":%d,"image":%d,"file":%d}}`, sum(p.options), sum(p.image), sum(file))
	return p.conn.WriteMessage(websocket.TextMessage, []byte(notice)) == nil && p.conn.WriteMessage(websocket.BinaryMessage, file) == nil
}

// fail answers with an error.
func (p *peer) fail(kind Kind) bool {
	return p.conn.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"error":{"kind":%q,"message":"no"}}`, kind)) == nil
}

// A rogue is a gateway that does what a test wants with picture n, and returns
// whether the connection stays open.
type rogue func(p *peer, n int) bool

// honest answers as a gateway should.
func honest(p *peer, _ int) bool {
	result, err := bw.Convert(context.Background(), p.image, Options{Format: bw.Keep}, bw.OwnLimits)
	if err != nil {
		return p.fail(KindOf(err))
	}
	return p.send(result.File)
}

// misbehave starts a gateway that does what answer does, and returns an engine to it.
func misbehave(t *testing.T, jobs int, answer rogue) *Engine {
	t.Helper()
	var count atomic.Int64
	upgrader := websocket.Upgrader{Subprotocols: []string{gateway.Subprotocol}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		p := peer{conn: conn}
		for {
			kind, message, err := conn.ReadMessage()
			switch {
			case err != nil:
				return
			case kind == websocket.TextMessage:
				p.options = message
				continue
			}
			p.image = message
			if !answer(&p, int(count.Add(1))) {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	e := open(t, Config{Server: "ws" + strings.TrimPrefix(server.URL, "http"), Jobs: jobs})
	e.patience = hasty
	return e
}

// TestServerGone pauses once when nothing answers, and continues when something does.
func TestServerGone(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg", "d.jpg")
	target, err := url.Parse("http" + strings.TrimPrefix(serve(t, ""), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	var back atomic.Bool
	proxy := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !back.Load() {
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, r)
	}))
	defer front.Close()
	e := open(t, Config{Server: "ws" + strings.TrimPrefix(front.URL, "http"), Jobs: 3})
	e.patience = hasty
	if err := e.Check(context.Background()); !errors.Is(err, ErrServer) {
		t.Errorf("Check: %v", err)
	}
	paused := make(chan error, 10)
	l := &log{t: t, on: func(e Event) {
		if e.Kind == Paused {
			paused <- e.Err
		}
	}}
	b, err := e.Start(context.Background(), Job{Folder: out}, photos(t, in), l.hear)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-paused; !errors.Is(err, ErrServer) {
		t.Errorf("paused by: %v", err)
	}
	if p := b.Progress(); p.Failed != 0 || p.Total != 4 {
		t.Errorf("progress: %+v", p)
	}
	back.Store(true)
	b.Resume()
	if sum := b.Wait(); sum.Converted != 4 || sum.Failed != 0 {
		t.Errorf("summary: %+v", sum)
	}
	if got := l.of(-1); got != "paused resumed finished" {
		t.Errorf("of the batch: %s", got)
	}
}

// TestServerAway has a server go away for a moment, as one that is started again does: photos
// wait, and the batch does not pause.
func TestServerAway(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg", "d.jpg")
	var away atomic.Int64 // knocks that nobody hears
	e := misbehave(t, 1, func(p *peer, n int) bool {
		if n == 2 {
			away.Store(2)
			return false
		}
		return honest(p, n)
	})
	e.address = "ws://" + badLine(t, strings.TrimPrefix(e.address, "ws://"), func(p []byte) ([]byte, time.Duration, bool) {
		if bytes.HasPrefix(p, []byte("GET ")) && away.Add(-1) >= 0 {
			return nil, 0, false
		}
		return p, 0, true
	})
	e.patience.absence = 10 * time.Second
	b, l := start(t, e, Job{Folder: out}, photos(t, in))
	if sum := b.Wait(); sum.Converted != 4 || sum.Failed != 0 {
		t.Errorf("summary: %+v", sum)
	}
	if got := l.of(-1); got != "finished" {
		t.Errorf("of the batch: %s", got)
	}
	if e := l.last(Waiting); e.Index == 0 {
		t.Error("the first photo waited")
	}
}

// TestToken is refused: the batch pauses at once, for no other photo would fare better.
func TestToken(t *testing.T) {
	in := t.TempDir()
	draw(t, in, "a.jpg", "b.jpg")
	e := open(t, Config{Server: serve(t, "secret"), Token: "wrong"})
	if err := e.Check(context.Background()); err == nil || KindOf(err) != Unauthorized {
		t.Errorf("Check: %v", err)
	}
	var b *Batch
	ready := make(chan struct{})
	var why error
	b, err := e.Start(context.Background(), Job{Folder: t.TempDir()}, photos(t, in), func(e Event) {
		<-ready
		if e.Kind == Paused {
			why = e.Err
			b.Stop()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	close(ready)
	if sum := b.Wait(); sum.Dropped != 2 || sum.Failed != 0 {
		t.Errorf("summary: %+v", sum)
	}
	if why == nil || KindOf(why) != Unauthorized || !errors.Is(why, ErrServer) {
		t.Errorf("paused by: %v", why)
	}
}

// TestHangUp loses connections in the middle of photos: they are sent again.
func TestHangUp(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg")
	e := misbehave(t, 2, func(p *peer, n int) bool {
		return n%3 != 0 && honest(p, n)
	})
	b, l := start(t, e, Job{Folder: out}, photos(t, in))
	if sum := b.Wait(); sum.Converted != 6 {
		t.Errorf("summary: %+v", sum)
	}
	again := 0
	for i := range 6 {
		if l.of(i) == "queued started queued started done" {
			again++
		}
	}
	if again == 0 {
		t.Error("no photo was sent again")
	}
}

// TestKiller is a photo that ends every connection it is sent on: it fails alone.
func TestKiller(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	paths := draw(t, in, "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg")
	killer := len(picture(t, "c.jpg", 42, 30))
	e := misbehave(t, 3, func(p *peer, n int) bool {
		return len(p.image) != killer && honest(p, n)
	})
	b, l := start(t, e, Job{Folder: out}, photos(t, paths...))
	if sum := b.Wait(); sum.Converted != 5 || sum.Failed != 1 {
		t.Errorf("summary: %+v", sum)
	}
	if e := l.last(Failed); e.Index != 2 || !strings.Contains(e.Err.Error(), "connection") {
		t.Errorf("failed: %s: %v", e.Photo.Path, e.Err)
	}
}

// TestBusy waits for a server without room.
func TestBusy(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg")
	e := misbehave(t, 1, func(p *peer, n int) bool {
		if n <= 3 {
			return p.fail(Busy)
		}
		return honest(p, n)
	})
	b, l := start(t, e, Job{Folder: out}, photos(t, in))
	if sum := b.Wait(); sum.Converted != 2 || sum.Failed != 0 {
		t.Errorf("summary: %+v", sum)
	}
	if got := l.of(0); got != "queued started waiting done" {
		t.Errorf("the first: %s", got)
	}
}

// TestBusyStop does not wait for a busy server once it was told to stop.
func TestBusyStop(t *testing.T) {
	in := t.TempDir()
	draw(t, in, "a.jpg", "b.jpg")
	e := misbehave(t, 1, func(p *peer, n int) bool {
		return p.fail(Busy)
	})
	e.patience.busy = time.Hour
	var b *Batch
	ready := make(chan struct{})
	b, err := e.Start(context.Background(), Job{Folder: t.TempDir()}, photos(t, in), func(e Event) {
		<-ready
		if e.Kind == Waiting {
			b.Stop()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	close(ready)
	if sum := b.Wait(); sum.Dropped != 2 {
		t.Errorf("summary: %+v", sum)
	}
}

// TestLiar answers with what is not the photo: nothing of it is saved.
func TestLiar(t *testing.T) {
	other, cut := picture(t, "x.jpg", 7, 7), picture(t, "x.jpg", 40, 30)
	for name, lie := range map[string][]byte{
		"text": []byte("not a picture"), "nothing": {}, "another picture": other, "half a header": other[:20], "half a picture": cut[:len(cut)-9],
	} {
		t.Run(name, func(t *testing.T) {
			in, out := t.TempDir(), t.TempDir()
			draw(t, in, "a.jpg")
			e := misbehave(t, 1, func(p *peer, n int) bool {
				return p.send(lie)
			})
			b, l := start(t, e, Job{Folder: out}, photos(t, in))
			if sum := b.Wait(); sum.Failed != 1 {
				t.Errorf("summary: %+v", sum)
			}
			if err := l.last(Failed).Err; !strings.Contains(err.Error(), "server") {
				t.Errorf("reason: %v", err)
			}
			if got := names(t, out); got != "" {
				t.Errorf("saved: %s", got)
			}
		})
	}
}

// TestStopFinishes lets the photo under way come to its end, and a retry the rest.
func TestStopFinishes(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg")
	arrived, answer := make(chan struct{}), make(chan struct{})
	e := misbehave(t, 1, func(p *peer, n int) bool {
		if n == 1 {
			close(arrived)
			<-answer
		}
		return honest(p, n)
	})
	e.patience = defaultPatience
	b, l := start(t, e, Job{Folder: out}, photos(t, in))
	<-arrived
	b.Stop()
	close(answer)
	if sum := b.Wait(); sum.Converted != 1 || sum.Dropped != 2 || l.of(0) != "queued started done" || l.of(1) != "queued dropped" {
		t.Errorf("summary: %+v", sum)
	}
	b.Retry(1, 2)
	if sum := b.Wait(); sum.Converted != 3 || sum.Dropped != 0 {
		t.Errorf("after Retry: %+v", sum)
	}
}

// TestHanging takes photos and never answers.
func TestHanging(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg")
	e := misbehave(t, 1, func(p *peer, n int) bool { return true })
	e.patience.answer = 100 * time.Millisecond
	b, l := start(t, e, Job{Folder: out}, photos(t, in))
	if sum := b.Wait(); sum.Failed != 1 {
		t.Errorf("summary: %+v", sum)
	}
	if err := l.last(Failed).Err; !strings.Contains(err.Error(), "did not answer") {
		t.Errorf("reason: %v", err)
	}
}

// TestHangingStopNow gives up what is under way at a server that never answers.
func TestHangingStopNow(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg")
	arrived := make(chan struct{}, 10)
	e := misbehave(t, 2, func(p *peer, n int) bool {
		arrived <- struct{}{}
		return true
	})
	e.patience.answer = time.Hour
	b, l := start(t, e, Job{Folder: out}, photos(t, in))
	<-arrived
	<-arrived
	b.StopNow()
	if sum := b.Wait(); sum.Dropped != 3 {
		t.Errorf("summary: %+v", sum)
	}
	if got := names(t, out); got != "" {
		t.Errorf("left behind: %s", got)
	}
	if got := l.of(0); got != "queued started dropped" {
		t.Errorf("the first: %s", got)
	}
}

// TestAlwaysHangingUp pauses: with so many connections lost it is not the photos.
func TestAlwaysHangingUp(t *testing.T) {
	in := t.TempDir()
	var all []string
	for _, c := range "abcdefghijklmnopqrst" {
		all = append(all, string(c)+".jpg")
	}
	draw(t, in, all...)
	e := misbehave(t, 4, func(p *peer, n int) bool { return false })
	var b *Batch
	ready := make(chan struct{})
	var why error
	b, err := e.Start(context.Background(), Job{Folder: t.TempDir()}, photos(t, in), func(e Event) {
		<-ready
		if e.Kind == Paused {
			why = e.Err
			b.Stop()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	close(ready)
	if sum := b.Wait(); sum.Dropped != 20 || !errors.Is(why, ErrServer) {
		t.Errorf("summary: %+v, paused by: %v", sum, why)
	}
}
