package cmd_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/gateway"
	"pretobranco/engine/testkit"
)

// pair starts a converter and a gateway and returns their ports.
func pair(t *testing.T, flags ...string) (gatewayPort, converterPort string) {
	t.Helper()
	bin := t.TempDir()
	flags = append(flags, "-addr", "127.0.0.1:0", "-log-level", "error")
	converterPort = start(t, build(t, bin, "pretobranco-converter"), flags...)
	flags = append(flags, "-converter", "http://127.0.0.1:"+converterPort)
	return start(t, build(t, bin, "pretobranco-gateway"), flags...), converterPort
}

// metric asks a server for one of its numbers; labels and all, as it is written there.
func metric(t *testing.T, port, name string) float64 {
	t.Helper()
	response, err := http.Get("http://127.0.0.1:" + port + "/metrics")
	if err != nil {
		t.Error(err)
		return 0
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			number, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Error(err)
			}
			return number
		}
	}
	t.Errorf("no metric %s on port %s", name, port)
	return 0
}

// memory is what a server holds, in bytes.
func memory(t *testing.T, port string) int64 {
	return int64(metric(t, port, "process_resident_memory_bytes"))
}

// watchMemory returns the most that each server holds until ctx ends.
func watchMemory(ctx context.Context, t *testing.T, ports ...string) func() []int64 {
	most := make([]int64, len(ports))
	var watcher sync.WaitGroup
	watcher.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			for i, port := range ports {
				most[i] = max(most[i], memory(t, port))
			}
			<-tick.C
		}
	})
	return func() []int64 {
		watcher.Wait()
		return most
	}
}

// A crowd counts the outcomes of many conversions.
type crowd struct {
	mu    sync.Mutex // guards took
	took  []time.Duration
	busy  atomic.Int64
	wrong atomic.Int64
}

// attend sends pictures over one connection until ctx ends.
func (c *crowd) attend(ctx context.Context, t *testing.T, address string, n int, files, wants [][]byte) {
	var client *gateway.Client
	for ; ctx.Err() == nil; n++ {
		begun := time.Now()
		var err error
		if client == nil {
			if client, err = gateway.Dial(ctx, gateway.ClientConfig{URL: address}); err != nil {
				client = nil
			}
		}
		var result bw.Result
		if client != nil {
			result, err = client.Convert(ctx, files[n%len(files)], bw.Options{Format: bw.Keep})
		}
		switch {
		case ctx.Err() != nil:
		case err == nil && bytes.Equal(result.File, wants[n%len(files)]):
			c.mu.Lock()
			c.took = append(c.took, time.Since(begun))
			c.mu.Unlock()
		case err != nil && fault.KindOf(err) == fault.Busy:
			c.busy.Add(1)
			select { // as a client should
			case <-time.After(200 * time.Millisecond):
			case <-ctx.Done():
			}
		default:
			if c.wrong.Add(1) < 5 {
				t.Errorf("%d bytes, %v", len(result.File), err)
			}
		}
	}
	if client != nil {
		client.Close()
	}
}

// TestLoad has many connections send pictures without a pause: each is answered rightly or
// refused as busy, memory stays within bounds, and afterwards all is as before.
func TestLoad(t *testing.T) {
	connections, during := testkit.Pick(20, 40, 60), testkit.Pick(time.Second, time.Second, 2*time.Second)
	if *stress {
		connections, during = 500, time.Minute
	}
	gatewayPort, converterPort := pair(t)
	address := "ws://127.0.0.1:" + gatewayPort
	var files, wants [][]byte
	dir := batch(t, 8)
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, testkit.CorpusIfAny(t, "photos/seed/*.jpg")...) {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		result, err := bw.Convert(t.Context(), file, bw.Options{Format: bw.Keep}, bw.ServerLimits)
		if err != nil {
			t.Fatal(err)
		}
		files, wants = append(files, file), append(wants, result.File)
	}
	ports := []string{gatewayPort, converterPort}
	var before []float64
	for _, port := range ports {
		before = append(before, metric(t, port, "go_goroutines"))
	}

	ctx, cancel := context.WithTimeout(t.Context(), during)
	defer cancel()
	most := watchMemory(ctx, t, ports...)
	var c crowd
	var all sync.WaitGroup
	for i := range connections {
		all.Go(func() { c.attend(ctx, t, address, i, files, wants) })
	}
	all.Wait()
	peak := most()
	if len(c.took) == 0 || c.wrong.Load() > 0 {
		t.Fatalf("%d answered, %d wrong", len(c.took), c.wrong.Load())
	}
	slices.Sort(c.took)
	at := func(share int) time.Duration { return c.took[(len(c.took)-1)*share/100].Round(time.Millisecond) }
	t.Logf("%d connections for %v: %d answered (%.0f a second), %d busy; half within %v, 99 %% within %v, all within %v; gateway %d MB, converter %d MB at most",
		connections, during, len(c.took), float64(len(c.took))/during.Seconds(), c.busy.Load(), at(50), at(99), at(100), peak[0]>>20, peak[1]>>20)
	// The budgets are 512 MB of files each; Go keeps more besides.
	for i, limit := range []int64{1 << 30, 3 << 29} {
		if peak[i] > limit {
			t.Errorf("the server on port %s held %d MB", ports[i], peak[i]>>20)
		}
	}
	normalAgain(t, address, ports, before)
}

// normalAgain checks that the servers are as they were before the load.
func normalAgain(t *testing.T, address string, ports []string, before []float64) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		calm := metric(t, ports[0], "pretobranco_gateway_connections") == 0
		for i, port := range ports {
			// Idle connections between the two, and one of ours, have goroutines too.
			calm = calm && metric(t, port, "go_goroutines") < before[i]+250
		}
		if calm || time.Now().After(deadline) {
			if !calm {
				t.Errorf("the servers don't calm down: %v, %v goroutines, before %v", metric(t, ports[0], "go_goroutines"), metric(t, ports[1], "go_goroutines"), before)
			}
			break
		}
		<-time.After(50 * time.Millisecond)
	}
	begun := time.Now()
	if err := honest(t, address); err != nil {
		t.Error(err)
	}
	t.Logf("a picture afterwards takes %v", time.Since(begun).Round(time.Microsecond))
}

// honest converts one picture over a connection of its own.
func honest(t *testing.T, address string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := gateway.Dial(ctx, gateway.ClientConfig{URL: address})
	if err != nil {
		return err
	}
	defer c.Close()
	file, err := os.ReadFile(photos(t, t.TempDir())[0])
	if err != nil {
		return err
	}
	result, err := c.Convert(ctx, file, bw.Options{})
	if err == nil && result.Report.Width != 75 {
		err = fmt.Errorf("another picture: %+v", result.Report)
	}
	return err
}
