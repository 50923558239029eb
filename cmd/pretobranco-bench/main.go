// Pretobranco-bench runs Preto & Branco and every peer found on PATH over the
// same photos, in turn, and prints what each one cost.
//
//	folder -> copies -> contender 1, 2, ... -> CPU, wall, peak memory, bytes -> table
//
// Each contender is a process of its own (or several), and what the system says
// about it when it ends is what counts, so that nobody pays for anybody else.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if part := os.Getenv(partVariable); part != "" {
		exit(bePart(ctx, part, os.Args[1:]))
	}
	b, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(0)
	case err != nil:
		fmt.Fprintln(os.Stderr, "pretobranco-bench:", err)
		os.Exit(2)
	}
	exit(b.run(ctx))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "pretobranco-bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}
