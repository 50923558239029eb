package converter

import (
	"errors"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd"
	"pretobranco/engine/httpd/checksum"
)

// Running returns how many pictures are being converted.
func (s *Server) Running() int { return s.work.Running() }

// Waiting returns how many calls wait, for memory or for a slot.
func (s *Server) Waiting() int { return s.calls.Waiting() + s.work.Waiting() }

// reason returns the reason that a Recorder counts err under.
func reason(err error) string {
	var f *xmlrpc.Fault
	var lost *incompleteError
	switch {
	case errors.As(err, &lost):
		return httpd.Slow
	case errors.As(err, &f), errors.Is(err, checksum.ErrChanged):
		return httpd.Malformed
	}
	return string(fault.KindOf(err))
}
