package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
	"pretobranco/engine/gateway"
	"pretobranco/engine/httpd"
)

// farAway compares a gateway on this machine with the same one behind a delay.
func (b *bench) farAway(ctx context.Context, dir string, originals []string) error {
	photos, size, err := copies(filepath.Join(dir, "photos"), originals, b.repeat*len(originals))
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	conversion, err := start(ctx, converter.New(converter.Config{Limits: bw.OwnLimits}))
	if err != nil {
		return err
	}
	handler, err := gateway.New(gateway.Config{Converters: []string{conversion.URL("http")}})
	if err != nil {
		return err
	}
	defer handler.Close()
	near, err := start(ctx, handler)
	if err != nil {
		return err
	}
	far, err := delayed(near.Addr(), b.delay/2)
	if err != nil {
		return err
	}
	defer far.Close()
	addresses := []struct{ name, url string }{{"near", near.URL("ws")}, {"far", "ws://" + far.Addr().String()}}

	cells := [][]string{{"gateway", "wall s", "MB/s"}}
	for round := range b.rounds {
		for _, at := range addresses {
			out := filepath.Join(dir, fmt.Sprint(at.name, round))
			c, err := b.part(ctx, "batch", filepath.Dir(photos[0]), out, at.url)
			if err != nil {
				return fmt.Errorf("%s: %w", at.name, err)
			}
			cells = append(cells, []string{at.name, seconds(c.wall), fmt.Sprintf("%.1f", float64(size)/1e6/c.wall.Seconds())})
		}
	}
	printTable(b.out, cells)
	return nil
}

// start serves on a free port of this machine's own until ctx ends.
func start(ctx context.Context, handler http.Handler) (*httpd.Server, error) {
	server, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0"}, handler)
	if err == nil {
		go server.Serve(ctx)
	}
	return server, err
}

// delayed listens on a port of its own and passes all on to address, each byte so much
// later, without holding back those that follow it.
func delayed(address string, by time.Duration) (net.Listener, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", address)
			if err != nil {
				in.Close()
				continue
			}
			go pass(out, in, by)
			go pass(in, out, by)
		}
	}()
	return listener, nil
}

// pass copies from one connection to the other until either ends.
func pass(to io.WriteCloser, from io.Reader, by time.Duration) {
	type piece struct {
		data []byte
		due  time.Time
	}
	pieces := make(chan piece, 4096)
	go func() {
		defer close(pieces)
		for {
			data := make([]byte, 32<<10)
			n, err := from.Read(data)
			if n > 0 {
				pieces <- piece{data[:n], time.Now().Add(by)}
			}
			if err != nil {
				return
			}
		}
	}()
	defer to.Close()
	failed := false
	for p := range pieces {
		if failed {
			continue
		}
		time.Sleep(time.Until(p.due))
		_, err := to.Write(p.data)
		failed = err != nil
	}
}
