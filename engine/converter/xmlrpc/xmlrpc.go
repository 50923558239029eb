// Package xmlrpc reads and writes XML-RPC documents (http://xmlrpc.com/spec.md) that
// hold one large picture among small values.
//
//	socket -> scanner -> text in pieces --+--> string, int, struct ...   small, copied
//	          64 KiB     '<' '&' found    |
//	                     by SIMD          +--> blobReader, by SIMD       the picture, straight
//	                                                                     into its buffer
//
// The scanner returns text in the pieces in which it arrives, so that a picture of any size passes
// through one small buffer. A comment, an entity or a line break inside it only ends a piece. There is
// one path for plain and for unusual documents.
//
// It reads the XML that XML-RPC needs: elements, ignored attributes, references,
// CDATA, comments, processing instructions, UTF-8, and ISO-8859-1, which PHP
// declares by default. A document type is refused, and with it entities that a document defines itself.
//
// Values are Go's int64, bool, float64, string, time.Time, []byte, []any,
// map[string]any and nil, and *Blob where a picture is wanted.
package xmlrpc

import (
	"fmt"

	"pretobranco/engine/bw/fault"
)

// A Call is a methodCall.
type Call struct {
	Method string
	Params []any
}

// A Blob is a picture that came as base64.
type Blob struct {
	Data  []byte
	Typed bool  // it came in a <base64>, not in a <string> or an untyped value
	Err   error // the text was not base64; Data is then incomplete
}

// Limits bound what a document may cost. A zero field is its default.
type Limits struct {
	Image  int64 // bytes of the picture; none by default
	Text   int64 // bytes of all other values together
	Values int   // how many there may be
	Depth  int   // of elements in elements
}

// The memory that ReadCall uses besides values: a FirstBuffer, and a LargeBuffer as well after as
// many bytes have come as fit in the first.
const (
	FirstBuffer = 4 << 10
	LargeBuffer = 256 << 10
)

const (
	defaultText   = 64 << 20
	defaultValues = 10_000
	defaultDepth  = 64
)

func (l Limits) withDefaults() Limits {
	if l.Text == 0 {
		l.Text = defaultText
	}
	if l.Values == 0 {
		l.Values = defaultValues
	}
	if l.Depth == 0 {
		l.Depth = defaultDepth
	}
	return l
}

// A Fault is a fault in an answer, or an error in a document.
type Fault struct {
	Code     int
	String   string
	Received bool // it was read from a response; otherwise it describes an error in a document
}

func (f *Fault) Error() string { return f.String }

// Codes of the Specification for Fault Code Interoperability
// (http://xmlrpc-epi.sourceforge.net/specs/rfc.fault_codes.php).
const (
	NotWellFormed   = -32700 // not XML
	BadEncoding     = -32701 // in an encoding that we don't read
	BadCharacter    = -32702 // with bytes that its encoding doesn't have
	InvalidDocument = -32600 // XML, but not XML-RPC
	NoSuchMethod    = -32601
	BadParams       = -32602
	InternalError   = -32603
)

func faultf(code int, format string, args ...any) error {
	return &Fault{Code: code, String: fmt.Sprintf(format, args...)}
}

func tooLarge(format string, args ...any) error {
	return fault.New(fault.TooLarge, format, args...)
}
