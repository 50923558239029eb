package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// olderSystem starts the three scripts and counts all of them.
func (b *bench) olderSystem(ctx context.Context, photos []string, out string) (total cost, err error) {
	script := func(name string) string { return filepath.Join(b.older, name) }
	if _, err := os.Stat(script("cliente.py")); err != nil {
		return total, errors.New("its scripts are not here: see -older")
	}
	began := time.Now()
	converter, address, err := serve(ctx, script("rpc_img.py"), "0")
	if err != nil {
		return total, err
	}
	defer converter.Process.Kill()
	gateway, gatewayAddress, err := serve(ctx, script("websocket.py"), "0", "http://127.0.0.1:"+address)
	if err != nil {
		return total, err
	}
	defer gateway.Process.Kill()
	cmd := exec.CommandContext(ctx, python(), append([]string{script("cliente.py"), "ws://127.0.0.1:" + gatewayAddress, out}, photos...)...)
	cmd.Env = olderEnvironment()
	if total, err = measure(ctx, cmd); err != nil {
		return total, err
	}
	total.wall = time.Since(began)
	for _, server := range []*exec.Cmd{gateway, converter} {
		server.Process.Signal(syscall.SIGTERM)
		server.Wait()
		total.add(server.ProcessState)
	}
	return total, nil
}

// olderEnvironment lifts the limit of 1 MiB a message, with which the older system could
// not take part at all.
func olderEnvironment() []string { return append(os.Environ(), "MAX_SIZE=268435456") }

// serve starts a script and returns the port that its first line ends with.
func serve(ctx context.Context, script string, args ...string) (*exec.Cmd, string, error) {
	cmd := exec.CommandContext(ctx, python(), append([]string{script}, args...)...)
	cmd.Env = olderEnvironment()
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cmd.Process.Kill()
		return nil, "", err
	}
	words := strings.FieldsFunc(strings.TrimSpace(line), func(r rune) bool { return r == ' ' || r == ':' })
	return cmd, words[len(words)-1], nil
}
