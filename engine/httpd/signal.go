package httpd

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// UntilSignal returns a context that ends with the first SIGINT or SIGTERM. The second
// one ends the process at once, with exit code 1, whatever is under way. stop gives the
// signals back. A log that nobody reads any more, which would end the process as well, does
// not: who serves others goes on.
func UntilSignal(parent context.Context) (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	signal.Ignore(syscall.SIGPIPE)
	stopped := make(chan struct{})
	go func() {
		for range 2 {
			select {
			case <-stopped:
				return
			case <-signals:
				if ctx.Err() != nil {
					os.Exit(1)
				}
				cancel()
			}
		}
	}()
	return ctx, sync.OnceFunc(func() {
		signal.Stop(signals)
		close(stopped)
		cancel()
	})
}
