package httpd

import "time"

// A Meter is told what a server does. Its methods are called from any goroutine, and must not
// wait for anything. Package metrics has one for Prometheus.
type Meter interface {
	// Image is a picture of in bytes that became one of out bytes.
	Image(took time.Duration, in, out int)
	// Refused is a request or a picture that got no picture. The reason is one of Reasons.
	Refused(reason string)
}

// Reasons are all that a Meter is told, beside the kinds of package fault: whatever strangers
// send, there are no more.
var Reasons = []string{BadToken, ForeignOrigin, Malformed, Slow}

// Why a request was refused before there was a picture to judge.
const (
	BadToken      = "token"     // missing or wrong
	ForeignOrigin = "origin"    // a browser, for a page from elsewhere
	Malformed     = "malformed" // not what the protocol asks for
	Slow          = "slow"      // it did not come in time, or broke off
)

// NoMeter is a Meter that forgets.
var NoMeter Meter = noMeter{}

type noMeter struct{}

func (noMeter) Image(time.Duration, int, int) {}
func (noMeter) Refused(string)                {}
