package engine

import "time"

// An EventKind is what happened to a photo or to the batch.
type EventKind string

// Kinds of event. The first ones are states of one photo, the rest of the batch.
const (
	Queued     EventKind = "queued"  // again after Retry, or after its server went away
	Started    EventKind = "started" // being read, sent, converted or saved
	Waiting    EventKind = "waiting" // for a busy server; it continues by itself
	Done       EventKind = "done"    // saved
	Skipped    EventKind = "skipped" // its result existed already
	Failed     EventKind = "failed"  // Err is the reason
	Dropped    EventKind = "dropped" // never started: the batch was stopped
	Paused     EventKind = "paused"  // the batch; Err is the reason, nil if a person asked for it (else disk full, server gone)
	Resumed    EventKind = "resumed"
	Unrecorded EventKind = "unrecorded" // the batch, which has no journal in the folder Output; Err is the reason
	Finished   EventKind = "finished"   // the batch; nothing follows unless Retry or Add
)

// An Event is one change of state. Events of one photo come in order.
type Event struct {
	Kind   EventKind
	Index  int // of the photo, in the order given to Start and Add; -1 for the batch
	Photo  Photo
	Output string // path of the result, for Done and Skipped; of the folder, for Unrecorded
	Before int64  // bytes of the original
	After  int64  // bytes of the result, for Done
	Report Report // for Done
	Match  Match  // what is known of the existing result, for Skipped

	Replaced bool // for Done: the result has replaced an older one
	Err      error
	Damage   Damage // for Failed: what a damaged photo lacks that Options could keep; zero if none can be
	At       time.Time
	Took     time.Duration // from Started on, for Done and Failed
}
