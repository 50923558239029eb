package httpd

import "time"

// A Recorder records what a server does. Its methods are called from any goroutine and must
// not block. Package metrics has one for Prometheus.
type Recorder interface {
	// Image is a picture of in bytes that became one of out bytes.
	Image(took time.Duration, in, out int)
	// Refused is a request that was answered by an error. The reason is one of Reasons or a kind.
	Refused(reason string)
}

// Reasons are the reasons that a Recorder gets besides the kinds of package fault. The set is
// fixed, whatever clients send.
var Reasons = []string{BadToken, ForeignOrigin, Malformed, Slow}

// Why a request was refused before there was a picture to judge.
const (
	BadToken      = "token"     // missing or wrong
	ForeignOrigin = "origin"    // a browser, for a page from elsewhere
	Malformed     = "malformed" // not what the protocol asks for
	Slow          = "slow"      // its sender or reader was too slow, or closed the connection
)

// NoRecorder records nothing.
var NoRecorder Recorder = noRecorder{}

type noRecorder struct{}

func (noRecorder) Image(time.Duration, int, int) {}
func (noRecorder) Refused(string)                {}
