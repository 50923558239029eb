// Package fault says whose fault an error is.
//
// Every error that a person or another program may see has one of seven kinds.
// A kind is decided where the error arises, survives every wire, and comes back
// as itself: a photo that is damaged on the converter's machine is damaged in
// the window, too.
//
//	bw, codecs --New--> error --XML-RPC fault / close code / JSON--> New --> person
package fault

import (
	"context"
	"errors"
	"fmt"
)

// A Kind says whose fault an error is. Its text is what travels on the wires.
type Kind string

const (
	Damaged      Kind = "damaged"      // the file breaks off or contradicts itself
	Unsupported  Kind = "unsupported"  // a real format or feature that we don't read
	TooLarge     Kind = "too large"    // over a limit; the reason says which
	Busy         Kind = "busy"         // no room now: try later
	Unauthorized Kind = "unauthorized" // the token is missing or wrong
	Cancelled    Kind = "cancelled"    // whoever asked went away
	Internal     Kind = "internal"     // our own fault, a recovered panic too
)

// Kinds lists every kind.
var Kinds = []Kind{Damaged, Unsupported, TooLarge, Busy, Unauthorized, Cancelled, Internal}

// Error is an error with a kind. Reason is one sentence for a person, without a
// path, an address or a stack; Err, if any, is the cause, for the log alone.
type Error struct {
	Kind   Kind
	Reason string
	Err    error
}

// New makes an error of a kind from a sentence. An error among args given to a
// %w verb becomes its cause.
func New(kind Kind, format string, args ...any) *Error {
	wrapped := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Reason: wrapped.Error(), Err: errors.Unwrap(wrapped)}
}

func (e *Error) Error() string { return e.Reason }

func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of err. An error that has none is Cancelled if a
// context ended it, and else Internal: what nobody foresaw is our own fault.
// It must not be called with nil.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled):
		return Cancelled
	default:
		return Internal
	}
}

// Known returns the kind with this text, or Internal if there is none: a wire
// may bring a word that a newer program said.
func Known(text string) Kind {
	for _, kind := range Kinds {
		if text == string(kind) {
			return kind
		}
	}
	return Internal
}
