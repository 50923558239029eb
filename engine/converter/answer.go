package converter

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/room"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd"
)

// answer goes through a call:
//
//	memory -> read -> dispatch -> write
//
// The buffers of both pictures go back as soon as nobody needs them.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	body, size, err := s.open(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	held := cost(size)
	if err := s.desk.take(r.Context(), s.desk.memory, held); err != nil {
		s.refuse(w, r, err)
		return
	}
	defer func() { s.desk.memory.Release(held) }()

	call, err := xmlrpc.ReadCall(body, xmlrpc.Limits{Image: s.cfg.Limits.Bytes}, takeRoom(size, callRoom), wantsPicture)
	if err != nil {
		s.refuse(w, r, body.blame(err))
		return
	}
	// What was feared and did not come is given back.
	if used := cost(body.taken); used < held {
		s.desk.memory.Release(held - used)
		held = used
	}
	sums := r.Header.Get(SumsHeader)
	if err := verify(sums, call); err != nil {
		s.refuse(w, r, err)
		return
	}
	reply, err := s.dispatch(r.Context(), call)
	if err != nil {
		s.refuse(w, r, err)
	} else {
		reply.send(w, sums != "")
	}
	reply.result.Recycle()
	room.Give(reply.shared)
}

// wantsPicture says for which method the first parameter is decoded as it comes.
func wantsPicture(method string) bool { return method == Method }

// refuse answers with what went wrong. What is left of the body is read if it is little:
// a client that sends all of it before it reads would see a reset, not the reason.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var lost *lostError
	s.cfg.Meter.Refused(reason(err))
	switch {
	case r.Context().Err() != nil:
		// Either the caller is gone, or this server goes down before the picture is done. The
		// caller should then ask elsewhere, so the connection breaks.
		panic(http.ErrAbortHandler)
	case errors.As(err, &lost):
		s.cfg.Log.Debug("the caller went away or was too slow", "err", lost.error)
		w.Header().Set("Connection", "close")
		status := http.StatusBadRequest
		if errors.Is(lost.error, os.ErrDeadlineExceeded) {
			status = http.StatusRequestTimeout
		}
		http.Error(w, "the body did not come", status)
		return
	}
	io.CopyN(io.Discard, r.Body, politeness)
	if errors.Is(err, errChanged) {
		s.cfg.Log.Warn("a call was changed on its way", "id", httpd.RequestID(r.Context()))
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if fault.KindOf(err) == fault.Busy {
		w.Header().Set("Retry-After", "1")
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	var e *fault.Error
	if errors.As(err, &e) {
		w.Header().Set(ReasonHeader, e.Reason.Pack())
	}
	document(w, toFault(err).Document())
}

// politeness is how much of a refused body is read only to be thrown away.
const politeness = 4 << 20

// document answers with a small document.
func document(w http.ResponseWriter, b []byte) {
	header(w, int64(len(b)))
	w.Write(b)
}

func header(w http.ResponseWriter, length int64) {
	h := w.Header()
	h.Set("Content-Type", "text/xml; charset=utf-8")
	h.Set("Content-Length", strconv.FormatInt(length, 10))
}

// A reply is what a method returned: a picture with its report, or another value.
type reply struct {
	value   []byte // a document
	picture *xmlrpc.Payload
	report  string
	result  bw.Result // whose file the picture is
	shared  []byte    // the file that came, if the result may be in it
}

// send answers; checked tells whether the caller sent checksums, and wants some.
func (a *reply) send(w http.ResponseWriter, checked bool) {
	if a.picture == nil {
		document(w, a.value)
		return
	}
	w.Header().Set(ReportHeader, a.report)
	if checked {
		w.Header().Set(SumsHeader, fileSum(a.result.File))
	}
	header(w, a.picture.Len())
	buffer := copies.Get().(*[copySize]byte)
	// An error means that the caller is gone, and nobody is left to tell.
	io.CopyBuffer(w, a.picture, buffer[:])
	copies.Put(buffer)
}

// dispatch calls the method. The reply is never nil.
func (s *Server) dispatch(ctx context.Context, call xmlrpc.Call) (*reply, error) {
	if call.Method == Method {
		return s.picture(ctx, call.Params)
	}
	v, err := s.system(ctx, call)
	if err != nil {
		return &reply{}, err
	}
	b, err := xmlrpc.Response(v)
	return &reply{value: b}, err
}
