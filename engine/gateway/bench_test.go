package gateway

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
)

// instant answers with a picture of the same size, at no cost.
func instant(size int) *fake {
	file := photo(size, 2)
	return &fake{convert: func(context.Context, []byte, bw.Options) (bw.Result, error) {
		return bw.Result{File: file}, nil
	}}
}

// BenchmarkHop measures what a picture costs between our client and the converter, there
// and back, with a converter that takes no time: two socket crossings of the picture.
func BenchmarkHop(b *testing.B) {
	for _, size := range []int{20_000, 3_000_000} {
		for _, form := range []string{"checked", "unchecked", "four at once"} {
			atOnce := 1
			if form == "four at once" {
				atOnce = 4
			}
			b.Run(fmt.Sprintf("binary/%d/%s", size, form), func(b *testing.B) {
				url, _ := serve(b, func(s *Server) { s.maxBytes = 1 << 30 }, instant(size))
				c, err := Dial(b.Context(), ClientConfig{URL: url, Unchecked: form == "unchecked"})
				if err != nil {
					b.Fatal(err)
				}
				defer c.Close()
				image := photo(size, 1)
				b.SetBytes(int64(size))
				b.ReportAllocs()
				var all sync.WaitGroup
				tickets := make(chan struct{}, b.N)
				for range b.N {
					tickets <- struct{}{}
				}
				close(tickets)
				b.ResetTimer()
				before := cpuTime()
				for range atOnce {
					all.Go(func() {
						for range tickets {
							if _, err := c.Convert(b.Context(), image, bw.Options{}); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				all.Wait()
				b.ReportMetric(float64(cpuTime()-before)/float64(b.N)/1e3, "cpu-µs/op")
			})
		}
		b.Run(fmt.Sprintf("text/%d", size), func(b *testing.B) {
			url, _ := serve(b, func(s *Server) { s.maxBytes = 1 << 30 }, instant(size))
			conn := raw(b, url)
			text := encode(photo(size, 1))
			buffer := make([]byte, 1<<20)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			before := cpuTime()
			for b.Loop() {
				if err := conn.WriteMessage(websocket.TextMessage, text); err != nil {
					b.Fatal(err)
				}
				_, r, err := conn.NextReader()
				for err == nil {
					_, err = r.Read(buffer)
				}
			}
			b.ReportMetric(float64(cpuTime()-before)/float64(b.N)/1e3, "cpu-µs/op")
		})
		// What the sockets alone cost: the floor under the others.
		b.Run(fmt.Sprintf("tcp/%d", size), func(b *testing.B) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			defer l.Close()
			go func() {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				buffer := make([]byte, size)
				for {
					for at := 0; at < size; {
						n, err := conn.Read(buffer[at:])
						if err != nil {
							return
						}
						at += n
					}
					conn.Write(buffer)
				}
			}()
			conn, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close()
			out, in := photo(size, 1), make([]byte, size)
			b.SetBytes(int64(size))
			before := cpuTime()
			for b.Loop() {
				conn.Write(out)
				for at := 0; at < size; {
					n, err := conn.Read(in[at:])
					if err != nil {
						b.Fatal(err)
					}
					at += n
				}
			}
			b.ReportMetric(float64(cpuTime()-before)/float64(b.N)/1e3, "cpu-µs/op")
		})
	}
}
