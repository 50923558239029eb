// Command pretobranco-gateway is the WebSocket server of Preto & Branco: it receives
// pictures from any number of clients and distributes them among converters.
package main

import (
	"context"
	"os"

	"pretobranco/cmd/internal/gctune"
	"pretobranco/engine/httpd"
)

func main() {
	ctx, stop := httpd.UntilSignal(context.Background())
	gctune.Heap()
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
