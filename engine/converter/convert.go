package converter

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/limit"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd"
)

// picture answers preto_branco(image [, options]).
func (s *Server) picture(ctx context.Context, params []any) (*reply, error) {
	image, o, err := arguments(params)
	if err != nil {
		return &reply{}, err
	}
	c := s.convert(ctx, image.Data, o)
	a := &reply{result: c.result, job: c.job}
	switch {
	case c.abandoned: // the conversion still uses image
	case c.err != nil, c.result.Own:
		bufpool.Put(image.Data)
	default:
		a.shared = image.Data
	}
	if c.err != nil {
		return a, c.err
	}
	report, err := json.Marshal(c.result.Report)
	if err != nil {
		return a, err
	}
	a.report = string(report)
	head, tail := xmlrpc.ResponseAround(image.Typed)
	a.parts = []*xmlrpc.Payload{xmlrpc.NewPayload(head, c.result.File, tail)}
	return a, nil
}

// arguments reads the parameters of preto_branco.
func arguments(params []any) (*xmlrpc.Blob, bw.Options, error) {
	o := bw.Options{Format: bw.JPEG}
	if len(params) < 1 || len(params) > 2 {
		return nil, o, badParams("%s takes an image and, if need be, options: not %d values", Method, len(params))
	}
	image := toBlob(params[0])
	switch {
	case image == nil:
		return nil, o, badParams("the image must be base64, in a string or a base64 value")
	case image.Err != nil:
		return nil, o, badParams("the image is not in base64")
	case len(params) == 1:
		return image, o, nil
	}
	fields, ok := params[1].(map[string]any)
	if !ok {
		return nil, o, badParams("the options must be a struct")
	}
	o, err := bw.ParseOptions(fields)
	if o.Format == "" {
		o.Format = bw.JPEG
	}
	return image, o, err
}

// toBlob returns the picture in a parameter, or nil. Within a multicall it is a value like any other.
func toBlob(v any) *xmlrpc.Blob {
	switch v := v.(type) {
	case *xmlrpc.Blob:
		return v
	case []byte:
		return &xmlrpc.Blob{Data: v, Typed: true}
	case string:
		data, err := base64.StdEncoding.DecodeString(strings.NewReplacer(" ", "", "\t", "").Replace(v))
		return &xmlrpc.Blob{Data: data, Err: err}
	}
	return nil
}

func badParams(format string, args ...any) error {
	return &xmlrpc.Fault{Code: xmlrpc.BadParams, String: fmt.Sprintf(format, args...)}
}

// A conversion is the outcome of convert.
type conversion struct {
	job       *limit.Job // has the memory of result until its End; nil if there was no turn
	result    bw.Result
	err       error
	abandoned bool // Convert has not returned, and still uses the file
}

// convert waits for a turn, converts one picture and logs it.
func (s *Server) convert(ctx context.Context, file []byte, o bw.Options) conversion {
	if o.Damaged == "" {
		o.Damaged = s.cfg.Damaged
	}
	start := time.Now()
	n := need(file, o)
	if !s.cfg.Own {
		n.Limit = timeLimit(n.Time, s.cfg.Timeout)
	}
	job, err := s.work.Start(ctx, n)
	if err != nil {
		return conversion{err: err}
	}
	began := time.Now()
	c := s.run(ctx, file, o, job)
	if c.err != nil && errors.Is(job.Cause(), limit.ErrTooLong) {
		c.err = fault.New(fault.TooLarge, "the picture takes longer than %v, this server's limit: %w", n.Limit.Round(time.Second), c.err)
	}
	line := []slog.Attr{
		slog.String("id", httpd.RequestID(ctx)), slog.String("look", o.Look.String()), slog.String("format", string(o.Format)),
		slog.Int("in", len(file)), slog.Int("out", len(c.result.File)),
		slog.Duration("waited", began.Sub(start)), slog.Duration("took", time.Since(began)),
	}
	if c.err != nil {
		line = append(line, slog.String("kind", string(fault.KindOf(c.err))), slog.String("err", c.err.Error()), slog.String("detail", fault.Detail(c.err)))
	} else {
		line = append(line, slog.Bool("lossless", c.result.Report.Lossless))
		s.cfg.Recorder.Image(time.Since(start), len(file), len(c.result.File))
	}
	s.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "image", line...)
	return c
}

// run calls Convert. A Convert that does not return in time is abandoned: it keeps its file, its slot
// and its memory until it returns, but its caller does not wait for it.
func (s *Server) run(ctx context.Context, file []byte, o bw.Options, job *limit.Job) conversion {
	returned := make(chan conversion, 1)
	go func() {
		c := conversion{job: job}
		defer func() {
			if v := recover(); v != nil {
				s.cfg.Log.Error("panic", "id", httpd.RequestID(ctx), "value", fmt.Sprint(v), "stack", string(debug.Stack()))
				c.result, c.err = bw.Result{}, fault.New(fault.Internal, "the converter failed on this picture")
			}
			job.Send(int64(len(c.result.File)) + copySize)
			returned <- c
		}()
		c.result, c.err = s.cfg.Convert(job.Context(), file, o, s.cfg.Limits)
	}()
	select {
	case c := <-returned:
		c.err = disconnected(ctx, c.err)
		return c
	case <-job.Done():
	}
	select {
	case c := <-returned:
		c.err = disconnected(ctx, c.err)
		return c
	default:
		go func() {
			<-returned
			job.End()
		}()
		return conversion{err: disconnected(ctx, job.Cause()), abandoned: true}
	}
}

// disconnected returns err, or a sentence about the cause if the caller has disconnected.
func disconnected(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return fault.New(fault.Cancelled, "the caller disconnected: %w", err)
	}
	return err
}
