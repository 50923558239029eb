// Package httpd is the HTTP server that the converter and the gateway share. It is safe
// to expose to the internet: it checks origins and tokens, closes connections of slow
// peers, and shuts down without interrupting requests.
//
//	accept -> TLS -> header deadline -> /healthz
//	                                 -> origin -> token -> minimum rate -> /metrics, handler
//	                                      403      401      (cut off)
//
// Listen binds and Serve serves, so that a program can print its address before the first
// request. Neither logs a token or a query, which may contain one.
package httpd

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"pretobranco/engine/bw/fault"
)

// Config configures a server. The zero value listens on a free port of every interface, for
// everyone, without TLS.
type Config struct {
	Addr              string        // host:port; port 0 picks a free one
	Token             string        // "" lets everyone in
	CertFile, KeyFile string        // PEM; both for TLS, neither without
	Log               *slog.Logger  // nil discards
	Drain             time.Duration // what work under way gets at shutdown; 0 is DefaultDrain
	Recorder          Recorder      // nil counts nothing
	Metrics           http.Handler  // answers GET /metrics, behind the token; nil for none
}

// DefaultDrain is how long Serve waits at shutdown for work under way.
const DefaultDrain = 30 * time.Second

// Deadlines of a connection that does nothing useful. Bodies have a minimum rate instead,
// see RateDeadline.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 32 << 10
)

// A Server listens from Listen on and answers from Serve on.
type Server struct {
	http     http.Server
	addr     string
	listener net.Listener
	tls      bool
	log      *slog.Logger
	token    bool
	drain    time.Duration
	draining atomic.Bool
	cancel   context.CancelFunc // ends the contexts of all requests
}

// Listen binds to cfg.Addr. Callers are answered by handler once Serve runs; until
// then their connections wait. The error is one sentence, of kind Internal.
func Listen(cfg Config, handler http.Handler) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Drain == 0 {
		cfg.Drain = DefaultDrain
	}
	secure, err := certificate(cfg)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, bindError(cfg.Addr, err)
	}
	return newServer(cfg, handler, listener, secure), nil
}

// newServer makes a server that answers on listener.
func newServer(cfg Config, handler http.Handler, listener net.Listener, secure *tls.Config) *Server {
	if cfg.Recorder == nil {
		cfg.Recorder = NoRecorder
	}
	s := &Server{addr: address(cfg.Addr, listener.Addr()), listener: listener, tls: secure != nil, log: cfg.Log, token: cfg.Token != "", drain: cfg.Drain}
	if cfg.Token == "" && everywhere(listener.Addr()) {
		cfg.Log.Warn("listening on all interfaces without a token: any computer that can reach this one can use the server",
			"addr", s.addr, "hint", "-token TEXT, or -addr 127.0.0.1:PORT")
	}
	base, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.http = http.Server{
		Handler:           s.middleware(cfg, handler),
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(cfg.Log.Handler(), slog.LevelInfo),
		BaseContext:       func(net.Listener) context.Context { return base },
		TLSConfig:         secure,
		Protocols:         new(http.Protocols),
	}
	// HTTP/2 has no upgrade to WebSocket, and no deadline for one body of several.
	s.http.Protocols.SetHTTP1(true)
	return s
}

// address is where a listener is reached: the host that was asked for, which Go shows as
// [::] when it is 0.0.0.0, with the port that was bound.
func address(asked string, bound net.Addr) string {
	host, _, err := net.SplitHostPort(asked)
	if err != nil || net.ParseIP(host) == nil {
		return bound.String()
	}
	_, port, _ := net.SplitHostPort(bound.String())
	return net.JoinHostPort(host, port)
}

// everywhere reports whether a bound address means all interfaces.
func everywhere(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsUnspecified()
}

// certificate returns the TLS configuration that cfg asks for, or nil for none.
func certificate(cfg Config) (*tls.Config, error) {
	switch {
	case cfg.CertFile == "" && cfg.KeyFile == "":
		return nil, nil
	case cfg.CertFile == "" || cfg.KeyFile == "":
		return nil, fault.New(fault.Internal, "TLS needs both a certificate and its key")
	}
	pair, err := tls.LoadX509KeyPair(cfg.CertFile, cfg.KeyFile)
	if err != nil {
		return nil, fault.New(fault.Internal, "the certificate cannot be used: %v", err).With(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// bindError returns a sentence about why the server cannot listen on addr.
func bindError(addr string, err error) error {
	host, port, splitErr := net.SplitHostPort(addr)
	var dns *net.DNSError
	_, portErr := net.LookupPort("tcp", port)
	switch {
	case splitErr != nil:
		return fault.New(fault.Internal, "%q is not an address: it should be HOST:PORT, as 0.0.0.0:8000", addr)
	case portErr != nil:
		return fault.New(fault.Internal, "%q is not a port: there are 0 to 65535", port)
	case errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaAddrInUse):
		return fault.New(fault.Internal, "port %s is taken: another program listens there", port)
	case errors.Is(err, os.ErrPermission):
		return fault.New(fault.Internal, "no permission to listen on port %s: ports below 1024 need administrator rights", port)
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.As(err, &dns):
		return fault.New(fault.Internal, "%s is not an address of this computer", host)
	}
	return fault.New(fault.Internal, "cannot listen on %s: %v", addr, err).With(err)
}

// wsaAddrInUse is what Windows calls EADDRINUSE.
const wsaAddrInUse = syscall.Errno(10048)

// Addr returns the host asked for and the port really bound.
func (s *Server) Addr() string { return s.addr }

// URL returns the server's address for a scheme, "http" or "ws", which gains its
// s when the server speaks TLS.
func (s *Server) URL(scheme string) string {
	if s.tls {
		scheme += "s"
	}
	return scheme + "://" + s.Addr()
}

// OnShutdown registers f, which is called in a goroutine of its own when Serve begins to
// shut down. It is for hijacked connections, which Serve does not know: f should close
// them, and Serve does not wait for it.
func (s *Server) OnShutdown(f func()) { s.http.RegisterOnShutdown(f) }

// Serve answers until ctx ends. Then it accepts no more connections, gives running requests
// until the drain deadline, closes the rest, and returns nil. An error means that the
// listener failed.
func (s *Server) Serve(ctx context.Context) error {
	defer s.cancel()
	s.log.Info("listening", "addr", s.addr, "tls", s.tls, "token", s.token)
	failed := make(chan error, 1)
	go func() {
		if s.tls {
			failed <- s.http.ServeTLS(s.listener, "", "")
		} else {
			failed <- s.http.Serve(s.listener)
		}
	}()
	select {
	case err := <-failed:
		return fault.New(fault.Internal, "the server stopped listening: %v", err).With(err)
	case <-ctx.Done():
	}
	s.draining.Store(true)
	s.log.Info("going down", "within", s.drain)
	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.drain)
	defer cancel()
	if err := s.http.Shutdown(deadline); err != nil {
		s.cancel()
		s.http.Close()
	}
	return nil
}

// Close stops listening at once. It is for a server that is not going to Serve.
func (s *Server) Close() error {
	s.cancel()
	return s.http.Close()
}

// healthz answers "ok", or 503 while the server shuts down, so that a proxy chooses
// another one.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		refuse(w, http.StatusMethodNotAllowed, "only GET", "Allow", "GET, HEAD")
		return
	}
	if s.draining.Load() {
		refuse(w, http.StatusServiceUnavailable, "going down", "Retry-After", "5")
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	io.WriteString(w, "ok\n")
}
