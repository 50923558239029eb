package converter

import (
	"errors"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/xmlrpc"
)

// The fault codes of the kinds, from the range that the Specification for Fault Code
// Interoperability reserves for servers (-32099 to -32000). A malformed document or call has the
// specification's own codes, see package xmlrpc.
const (
	CodeDamaged      = -32001
	CodeUnsupported  = -32002
	CodeTooLarge     = -32003
	CodeBusy         = -32004 // only within system.multicall; otherwise HTTP 503
	CodeUnauthorized = -32005 // not sent: HTTP 401
	CodeCancelled    = -32006
	CodeInternal     = xmlrpc.InternalError
)

var codes = map[fault.Kind]int{
	fault.Damaged:      CodeDamaged,
	fault.Unsupported:  CodeUnsupported,
	fault.TooLarge:     CodeTooLarge,
	fault.Busy:         CodeBusy,
	fault.Unauthorized: CodeUnauthorized,
	fault.Cancelled:    CodeCancelled,
	fault.Internal:     CodeInternal,
}

// toFault returns the fault that is sent for an error: a code and a sentence. The text of an error
// without a kind is for the log alone.
func toFault(err error) *xmlrpc.Fault {
	var f *xmlrpc.Fault
	var e *fault.Error
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &e):
		return &xmlrpc.Fault{Code: codes[e.Kind], String: e.Error()}
	}
	return &xmlrpc.Fault{Code: codes[fault.KindOf(err)], String: "the converter failed on this picture"}
}

// fromFault returns the error for a received fault. reason is the value of ReasonHeader: the sentence
// and its values, separately.
func fromFault(f *xmlrpc.Fault, reason string) *fault.Error {
	for kind, code := range codes {
		if f.Code == code {
			return &fault.Error{Kind: kind, Reason: fault.Unpack(reason, f.String), Err: f}
		}
	}
	return fault.New(fault.Internal, "the converter failed: %s", f.String).With(f)
}
