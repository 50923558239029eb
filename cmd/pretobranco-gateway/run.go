package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"pretobranco/engine/gateway"
	"pretobranco/engine/httpd"
	"pretobranco/engine/httpd/metrics"
)

const about = `pretobranco-gateway takes pictures over WebSocket and has them made black and white by
one or more converters (pretobranco-converter), the one with the least to do first.

  pretobranco-gateway -converter http://127.0.0.1:8000
  pretobranco-gateway -addr 127.0.0.1:8001 -converter http://10.0.0.5:8000,http://10.0.0.6:8000

A client sends a picture as a binary message and awaits a binary message, or sends it as
base64 in a text message and awaits a text message, as with the older gateway. With
?look=...&format=... in its address it says what it wants.

The converters need not run yet; those that fail are left alone until they answer again.
Without -token everyone who reaches the port may use it.

It logs one line for each picture on standard error, answers GET /healthz with "ok" and
GET /metrics for Prometheus, finishes what is under way on SIGTERM or Ctrl-C, and ends at once
on the second one.
`

// addresses is a flag that may be given several times, or with commas.
type addresses struct {
	list  []string
	given bool
}

func (a *addresses) String() string { return strings.Join(a.list, ",") }

func (a *addresses) Set(text string) error {
	if !a.given {
		a.list, a.given = nil, true // the default goes
	}
	for address := range strings.SplitSeq(text, ",") {
		if address = strings.TrimSpace(address); address != "" {
			a.list = append(a.list, address)
		}
	}
	return nil
}

// run is the program, with what it gets from outside. It returns the exit code.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	flags := httpd.NewFlags("pretobranco-gateway", "0.0.0.0:8001", about)
	converters := &addresses{list: []string{"http://127.0.0.1:8000"}}
	flags.Var(converters, "converter", "`URL` of a converter; several with commas, or the flag several times")
	token := flags.String("converter-token", "", "the `TEXT` that the converters want as their -token")
	if exit, code := flags.Parse(args, getenv, stdout, stderr); exit {
		return code
	}
	log := flags.Logger(stderr)
	meter := metrics.New("gateway")
	server, err := gateway.New(gateway.Config{
		Converters: converters.list, ConverterToken: *token,
		MaxBytes: flags.MaxBytes, MaxPixels: flags.MaxPixels, MaxFrames: flags.MaxFrames, Damaged: flags.Damaged, Jobs: flags.Jobs, Log: log, Meter: meter,
	})
	if err != nil {
		fmt.Fprintf(stderr, "pretobranco-gateway: %v (-h tells more)\n", err)
		return 2
	}
	defer server.Close()
	meter.Watch("connections", "WebSockets that are open.", server.Connections)
	meter.Watch("running", "Pictures that are with converters.", server.Running)
	meter.Watch("waiting", "Pictures that wait to be.", server.Waiting)
	config := flags.Config(log)
	config.Meter, config.Metrics = meter, meter.Handler()
	listener, err := httpd.Listen(config, server)
	if err != nil {
		fmt.Fprintf(stderr, "pretobranco-gateway: %v\n", err)
		return 1
	}
	listener.OnShutdown(server.Close)
	fmt.Fprintf(stdout, "listening on %s\n", listener.URL("ws"))
	if err := listener.Serve(ctx); err != nil {
		fmt.Fprintf(stderr, "pretobranco-gateway: %v\n", err)
		return 1
	}
	return 0
}
