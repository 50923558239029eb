package gateway

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"pretobranco/engine/httpd/checksum"
)

var echoAt = flag.String("echo", "", "send back what comes to this address, host:port, until interrupted: for a conformance client")

// echoes starts a server that sends everything back, through the same upgrade, reading and
// writing as pictures go.
func echoes(t testing.TB) string {
	t.Helper()
	url, _ := serve(t, func(s *Server) { s.echo = true })
	return url
}

// TestEcho serves a conformance client from outside, such as the Autobahn test suite's:
//
//	go test ./engine/gateway -run TestEcho -timeout 0 -echo 127.0.0.1:9001
func TestEcho(t *testing.T) {
	if *echoAt == "" {
		t.Skip("runs with -echo host:port")
	}
	s := newServer(Config{MaxBytes: 64 << 20}, nil)
	s.echo = true
	t.Error(http.ListenAndServe(*echoAt, s))
}

// A frame is one as it goes over the line, masked as a client's must be. The first byte has
// the final bit, the reserved ones and the opcode.
func frame(first byte, payload string) []byte {
	b := []byte{first}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	mask := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	b = append(b, mask[:]...)
	for i := range len(payload) {
		b = append(b, payload[i]^mask[i%4])
	}
	return b
}

// The first bytes of frames.
const (
	final        = 0x80
	continuation = 0x00
	text         = 0x01
	binaries     = 0x02
	closes       = 0x88
	pings        = 0x89
	pongs        = 0x8a
)

// closeWith is a close frame.
func closeWith(code int, reason string) []byte {
	return frame(closes, string([]byte{byte(code >> 8), byte(code)})+reason)
}

// talk sends frames, in pieces of some size, and returns what comes back until the server
// closes: each message, pong and close. It waits for one of them where there is no frame: a
// server need not answer what came before a close. Messages must be sound in themselves.
func talk(t *testing.T, url string, frames [][]byte, step int) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	r := bufio.NewReader(conn)
	response, err := http.ReadResponse(r, nil)
	if err != nil || response.StatusCode != 101 || response.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Fatalf("%v, %v", response, err)
	}
	answers, over := make(chan struct{}), make(chan struct{})
	defer close(over)
	go func() {
		for i := range frames {
			if frames[i] == nil {
				select {
				case <-answers:
					continue
				case <-over:
					return
				}
			}
			for sent := frames[i]; len(sent) > 0; sent = sent[min(len(sent), step):] {
				if _, err := conn.Write(sent[:min(len(sent), step)]); err != nil {
					return // it has closed; what follows is not for it
				}
			}
		}
		for {
			select {
			case <-answers:
			case <-over:
				return
			}
		}
	}()
	var got []string
	answered := func(what string) {
		got = append(got, what)
		answers <- struct{}{}
	}
	var message []byte
	var kind byte
	for {
		first, payload, err := readFrame(r)
		if err != nil {
			return strings.Join(append(got, err.Error()), " ")
		}
		switch opcode := first & 0x0f; {
		case first&0x70 != 0:
			t.Errorf("reserved bits in %#x", first)
		case opcode >= 8 && (first&final == 0 || len(payload) > 125):
			t.Errorf("a control frame %#x of %d bytes", first, len(payload))
		case opcode == closes&0x0f:
			if len(payload) < 2 {
				got = append(got, "closed")
			} else {
				got = append(got, fmt.Sprint("closed ", binary.BigEndian.Uint16(payload)))
				if !utf8.Valid(payload[2:]) {
					t.Errorf("the reason is %q", payload[2:])
				}
			}
			return strings.Join(got, " ")
		case opcode == pongs&0x0f:
			answered(fmt.Sprintf("pong(%s)", brief(payload)))
		case opcode == pings&0x0f: // of its own
		default:
			if (opcode == continuation) != (message != nil) {
				t.Errorf("opcode %d within a message: %v", opcode, message != nil)
			}
			if message == nil {
				message, kind = []byte{}, opcode
			}
			message = append(message, payload...)
			if first&final != 0 {
				answered(fmt.Sprintf("%s(%s)", map[byte]string{text: "text", binaries: "binary"}[kind], brief(message)))
				message = nil
			}
		}
	}
}

// readFrame reads one frame of a server.
func readFrame(r *bufio.Reader) (first byte, payload []byte, err error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := int64(head[1])
	switch {
	case n&0x80 != 0:
		return 0, nil, fmt.Errorf("a masked frame")
	case n == 126:
		var long [2]byte
		_, err = io.ReadFull(r, long[:])
		n = int64(binary.BigEndian.Uint16(long[:]))
	case n == 127:
		var long [8]byte
		_, err = io.ReadFull(r, long[:])
		n = int64(binary.BigEndian.Uint64(long[:]))
	}
	if err != nil {
		return 0, nil, err
	}
	payload = make([]byte, n)
	_, err = io.ReadFull(r, payload)
	return head[0], payload, err
}

// brief is short for what is long.
func brief(b []byte) string {
	if len(b) > 40 {
		return fmt.Sprintf("%d bytes, %08x", len(b), checksum.Sum(b))
	}
	return string(b)
}

// A conversation is a case of the Autobahn test suite, by its number there.
type conversation struct {
	name string
	sent [][]byte
	want string
}

func conversations() []conversation {
	var all []conversation
	add := func(name, want string, sent ...[]byte) { all = append(all, conversation{name, sent, want}) }
	bye := closeWith(1000, "")

	for _, n := range []int{0, 125, 126, 127, 128, 65535, 65536} {
		message := strings.Repeat("*", n)
		add(fmt.Sprintf("1.1 text of %d", n), "text("+brief([]byte(message))+") closed 1000", frame(final|text, message), nil, bye)
		message = strings.Repeat("\xfe", n)
		add(fmt.Sprintf("1.2 binary of %d", n), "binary("+brief([]byte(message))+") closed 1000", frame(final|binaries, message), nil, bye)
	}

	longest := strings.Repeat("\xfe", 125)
	add("2.1 ping", "pong() closed 1000", frame(pings, ""), nil, bye)
	add("2.2 ping with a payload", "pong(Hello) closed 1000", frame(pings, "Hello"), nil, bye)
	add("2.3 ping in binary", "pong(\x00\xff\xfe) closed 1000", frame(pings, "\x00\xff\xfe"), nil, bye)
	add("2.4 longest ping", "pong("+brief([]byte(longest))+") closed 1000", frame(pings, longest), nil, bye)
	add("2.5 too long a ping", "closed 1002", frame(pings, longest+"\xfe"), bye)
	add("2.7 pongs that nobody asked for", "pong(x) closed 1000", frame(pongs, ""), frame(pongs, "unasked"), frame(pings, "x"), nil, bye)

	for rsv := byte(1); rsv < 8; rsv++ {
		add(fmt.Sprintf("3 reserved bits %03b in text", rsv), "closed 1002", frame(final|rsv<<4|text, "small"), frame(pings, ""))
		add(fmt.Sprintf("3 reserved bits %03b in ping", rsv), "closed 1002", frame(pings|rsv<<4, "small"))
	}
	for _, opcode := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		add(fmt.Sprintf("4 reserved opcode %d", opcode), "closed 1002", frame(final|opcode, "?"), frame(pings, ""))
		add(fmt.Sprintf("4 reserved opcode %d after text", opcode), "text(Hello) closed 1002", frame(final|text, "Hello"), nil, frame(final|opcode, ""))
	}

	add("5.1 ping in two fragments", "closed 1002", frame(pings&^final, "frag"), frame(final|continuation, "ment"))
	add("5.2 pong in two fragments", "closed 1002", frame(pongs&^final, "frag"), frame(final|continuation, "ment"))
	add("5.3 text in two fragments", "text(fragment) closed 1000", frame(text, "frag"), frame(final|continuation, "ment"), nil, bye)
	add("5.6 ping between fragments", "pong(now) text(fragment) closed 1000", frame(text, "frag"), frame(pings, "now"), nil, frame(final|continuation, "ment"), nil, bye)
	add("5.9 continuation of nothing", "closed 1002", frame(final|continuation, "of nothing"), frame(final|text, "Hello"))
	add("5.12 first part of nothing", "closed 1002", frame(continuation, "of nothing"), frame(final|text, "Hello"))
	add("5.15 continuation after the end", "text(fragment) closed 1002", frame(text, "frag"), frame(final|continuation, "ment"), nil, frame(continuation, "more"))
	add("5.18 message within a message", "closed 1002", frame(text, "frag"), frame(final|text, "ment"))
	add("5.19 pings between many fragments", "pong(1) pong(2) text(abcde) closed 1000",
		frame(text, "a"), frame(continuation, "b"), frame(pings, "1"), nil, frame(continuation, "c"), frame(continuation, "d"), frame(pings, "2"), nil, frame(final|continuation, "e"), nil, bye)

	add("6.1 empty fragments", "text() text(x) closed 1000", frame(text, ""), frame(continuation, ""), frame(final|continuation, ""), frame(text, ""), frame(continuation, "x"), frame(final|continuation, ""), nil, nil, bye)
	greek := "κόσμε µ €😀\U0010ffff￾￿\u0000"
	add("6.2 UTF-8", "text("+greek+") closed 1000", frame(final|text, greek), nil, bye)
	var letters [][]byte
	for i := range len(greek) {
		letters = append(letters, frame(map[bool]byte{true: text, false: continuation}[i == 0], greek[i:i+1]))
	}
	add("6.2 UTF-8 cut within characters", "text("+greek+") closed 1000", append(letters, frame(final|continuation, ""), nil, bye)...)
	for _, wrong := range []string{
		"\xce\xba\xed\xa0\x80edited", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80", "\x80", "\xbf", "\xc0", "\xe0\x80", "\xf0\x80\x80", "\xfe", "\xff",
		"\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xc0\x80", "\xed\xa0\x80", "\xed\xbf\xbf", "\xed\xa0\x80\xed\xb0\x80", "\xce", "κόσμ\xce",
	} {
		add(fmt.Sprintf("6.3 not UTF-8: %q", wrong), "closed 1007", frame(final|text, wrong))
		add(fmt.Sprintf("6.4 not UTF-8, in fragments: %q", wrong), "closed 1007", frame(text, wrong), frame(final|continuation, "x"))
	}

	add("7.1 text after close", "text(Hello) closed 1000", frame(final|text, "Hello"), nil, bye, frame(final|text, "more"))
	add("7.1 ping after close", "closed 1000", bye, frame(pings, "are you there?"))
	add("7.1 close twice", "closed 1000", bye, bye)
	add("7.1 close within a message", "closed 1000", frame(text, "frag"), bye, frame(final|continuation, "ment"))
	add("7.3 close without a code", "closed", frame(closes, ""))
	add("7.3 close with half a code", "closed", frame(closes, "x")) // which package websocket takes for none
	add("7.3 close with a long reason", "closed 1000", closeWith(1000, strings.Repeat("*", 123)))
	add("7.3 close with too long a reason", "closed 1002", closeWith(1000, strings.Repeat("*", 124)))
	add("7.5 reason that is not UTF-8", "closed 1002", closeWith(1000, greek[:12]+"\xce\xba\xed\xa0\x80"))

	for _, size := range []int{64 << 10, 4 << 20} {
		for kind, name := range map[byte]string{text: "text", binaries: "binary"} {
			message := strings.Repeat("BAsd7&jh23", size/10)
			add(fmt.Sprintf("9.1 %s of %d", name, size), fmt.Sprintf("%s(%s) closed 1000", name, brief([]byte(message))), frame(final|kind, message), nil, bye)
			parts := [][]byte{frame(kind, message[:1000])}
			for rest := message[1000:]; len(rest) > 0; {
				n := min(len(rest), size/64)
				parts = append(parts, frame(continuation, rest[:n]))
				rest = rest[n:]
			}
			add(fmt.Sprintf("9.3 %s of %d in fragments", name, size), fmt.Sprintf("%s(%s) closed 1000", name, brief([]byte(message))), append(parts, frame(final|continuation, ""), nil, bye)...)
		}
	}
	return all
}

// TestConversations are those of the Autobahn test suite that a server without compression
// must hold, in one piece and letter by letter.
func TestConversations(t *testing.T) {
	url := echoes(t)
	all := conversations()
	for _, c := range all {
		steps := []int{1 << 30, 997, 1}
		if len(bytes.Join(c.sent, nil)) > 4000 {
			steps = []int{1 << 30, 64<<10 - 1}
		}
		for _, step := range steps {
			if got := talk(t, url, c.sent, step); got != c.want {
				t.Errorf("%s, by %d bytes: %s, want %s", c.name, step, got, c.want)
			}
		}
	}
	t.Logf("%d conversations", len(all))
}

// Messages are answered in order, however many come at once and however fast.
func TestEchoInOrder(t *testing.T) {
	conn := raw(t, echoes(t))
	go func() {
		for i := range 1000 {
			if conn.WriteMessage(websocket.TextMessage, fmt.Append(nil, i)) != nil {
				return
			}
		}
	}()
	for i := range 1000 {
		if kind, got := next(t, conn); kind != websocket.TextMessage || string(got) != fmt.Sprint(i) {
			t.Fatalf("%d is answered by %q", i, got)
		}
	}
}
