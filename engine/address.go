package engine

import (
	"net"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd/address"
)

// gatewayForm is the form of a gateway's address.
var gatewayForm = address.Form{Plain: "ws", Secure: "wss", Port: "8001"}

// parseAddress parses a server's address as people write it: host, host:port, ws:// or wss://
// with or without a port, a path or a query. The port is 8001 unless given. A token inside it, as a
// password or in the query, is removed.
func parseAddress(text string) (url, token string, err error) {
	a, err := gatewayForm.Parse(text)
	if err != nil {
		return "", "", fault.New(fault.Unsupported, "not a server address: %s (as photos.local, 192.168.1.5:8001 or wss://host:8001)", err)
	}
	if a.URL.Port() == "" {
		a.URL.Host = net.JoinHostPort(a.URL.Hostname(), gatewayForm.Port)
	}
	query := a.URL.Query()
	if query.Has("token") {
		a.Token = query.Get("token")
		query.Del("token")
		a.URL.RawQuery = query.Encode()
	}
	return a.URL.String(), a.Token, nil
}
