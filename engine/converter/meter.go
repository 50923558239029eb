package converter

import (
	"errors"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd"
)

// Running returns how many pictures are being converted.
func (s *Server) Running() int { return int(s.desk.running.Load()) }

// Waiting returns how many calls wait, for memory or for a free hand.
func (s *Server) Waiting() int { return int(min(s.desk.waiting.Load(), s.desk.queue)) }

// reason returns what a Meter is told of err.
func reason(err error) string {
	var f *xmlrpc.Fault
	var lost *lostError
	switch {
	case errors.As(err, &lost):
		return httpd.Slow
	case errors.As(err, &f), errors.Is(err, errChanged):
		return httpd.Malformed
	}
	return string(fault.KindOf(err))
}
