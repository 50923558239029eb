package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd"
)

// An answer is what is written for one order.
type answer struct {
	text    bool
	notice  []byte // a text message before the file, or instead of it
	result  bw.Result
	charged int    // to the budget until it is written
	final   []byte // the close frame that ends the connection
}

// work answers one order after the other.
func (s *session) work() {
	defer close(s.answers)
	defer close(s.over)
	for n := 1; ; n++ {
		var o *order
		select {
		case o = <-s.orders:
		case <-s.ctx.Done():
			return
		case <-s.server.closing:
			// What has come is still answered.
			select {
			case o = <-s.orders:
			default:
				o = &order{final: goingDown}
			}
		}
		if o.placed {
			<-s.place
		}
		a := s.answer(o, fmt.Sprintf("%s-%d", s.id, n))
		select {
		case s.answers <- a:
		case <-s.ctx.Done():
			s.account.release(a.charged)
			return
		}
		if a.final != nil {
			return
		}
	}
}

var goingDown = websocket.FormatCloseMessage(websocket.CloseGoingAway, "the gateway is going down")

// answer converts the picture of an order.
func (s *session) answer(o *order, id string) (a answer) {
	if o.final != nil || o.err != nil {
		if o.err != nil {
			s.log(id, time.Now(), 0, trace{}, bw.Result{}, o.err)
		}
		if o.final == nil {
			a.notice = errorNotice(o.err)
		}
		a.final = o.final
		return a
	}
	if s.server.echo {
		return echo(o)
	}
	start := time.Now()
	var t trace
	result, err := s.convert(httpd.WithRequestID(s.ctx, id), o, &t)
	s.log(id, start, len(o.load.data), t, result, err)
	switch {
	case err != nil && o.text:
		a = answer{final: closing(err)}
	case err != nil:
		a = answer{notice: errorNotice(err)}
	default:
		a = answer{text: o.text, result: result, charged: cap(result.File)}
		if o.wishes.report && !o.text {
			n := notice{Result: &result.Report}
			if o.wishes.sums {
				n.Sums = &sums{Options: o.wishes.sum, Image: sum(o.load.data), File: sum(result.File)}
			}
			a.notice = n.text()
		}
	}
	s.account.force(a.charged)
	o.load.release()
	return a
}

// echo answers with what came.
func echo(o *order) answer {
	defer o.load.release()
	data := append([]byte{}, o.load.data...)
	switch {
	case !o.text:
		return answer{result: bw.Result{File: data}}
	case utf8.Valid(data):
		return answer{notice: data}
	}
	return answer{final: closing(fault.New(fault.Damaged, "the text is not UTF-8"))}
}

// convert converts a picture. A panic is that picture's error.
func (s *session) convert(ctx context.Context, o *order, t *trace) (result bw.Result, err error) {
	defer func() {
		if v := recover(); v != nil {
			s.server.log.Error("panic", "id", s.id, "value", fmt.Sprint(v), "stack", string(debug.Stack()))
			err = fault.New(fault.Internal, "the gateway failed on this picture")
		}
	}()
	options := o.wishes.options
	if options.Format == "" {
		options.Format = bw.Keep
		if o.text {
			options.Format = bw.JPEG
		}
	}
	if options.Format == bw.Keep && bw.Sniff(o.load.data) == bw.JPEG {
		// The same, in words that the older system's converter knows.
		options.Format = bw.JPEG
	}
	if options.Damaged == "" {
		options.Damaged = s.server.damaged
	}
	size, err := s.server.admit(o.load.data, options)
	if err != nil {
		return bw.Result{}, err
	}
	if err := s.account.reserve(ctx, size, s.server.budget.limit, s.server.budget.wait); err != nil {
		return bw.Result{}, err
	}
	defer s.account.release(size)
	leave, err := s.server.desk.enter(ctx)
	if err != nil {
		return bw.Result{}, err
	}
	defer leave()
	return s.server.pool.convert(ctx, o.load.data, options, t)
}

// log writes the one line of a picture.
func (s *session) log(id string, start time.Time, in int, t trace, result bw.Result, err error) {
	line := []slog.Attr{
		slog.String("id", id), slog.String("remote", s.remote), slog.Int("in", in), slog.Int("out", len(result.File)),
		slog.String("converter", t.converter), slog.Int("tries", t.tries), slog.Duration("took", time.Since(start)),
	}
	if err != nil {
		kind, _ := outward(err)
		line = append(line, slog.String("kind", string(kind)), slog.String("err", err.Error()), slog.String("detail", fault.Detail(err)))
		s.server.meter.Refused(string(kind))
	} else {
		s.server.meter.Image(time.Since(start), in, len(result.File))
	}
	s.server.log.LogAttrs(s.ctx, slog.LevelInfo, "image", line...)
}
