package converter

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd/dialerror"
)

// lost makes an error that wraps ErrLost and its cause.
func lost(format string, cause error, args ...any) error {
	return fault.New(fault.Internal, format, args...).With(ErrLost, cause)
}

// broken makes a sentence from an error of the connection.
func (c *Client) broken(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return fault.New(fault.Cancelled, "cancelled: %w", context.Cause(ctx))
	case ctx.Err() != nil:
		return fault.New(fault.Internal, "the converter did not answer in time: %w", ctx.Err())
	}
	switch dialerror.Of(err) {
	case dialerror.UnknownHost:
		return lost("the converter's computer is not known by this name", err)
	case dialerror.Refused:
		return lost("the converter is not running: nothing answers at its address", err)
	case dialerror.NotTLS:
		return lost("the converter does not speak TLS: try http://", err)
	case dialerror.Expired:
		return lost("the converter's certificate is expired or not yet valid", err)
	case dialerror.OtherName:
		return lost("the converter's certificate is for another name", err)
	case dialerror.UnknownAuthority, dialerror.InvalidCertificate:
		return lost("the converter's certificate is not trusted here", err)
	}
	var op *net.OpError
	switch {
	case errors.As(err, &op) && op.Op == "dial":
		return lost("the converter cannot be reached", err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return lost("the converter did not answer in time", err)
	}
	return lost("the connection to the converter broke", err)
}

// statusError makes an error from an HTTP status that is not 200, and the start of its body.
func statusError(status int, body []byte) error {
	if status == http.StatusBadRequest && bytes.Contains(body, []byte("HTTPS server")) {
		return fault.New(fault.Internal, "the converter speaks TLS: use https:// instead of http://")
	}
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return fault.New(fault.Unauthorized, "the converter refuses the token: it is missing or wrong")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return fault.New(fault.Busy, "the converter is busy: try again in a moment")
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "the picture is larger than the converter, or a proxy before it, takes")
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusRequestTimeout, http.StatusBadRequest:
		return lost("the converter failed (HTTP %d)", nil, status)
	}
	return fault.New(fault.Internal, "something answers at the address, but it is no converter (HTTP %d)", status)
}

// unreadable are the codes for a call that is not XML-RPC.
var unreadable = []int{xmlrpc.NotWellFormed, xmlrpc.BadEncoding, xmlrpc.BadCharacter, xmlrpc.InvalidDocument}

// misread makes an error from an answer that is a fault, or could not be read. reason is the value
// of ReasonHeader.
func (c *Client) misread(ctx context.Context, err error, o bw.Options, reason string) error {
	var f *xmlrpc.Fault
	var e *fault.Error
	switch {
	case errors.As(err, &e):
		return fault.New(e.Kind, "the converter's answer is too large: %w", e)
	case !errors.As(err, &f):
		return c.broken(ctx, err)
	case !f.Received:
		return lost("the converter's answer cannot be read", f)
	case slices.Contains(unreadable, f.Code):
		// The call was sent correctly, so it was changed in transit.
		return lost("the call came to the converter as something else", f)
	case f.Code == 1 && fields(o) != nil && strings.Contains(f.String, "positional argument"):
		// Python's text for a call with one argument too many.
		return fault.New(fault.Unsupported, "the converter is an older one, which makes only neutral JPEGs: %w", f)
	}
	return fromFault(f, reason)
}
