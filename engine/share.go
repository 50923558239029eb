package engine

import (
	"cmp"
	"crypto/rand"
	"log/slog"
	"net"
	"net/url"
	"runtime"
	"slices"
	"strconv"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// ShareConfig configures how this computer converts for others.
type ShareConfig struct {
	Token     string // that others must have; not ""
	Gateway   int    // port of the gateway; 0 picks a free one
	Converter int    // port of the converter; 0 picks a free one
	Jobs      int    // photos under way at once; 0 chooses
	Limits    Limits // zero is bw.ServerLimits

	Log *slog.Logger // as Config.Log
}

// A Sharing is a converter and a gateway in this process that listen on every network of
// this computer. They are separate from those of an Engine: photos of this computer
// continue when sharing ends, and the other way round.
type Sharing struct{ own *servers }

// Share begins to listen. The error names the port that is in use.
func Share(cfg ShareConfig) (*Sharing, error) {
	if cfg.Token == "" {
		return nil, newError(fault.Unsupported, "a token is needed: without one everyone on the network could use this computer")
	}
	if cfg.Limits == (Limits{}) {
		cfg.Limits = bw.ServerLimits
	}
	if cfg.Jobs <= 0 {
		cfg.Jobs = runtime.NumCPU() + 1
	}
	own, err := startServers(serversConfig{
		gateway: anywhere(cfg.Gateway), converter: anywhere(cfg.Converter), token: cfg.Token, limits: cfg.Limits, jobs: cfg.Jobs, log: cfg.Log,
	})
	if err != nil {
		return nil, err
	}
	return &Sharing{own}, nil
}

// anywhere is every address of this computer, of both kinds of IP where there are both.
func anywhere(port int) string { return ":" + strconv.Itoa(port) }

// Gateways returns the addresses to give to others, the likeliest first. There are none
// while the computer is on no network.
func (s *Sharing) Gateways() []string { return addresses("ws", s.own.address) }

// Converters returns the addresses for programs that speak XML-RPC.
func (s *Sharing) Converters() []string { return addresses("http", s.own.converter) }

// Close stops listening. Requests under way are answered, for some seconds.
func (s *Sharing) Close() { s.own.close() }

// NewToken makes a token that cannot be guessed.
func NewToken() string { return rand.Text() }

// addresses returns one address for each way by which a network reaches this computer.
func addresses(scheme, bound string) []string {
	u, err := url.Parse(bound)
	if err != nil {
		return nil // cannot happen: it is our own address
	}
	var found []string
	for _, ip := range networkIPs() {
		found = append(found, scheme+"://"+net.JoinHostPort(ip.String(), u.Port()))
	}
	return found
}

// networkIPs lists the addresses that others can reach, those of home and office networks
// first, IPv4 before IPv6.
func networkIPs() []net.IP {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var ips []net.IP
	for _, address := range all {
		network, ok := address.(*net.IPNet)
		if ok && network.IP.IsGlobalUnicast() {
			ips = append(ips, network.IP)
		}
	}
	rank := func(ip net.IP) (n int) {
		if ip.To4() == nil {
			n += 2
		}
		if !ip.IsPrivate() {
			n++
		}
		return n
	}
	slices.SortStableFunc(ips, func(a, b net.IP) int { return cmp.Compare(rank(a), rank(b)) })
	return ips
}
