package cmd_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/testkit"
)

// repeated is a text without end.
type repeated byte

func (r repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

// pngOf is a PNG of a size whose rows, of so many bytes each, are all zero; extra chunks
// precede them.
func pngOf(t *testing.T, width, height, rowBytes int, bits, kind byte, rows int, extra ...[]byte) []byte {
	t.Helper()
	file := []byte("\x89PNG\r\n\x1a\n")
	be := binary.BigEndian.AppendUint32
	ihdr := be(be([]byte("IHDR"), uint32(width)), uint32(height))
	for _, chunk := range append(append([][]byte{append(ihdr, bits, kind, 0, 0, 0)}, extra...), append([]byte("IDAT"), deflated(t, int64(rows)*int64(rowBytes+1))...), []byte("IEND")) {
		file = be(file, uint32(len(chunk)-4))
		file = be(append(file, chunk...), crc32.ChecksumIEEE(chunk))
	}
	return file
}

// deflated is a zlib stream of n zeros.
func deflated(t *testing.T, n int64) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := io.CopyN(w, repeated(0), n); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// closeCode sends what send sends over a WebSocket and returns the code that ends it.
func closeCode(t *testing.T, address string, send func(c *websocket.Conn) error) int {
	t.Helper()
	c, _, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(time.Minute)) // a server that says nothing fails the test, not its time limit
	sent := make(chan error, 1)
	go func() { sent <- send(c) }()
	for {
		_, _, err := c.NextReader()
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			return closed.Code
		}
		if err != nil {
			c.Close()
			t.Errorf("no close code: %v, %v", err, <-sent)
			return 0
		}
	}
}

// A siege is one kind of attack on the servers.
type siege struct {
	name string
	do   func(t *testing.T, gateway, converter string)
}

func sieges(t *testing.T) []siege {
	const call = "<?xml version='1.0'?><methodCall><methodName>preto_branco</methodName><params><param><value><string>"
	const mega = 1 << 20
	// A server ends a connection that sends 64 MB after the largest picture, 8 MB here.
	huge := int64(testkit.Pick(84, 84, 100) * mega)
	if *stress {
		huge = 1 << 30
	}
	wantCode := func(t *testing.T, got, want int) {
		if got != want {
			t.Errorf("closed with %d, want %d", got, want)
		}
	}
	post := func(t *testing.T, converter, want string, body io.Reader, header ...string) {
		r, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+converter+"/", body)
		if err != nil {
			t.Error(err)
			return
		}
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			// A sender of far too much is cut off, which may hide the answer from it.
			if want != "" {
				t.Error(err)
			}
			return
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(response.Body, mega))
		if response.StatusCode != 200 || !strings.Contains(string(text), "faultCode") || !strings.Contains(string(text), want) {
			t.Errorf("%d %.300s, want %q", response.StatusCode, text, want)
		}
	}
	picture := func(want string, file []byte) func(*testing.T, string, string) {
		return func(t *testing.T, gateway, converter string) {
			body := call + base64.StdEncoding.EncodeToString(file) + "</string></value></param></params></methodCall>"
			if want != "" {
				post(t, converter, want, strings.NewReader(body))
			}
			c, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws://"+gateway, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			c.WriteMessage(websocket.BinaryMessage, file)
			kind, text, err := c.ReadMessage()
			small := want == "" && len(text) < 1000 // it was made of what it has to show
			refused := want != "" && kind == websocket.TextMessage && strings.Contains(string(text), want)
			if err != nil || !small && !refused {
				t.Errorf("%d %.300s %v, want %q", kind, text, err, want)
			}
		}
	}
	be32, le32, le16 := binary.BigEndian.AppendUint32, binary.LittleEndian.AppendUint32, binary.LittleEndian.AppendUint16
	bmp := le32(le32([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"), 65535), 65535)
	gif := append(le16(le16([]byte("GIF89a"), 65535), 65535), "\x80\x00\x00\x00\x00\x00\xff\xff\xff\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x4c\x01\x00\x3b"...)
	jpeg := []byte("\xff\xd8\xff\xc0\x00\x11\x08\xff\xdc\xff\xdc\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00\x00\xff\xd9")
	text := func(n int64) []byte {
		return append(be32([]byte("zTXtComment\x00\x00"), 0)[:13], deflated(t, n)...)
	}
	return []siege{
		{"a text message without end", func(t *testing.T, gateway, _ string) {
			wantCode(t, closeCode(t, "ws://"+gateway, func(c *websocket.Conn) error {
				w, err := c.NextWriter(websocket.TextMessage)
				if err != nil {
					return err
				}
				_, err = io.CopyN(w, repeated('A'), huge)
				return err
			}), websocket.CloseMessageTooBig)
		}},
		{"a binary message in one frame without end", func(t *testing.T, gateway, _ string) {
			wantCode(t, closeCode(t, "ws://"+gateway, func(c *websocket.Conn) error {
				head := binary.BigEndian.AppendUint64([]byte{0x82, 0xff}, uint64(huge))
				if _, err := c.NetConn().Write(append(head, 0, 0, 0, 0)); err != nil {
					return err
				}
				_, err := io.CopyN(c.NetConn(), repeated('A'), huge)
				return err
			}), websocket.CloseMessageTooBig)
		}},
		{"fragments without end", func(t *testing.T, gateway, _ string) {
			wantCode(t, closeCode(t, "ws://"+gateway, func(c *websocket.Conn) error {
				fragment := func(code byte) []byte {
					return append([]byte{code, 0x80 | 100, 0, 0, 0, 0}, bytes.Repeat([]byte{'A'}, 100)...)
				}
				if _, err := c.NetConn().Write(fragment(0x01)); err != nil {
					return err
				}
				many := bytes.Repeat(fragment(0x00), 1000)
				for range huge / int64(len(many)) {
					if _, err := c.NetConn().Write(many); err != nil {
						return err
					}
				}
				return nil
			}), websocket.CloseMessageTooBig)
		}},
		{"gzip bomb", func(t *testing.T, _, converter string) {
			var b bytes.Buffer
			zip := gzip.NewWriter(&b)
			io.WriteString(zip, call)
			io.CopyN(zip, repeated('A'), huge)
			zip.Close()
			post(t, converter, "-32003", &b, "Content-Encoding", "gzip")
		}},
		{"a body without end", func(t *testing.T, _, converter string) {
			post(t, converter, "", io.MultiReader(strings.NewReader(call), io.LimitReader(repeated('A'), huge)))
		}},
		{"XML nested 10,000 deep", func(t *testing.T, _, converter string) {
			deep := strings.Repeat("<value><array><data>", 3500)
			post(t, converter, "deep", strings.NewReader("<methodCall><methodName>system.multicall</methodName><params><param>"+deep))
		}},
		{"a million laughs", func(t *testing.T, _, converter string) {
			post(t, converter, "-32700", strings.NewReader(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><methodCall><methodName>&c;</methodName></methodCall>`))
		}},
		{"calls in a call", func(t *testing.T, _, converter string) {
			one := "<value><struct><member><name>methodName</name><value>system.multicall</value></member><member><name>params</name><value><array><data/></array></value></member></struct></value>"
			post(t, converter, "-32003", strings.NewReader("<methodCall><methodName>system.multicall</methodName><params><param><value><array><data>"+strings.Repeat(one, 5000)+"</data></array></value></param></params></methodCall>"))
		}},
		{"JPEG header", picture("pixels", jpeg)},
		{"GIF header", picture("pixels", gif)},
		{"BMP header", picture("pixels", append(append(bmp, 1, 0, 24, 0), make([]byte, 30)...))},
		{"PNG header", picture("pixels", pngOf(t, 65535, 65535, 3, 8, 2, 1))},
		{"PNG bomb, far more rows than it says", picture("", pngOf(t, 10, 10, 40, 8, 6, int(huge/41)))},
		{"PNG bomb, far fewer rows than it says", picture("too short", pngOf(t, 9999, 9999, 9999*8, 16, 6, 10))},
		{"PNG with a text that grows", func(t *testing.T, gateway, converter string) {
			file := pngOf(t, 10, 10, 40, 8, 6, 10, text(huge))
			c, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws://"+gateway, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			c.WriteMessage(websocket.BinaryMessage, file)
			if _, answer, err := c.ReadMessage(); err != nil || len(answer) > len(file)+1000 {
				t.Errorf("%d bytes, %v", len(answer), err)
			}
		}},
	}
}

// TestHostile attacks the servers, three attackers at a time, while an honest client
// converts pictures: what is sent is refused for what it is, the honest one does not wait
// for long, and memory stays within bounds.
func TestHostile(t *testing.T) {
	gatewayPort, converterPort := pair(t, "-max-bytes", "8388608")
	gateway, converter := "127.0.0.1:"+gatewayPort, "127.0.0.1:"+converterPort
	attacks := sieges(t)

	// All the while some say nothing, or half a line.
	for _, address := range []string{gateway, converter} {
		for i := range 50 {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			io.WriteString(c, []string{"", "POST / HTTP/1.1\r\nHost: x\r\nX-A", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n<", "\x16\x03\x01"}[i%4])
		}
	}
	idle := max(memory(t, gatewayPort), memory(t, converterPort))
	for _, attack := range testkit.Thin(attacks, 4, 1, 1) {
		t.Run(attack.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			most := watchMemory(ctx, t, gatewayPort, converterPort)
			var honestly sync.WaitGroup
			var took []time.Duration
			honestly.Go(func() {
				for len(took) == 0 || ctx.Err() == nil {
					begun := time.Now()
					if err := honest(t, "ws://"+gateway); err != nil {
						t.Errorf("the honest one: %v", err)
						return
					}
					took = append(took, time.Since(begun))
				}
			})
			var all sync.WaitGroup
			begun := time.Now()
			for range 3 {
				all.Go(func() { attack.do(t, gateway, converter) })
			}
			all.Wait()
			lasted := time.Since(begun)
			cancel()
			honestly.Wait()
			peak := slices.Max(most())
			t.Logf("%v; the honest one %d times, at most %v; servers at most %d MB, before %d", lasted.Round(time.Millisecond), len(took), slices.Max(took).Round(time.Millisecond), peak>>20, idle>>20)
			if peak > 600<<20 && os.Getenv("GORACE") == "" { // the race detector needs several times as much
				t.Errorf("a server held %d MB", peak>>20)
			}
			// Without -stress other tests run at the same time.
			if *stress && slices.Max(took) > 5*time.Second {
				t.Errorf("the honest one waited %v", slices.Max(took))
			}
		})
	}
	for _, port := range []string{gatewayPort, converterPort} {
		if response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%s/healthz", port)); err != nil || response.StatusCode != 200 {
			t.Errorf("%v", err)
		} else {
			response.Body.Close()
		}
	}
}
