package converter

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter/limit"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd"
)

// listen serves s on a loopback port until the test ends, and returns its address.
func listen(t *testing.T, s *Server) string {
	t.Helper()
	server, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0", Drain: time.Millisecond}, s)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return server.Addr()
}

// send opens a connection and writes text.
func send(t *testing.T, address, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	return c
}

// polite converts small pictures, each of which must be served.
func polite(t *testing.T, address string, n int) {
	t.Helper()
	c, err := NewClient(ClientConfig{URL: "http://" + address})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for range n {
		if _, err := c.Convert(ctx, smallJPEG(t), bw.Options{}); err != nil {
			t.Fatal(err)
		}
	}
}

const start = "<methodCall><methodName>preto_branco</methodName><params><param><value><string>"

// Requests that announced large bodies, or did not say how large they are, and sent nothing or hardly
// anything had all memory reserved for them: one stopped a converter for everybody.
func TestAnnouncedBodies(t *testing.T) {
	s := New(Config{Jobs: 2, Limits: bw.ServerLimits})
	address := listen(t, s)
	for range 60 {
		for _, header := range []string{"Content-Length: 350000000", "Transfer-Encoding: chunked", "Content-Encoding: gzip\r\nContent-Length: 300000000"} {
			for _, body := range []string{"", start[:1]} {
				if strings.HasPrefix(header, "Transfer") && body != "" {
					body = "1\r\n" + body + "\r\n"
				}
				send(t, address, "POST / HTTP/1.1\r\nHost: x\r\n"+header+"\r\n\r\n"+body)
			}
		}
	}
	polite(t, address, 20)
	if s.Waiting() > 0 {
		t.Errorf("%d calls wait for memory", s.Waiting())
	}
}

// bomb is a PNG whose header says 100 megapixels.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	file := b.Bytes()
	copy(file[16:], []byte{0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10})
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	if h, err := bw.ReadHeader(file); err != nil || h.Pixels != 100e6 {
		t.Fatal(h, err)
	}
	return file
}

// Callers that asked for pictures of 100 MB and hardly read them made a converter run out of memory: 16 of them
// took 2 GB.
func TestUnreadAnswers(t *testing.T) {
	const size = 100 << 20
	var converted atomic.Int64
	s := New(Config{Jobs: 2, Limits: bw.ServerLimits, Convert: func(_ context.Context, file []byte, _ bw.Options, _ bw.Limits) (bw.Result, error) {
		if bw.Sniff(file) == bw.PNG {
			converted.Add(1)
			return bw.Result{File: make([]byte, size), Own: true}, nil
		}
		return bw.Result{File: file}, nil
	}})
	address := listen(t, s)
	body := start + base64.StdEncoding.EncodeToString(bomb(t)) + "</string></value></param></params></methodCall>"
	request := fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	for i := range 48 {
		c := send(t, address, request)
		if i < 4 { // the header of an answer: it is being written
			if _, err := http.ReadResponse(bufio.NewReaderSize(c, 16), nil); err != nil {
				t.Fatal(err)
			}
		}
		if i%12 == 0 {
			polite(t, address, 5)
		}
	}
	polite(t, address, 20)
	if n := converted.Load(); n*size > workMemory {
		t.Errorf("%d answers of 100 MB at the same time", n)
	}
}

// pipes is a listener whose connections are pipes, so that a test runs in a bubble.
type pipes struct {
	conns chan net.Conn
	close func()
}

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { p.close(); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipes) dial() net.Conn {
	here, there := net.Pipe()
	p.conns <- there
	return here
}

// A caller that sends or reads too slowly loses its connection when another needs the memory, and
// not before.
func TestSlowCallerIsStopped(t *testing.T) {
	for _, sends := range []bool{true, false} {
		t.Run(fmt.Sprintf("sends=%v", sends), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const memory = 8 << 20
				s := New(Config{Jobs: 2, Convert: func(_ context.Context, file []byte, _ bw.Options, _ bw.Limits) (bw.Result, error) {
					return bw.Result{File: make([]byte, memory), Own: true}, nil
				}})
				s.calls = limit.NewMemory(memory, 9)
				s.work = limit.NewWork(limit.WorkConfig{Slots: 2, Queue: 9, Memory: memory})
				conns := make(chan net.Conn)
				listener := pipes{conns, sync.OnceFunc(func() { close(conns) })}
				server := http.Server{Handler: s}
				go server.Serve(listener)
				defer server.Close()

				call := func(size int) string {
					image := base64.StdEncoding.EncodeToString(make([]byte, size))
					body := start + image + "</string></value></param></params></methodCall>"
					return fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
				}
				slow := listener.dial()
				defer slow.Close()
				large := call(4 << 20)
				if sends {
					io.WriteString(slow, large[:len(large)-1])
				} else {
					io.WriteString(slow, call(1000))
					io.ReadFull(slow, make([]byte, 100))
				}
				time.Sleep(time.Hour)

				var others sync.WaitGroup
				for range 2 { // the first may exceed the size
					others.Go(func() {
						c := listener.dial()
						defer c.Close()
						io.WriteString(c, large)
						response, err := http.ReadResponse(bufio.NewReader(c), nil)
						if err != nil {
							t.Error(err)
							return
						}
						if _, err := xmlrpc.ReadResponse(response.Body, xmlrpc.Limits{}, nil); err != nil {
							t.Error(err)
						}
					})
				}
				others.Wait()
				if n, err := io.Copy(io.Discard, slow); err != nil || n > memory {
					t.Errorf("the slow caller still got %d bytes, %v", n, err)
				}
			})
		})
	}
}

// A multicall whose answers nobody reads has its memory before its first call.
func TestMulticallMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("its answers are 20 MB each")
	}
	const size = 20 << 20
	s := New(Config{Jobs: 2, Limits: bw.ServerLimits, Convert: func(_ context.Context, file []byte, _ bw.Options, _ bw.Limits) (bw.Result, error) {
		return bw.Result{File: make([]byte, size), Own: true}, nil
	}})
	var call strings.Builder
	call.WriteString("<methodCall><methodName>system.multicall</methodName><params><param><value><array><data>")
	for range 4 {
		call.WriteString("<value><struct><member><name>methodName</name><value>preto_branco</value></member>" +
			"<member><name>params</name><value><array><data><value>AAAA</value></data></array></value></member></struct></value>")
	}
	call.WriteString("</data></array></value></param></params></methodCall>")
	response, err := http.Post("http://"+listen(t, s)+"/", "text/xml", strings.NewReader(call.String()))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || int64(len(text)) != response.ContentLength {
		t.Fatal(len(text), response.ContentLength, err)
	}
	v, err := xmlrpc.ReadResponse(bytes.NewReader(text), xmlrpc.Limits{Text: 1 << 30}, nil)
	if err != nil {
		t.Fatal(err)
	}
	answers := v.([]any)
	for i, answer := range answers {
		if i < maxAnswers/size {
			if got := answer.([]any)[0].(string); got != base64.StdEncoding.EncodeToString(make([]byte, size)) {
				t.Errorf("answer %d has %d characters", i, len(got))
			}
		} else if code := answer.(map[string]any)["faultCode"]; code != int64(CodeTooLarge) {
			t.Errorf("answer %d: %v", i, code)
		}
	}
	if len(answers) != 4 {
		t.Errorf("%d answers", len(answers))
	}
}
