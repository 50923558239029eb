// Package converter is the XML-RPC service that makes pictures black and white: a Server and
// a Client.
//
//	Client.Convert                                   Server
//	image -> base64 in pieces -> POST / ----------> body read, base64 decoded on the way
//	                                                 |   memory for each piece?    --no--> wait, or 503
//	                                                 | memory and a slot for what
//	                                                 |   the picture's header needs? --no--> wait, or 503
//	                                                 | bw.Convert
//	Result <- decoded in pieces <-- 200 <---------- base64 in pieces
//
// The method is preto_branco(image [, options]): base64 in a <string>, an untyped
// value or a <base64>, and the answer has the same type. Without an option "format" the answer
// is a JPEG, as from the older system's converter. Client works with that one too.
//
// Errors are of package fault, and their kind survives the wire: see faultcodes.go. The
// bw.Report is sent as JSON in a header, ReportHeader.
package converter

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter/limit"
	"pretobranco/engine/httpd"
)

// Method is the name of the one method that converts.
const Method = "preto_branco"

// ReportHeader is the header of an answer that holds the bw.Report as JSON.
const ReportHeader = "Pretobranco-Report"

// ReasonHeader is the header of a fault that holds its fault.Sentence as JSON.
const ReasonHeader = "Pretobranco-Reason"

// Defaults of Config.
const (
	DefaultQueue   = 256
	DefaultTimeout = 2 * time.Minute
)

// Config is the configuration of a Server.
type Config struct {
	Limits   bw.Limits       // of one picture
	Jobs     int             // pictures converted at a time; 0 is one for each core
	Queue    int             // calls that may wait; 0 is DefaultQueue. Above it the answer is Busy
	Timeout  time.Duration   // of one conversion, at most, pauses not counted; 0 is DefaultTimeout
	Own      bool            // the callers are this computer's own: no conversion has a time limit
	Log      *slog.Logger    // one line for each picture; nil discards
	Recorder httpd.Recorder  // nil counts nothing
	Damaged  bw.DamagePolicy // for calls without this option; "" is bw.RefuseDamaged

	// Convert does the work; nil is bw.Convert. It may panic, hang or ignore its context.
	Convert func(ctx context.Context, file []byte, o bw.Options, l bw.Limits) (bw.Result, error)
}

// Bytes of memory for calls, and for conversions with their answers. Each is shared among callers; one
// call, or one conversion, that needs more may exceed it.
const (
	callMemory = 512 << 20
	workMemory = 1 << 30
)

// A Server answers XML-RPC calls on / and /RPC2. It is an http.Handler for package httpd, which
// checks tokens and stops slow peers.
type Server struct {
	cfg   Config
	calls *limit.Memory
	work  *limit.Work
}

// New makes a Server.
func New(cfg Config) *Server {
	if cfg.Jobs <= 0 {
		cfg.Jobs = runtime.NumCPU()
	}
	if cfg.Queue <= 0 {
		cfg.Queue = DefaultQueue
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = DefaultTimeout
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Recorder == nil {
		cfg.Recorder = httpd.NoRecorder
	}
	if cfg.Convert == nil {
		cfg.Convert = bw.Convert
	}
	return &Server{
		cfg:   cfg,
		calls: limit.NewMemory(callMemory, cfg.Queue),
		work:  limit.NewWork(limit.WorkConfig{Slots: cfg.Jobs, Queue: cfg.Queue, Memory: workMemory}),
	}
}

// ServeHTTP answers one call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path != "/" && r.URL.Path != "/RPC2":
		http.Error(w, "XML-RPC is spoken on / and /RPC2", http.StatusNotFound)
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "this is an XML-RPC server: POST a methodCall, as "+Method+"(image)", http.StatusMethodNotAllowed)
	default:
		s.serve(w, r)
	}
}
