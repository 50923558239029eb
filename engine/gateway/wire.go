package gateway

import (
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// A notice is a text message from the server: an error in the place of a binary answer,
// or what is known of the answer that follows.
type notice struct {
	Error  *noticeError `json:"error,omitempty"`
	Result *bw.Report   `json:"result,omitempty"`
	Sums   *sums        `json:"crc32c,omitempty"` // with a result
}

type noticeError struct {
	Kind    fault.Kind      `json:"kind"`
	Message string          `json:"message"`          // the sentence in English
	Reason  *fault.Sentence `json:"reason,omitempty"` // the same with its values apart
}

// fault returns the error that a notice describes.
func (n noticeError) fault() *fault.Error {
	reason := fault.Quote(n.Message)
	if n.Reason != nil && n.Reason.String() == n.Message {
		reason = *n.Reason
	}
	return &fault.Error{Kind: fault.Known(string(n.Kind)), Reason: reason}
}

// Sums are checksums (CRC-32C) of the last message of options and the picture as they
// came, and of the answer as it left.
type sums struct {
	Options uint32 `json:"options"`
	Image   uint32 `json:"image"`
	File    uint32 `json:"file"`
}

func (n notice) text() []byte {
	text, err := json.Marshal(n)
	if err != nil {
		// A notice holds only text and numbers.
		panic(err)
	}
	return text
}

// outward returns the kind and the sentence of err that may leave the program. What an
// error without a kind says is for the log alone.
func outward(err error) (fault.Kind, fault.Sentence) {
	var e *fault.Error
	if errors.As(err, &e) {
		return e.Kind, e.Reason
	}
	if kind := fault.KindOf(err); kind == fault.Cancelled {
		return kind, fault.Say("the caller went away")
	}
	return fault.Internal, fault.Say("the gateway failed on this picture")
}

func errorNotice(err error) []byte {
	kind, reason := outward(err)
	return notice{Error: &noticeError{kind, reason.String(), &reason}}.text()
}

// closeCodes are how the kinds end a connection on which pictures come as text.
var closeCodes = map[fault.Kind]int{
	fault.Damaged:      websocket.CloseInvalidFramePayloadData, // 1007
	fault.Unsupported:  websocket.CloseUnsupportedData,         // 1003
	fault.TooLarge:     websocket.CloseMessageTooBig,           // 1009
	fault.Busy:         websocket.CloseTryAgainLater,           // 1013
	fault.Unauthorized: websocket.ClosePolicyViolation,         // 1008
	fault.Cancelled:    websocket.CloseGoingAway,               // 1001
	fault.Internal:     websocket.CloseInternalServerErr,       // 1011
}

// maxReason is what a close frame has room for.
const maxReason = 123

// closing returns the payload of the close frame that describes err.
func closing(err error) []byte {
	kind, reason := outward(err)
	return websocket.FormatCloseMessage(closeCodes[kind], shorten(reason.String()))
}

// shorten cuts a sentence to what a close frame can hold, between two characters.
func shorten(reason string) string {
	if len(reason) <= maxReason {
		return reason
	}
	end := maxReason - len("…")
	for end > 0 && !utf8.RuneStart(reason[end]) {
		end--
	}
	return reason[:end] + "…"
}

// closeFault turns a close code back into the error that it describes, or nil if it describes
// of none.
func closeFault(e *websocket.CloseError) error {
	var kind fault.Kind
	switch e.Code {
	case websocket.CloseInvalidFramePayloadData:
		kind = fault.Damaged
	case websocket.CloseUnsupportedData:
		kind = fault.Unsupported
	case websocket.CloseMessageTooBig:
		return closedWith(fault.TooLarge, "the picture is over the server's limit for one message", e)
	case websocket.CloseTryAgainLater:
		kind = fault.Busy
	case websocket.CloseInternalServerErr:
		kind = fault.Internal
	default:
		return nil
	}
	return closedWith(kind, map[fault.Kind]string{
		fault.Damaged:     "the server says that the picture is damaged",
		fault.Unsupported: "the server does not read this kind of picture",
		fault.Busy:        "the server is busy",
		fault.Internal:    "the server failed on this picture",
	}[kind], e)
}

// closedWith makes an error of a sentence and of the reason in a close frame, if there is one.
func closedWith(kind fault.Kind, sentence string, e *websocket.CloseError) error {
	reason := fault.Sentence{Format: sentence}
	if e.Text != "" {
		because := fault.Quote(e.Text)
		reason.Because = &because
	}
	return &fault.Error{Kind: kind, Reason: reason, Err: e}
}
