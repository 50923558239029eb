package gateway

import (
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd"
	"pretobranco/engine/httpd/base64stream"
	"pretobranco/engine/httpd/checksum"
)

// write sends requests, pings and pongs.
func (c *Client) write() {
	tick := time.NewTicker(c.times.ping)
	defer tick.Stop()
	var current []byte // the options that the server has
	for {
		var err error
		select {
		case r := <-c.requests:
			err = c.send(r, &current)
			close(r.sent)
		case data := <-c.writer.pongs:
			err = c.writer.pong(data)
		case <-tick.C:
			if err = c.writer.ping(); err == nil && c.stuck() {
				c.end(errStalled)
			}
		case <-c.over:
			return
		}
		if err != nil {
			// The server may have closed with a reason, which then is on its way.
			c.mu.Lock()
			c.broken = err
			c.mu.Unlock()
			late := time.AfterFunc(c.times.goodbye, func() { c.end(err) })
			<-c.over
			late.Stop()
			return
		}
	}
}

// send sends one picture, and before it its options if they are not those of the last.
func (c *Client) send(r *request, current *[]byte) error {
	message := r.options.message()
	if c.sums {
		r.sums.Options = checksum.Sum(message)
		r.sums.Image = checksum.Sum(r.image)
	}
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		c.inflight.leave(r.size)
		r.done <- response{err: c.reason()}
		return nil
	}
	if len(c.pending) == 0 {
		c.since = time.Now()
	}
	c.pending = append(c.pending, r)
	c.sent++
	r.id = pictureID(c.id, c.sent)
	c.mu.Unlock()
	if c.older {
		return c.writer.picture(r.image, true, r.ctx.Done())
	}
	if string(message) != string(*current) {
		if err := c.writer.text(message); err != nil {
			return err
		}
		*current = message
	}
	return c.writer.picture(r.image, false, r.ctx.Done())
}

// extendDeadline gives the server time until its next message or control frame. Within a message
// only its bytes count.
func (c *Client) extendDeadline() {
	if !c.reading {
		c.conn.SetReadDeadline(time.Now().Add(c.times.silence))
	}
}

// stuck reports whether an answer is so late that it will not come, though the server
// shows life: what was changed on its way may have been no question.
func (c *Client) stuck() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.pending) > 0 && time.Since(c.since) > c.times.answer
}

// read takes answers, each for the first request without one, until the connection is over.
func (c *Client) read() {
	var known notice // of the answer that comes next
	for {
		c.reading = false
		c.extendDeadline()
		kind, from, err := c.conn.NextReader()
		if err != nil {
			c.end(err)
			return
		}
		r := c.first()
		if r == nil {
			c.end(errors.New("the server answered what nobody asked"))
			return
		}
		limit := answerLimit(c.limit)
		if kind == websocket.TextMessage && !c.older {
			limit = maxOptions
		}
		l := recvBuffer{limit: limit}
		c.reading = true
		reader := &messageReader{from: from, deadline: httpd.RateDeadline{Set: c.conn.SetReadDeadline, Grace: httpd.SendGrace}}
		wrong, broken := c.receive(reader, &l, r, kind)
		switch {
		case broken != nil:
			c.end(broken)
			return
		case wrong != nil:
			c.answer(response{err: unreadable(wrong)})
			c.end(wrong)
			return
		case kind == websocket.TextMessage && !c.older:
			known = notice{}
			err := json.Unmarshal(l.data, &known)
			l.release()
			if err != nil || known.Error == nil && known.Result == nil {
				c.end(errors.New("the server answered something unknown"))
				return
			}
			if known.Error != nil {
				c.answer(response{err: known.Error.fault()})
				known = notice{}
			}
		default:
			out, err := result(r, l.data, known)
			if err != nil {
				c.end(err)
				return
			}
			c.answer(out)
			known = notice{}
		}
	}
}

// receive reads one message.
func (c *Client) receive(from io.Reader, l *recvBuffer, r *request, kind int) (wrong, broken error) {
	if kind == websocket.BinaryMessage || c.older {
		// An answer is about as large as the picture.
		l.data = bufpool.Get(int(min(int64(r.size)+r.sizeSlack(), l.limit)))
	}
	if kind == websocket.BinaryMessage || !c.older {
		return l.receive(from)
	}
	chunk := chunks.Get().(*[readBuffer]byte)
	defer chunks.Put(chunk)
	d := base64stream.Decoder{To: l, Wrong: errNotBase64}
	for {
		n, err := from.Read(chunk[:])
		if wrong := d.Write(chunk[:n]); wrong != nil {
			return wrong, nil
		}
		if err == io.EOF {
			return textEnd(&d), nil
		} else if err != nil {
			return nil, err
		}
	}
}

// unreadable makes a sentence of what is wrong with an answer.
func unreadable(wrong error) error {
	if fault.KindOf(wrong) == fault.TooLarge {
		return fault.New(fault.TooLarge, "the server's answer is larger than this program takes")
	}
	return errNoPicture
}

var errNoPicture = fault.New(fault.Internal, "the server answered with something that is not a picture")

// sizeSlack is how much an answer may be larger than its picture without another buffer.
func (r *request) sizeSlack() int64 { return int64(r.size/16 + 4<<10) }

// first returns the request that waits for the next answer, or nil.
func (c *Client) first() *request {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.pending) == 0 {
		return nil
	}
	return c.pending[0]
}

// answer gives the first request its response.
func (c *Client) answer(out response) {
	c.mu.Lock()
	if len(c.pending) == 0 { // the connection has just ended
		c.mu.Unlock()
		return
	}
	r := c.pending[0]
	c.pending = append(c.pending[:0:0], c.pending[1:]...)
	c.since = time.Now()
	c.mu.Unlock()
	c.inflight.leave(r.size)
	r.done <- out
}

// matches reports whether the server had what was sent, and file is what it answered.
func (r *request) matches(s *sums, file []byte) bool {
	if s == nil {
		return false
	}
	// A picture whose caller has gone away was not sent to its end.
	whole := s.Image == r.sums.Image || r.ctx.Err() != nil
	return whole && s.Options == r.sums.Options && s.File == checksum.Sum(file)
}

// result makes a response of an answer. The error is the connection's.
func result(r *request, file []byte, known notice) (response, error) {
	if r.options.sums && !r.matches(known.Sums, file) {
		return response{}, checksum.ErrChanged
	}
	if bw.Sniff(file) == "" {
		return response{err: errNoPicture}, nil
	}
	out := response{result: bw.Result{File: file, Own: true}}
	if known.Result != nil {
		out.result.Report = *known.Result
	} else {
		out.result.Report.Format = bw.Sniff(file)
	}
	return out, nil
}
