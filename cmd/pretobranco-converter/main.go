// Command pretobranco-converter converts pictures to black and white for other programs, by
// XML-RPC: preto_branco(image [, options]).
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"pretobranco/cmd/internal/gctune"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
	"pretobranco/engine/httpd/metrics"
	"pretobranco/engine/httpd/profile"
)

func main() {
	flags := httpd.NewFlags("pretobranco-converter", "0.0.0.0:8000", about)
	if exit, code := flags.Parse(os.Args[1:], os.Getenv, os.Stdout, os.Stderr); exit {
		os.Exit(code)
	}
	log := flags.Logger(os.Stderr)
	gctune.Heap()
	// Go polls the network at once only while a scheduler thread is idle, and else every 10 ms, so
	// conversions must not occupy all of them.
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + max(flags.Jobs, runtime.NumCPU()))
	}
	recorder := metrics.New("converter")
	handler := converter.New(converter.Config{Limits: flags.Limits(), Jobs: flags.Jobs, Damaged: flags.Damaged, Log: log, Recorder: recorder})
	recorder.Watch("running", "Pictures being converted.", handler.Running)
	recorder.Watch("waiting", "Calls waiting for memory or a worker slot.", handler.Waiting)
	config := flags.Config(log)
	config.Recorder, config.Metrics = recorder, recorder.Handler()
	server, err := httpd.Listen(config, handler)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", flags.Name(), err)
		os.Exit(1)
	}
	stopProfiles, err := profile.Serve(flags.Pprof, log)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", flags.Name(), err)
		os.Exit(2)
	}
	defer stopProfiles()
	ctx, stop := httpd.UntilSignal(context.Background())
	defer stop()
	fmt.Println("listening on " + server.URL("http"))
	if err := server.Serve(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", flags.Name(), err)
		os.Exit(1)
	}
}
