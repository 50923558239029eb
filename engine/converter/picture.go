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
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/room"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd"
)

// picture answers preto_branco(image [, options]).
func (s *Server) picture(ctx context.Context, params []any) (*reply, error) {
	image, o, err := arguments(params)
	if err != nil {
		return &reply{}, err
	}
	result, done, err := s.convert(ctx, image.Data, o)
	a := &reply{result: result}
	switch {
	case !done: // somebody may be at it for ever
	case err != nil, result.Own:
		room.Give(image.Data)
	default:
		a.shared = image.Data
	}
	if err != nil {
		return a, err
	}
	report, err := json.Marshal(result.Report)
	if err != nil {
		return a, err
	}
	a.report = string(report)
	head, tail := xmlrpc.ResponseAround(image.Typed)
	a.picture = xmlrpc.NewPayload(head, result.File, tail)
	return a, nil
}

// arguments reads what preto_branco is called with.
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

// toBlob returns the picture that a parameter holds. Within a multicall it comes as a
// value like any other.
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

// convert converts one picture when a hand is free, and logs it. done reports whether
// nobody uses file any more, but for the result, which may share its memory.
func (s *Server) convert(ctx context.Context, file []byte, o bw.Options) (result bw.Result, done bool, err error) {
	if o.Damaged == "" {
		o.Damaged = s.cfg.Damaged
	}
	start := time.Now()
	give, err := s.desk.conversion(ctx, file, o)
	if err != nil {
		return bw.Result{}, true, err
	}
	began := time.Now()
	result, done, err = s.work(ctx, file, o, give)
	line := []slog.Attr{
		slog.String("id", httpd.RequestID(ctx)), slog.String("look", o.Look.String()), slog.String("format", string(o.Format)),
		slog.Int("in", len(file)), slog.Int("out", len(result.File)),
		slog.Duration("waited", began.Sub(start)), slog.Duration("took", time.Since(began)),
	}
	if err != nil {
		line = append(line, slog.String("kind", string(fault.KindOf(err))), slog.String("err", err.Error()), slog.String("detail", fault.Detail(err)))
	} else {
		line = append(line, slog.Bool("lossless", result.Report.Lossless))
		s.cfg.Meter.Image(time.Since(start), len(file), len(result.File))
	}
	s.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "image", line...)
	return result, done, err
}

// work runs Convert with a deadline. A Convert that does not end when it should is left
// alone, with its hand and its file, until it does: its caller need not wait for it.
// give is called when it has ended.
func (s *Server) work(ctx context.Context, file []byte, o bw.Options, give func()) (bw.Result, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	type outcome struct {
		result bw.Result
		err    error
	}
	ended := make(chan outcome, 1)
	go func() {
		defer give()
		var out outcome
		defer func() {
			if v := recover(); v != nil {
				s.cfg.Log.Error("panic", "id", httpd.RequestID(ctx), "value", fmt.Sprint(v), "stack", string(debug.Stack()))
				out = outcome{err: fault.New(fault.Internal, "the converter failed on this picture")}
			}
			ended <- out
		}()
		out.result, out.err = s.cfg.Convert(ctx, file, o, s.cfg.Limits)
	}()
	select {
	case out := <-ended:
		return out.result, true, s.inTime(ctx, out.err)
	case <-ctx.Done():
		return bw.Result{}, false, s.inTime(ctx, ctx.Err())
	}
}

// inTime makes an error of the deadline a sentence that names it.
func (s *Server) inTime(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fault.New(fault.TooLarge, "the picture takes longer than %v, this server's limit: %w", s.cfg.Timeout, err)
	case ctx.Err() != nil:
		return fault.New(fault.Cancelled, "whoever asked went away: %w", err)
	}
	return err
}
