package gateway

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd"
	"pretobranco/engine/httpd/address"
	"pretobranco/engine/httpd/checksum"
	"pretobranco/engine/httpd/dialerror"
)

// dialTimeout is for everything until the server has taken the connection over.
const dialTimeout = 15 * time.Second

// Dial connects to a server. The error says in a sentence what is there instead; it
// wraps ErrLost if there may be a server at another time.
func Dial(ctx context.Context, cfg ClientConfig) (*Client, error) {
	server, err := parseAddress(cfg.URL)
	if err != nil {
		return nil, err
	}
	at := server.URL
	id := httpd.NewRequestID()
	header := http.Header{httpd.RequestIDHeader: {id}}
	if token := cmp.Or(cfg.Token, server.Token); token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	dialer := websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		NetDialContext:   (&net.Dialer{}).DialContext,
		TLSClientConfig:  cfg.TLS,
		HandshakeTimeout: dialTimeout,
		ReadBufferSize:   readBuffer,
		WriteBufferSize:  writeBuffer,
		WriteBufferPool:  &writeBuffers,
		Subprotocols:     []string{Subprotocol},
	}
	conn, response, err := dialer.DialContext(ctx, at.String(), header)
	if err != nil {
		return nil, httpd.AddRequestID(dialFault(ctx, at, response, err), id)
	}
	if conn.Subprotocol() != Subprotocol && ours(response.Header) {
		conn.Close()
		return nil, retry("the handshake with %s was changed on its way", checksum.ErrChanged, at.Host)
	}
	return newClient(conn, id, cfg, defaultClientTimes), nil
}

// ours reports whether one of our servers answered a handshake: it says so twice, by the
// subprotocol and as the server's name. A server that a bad line makes look like an older one would
// be asked in the older form, where nothing shows that a picture was changed on its way.
func ours(answer http.Header) bool {
	for _, values := range answer {
		if slices.Contains(values, Subprotocol) {
			return true
		}
	}
	return false
}

// parseAddress parses an address as people write it, also one that begins with http.
func parseAddress(text string) (address.Address, error) {
	form := address.Form{Plain: "ws", Secure: "wss", Port: "8001"}
	a, err := form.Parse(text)
	if err != nil {
		form.Plain, form.Secure = "http", "https"
		if a, err = form.Parse(text); err == nil {
			a.URL.Scheme = "ws" + strings.TrimPrefix(a.URL.Scheme, "http")
		}
	}
	if err != nil {
		return a, fault.New(fault.Unsupported, "that is not a server's address: it should be as ws://192.168.1.5:8001").With(err)
	}
	return a, nil
}

// dialFault makes a sentence of why there is no connection.
func dialFault(ctx context.Context, server *url.URL, response *http.Response, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return cancelled(ctx)
	case response != nil && errors.Is(err, websocket.ErrBadHandshake):
		return statusFault(response)
	}
	switch dialerror.Of(err) {
	case dialerror.UnknownHost:
		return retry("no computer is known by the name %s", err, server.Hostname())
	case dialerror.Refused:
		return retry("nothing answers at %s: is the server running?", err, server.Host)
	case dialerror.NotTLS:
		return fault.New(fault.Internal, "the server at %s does not speak TLS: try ws:// instead of wss://: %w", server.Host, err)
	case dialerror.Expired:
		return fault.New(fault.Internal, "the certificate of %s is expired or not yet valid: %w", server.Hostname(), err)
	case dialerror.UnknownAuthority:
		return fault.New(fault.Internal, "the certificate of %s is not signed by anyone whom this computer trusts: %w", server.Hostname(), err)
	case dialerror.OtherName:
		return fault.New(fault.Internal, "the certificate of %s is for another name: %w", server.Hostname(), err)
	case dialerror.InvalidCertificate:
		return fault.New(fault.Internal, "the certificate of %s is not valid: %w", server.Hostname(), err)
	}
	var netErr net.Error
	if errors.As(err, &netErr) && netErr.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return retry("%s did not answer in time", err, server.Host)
	}
	return retry("no connection to %s", err, server.Host)
}

// statusFault makes a sentence of an HTTP answer that is no WebSocket.
func statusFault(response *http.Response) error {
	said := sentence(response)
	switch response.StatusCode {
	case http.StatusUnauthorized:
		return fault.New(fault.Unauthorized, "the server refuses the token: it is missing or wrong")
	case http.StatusForbidden:
		return fault.New(fault.Unauthorized, "the server refuses this connection")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return fault.New(fault.Busy, "the server takes no more connections now")
	case http.StatusBadRequest:
		if strings.Contains(said, "HTTPS server") {
			return fault.New(fault.Internal, "the server speaks TLS: use wss:// instead of ws://")
		}
		if said != "" {
			return fault.New(fault.Unsupported, "the server refuses the options: %s", said)
		}
	}
	return fault.New(fault.Internal, "something answers at the address, but it is no gateway (HTTP %d)", response.StatusCode)
}

// sentence returns the one line of text that an answer has, or "".
func sentence(response *http.Response) string {
	body, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	line := strings.TrimSpace(string(body))
	if strings.ContainsAny(line, "\n<") {
		return ""
	}
	return line
}

// retry makes an error that wraps ErrLost and its cause.
func retry(format string, cause error, args ...any) error {
	return fault.New(fault.Internal, format, args...).With(ErrLost, cause)
}

// lostTo makes an error of what ended a connection.
func lostTo(cause error) error {
	var e *fault.Error
	var close *websocket.CloseError
	switch {
	case errors.As(cause, &e) && e.Kind == fault.Cancelled:
		return e
	case errors.As(cause, &close) && close.Code == websocket.CloseGoingAway:
		return retry("the server went down", cause)
	case errors.Is(cause, checksum.ErrChanged):
		return retry("a picture was changed on its way", cause)
	}
	return retry("the connection to the server was lost", cause)
}
