package engine

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// TestOlderSystem has the connection test pass against the older system's own gateway and
// converter, in Python: it is a server like any other.
func TestOlderSystem(t *testing.T) {
	python := testkit.Python(t, "PIL", "websockets")
	run := func(args ...string) (port string) {
		cmd := exec.Command(python, args...)
		out, err := cmd.StdoutPipe()
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
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		return strings.TrimSpace(line)
	}
	converter := run("testdata/older/rpc_img.py", "0")
	gateway := run("testdata/older/websocket.py", "0", "http://127.0.0.1:"+converter)
	last := Step{}
	if err := open(t, Config{Server: "127.0.0.1:" + gateway}).Test(t.Context(), func(s Step) { last = s }); err != nil || last.Name != "speed" || last.Amount <= 0 {
		t.Errorf("%+v, %v", last, err)
	}
}
