package httpd

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"

	"pretobranco/engine/bw/fault"
)

// RequestIDHeader carries a request's ID from program to program, so that their logs can
// be compared.
const RequestIDHeader = "X-Request-Id"

type requestIDKey struct{}

// RequestID returns the ID of the request that ctx belongs to, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// WithRequestID returns a context of the request with this ID.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// NewRequestID makes an ID that no other request has.
func NewRequestID() string { return rand.Text()[:12] }

// A requestError is the cause of an error that names the request.
type requestError struct{ id string }

func (e requestError) Error() string { return "request " + e.id }

// AddRequestID returns err with the ID of its request among its causes: the ID is in logs and
// details, and not in the sentence. It changes nothing if id is "".
func AddRequestID(err error, id string) error {
	if err == nil || id == "" {
		return err
	}
	if e, ok := err.(*fault.Error); ok { // else its sentence would be among its causes
		return (&fault.Error{Kind: e.Kind, Reason: e.Reason, Err: e.Err}).With(requestError{id})
	}
	return (&fault.Error{Kind: fault.KindOf(err), Reason: fault.ReasonOf(err)}).With(err, requestError{id})
}

// RequestIDOf returns the ID that AddRequestID has added to an error, or "".
func RequestIDOf(err error) string {
	var e requestError
	errors.As(err, &e)
	return e.id
}

// withRequestID sets the ID that r came with, or a new one.
func withRequestID(r *http.Request) *http.Request {
	id := r.Header.Get(RequestIDHeader)
	if !plain(id) {
		id = NewRequestID()
	}
	return r.WithContext(WithRequestID(r.Context(), id))
}

// plain reports whether an ID from a client is safe to log.
func plain(id string) bool {
	for _, c := range []byte(id) {
		if c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return 0 < len(id) && len(id) <= 64
}
