package engine

import (
	"net"
	"net/url"
	"strings"

	"pretobranco/engine/bw/fault"
)

// defaultPort is the port of a gateway whose address has none.
const defaultPort = "8001"

// parseAddress reads a server's address as people write it: host, host:port,
// ws:// or wss:// with or without a port, a path or a query. The port is 8001
// unless given. A token inside it, as a password or in the query, is removed.
func parseAddress(text string) (address, token string, err error) {
	text = strings.TrimSpace(text)
	bad := func(why string) (string, string, error) {
		return "", "", fault.New(fault.Unsupported, "not a server address: %s (as photos.local, 192.168.1.5:8001 or wss://host:8001)", why)
	}
	if text == "" {
		return bad("it is empty")
	}
	if !strings.Contains(text, "://") {
		if ip := net.ParseIP(text); ip != nil && strings.Contains(text, ":") {
			text = "[" + text + "]" // an IPv6 address without brackets
		}
		text = "ws://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return bad("it does not read as one")
	case u.Scheme != "ws" && u.Scheme != "wss":
		return bad("it begins with " + u.Scheme + "://, not with ws:// or wss://")
	case u.Hostname() == "" || strings.ContainsAny(u.Hostname(), " \t\"<>"):
		return bad("it names no host")
	}
	port := u.Port()
	if port == "" {
		port = defaultPort
	}
	if _, err := net.LookupPort("tcp", port); err != nil || port == "0" {
		return bad("its port is not a number from 1 to 65535")
	}
	u.Host = net.JoinHostPort(u.Hostname(), port)
	if password, ok := u.User.Password(); ok {
		token = password
	}
	u.User = nil
	query := u.Query()
	if query.Has("token") {
		token = query.Get("token")
		query.Del("token")
		u.RawQuery = query.Encode()
	}
	u.Fragment = ""
	return u.String(), token, nil
}
