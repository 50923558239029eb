package engine

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"runtime"
	"sync"
	"time"

	"pretobranco/engine/converter"
	"pretobranco/engine/gateway"
	"pretobranco/engine/httpd"
)

// Servers are a converter and a gateway in this process. Clients need the token.
type servers struct {
	address   string // of the gateway
	converter string // its address
	gateway   *gateway.Server
	cancel    context.CancelFunc
	running   sync.WaitGroup
}

// serversConfig is where the servers listen, and their token and limits.
type serversConfig struct {
	gateway, converter string // host:port; port 0 picks a free one
	token              string
	limits             Limits
	jobs               int
	log                *slog.Logger // nil discards
}

// loopback is an address that only this computer can reach.
const loopback = "127.0.0.1:0"

// drain is what connections get at the end. Batches have been stopped by then.
const drain = 2 * time.Second

func startServers(cfg serversConfig) (*servers, error) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &servers{cancel: cancel}
	door := httpd.Config{Addr: cfg.converter, Token: cfg.token, Drain: drain, Log: cfg.log}
	c, err := httpd.Listen(door, converter.New(converter.Config{
		Limits: cfg.limits, Jobs: min(cfg.jobs, runtime.NumCPU()), Queue: 2 * cfg.jobs, Own: cfg.gateway == loopback, Log: cfg.log,
	}))
	if err != nil {
		cancel()
		return nil, err
	}
	s.converter = c.URL("http")
	s.gateway, err = gateway.New(gateway.Config{
		Converters: []string{here(s.converter)}, ConverterToken: cfg.token, Unchecked: true, MaxBytes: cfg.limits.Bytes, Jobs: cfg.jobs, Log: cfg.log,
	})
	if err != nil {
		c.Close()
		cancel()
		return nil, err
	}
	door.Addr = cfg.gateway
	g, err := httpd.Listen(door, s.gateway)
	if err != nil {
		s.gateway.Close()
		c.Close()
		cancel()
		return nil, err
	}
	s.address = g.URL("ws")
	for _, server := range []*httpd.Server{c, g} {
		// Clients notice a listener that fails later.
		s.running.Go(func() { server.Serve(ctx) })
	}
	return s, nil
}

// here is the address by which this computer reaches a server of its own. A server on the unspecified
// address needs it: not all systems can dial that.
func here(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // cannot happen: it is our own address
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsUnspecified() {
		u.Host = net.JoinHostPort("127.0.0.1", u.Port())
	}
	return u.String()
}

// close ends both servers and waits for that.
func (s *servers) close() {
	s.gateway.Close()
	s.cancel()
	s.running.Wait()
}
