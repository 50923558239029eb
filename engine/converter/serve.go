package converter

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/limit"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd"
	"pretobranco/engine/httpd/checksum"
)

// serve reads a call, makes it and writes its answer:
//
//	read, with memory for what has come -> dispatch -> write, with memory for the answer
//
// A caller that is too slow, in either direction, loses the connection when others wait for memory.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	interrupt := func() {
		control.SetReadDeadline(time.Unix(1, 0))
		control.SetWriteDeadline(time.Unix(1, 0))
	}
	share := s.calls.Open(interrupt)
	defer share.Close()
	call, err := s.read(r, share)
	if err != nil {
		share.Close() // before refuse reads the rest of the body
		s.refuse(w, r, err)
		return
	}
	reply, err := s.dispatch(r.Context(), call, share)
	defer reply.release()
	if reply.share == nil {
		share.Close() // the answer is in the memory of the job: a slow reader must not keep that of calls
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	reply.send(w, r.Header.Get(SumsHeader) != "", interrupt)
}

// read reads a call and checks its checksums. share then has the memory of its values.
func (s *Server) read(r *http.Request, share *limit.Share) (xmlrpc.Call, error) {
	body, err := s.open(r, share)
	if err != nil {
		return xmlrpc.Call{}, err
	}
	var buffer []byte
	if s.cfg.Own {
		buffer = takeBuffer(r.ContentLength, ownBuffer)
	}
	call, err := xmlrpc.ReadCall(body, xmlrpc.Limits{Image: s.cfg.Limits.Bytes}, buffer, wantsPicture)
	if err != nil {
		return call, body.blame(err)
	}
	memory := 2 * body.taken // texts, and the pictures in them
	if len(call.Params) > 0 {
		if image, ok := call.Params[0].(*xmlrpc.Blob); ok {
			memory = int64(cap(image.Data))
		}
	}
	share.Keep(callCost + memory)
	return call, verify(r.Header.Get(SumsHeader), call)
}

// wantsPicture reports whether the first parameter of a method is decoded as it comes.
func wantsPicture(method string) bool { return method == Method }

// refuse answers with an error. It first reads the rest of a short body: a client that sends all of
// it before it reads would see a reset, not the reason.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var lost *incompleteError
	s.cfg.Recorder.Refused(reason(err))
	switch {
	case r.Context().Err() != nil:
		// Either the caller disconnected, or this server shuts down before the picture is done. The
		// caller should then try another server, so the connection breaks.
		panic(http.ErrAbortHandler)
	case errors.As(err, &lost):
		s.cfg.Log.Debug("the caller disconnected or was too slow", "err", lost.error)
		w.Header().Set("Connection", "close")
		status := http.StatusBadRequest
		if errors.Is(lost.error, os.ErrDeadlineExceeded) {
			status = http.StatusRequestTimeout
		}
		http.Error(w, "the body did not arrive", status)
		return
	}
	io.CopyN(io.Discard, r.Body, politeness)
	if errors.Is(err, checksum.ErrChanged) {
		s.cfg.Log.Warn("the call was changed in transit", "id", httpd.RequestID(r.Context()))
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

// politeness is how much of a refused body is read and discarded.
const politeness = 4 << 20

// document sends a small document.
func document(w http.ResponseWriter, b []byte) {
	header(w, int64(len(b)))
	w.Write(b)
}

func header(w http.ResponseWriter, length int64) {
	h := w.Header()
	h.Set("Content-Type", "text/xml; charset=utf-8")
	h.Set("Content-Length", strconv.FormatInt(length, 10))
}

// A reply is the answer to a call: a document in parts, with the report on the picture that it holds.
type reply struct {
	parts  []*xmlrpc.Payload
	report string
	result bw.Result // its file is in parts
	shared []byte    // the file of the call, if result may use its memory
	job    *limit.Job
	share  *limit.Share // for a multicall
}

// release returns what the reply occupies.
func (a *reply) release() {
	a.result.Recycle()
	bufpool.Put(a.shared)
	if a.job != nil {
		a.job.End()
	}
}

// send writes the reply. checked means that the caller sent checksums, and wants one. interrupt ends a
// write of which the caller reads too little.
func (a *reply) send(w http.ResponseWriter, checked bool, interrupt func()) {
	stopped := make(<-chan struct{})
	if a.job != nil {
		stop := a.job.AfterStop(interrupt)
		defer stop()
		stopped = a.job.Done()
	}
	if a.share != nil {
		a.share.Send()
		stopped = a.share.Stopped()
	}
	if a.report != "" {
		w.Header().Set(ReportHeader, a.report)
		if checked {
			w.Header().Set(SumsHeader, fileSum(a.result.File))
		}
	}
	length := int64(0)
	for _, part := range a.parts {
		length += part.Len()
	}
	header(w, length)
	buffer := copies.Get().(*[copySize]byte)
	defer copies.Put(buffer)
	for _, part := range a.parts {
		for part.Len() > 0 {
			select {
			case <-stopped: // interrupt may have come between two writes
				panic(http.ErrAbortHandler)
			default:
			}
			n, _ := part.Read(buffer[:])
			if _, err := w.Write(buffer[:n]); err != nil {
				return // the caller has disconnected, or is too slow
			}
		}
	}
}

// dispatch calls the method. The reply is never nil.
func (s *Server) dispatch(ctx context.Context, call xmlrpc.Call, share *limit.Share) (*reply, error) {
	switch call.Method {
	case Method:
		return s.picture(ctx, call.Params)
	case "system.multicall":
		return s.multicall(ctx, call.Params, share)
	}
	v, err := s.system(call)
	if err != nil {
		return &reply{}, err
	}
	b, err := xmlrpc.Response(v)
	return &reply{parts: []*xmlrpc.Payload{xmlrpc.NewPayload(string(b), nil, "")}}, err
}
