package gateway

import (
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/segmentio/asm/base64"

	"pretobranco/engine/httpd"
)

// Sizes of a connection's buffers. A server's frames are as long as a piece, which is too
// large to be copied into the write buffer.
const (
	readBuffer  = 64 << 10
	writeBuffer = 64 << 10
	piece       = httpd.MaxWrite // of a picture; divisible by three, so that its base64 has no padding
)

// controlTimeout is how long a control frame or a short message may take.
const controlTimeout = 20 * time.Second

// writeBuffers are shared by all connections: those that write nothing have none.
var writeBuffers sync.Pool

// encoded holds pieces in base64.
var encoded = sync.Pool{New: func() any { return new([piece / 3 * 4]byte) }}

// A writer is the writing half of a connection. Only one goroutine uses it. The reading
// goroutine leaves pongs to it: if it wrote itself, it could wait for the peer to read while
// the peer waits for this side to read.
type writer struct {
	conn     *websocket.Conn
	pongs    chan string
	transfer *transfer
	grace    time.Duration // of a picture's RateDeadline
}

// newWriter makes a writer. heard is called by the reading goroutine for every control frame.
func newWriter(conn *websocket.Conn, transfer *transfer, grace time.Duration, heard func()) *writer {
	w := &writer{conn: conn, pongs: make(chan string, 16), transfer: transfer, grace: grace}
	conn.SetPingHandler(func(data string) error {
		heard()
		select {
		case w.pongs <- data:
			return nil
		default:
		}
		// The oldest makes way: only the last ping has to be answered (RFC 6455, 5.5.3).
		select {
		case <-w.pongs:
		default:
		}
		w.pongs <- data
		return nil
	})
	conn.SetPongHandler(func(string) error {
		heard()
		return nil
	})
	return w
}

func (w *writer) pong(data string) error {
	return w.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(controlTimeout))
}

// answerPings sends the pongs that wait. It goes before every message: a peer hears the
// answers to what it sent in the order that it sent it.
func (w *writer) answerPings() error {
	for {
		select {
		case data := <-w.pongs:
			if err := w.pong(data); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

func (w *writer) ping() error {
	return w.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(controlTimeout))
}

func (w *writer) close(payload []byte) error {
	return w.conn.WriteControl(websocket.CloseMessage, payload, time.Now().Add(controlTimeout))
}

// text sends a short text message.
func (w *writer) text(message []byte) error {
	w.conn.SetWriteDeadline(time.Now().Add(controlTimeout))
	return w.conn.WriteMessage(websocket.TextMessage, message)
}

// picture sends a picture, as it is or in base64, and answers pings between its pieces.
// When stop closes it ends the message early, and the connection can go on.
func (w *writer) picture(file []byte, asText bool, stop <-chan struct{}) error {
	kind := websocket.BinaryMessage
	if asText {
		kind = websocket.TextMessage
	}
	w.transfer.begin()
	defer w.transfer.end()
	deadline := httpd.RateDeadline{Set: w.conn.SetWriteDeadline, Grace: w.grace}
	deadline.Start()
	message, err := w.conn.NextWriter(kind)
	if err != nil {
		return err
	}
	for len(file) > 0 {
		part := file[:min(len(file), piece)]
		file = file[len(part):]
		deadline.Start()
		if asText {
			buffer := encoded.Get().(*[piece / 3 * 4]byte)
			base64.StdEncoding.Encode(buffer[:], part)
			_, err = message.Write(buffer[:base64.StdEncoding.EncodedLen(len(part))])
			encoded.Put(buffer)
		} else {
			_, err = message.Write(part)
		}
		deadline.Done(len(part))
		w.transfer.move(len(part))
		if err != nil {
			return err
		}
		if err := w.answerPings(); err != nil {
			return err
		}
		select {
		case <-stop:
			return message.Close()
		default:
		}
	}
	deadline.Start()
	return message.Close()
}
