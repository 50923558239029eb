// Package fault classifies errors by whose fault they are.
//
// Every error that a user or another program may see has one of seven kinds. The kind is
// decided where the error arises, and is transmitted on every wire: a photo that is damaged
// for the converter is damaged for the window, too.
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

// A Kind states whose fault an error is. Its text is transmitted on the wires.
type Kind string

const (
	Damaged      Kind = "damaged"      // the file is truncated or inconsistent
	Unsupported  Kind = "unsupported"  // a valid format or feature that is not supported
	TooLarge     Kind = "too large"    // over a limit, which the reason names
	Busy         Kind = "busy"         // no capacity now: retry later
	Unauthorized Kind = "unauthorized" // the token is missing or wrong
	Cancelled    Kind = "cancelled"    // the caller cancelled, or disconnected
	Internal     Kind = "internal"     // a bug, such as a recovered panic
)

// Kinds lists every kind.
var Kinds = []Kind{Damaged, Unsupported, TooLarge, Busy, Unauthorized, Cancelled, Internal}

// Error is an error with a kind. Reason is for users: it contains no path, address or stack, and is
// transmitted on the wires. Err, if any, is the cause, and is only for logs and details.
type Error struct {
	Kind   Kind
	Reason Sentence
	Err    error
}

// New makes an error of a kind from a sentence, like fmt.Errorf; see Say. An error given
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
// each on lines of its own. It may contain paths, addresses and stacks: it is for logs, and for the
// user of the computer. It must not be called with nil.
func Detail(err error) string {
	lines := []string{string(KindOf(err)) + ": " + err.Error()}
	for _, cause := range causes(err) {
		if text := cause.Error(); text != lines[len(lines)-1] {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// causes returns the errors that err wraps, outermost first. What an error of another package wraps
// is left out: the text of that error includes it.
func causes(err error) []error {
	switch e := err.(type) {
	case *Error:
		if e.Err == nil {
			return nil
		}
		return expand(e.Err)
	case interface{ Unwrap() error }:
		var inner *Error
		if errors.As(err, &inner) {
			return causes(inner)
		}
	}
	return nil
}

// expand returns an error and its causes, and of joined errors each with its causes.
func expand(err error) (all []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return append([]error{err}, causes(err)...)
	}
	for _, part := range joined.Unwrap() {
		all = append(all, expand(part)...)
	}
	return all
}

// KindOf returns the kind of err. An error that has none is Cancelled if a
// context ended it, and otherwise Internal.
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

// Known returns the kind with this text, or Internal for an unknown text, which a newer
// program may have sent.
func Known(text string) Kind {
	for _, kind := range Kinds {
		if text == string(kind) {
			return kind
		}
	}
	return Internal
}
