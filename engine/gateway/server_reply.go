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
	"pretobranco/engine/httpd/checksum"
)

// An answer is what the writer sends for one job.
type answer struct {
	text    bool
	notice  []byte // a text message before the file, or instead of it
	result  bw.Result
	charged int    // to the budget until it is sent
	final   []byte // the close frame that ends the connection
}

// work answers one job after the other.
func (s *session) work() {
	defer close(s.answers)
	defer close(s.workerDone)
	for n := 1; ; n++ {
		j := s.next()
		if j == nil {
			return
		}
		a := s.answer(j, pictureID(s.id, n))
		j.release()
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

// pictureID returns the request ID of the nth picture of a connection. Both ends count, so it need not
// be sent.
func pictureID(connection string, n int) string { return fmt.Sprintf("%s-%d", connection, n) }

// next waits for a job. At shutdown those that have come are still answered, and then the
// last one closes the connection. It returns nil when the connection has ended.
func (s *session) next() *job {
	select {
	case j := <-s.jobs:
		return j
	case <-s.ctx.Done():
		return nil
	case <-s.server.closing:
	}
	select {
	case j := <-s.jobs:
		return j
	default:
		return &job{final: goingDown}
	}
}

var goingDown = websocket.FormatCloseMessage(websocket.CloseGoingAway, "the gateway is going down")

// answer converts the picture of a job.
func (s *session) answer(j *job, id string) (a answer) {
	switch {
	case j.err != nil:
		s.log(id, time.Now(), 0, route{}, bw.Result{}, j.err)
		if j.final != nil {
			return answer{final: j.final}
		}
		return answer{notice: errorNotice(j.err)}
	case j.final != nil:
		return answer{final: j.final}
	case s.server.echo:
		return echo(j)
	}
	start := time.Now()
	var r route
	result, err := s.convert(httpd.WithRequestID(s.ctx, id), j, &r)
	s.log(id, start, len(j.image.data), r, result, err)
	switch {
	case err != nil && j.text:
		return answer{final: closing(err)}
	case err != nil:
		return answer{notice: errorNotice(err)}
	}
	a = answer{text: j.text, result: result, charged: cap(result.File)}
	if j.options.report && !j.text {
		n := notice{Result: &result.Report}
		if j.options.sums {
			n.Sums = &sums{Options: j.options.sum, Image: checksum.Sum(j.image.data), File: checksum.Sum(result.File)}
		}
		a.notice = n.text()
	}
	return a
}

// echo answers with what came.
func echo(j *job) answer {
	data := append([]byte{}, j.image.data...)
	switch {
	case !j.text:
		return answer{result: bw.Result{File: data}}
	case utf8.Valid(data):
		return answer{notice: data}
	}
	return answer{final: closing(fault.New(fault.Damaged, "the text is not UTF-8"))}
}

// convert converts a picture, and charges the capacity of the result's file to the account.
// A panic is that picture's error.
func (s *session) convert(ctx context.Context, j *job, r *route) (result bw.Result, err error) {
	defer func() {
		if v := recover(); v != nil {
			s.server.log.Error("panic", "id", s.id, "value", fmt.Sprint(v), "stack", string(debug.Stack()))
			err = fault.New(fault.Internal, "the gateway failed on this picture")
		}
	}()
	options := j.options.convert
	if options.Format == "" {
		options.Format = bw.Keep
		if j.text {
			options.Format = bw.JPEG
		}
	}
	if options.Format == bw.Keep && bw.Sniff(j.image.data) == bw.JPEG {
		// The same, in words that the older system's converter knows.
		options.Format = bw.JPEG
	}
	if options.Damaged == "" {
		options.Damaged = s.server.damaged
	}
	size, err := s.server.admit(j.image.data, options)
	if err != nil {
		return bw.Result{}, err
	}
	if err := s.account.reserve(ctx, size, s.server.budget.limit, s.server.budget.wait); err != nil {
		return bw.Result{}, err
	}
	kept := 0
	defer func() { s.account.exchange(size, kept) }()
	leave, err := s.server.limiter.enter(ctx)
	if err != nil {
		return bw.Result{}, err
	}
	defer leave()
	result, err = s.server.pool.convert(ctx, j.image.data, options, r)
	kept = cap(result.File)
	return result, err
}

// log writes the one line of a picture.
func (s *session) log(id string, start time.Time, in int, r route, result bw.Result, err error) {
	line := []slog.Attr{
		slog.String("id", id), slog.String("remote", s.remote), slog.Int("in", in), slog.Int("out", len(result.File)),
		slog.String("converter", r.converter), slog.Int("tries", r.tries), slog.Duration("took", time.Since(start)),
	}
	if err != nil {
		kind, _ := outward(err)
		line = append(line, slog.String("kind", string(kind)), slog.String("err", err.Error()), slog.String("detail", fault.Detail(err)))
		s.server.recorder.Refused(string(kind))
	} else {
		s.server.recorder.Image(time.Since(start), in, len(result.File))
	}
	s.server.log.LogAttrs(s.ctx, slog.LevelInfo, "image", line...)
}
