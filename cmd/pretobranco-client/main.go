// Command pretobranco-client makes photos black and white from the terminal: by
// itself, or through a server.
package main

import (
	"os"
	"os/signal"
	"syscall"

	"pretobranco/cmd/internal/gctune"
)

func main() {
	s, exit, code := parse(os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	if exit {
		os.Exit(code)
	}
	// The reader of our output may exit; the photos are converted all the same.
	signal.Ignore(syscall.SIGPIPE)
	gctune.Heap()
	gctune.Threads()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if s.stream {
		os.Exit(stream(s, os.Stdin, os.Stdout, os.Stderr, signals))
	}
	os.Exit(run(s, os.Stdout, os.Stderr, signals))
}
