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
	"runtime/debug"
	"strings"
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

// Error is an error with a kind. Reason is for a person, without a path, an address or a stack,
// and travels on the wires. Err, if any, is the cause, and is for logs and details alone.
type Error struct {
	Kind   Kind
	Reason Sentence
	Err    error
}

// New makes an error of a kind from a sentence, in the way of fmt.Errorf; see Say. An error given
// to a %w verb becomes its cause.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Reason: Say(format, args...), Err: errors.Unwrap(fmt.Errorf(format, args...))}
}

// With adds causes to e and returns it.
func (e *Error) With(causes ...error) *Error {
	e.Err = errors.Join(append([]error{e.Err}, causes...)...)
	return e
}

// Error returns the sentence in English.
func (e *Error) Error() string { return e.Reason.String() }

func (e *Error) Unwrap() error { return e.Err }

// Recovered makes an error of what a panic was called with. It keeps the stack, so it must be
// called by the deferred function that recovers.
func Recovered(v any, format string, args ...any) *Error {
	return New(Internal, format, args...).With(fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
}

// Detail returns everything that is known of an error: its kind and sentence, then its causes,
// each on lines of its own. It may hold paths, addresses and stacks: it is for logs, and for the
// person whose computer it is. It must not be called with nil.
func Detail(err error) string {
	lines := []string{string(KindOf(err)) + ": " + err.Error()}
	for _, cause := range causes(err) {
		if text := cause.Error(); text != lines[len(lines)-1] {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// causes returns what err wraps, from the outside to the inside. Of a chain of errors that only
// repeat what is inside them, the outermost says it all.
func causes(err error) []error {
	switch e := err.(type) {
	case *Error:
		if e.Err == nil {
			return nil
		}
		if inner, ok := e.Err.(interface{ Unwrap() []error }); ok {
			var all []error
			for _, cause := range inner.Unwrap() {
				all = append(append(all, cause), causes(cause)...)
			}
			return all
		}
		return append([]error{e.Err}, causes(e.Err)...)
	case interface{ Unwrap() error }:
		var inner *Error
		if errors.As(err, &inner) {
			return causes(inner)
		}
	}
	return nil
}

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
