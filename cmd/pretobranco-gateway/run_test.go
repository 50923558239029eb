package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
	"pretobranco/engine/gateway"
)

// TestMain lets the test program be the gateway: see TestProcess.
func TestMain(m *testing.M) {
	if os.Getenv("BE_THE_GATEWAY") != "" {
		main()
	}
	os.Exit(m.Run())
}

// A log can be written and read at a time.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
	line chan struct{} // gets a value for each write, if there is room
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.line <- struct{}{}:
	default:
	}
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// await waits until the log says something.
func (l *log) await(t *testing.T, text string) {
	t.Helper()
	for !strings.Contains(l.String(), text) {
		select {
		case <-l.line:
		case <-t.Context().Done():
			t.Fatalf("the log does not say %q:\n%s", text, l)
		}
	}
}

func nothing(string) string { return "" }

// start runs the program and returns its address, and a function that ends it and
// returns its exit code.
func start(t *testing.T, log io.Writer, args ...string) (url string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() { code <- run(ctx, args, nothing, w, log) }()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`^listening on (wss?://127\.0\.0\.1:\d+)\n$`).FindStringSubmatch(line)
	if found == nil {
		t.Fatalf("the first line is %q", line)
	}
	return found[1], func() int {
		cancel()
		return <-code
	}
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Several converters, one of which is not there; one line of log for a picture, without
// any secret; a clean end.
func TestRun(t *testing.T) {
	web := httptest.NewServer(converter.New(converter.Config{Limits: bw.ServerLimits}))
	defer web.Close()
	log := &log{line: make(chan struct{}, 1)}
	url, stop := start(t, log, "-addr", "127.0.0.1:0", "-token", "secret1", "-converter-token", "secret2",
		"-converter", "http://127.0.0.1:1, "+web.URL, "-converter", web.URL)
	log.await(t, "converter does not answer")
	c, err := gateway.Dial(t.Context(), gateway.ClientConfig{URL: url + "/?token=secret1"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	result, err := c.Convert(t.Context(), photo(t), bw.Options{})
	if err != nil || result.Report.Width != 40 {
		t.Errorf("%+v, %v", result.Report, err)
	}
	if code := stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	said := log.String()
	if strings.Count(said, "msg=image ") != 1 || strings.Contains(said, "secret") {
		t.Errorf("the log:\n%s", said)
	}
}

// Without any converter the program runs, and says so.
func TestWithoutConverter(t *testing.T) {
	log := &log{line: make(chan struct{}, 1)}
	_, stop := start(t, log, "-addr", "127.0.0.1:0", "-converter", "http://127.0.0.1:1")
	log.await(t, "nothing answers at its address")
	if code := stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestWrongUsage(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"-addr", taken.Addr().String()}, 1, "is taken"},
		{[]string{"-addr", "nonsense"}, 2, "HOST:PORT"},
		{[]string{"-tls-cert", "none.pem", "-tls-key", "none.pem"}, 1, "certificate"},
		{[]string{"-converter", ""}, 2, "address of a converter"},
		{[]string{"-converter", "ftp://somewhere"}, 2, "not a converter's address"},
		{[]string{"-colour"}, 2, "-colour"},
		{[]string{"photo.jpg"}, 2, "unexpected argument"},
		{[]string{"-addr", "127.0.0.1:0", "-pprof", "0.0.0.0:0"}, 2, "loopback"},
		{[]string{"-max-bytes", "0"}, 2, "above 0"},
		{[]string{"-h"}, 0, ""},
	} {
		var out bytes.Buffer
		said := &log{}
		code := run(t.Context(), test.args, nothing, &out, said)
		if code != test.code || !strings.Contains(said.String(), test.says) || code != 0 && strings.Count(said.String(), "pretobranco-gateway: ") != 1 {
			t.Errorf("%q: exit code %d\n%s", test.args, code, said.String())
		}
		if code == 0 && !strings.Contains(out.String(), "PRETOBRANCO_CONVERTER") || code != 0 && out.Len() > 0 {
			t.Errorf("%q: standard output is\n%s", test.args, out.String())
		}
	}
	said := &log{}
	if code := run(t.Context(), nil, func(name string) string {
		return map[string]string{"PRETOBRANCO_CONVERTER": "ftp://somewhere"}[name]
	}, io.Discard, said); code != 2 {
		t.Errorf("the environment is not read: %d %s", code, said.String())
	}
}

// The process itself ends well when it is told to.
func TestProcess(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM to send")
	}
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(self, "-addr", "127.0.0.1:0")
		cmd.Env = append(os.Environ(), "BE_THE_GATEWAY=1")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var url string
		if _, err := fmt.Fscanf(bufio.NewReader(out), "listening on %s\n", &url); err != nil {
			t.Error(err)
		}
		c, err := gateway.Dial(t.Context(), gateway.ClientConfig{URL: url})
		if err != nil {
			t.Error(err)
		} else {
			defer c.Close()
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
	}
}
