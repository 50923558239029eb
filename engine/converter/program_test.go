package converter_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
)

// program builds the stand-alone converter once and returns its path.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "converter")
	if err != nil {
		return "", err
	}
	programDir = dir
	path := filepath.Join(dir, "pretobranco-converter")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", path, "pretobranco/cmd/pretobranco-converter").CombinedOutput()
	os.Stderr.Write(out)
	return path, err
})

// programDir is where program built it, if it did.
var programDir string

func TestMain(m *testing.M) {
	code := m.Run()
	if programDir != "" {
		os.RemoveAll(programDir)
	}
	os.Exit(code)
}

// command prepares a run with an environment of its own.
func command(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	if testing.Short() {
		t.Skip("-short builds no program")
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), env...)
	return cmd
}

// From its first line on the program answers, logs a line for each picture, warns where
// it should, shows no secret, and ends cleanly when asked.
func TestProgram(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM on Windows")
	}
	for _, test := range []struct {
		addr, shown, token string
		warns              bool
	}{
		{"127.0.0.1:0", "127.0.0.1", "", false},
		{"0.0.0.0:0", "0.0.0.0", "", true},
		{"0.0.0.0:0", "0.0.0.0", "s3cret", false},
	} {
		cmd := command(t, []string{"PRETOBRANCO_TOKEN=" + test.token}, "-addr", test.addr)
		var log bytes.Buffer
		cmd.Stderr = &log
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		reader := bufio.NewReader(out)
		line, _ := reader.ReadString('\n')
		found := regexp.MustCompile(`^listening on http://` + regexp.QuoteMeta(test.shown) + `:(\d+)\n$`).FindStringSubmatch(line)
		if found == nil {
			cmd.Process.Kill()
			t.Fatalf("the first line is %q", line)
		}
		url := "http://127.0.0.1:" + found[1]
		if response, err := http.Get(url + "/healthz"); err != nil || response.StatusCode != 200 {
			t.Errorf("healthz: %v", err)
		} else {
			response.Body.Close()
		}
		c := client(t, converter.ClientConfig{URL: url, Token: test.token})
		result, err := c.Convert(t.Context(), photo(t, 75, 41), bw.Options{})
		if err != nil {
			t.Error(err)
		}
		isGray(t, result.File, 75, 41)
		c.Close()
		cmd.Process.Signal(syscall.SIGTERM)
		rest, _ := io.ReadAll(reader)
		if err := cmd.Wait(); err != nil || len(rest) > 0 {
			t.Errorf("it ended with %v, and wrote %q", err, rest)
		}
		said := log.String()
		if strings.Count(said, "msg=image") != 1 || strings.Contains(said, "WARN") != test.warns || strings.Contains(said, "s3cret") {
			t.Errorf("%+v logged\n%s", test, said)
		}
	}
}

func TestProgramErrors(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, test := range []struct {
		env  string
		args string
		code int
		want string
	}{
		{"", "-addr " + taken.Addr().String(), 1, "is taken"},
		{"", "-addr nowhere", 2, "HOST:PORT"},
		{"", "-nonsense", 2, "-nonsense"},
		{"", "photo.jpg", 2, "photo.jpg"},
		{"PRETOBRANCO_JOBS=many", "", 2, "PRETOBRANCO_JOBS"},
		{"", "-addr 127.0.0.1:0 -tls-cert x.pem -tls-key y.pem", 1, "certificate"},
	} {
		cmd := command(t, []string{test.env}, strings.Fields(test.args)...)
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		exit, ok := err.(*exec.ExitError)
		if !ok || exit.ExitCode() != test.code || len(out) > 0 {
			t.Errorf("%s %s: %v, %q", test.env, test.args, err, out)
		}
		if !strings.Contains(said.String(), test.want) || strings.Count(said.String(), "\n") != 1 {
			t.Errorf("%s %s: %q", test.env, test.args, said.String())
		}
	}
	out, err := command(t, nil, "-h").Output()
	if err != nil || !strings.Contains(string(out), "Examples:") || !strings.Contains(string(out), "ServerProxy") {
		t.Errorf("-h: %v\n%s", err, out)
	}
}

// The second signal ends the program at once, whatever is under way.
func TestProgramSecondSignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM on Windows")
	}
	cmd := command(t, nil, "-addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	address := strings.TrimPrefix(strings.TrimSpace(line), "listening on http://")
	// A call whose body doesn't come is under way for as long as it may take.
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
	if said, err := bufio.NewReader(conn).ReadString('\n'); !strings.Contains(said, "100") {
		t.Fatalf("%q, %v", said, err)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	lines := bufio.NewScanner(log)
	for lines.Scan() && !strings.Contains(lines.Text(), "going down") {
	}
	cmd.Process.Signal(syscall.SIGTERM)
	io.Copy(io.Discard, log)
	err = cmd.Wait()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 1 {
		t.Errorf("it ended with %v", err)
	}
}

// A log that nobody reads any more does not end the program, as a broken pipe would.
func TestProgramWithoutReader(t *testing.T) {
	cmd := command(t, nil, "-addr", "127.0.0.1:0", "-log-level", "debug")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, _ := bufio.NewReader(out).ReadString('\n')
	log.Close()
	out.Close()
	c := client(t, converter.ClientConfig{URL: strings.TrimPrefix(strings.TrimSpace(line), "listening on ")})
	for range 3 {
		result, err := c.Convert(t.Context(), photo(t, 75, 41), bw.Options{})
		if err != nil {
			t.Fatal(err)
		}
		isGray(t, result.File, 75, 41)
	}
	c.Close()
}
