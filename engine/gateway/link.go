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

// A link is the writing half of a connection. One goroutine writes; what the reading
// one wants to have written, the answer to a ping, waits in pongs until then. A reader
// that wrote by itself would wait for the peer to read, as the peer may for us.
type link struct {
	conn     *websocket.Conn
	pongs    chan string
	transfer *transfer
	grace    time.Duration // of a picture's RateDeadline
}

// newLink makes a link. heard is called by the reading goroutine for every control frame.
func newLink(conn *websocket.Conn, transfer *transfer, grace time.Duration, heard func()) *link {
	l := &link{conn: conn, pongs: make(chan string, 16), transfer: transfer, grace: grace}
	conn.SetPingHandler(func(data string) error {
		heard()
		select {
		case l.pongs <- data:
			return nil
		default:
		}
		// The oldest makes way: only the last ping has to be answered (RFC 6455, 5.5.3).
		select {
		case <-l.pongs:
		default:
		}
		l.pongs <- data
		return nil
	})
	conn.SetPongHandler(func(string) error {
		heard()
		return nil
	})
	return l
}

func (l *link) pong(data string) error {
	return l.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(controlTimeout))
}

// answerPings sends the pongs that wait. It goes before every message: a peer hears the
// answers to what it sent in the order that it sent it.
func (l *link) answerPings() error {
	for {
		select {
		case data := <-l.pongs:
			if err := l.pong(data); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

func (l *link) ping() error {
	return l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(controlTimeout))
}

func (l *link) close(payload []byte) error {
	return l.conn.WriteControl(websocket.CloseMessage, payload, time.Now().Add(controlTimeout))
}

// text sends a short text message.
func (l *link) text(message []byte) error {
	l.conn.SetWriteDeadline(time.Now().Add(controlTimeout))
	return l.conn.WriteMessage(websocket.TextMessage, message)
}

// picture sends a picture, as it is or in base64, and answers pings between its pieces.
// When stop closes it ends the message early, and the connection can go on.
func (l *link) picture(file []byte, asText bool, stop <-chan struct{}) error {
	kind := websocket.BinaryMessage
	if asText {
		kind = websocket.TextMessage
	}
	l.transfer.begin()
	defer l.transfer.end()
	deadline := httpd.RateDeadline{Set: l.conn.SetWriteDeadline, Grace: l.grace}
	deadline.Start()
	w, err := l.conn.NextWriter(kind)
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
			_, err = w.Write(buffer[:base64.StdEncoding.EncodedLen(len(part))])
			encoded.Put(buffer)
		} else {
			_, err = w.Write(part)
		}
		deadline.Done(len(part))
		l.transfer.move(len(part))
		if err != nil {
			return err
		}
		if err := l.answerPings(); err != nil {
			return err
		}
		select {
		case <-stop:
			return w.Close()
		default:
		}
	}
	deadline.Start()
	return w.Close()
}
