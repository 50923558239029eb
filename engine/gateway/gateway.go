// Package gateway is the WebSocket service in front of the converters, both ends of
// it: a Server and a Client.
//
//	Client                            Server, for each connection
//	Convert -> queue -> writer  --->  reader -> one waits -> worker -> converters, by turns
//	        <- in order <- reader <---          (in order)   writer <-    least busy first
//
// A connection works in order: while one picture is converted the next is already read,
// and no more than one. Pings are answered all the while. Concurrency comes from several
// connections.
//
// What a message is:
//
//	text that starts with {   options of the pictures that follow, see options.go
//	other text                a picture in base64; the answer is text as well, a gray JPEG
//	                          unless the options name a format
//	binary                    a picture; the answer is binary, in the picture's own format
//	                          unless the options name another
//
// A picture that cannot be converted is answered in its place: a binary one by a text
// message {"error":{"kind":...,"message":...}}, after which the connection stays open; one in
// base64 by closing the connection with a code, because the programs that send those
// would take any text for a picture. See wire.go.
//
// Options are never answered, so that there is one answer for each picture. Bad ones
// are the error of every picture that follows them, until good ones come; in the query
// of the handshake they are refused with status 400.
package gateway

import (
	"context"
	"log/slog"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/httpd"
)

// Subprotocol is what a server of ours selects if a client offers it. A server that does
// not select it knows only pictures in base64.
const Subprotocol = "pretobranco"

// Config says what a Server works with.
type Config struct {
	Converters     []string        // their http URLs, at least one
	ConverterToken string          // what the converters ask for; "" for nothing
	Unchecked      bool            // the converters are in this process: no checksums for them
	MaxBytes       int64           // of one picture; 0 is bw.ServerLimits.Bytes
	MaxPixels      int64           // of one picture, width x height x frames; 0 leaves that to the converters
	MaxFrames      int             // of one picture; 0 leaves that to the converters
	Damaged        bw.DamagePolicy // for clients that don't say; "" leaves that to the converters
	Jobs           int             // pictures given to converters at a time; 0 is two for each core and converter
	Log            *slog.Logger    // one line for each picture; nil discards
	Recorder       httpd.Recorder  // nil counts nothing
}

// A Converter makes a picture black and white; *converter.Client is one. It must not
// touch image any more when Convert has returned, and no part of it may be in the result.
type Converter interface {
	Convert(ctx context.Context, image []byte, o bw.Options) (bw.Result, error)
	Check(ctx context.Context) error
	Close()
}

// What a peer is given. Tests make some of them shorter.
type patience struct {
	ping    time.Duration // between two pings of ours
	silence time.Duration // without a frame of any kind, after which a peer is gone
	idle    time.Duration // without a picture
	linger  time.Duration // for the peer's half of a close
	drain   time.Duration // for pictures under way at shutdown
}

var defaultPatience = patience{
	ping:    20 * time.Second,
	silence: 5 * time.Minute,
	idle:    time.Hour,
	linger:  5 * time.Second,
	drain:   25 * time.Second,
}
