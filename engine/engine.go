// Package engine turns photos on disk into black-and-white photos on disk.
//
//	paths -> Scan -> []Photo -> Start -> Batch --events--> window, terminal
//	                              |
//	           read -> send -> gateway -> converter -> receive -> save whole
//
// An Engine converts through a gateway: its own, started in this process on a
// loopback port, or the gateway at an address. Both are used in exactly the same way.
package engine

import (
	"log/slog"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd"
)

// What callers need of the core, so that they need not import it.
type (
	Options  = bw.Options
	Look     = bw.Look
	Format   = bw.Format
	Metadata = bw.Metadata
	Limits   = bw.Limits
	Report   = bw.Report
	Note     = bw.Note
	NoteCode = bw.NoteCode
	Kind     = fault.Kind
	Sentence = fault.Sentence

	Damage       = bw.Damage
	DamagePolicy = bw.DamagePolicy
)

// KeepFormat is the choice of each photo's own format.
const KeepFormat = bw.Keep

// What a damaged photo lacks; see package fault.
const (
	Stops    = bw.Stops
	Gaps     = bw.Gaps
	Coarse   = bw.Coarse
	Doubtful = bw.Doubtful
)

// What becomes of a damaged photo.
const (
	RefuseDamaged = bw.RefuseDamaged
	KeepDamaged   = bw.KeepDamaged
)

// Kinds of error; see package fault.
const (
	Damaged      = fault.Damaged
	Unsupported  = fault.Unsupported
	TooLarge     = fault.TooLarge
	Busy         = fault.Busy
	Unauthorized = fault.Unauthorized
	Cancelled    = fault.Cancelled
	Internal     = fault.Internal
)

// WrittenFormats lists the formats that a result can have, in the order in which to show them.
func WrittenFormats() []Format { return bw.WrittenFormats() }

// NoteCodes lists the codes of all notes that a report may have.
func NoteCodes() []NoteCode { return bw.NoteCodes() }

// ReasonOf returns the sentence of an error with its values apart, so that it can be translated.
// It must not be called with nil.
func ReasonOf(err error) Sentence { return fault.ReasonOf(err) }

// Detail returns everything that is known of an error, its causes and stacks too: for logs, and
// for the person whose computer it is. It must not be called with nil.
func Detail(err error) string { return fault.Detail(err) }

// RequestID returns the ID of the request that failed with err, which is in the servers' logs, or "".
func RequestID(err error) string { return httpd.RequestIDOf(err) }

// NoteMetadata is the code of a note whose arguments are parts of the metadata.
const NoteMetadata = bw.NoteMetadata

// MetadataParts lists the parts of the metadata.
func MetadataParts() []string { return bw.MetadataParts() }

// KindOf returns whose fault err is. It must not be called with nil.
func KindOf(err error) Kind { return fault.KindOf(err) }

// ParseOptions reads options from names and values: "look", "format", "quality",
// "metadata", "damaged". The error's sentence lists the valid names.
func ParseOptions(fields map[string]any) (Options, error) { return bw.ParseOptions(fields) }

// Config configures an Engine: which gateway converts, and how.
type Config struct {
	Server string // "" is this computer; else host, host:port, ws:// or wss://
	Token  string // of a remote server
	CAFile string // PEM, for a remote server with a certificate of its own authority
	Jobs   int    // photos under way at once; 0 chooses
	Limits Limits // of this computer's converter; zero is bw.OwnLimits

	Provenance *Provenance  // records what made the results; nil records nothing
	Log        *slog.Logger // of the servers in this process: a line for each photo, and their errors in detail; nil discards
}
