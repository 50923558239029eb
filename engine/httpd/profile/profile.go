// Package profile serves the profiles of net/http/pprof on a loopback address. Only the two
// server programs use it, so that no other program contains them.
package profile

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"pretobranco/engine/bw/fault"
)

// Serve serves profiles under /debug/pprof/ on addr, which must be a loopback address with
// a port. An empty addr serves nothing. close stops it.
func Serve(addr string, log *slog.Logger) (close func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil || !loopback(host) {
		return nil, fault.New(fault.Internal, "-pprof %q must be a loopback address, for example 127.0.0.1:6060", addr)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fault.New(fault.Internal, "cannot listen on %s: %v", addr, err).With(err)
	}
	server := &http.Server{Handler: handler(), ReadHeaderTimeout: 10 * time.Second}
	log.Info("profiles", "url", "http://"+listener.Addr().String()+"/debug/pprof/")
	go server.Serve(listener)
	return func() { server.Close() }, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// handler answers requests whose Host is a loopback address, so that no web page can read
// profiles through a name of its own that resolves to this computer.
func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !loopback(host) || r.Header.Get("Origin") != "" {
			http.Error(w, "profiles are for programs on this computer", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}
