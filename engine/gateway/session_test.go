package gateway

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd/checksum"
)

// send writes one message in frames of at most n bytes, with a ping between each two.
func send(t *testing.T, conn *websocket.Conn, kind int, message []byte, n int) {
	t.Helper()
	w, err := conn.NextWriter(kind)
	if err != nil {
		t.Fatal(err)
	}
	for len(message) > n {
		if _, err := w.Write(message[:n]); err != nil {
			t.Fatal(err)
		}
		// A writer with a tiny buffer makes a frame of each part, see small.
		if err := conn.WriteControl(websocket.PingMessage, []byte("are you there?"), time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		message = message[n:]
	}
	w.Write(message)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// next reads one message.
func next(t *testing.T, conn *websocket.Conn) (int, []byte) {
	t.Helper()
	kind, message, err := conn.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	return kind, message
}

func encode(image []byte) []byte {
	return base64.StdEncoding.AppendEncode(nil, image)
}

// Text is answered by text, binary by binary, however it comes in frames, and with any
// white space in the text.
func TestForms(t *testing.T) {
	url, _ := serve(t, nil, &fake{convert: good})
	for _, size := range []int{100, 65535, 65536, 65537, 300_000, 2 << 20} {
		for _, frame := range []int{size / 3, 64 << 20} {
			image := photo(size, byte(size))
			lines := bytes.ReplaceAll(encode(image), []byte("A"), []byte(" A\r\n"))
			small := websocket.Dialer{WriteBufferSize: max(size/7, 100)}
			conn, _, err := small.DialContext(t.Context(), url, nil)
			if err != nil {
				t.Fatal(err)
			}
			send(t, conn, websocket.BinaryMessage, image, frame)
			if kind, got := next(t, conn); kind != websocket.BinaryMessage || !bytes.Equal(got, image) {
				t.Errorf("%d bytes: binary came back as kind %d, %d bytes", size, kind, len(got))
			}
			url := append([]byte("data:image/jpeg;base64,"), encode(image)...) // of canvas.toDataURL
			for _, text := range [][]byte{encode(image), lines, url} {
				send(t, conn, websocket.TextMessage, text, frame)
				if kind, got := next(t, conn); kind != websocket.TextMessage || !bytes.Equal(got, encode(image)) {
					t.Errorf("%d bytes: text came back as kind %d, %d bytes", size, kind, len(got))
				}
			}
			conn.Close()
		}
	}
}

// What a client wishes holds for the pictures that follow; without wishes the form of
// the message decides.
func TestWishes(t *testing.T) {
	asked := make(chan bw.Options, 1)
	url, _ := serve(t, nil, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		asked <- o
		return good(ctx, image, o)
	}})
	png := append([]byte("\x89PNG\r\n\x1a\n"), photo(100, 1)...)
	conn := raw(t, url+"/?quality=55&token=whatever")
	ask := func(kind int, message []byte) bw.Options {
		t.Helper()
		send(t, conn, kind, message, 1<<20)
		o := <-asked
		next(t, conn)
		return o
	}
	if o := ask(websocket.BinaryMessage, photo(100, 1)); o.Quality != 55 || o.Format != bw.JPEG {
		t.Errorf("a binary JPEG with a query: %+v", o)
	}
	if o := ask(websocket.BinaryMessage, png); o.Quality != 55 || o.Format != bw.Keep {
		t.Errorf("a binary PNG: %+v", o)
	}
	if o := ask(websocket.TextMessage, encode(photo(100, 1))); o.Format != bw.JPEG {
		t.Errorf("text: %+v", o)
	}
	send(t, conn, websocket.TextMessage, []byte(" \n{\"metadata\": \"none\"}"), 4)
	if o := ask(websocket.BinaryMessage, photo(100, 1)); o.Quality != 0 || o.Metadata != bw.DropMetadata {
		t.Errorf("after options: %+v", o)
	}
}

// What a gateway was reported to do with damaged pictures holds for clients that don't say.
func TestDamagedWish(t *testing.T) {
	asked := make(chan bw.Options, 1)
	url, _ := serve(t, func(s *Server) { s.damaged = bw.KeepDamaged }, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		asked <- o
		return good(ctx, image, o)
	}})
	for query, want := range map[string]bw.DamagePolicy{"": bw.KeepDamaged, "?damaged=refuse": bw.RefuseDamaged, "?damaged=keep": bw.KeepDamaged} {
		conn := raw(t, url+"/"+query)
		send(t, conn, websocket.BinaryMessage, photo(100, 1), 1<<20)
		if o := <-asked; o.Damaged != want {
			t.Errorf("%q: %q", query, o.Damaged)
		}
		next(t, conn)
	}
}

// A report comes before each binary answer, if it is wished for.
func TestReport(t *testing.T) {
	url, _ := serve(t, nil, &fake{convert: good})
	for _, conn := range []*websocket.Conn{raw(t, url+"/?report=true&sums=1"), raw(t, url)} {
		send(t, conn, websocket.TextMessage, []byte(`{"report":true,"sums":true}`), 100)
		send(t, conn, websocket.BinaryMessage, photo(777, 1), 1<<20)
		_, text := next(t, conn)
		var n notice
		if err := json.Unmarshal(text, &n); err != nil || n.Result == nil || n.Result.Width != 777 || n.Sums == nil || n.Sums.File != checksum.Sum(photo(777, 1)) {
			t.Errorf("%s: %v", text, err)
		}
		if kind, _ := next(t, conn); kind != websocket.BinaryMessage {
			t.Error("the file did not follow")
		}
	}
}

// Bad wishes are the answer to every picture, so that answers stay in step.
func TestBadWishes(t *testing.T) {
	url, _ := serve(t, nil, &fake{convert: good})
	conn := raw(t, url)
	for _, bad := range []string{
		`{"look":"upside down"}`, `{`, `{]}`, `{"quality":101}`, `{"colour":"none"}`, `{"report":"yes"}`, `{"sums":1}`,
		"{\"look\":\"\xff\"}", `{"x":"` + strings.Repeat("x", maxOptions) + `"}`,
	} {
		send(t, conn, websocket.TextMessage, []byte(bad), 1<<20)
		for range 2 {
			send(t, conn, websocket.BinaryMessage, photo(100, 1), 1<<20)
			if kind, text := next(t, conn); kind != websocket.TextMessage || !strings.HasPrefix(string(text), `{"error":{"kind":"`) {
				t.Errorf("%.30s: answered by %d, %.60s", bad, kind, text)
			}
		}
		send(t, conn, websocket.TextMessage, []byte(`{}`), 100)
		send(t, conn, websocket.BinaryMessage, photo(100, 1), 1<<20)
		if kind, _ := next(t, conn); kind != websocket.BinaryMessage {
			t.Errorf("%.30s: good options do not help", bad)
		}
	}
	_, response, err := websocket.DefaultDialer.Dial(url+"/?quality=1000", nil)
	if err == nil || response.StatusCode != http.StatusBadRequest {
		t.Errorf("a bad query: %v", err)
	} else if said := sentence(response); !strings.Contains(said, "quality") {
		t.Errorf("a bad query is answered by %q", said)
	}
}

// Every kind of error comes as a close code to clients that send text, and as JSON to
// clients that send binary, whose connection stays open.
func TestKinds(t *testing.T) {
	long := strings.Repeat("très long ", 20)
	for kind, code := range closeCodes {
		reason := string(kind) + ": " + long
		url, _ := serve(t, nil, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
			if len(image) == 100 {
				return bw.Result{}, &fault.Error{Kind: kind, Reason: fault.Quote(reason), Err: errOwn}
			}
			return good(ctx, image, o)
		}})
		if kind == fault.Busy || kind == fault.Unauthorized || kind == fault.Cancelled {
			continue // not a converter's word on a picture; the pool deals with it
		}
		conn := raw(t, url)
		send(t, conn, websocket.BinaryMessage, photo(100, 1), 1000)
		_, text := next(t, conn)
		var n notice
		if json.Unmarshal(text, &n); n.Error == nil || n.Error.Kind != kind || n.Error.Message != reason {
			t.Errorf("%s: %s", kind, text)
		}
		send(t, conn, websocket.TextMessage, encode(photo(101, 1)), 1000)
		next(t, conn)
		send(t, conn, websocket.TextMessage, encode(photo(100, 1)), 1000)
		wantClose(t, conn, code, string(kind))
	}
}

// What is wrong with a message itself, with the code that the older style has for it.
func TestBadMessages(t *testing.T) {
	url, _ := serve(t, nil, &fake{convert: good})
	big := make([]byte, 8<<20+1)
	for name, test := range map[string]struct {
		kind    int
		message []byte
		code    int
	}{
		"not base64":        {websocket.TextMessage, []byte("hello, world"), 1007},
		"base64 cut off":    {websocket.TextMessage, []byte("/9j/4"), 1007},
		"padding within":    {websocket.TextMessage, []byte("/9==/9j/"), 1007},
		"not UTF-8":         {websocket.TextMessage, []byte("/9j/\xff\xfe\x80\xc0"), 1007},
		"UTF-8, not base64": {websocket.TextMessage, []byte("fotografia é arte"), 1007},
		"empty":             {websocket.TextMessage, nil, 1007},
		"only spaces":       {websocket.TextMessage, []byte("  \n "), 1007},
		"too large":         {websocket.TextMessage, encode(big), 1009},
		"endless spaces":    {websocket.TextMessage, bytes.Repeat([]byte(" "), 18<<20), 1009},
		"not a picture":     {websocket.TextMessage, encode([]byte("hello")), 1003},
		"endless binary":    {websocket.BinaryMessage, make([]byte, 96<<20), 1009},
	} {
		t.Run(name, func(t *testing.T) {
			conn := raw(t, url)
			// The server may close before it has read everything.
			go conn.WriteMessage(test.kind, test.message)
			wantClose(t, conn, test.code, "")
		})
	}
}

// A binary picture just at the limit passes; one above it is refused in its place.
func TestLimit(t *testing.T) {
	url, _ := serve(t, func(s *Server) { s.maxBytes = 100_000; s.pixels = 50 * 50 }, &fake{convert: good})
	conn := raw(t, url)
	for _, form := range []int{websocket.BinaryMessage, websocket.TextMessage} {
		for size := 99_998; size <= 100_003; size++ {
			if form == websocket.TextMessage && size > 100_000 {
				continue // that closes the connection: TestBadMessages
			}
			message := photo(size, 1)
			if form == websocket.TextMessage {
				message = encode(message)
			}
			send(t, conn, form, message, 1<<20)
			kind, got := next(t, conn)
			if size <= 100_000 && (kind != form || len(got) != len(message)) || size > 100_000 && !strings.Contains(string(got), `"too large"`) {
				t.Errorf("%d bytes: %d, %.100s", size, kind, got)
			}
		}
	}
	for _, side := range []int{50, 51} {
		send(t, conn, websocket.BinaryMessage, drawn(t, side, 50), 1<<20)
		if kind, got := next(t, conn); (kind == websocket.BinaryMessage) != (side == 50) {
			t.Errorf("%d x 50 pixels: %d, %.100s", side, kind, got)
		}
	}
	send(t, conn, websocket.BinaryMessage, nil, 1)
	if _, got := next(t, conn); !strings.Contains(string(got), `"damaged"`) {
		t.Errorf("an empty message: %s", got)
	}
}

// Pings are answered while a picture is converted and another waits.
func TestPingWhileConverting(t *testing.T) {
	hold := make(chan struct{})
	url, _ := serve(t, nil, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		<-hold
		return good(ctx, image, o)
	}})
	conn := raw(t, url)
	pongs := make(chan string, 10)
	conn.SetPongHandler(func(data string) error { pongs <- data; return nil })
	go func() {
		for {
			if _, _, err := conn.NextReader(); err != nil {
				return
			}
		}
	}()
	for i := range 2 {
		send(t, conn, websocket.BinaryMessage, photo(200_000, 1), 1<<20)
		conn.WriteControl(websocket.PingMessage, []byte(fmt.Sprint(i)), time.Now().Add(time.Minute))
		if got := <-pongs; got != fmt.Sprint(i) {
			t.Errorf("ping %d is answered by %q", i, got)
		}
	}
	close(hold)
}

// One picture waits while another is converted; a third is not read.
func TestReadAhead(t *testing.T) {
	hold := make(chan struct{})
	converted := make(chan struct{}, 10)
	url, s := serve(t, nil, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		converted <- struct{}{}
		<-hold
		return good(ctx, image, o)
	}})
	conn := raw(t, url)
	conn.SetPongHandler(func(string) error { return nil })
	pongs := make(chan struct{}, 1)
	conn.SetPongHandler(func(string) error { pongs <- struct{}{}; return nil })
	go func() {
		for {
			if _, _, err := conn.NextReader(); err != nil {
				return
			}
		}
	}()
	for range 2 {
		send(t, conn, websocket.BinaryMessage, photo(60_000, 1), 1<<20)
	}
	<-converted
	conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Minute))
	<-pongs                                                // so both were read
	if used := s.budget.total(); used != 2*64<<10+60_000 { // with the space for an answer
		t.Errorf("%d bytes are held for two pictures", used)
	}
	var third sync.WaitGroup
	third.Go(func() { conn.WriteMessage(websocket.BinaryMessage, photo(4<<20, 1)) })
	close(hold)
	third.Wait()
	<-converted
	<-converted
}

// When all connections together hold too much, some are reported to come back.
func TestBudget(t *testing.T) {
	hold := make(chan struct{})
	began := make(chan struct{}, 10)
	url, s := serve(t, func(s *Server) { s.budget.limit, s.budget.wait = 8<<20, time.Millisecond }, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		began <- struct{}{}
		<-hold
		return good(ctx, image, o)
	}})
	first, second := raw(t, url), raw(t, url)
	send(t, first, websocket.BinaryMessage, photo(2<<20, 1), 8<<20)
	<-began
	send(t, second, websocket.BinaryMessage, photo(3<<20, 1), 8<<20)
	if _, text := next(t, second); !strings.Contains(string(text), `"busy"`) {
		t.Errorf("over the budget: %.100s", text)
	}
	if used := s.budget.total(); used > 8<<20 {
		t.Errorf("%d bytes are held", used)
	}
	close(hold)
	if kind, _ := next(t, first); kind != websocket.BinaryMessage {
		t.Error("who was there first was not served")
	}
}

// When the queue is full the answer is "busy", at once.
func TestQueueFull(t *testing.T) {
	hold := make(chan struct{})
	began := make(chan struct{}, 10)
	url, s := serve(t, func(s *Server) { s.limiter = newLimiter(1, 0) }, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		began <- struct{}{}
		<-hold
		return good(ctx, image, o)
	}})
	first, second, third := raw(t, url), raw(t, url), raw(t, url)
	send(t, first, websocket.BinaryMessage, photo(100, 1), 1000)
	<-began
	send(t, second, websocket.BinaryMessage, photo(100, 1), 1000)
	if _, text := next(t, second); !strings.Contains(string(text), `"busy"`) {
		t.Errorf("binary: %s", text)
	}
	send(t, third, websocket.TextMessage, encode(photo(100, 1)), 1000)
	wantClose(t, third, websocket.CloseTryAgainLater, "busy")
	close(hold)
	next(t, first)
	if n := s.limiter.waiting.Load(); n != 0 {
		t.Errorf("%d are said to wait", n)
	}
}

// A panic is the picture's error.
func TestPanic(t *testing.T) {
	url, _ := serve(t, nil, &fake{convert: func(context.Context, []byte, bw.Options) (bw.Result, error) { panic("oh") }})
	conn := raw(t, url)
	send(t, conn, websocket.BinaryMessage, photo(100, 1), 1000)
	if _, text := next(t, conn); !strings.Contains(string(text), `"internal"`) {
		t.Errorf("%s", text)
	}
}

// A server that goes down while options come in has an order of its own to work at: the reader
// must not wait for a place that was given back already.
func TestCloseAmidOptions(t *testing.T) {
	url, s := serve(t, nil, &fake{convert: good})
	conn := raw(t, url)
	pong := make(chan struct{}, 1)
	conn.SetPongHandler(func(string) error { pong <- struct{}{}; return nil })
	conn.SetCloseHandler(func(int, string) error { return nil }) // it says goodbye later
	gone := make(chan error, 1)
	go func() {
		_, _, err := conn.ReadMessage()
		gone <- err
	}()
	// A frame whose mask is zero, which leaves its text readable.
	frame := func(head byte, text string) {
		if _, err := conn.NetConn().Write(append([]byte{head, 0x80 | byte(len(text)), 0, 0, 0, 0}, text...)); err != nil {
			t.Error(err)
		}
	}
	frame(0x01, `{"format":`)
	conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Minute))
	<-pong // so the beginning was read
	closed := make(chan struct{})
	go func() {
		s.Close()
		close(closed)
	}()
	if err := <-gone; !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Error(err)
	}
	frame(0x80, `"png"}`)
	conn.Close()
	<-closed
}
