package converter_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	kolo "github.com/kolo/xmlrpc"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
)

// sizes are a large photo's and a small one's.
var sizes = []int{4 << 20, 20 << 10}

// BenchmarkHop is what the way to the converter and back costs, without any conversion.
func BenchmarkHop(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			url := start(b, converter.Config{Convert: echo}, httpd.Config{Token: "x"})
			c := client(b, converter.ClientConfig{URL: url, Token: "x"})
			image := noise(size)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Convert(b.Context(), image, bw.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkHopKolo is the client's half of it as kolo/xmlrpc does it, with a server that
// costs nothing.
func BenchmarkHopKolo(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			image := noise(size)
			s := answering(image)
			defer s.Close()
			c, err := kolo.NewClient(s.URL, nil)
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				var text string
				if err := c.Call(converter.Method, base64.StdEncoding.EncodeToString(image), &text); err != nil {
					b.Fatal(err)
				}
				if _, err := base64.StdEncoding.DecodeString(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkHopClient is our client's half, for comparison with kolo's.
func BenchmarkHopClient(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			image := noise(size)
			s := answering(image)
			defer s.Close()
			c := client(b, converter.ClientConfig{URL: s.URL})
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Convert(b.Context(), image, bw.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// answering is a server that costs nothing, and always answers the same picture.
func answering(image []byte) *httptest.Server {
	answer := []byte("<methodResponse><params><param><value><string>" + base64.StdEncoding.EncodeToString(image) +
		"</string></value></param></params></methodResponse>")
	buffers := sync.Pool{New: func() any { return new([64 << 10]byte) }}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buffer := buffers.Get().(*[64 << 10]byte)
		for err := error(nil); err == nil; {
			_, err = r.Body.Read(buffer[:])
		}
		buffers.Put(buffer)
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		w.Write(answer)
	}))
}

func noise(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
