package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"pretobranco/engine/gateway"
	"pretobranco/engine/httpd"
	"pretobranco/engine/httpd/metrics"
	"pretobranco/engine/httpd/profile"
)

const about = `pretobranco-gateway is a WebSocket server that receives pictures and has them converted to
black and white by one or more converters (pretobranco-converter). Each picture goes to the
converter with the fewest pictures.

Examples:
  pretobranco-gateway                                                       every interface, port 8001; a converter on this computer
  pretobranco-gateway -addr 127.0.0.1:8001                                  for programs on this computer only
  pretobranco-gateway -converter http://10.0.0.5:8000,http://10.0.0.6:8000  two converters elsewhere

A client sends a picture as a binary message and gets a binary message, or sends base64 in a
text message and gets a text message, as with the older gateway. Options can be set in the
address: ?look=...&format=...

The converters may start later. A converter that fails gets no pictures until it answers
again. Without -token everyone who can reach the port can use the gateway.

It logs one line for each picture to standard error, and answers GET /healthz with "ok" and
GET /metrics for Prometheus. On SIGTERM or Ctrl-C it finishes the pictures that it has; on the
second signal it ends at once.
`

// addresses is a flag that may be given several times, or with commas.
type addresses struct {
	list  []string
	given bool
}

func (a *addresses) String() string { return strings.Join(a.list, ",") }

func (a *addresses) Set(text string) error {
	if !a.given {
		a.list, a.given = nil, true // replaces the default
	}
	for address := range strings.SplitSeq(text, ",") {
		if address = strings.TrimSpace(address); address != "" {
			a.list = append(a.list, address)
		}
	}
	return nil
}

// run runs the program and returns its exit code.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	flags := httpd.NewFlags("pretobranco-gateway", "0.0.0.0:8001", about)
	converters := &addresses{list: []string{"http://127.0.0.1:8000"}}
	flags.Var(converters, "converter", "`URL` of a converter; several with commas, or the flag several times")
	token := flags.String("converter-token", "", "the `TEXT` of the -token of the converters")
	if exit, code := flags.Parse(args, getenv, stdout, stderr); exit {
		return code
	}
	log := flags.Logger(stderr)
	recorder := metrics.New("gateway")
	server, err := gateway.New(gateway.Config{
		Converters: converters.list, ConverterToken: *token,
		MaxBytes: flags.MaxBytes, MaxPixels: flags.MaxPixels, MaxFrames: flags.MaxFrames, Damaged: flags.Damaged, Jobs: flags.Jobs, Log: log, Recorder: recorder,
	})
	if err != nil {
		fmt.Fprintf(stderr, "pretobranco-gateway: %v (-h shows the help)\n", err)
		return 2
	}
	defer server.Close()
	recorder.Watch("connections", "Open WebSocket connections.", server.Connections)
	recorder.Watch("running", "Pictures being converted.", server.Running)
	recorder.Watch("waiting", "Pictures waiting for a converter.", server.Waiting)
	config := flags.Config(log)
	config.Recorder, config.Metrics = recorder, recorder.Handler()
	listener, err := httpd.Listen(config, server)
	if err != nil {
		fmt.Fprintf(stderr, "pretobranco-gateway: %v\n", err)
		return 1
	}
	stopProfiles, err := profile.Serve(flags.Pprof, log)
	if err != nil {
		fmt.Fprintf(stderr, "pretobranco-gateway: %v\n", err)
		listener.Close()
		return 2
	}
	defer stopProfiles()
	listener.OnShutdown(server.Close)
	fmt.Fprintf(stdout, "listening on %s\n", listener.URL("ws"))
	if err := listener.Serve(ctx); err != nil {
		fmt.Fprintf(stderr, "pretobranco-gateway: %v\n", err)
		return 1
	}
	return 0
}
