package model

import (
	"context"
	"image"

	"pretobranco/engine"
)

// A Backend is what the window needs of the engine.
type Backend interface {
	Open(ctx context.Context, c engine.Config) (Server, error)
	Scan(ctx context.Context, paths []string, o engine.ScanOptions, progress func(found int)) engine.Found
	Thumbnail(ctx context.Context, path string, side int) (image.Image, error)
	Share(c engine.ShareConfig) (Shared, error)
	Foresee(ctx context.Context, job engine.Job, photos []engine.Photo) (engine.Forecast, error)
	Left(r *engine.Record) (left int, over bool) // see engine.Record

	// Glance, Original and Result are a photo before and after, computed on this computer.
	Glance(ctx context.Context, path string, maxSide int) (img image.Image, size image.Point, whole bool, err error)
	Original(ctx context.Context, path string, maxSide int) (img image.Image, size image.Point, damage engine.Damage, err error)
	Result(ctx context.Context, path string, o engine.Options, maxSide int) (image.Image, engine.Report, error)
}

// A Server is a way to a gateway, of this computer or of another.
type Server interface {
	Jobs() int // photos under way at once
	Check(ctx context.Context) error
	Test(ctx context.Context, step func(engine.Step)) error
	Start(ctx context.Context, job engine.Job, photos []engine.Photo, on func(engine.Event)) (Batch, error)
	Close() error
}

// A Batch is photos on their way. Its methods may be called from any goroutine.
type Batch interface {
	Add(photos []engine.Photo)
	Pause()
	Resume()
	Stop()    // what is under way is finished
	StopNow() // what is under way is given up
	Retry(indexes ...int)
	Again(exists engine.Exists, indexes ...int) // what was skipped or dropped, by another policy
	Use(s Server)                               // the rest goes over another server
	Move(folder string) error                   // and into another folder
	Abandon()                                   // nobody wants what it left to be resumed by a later process
	Undoable() int                              // how many results Undo would try to remove
	Undo() (removed []int, kept int)            // results that are unchanged since, and the folders that it made
	Wait() engine.Summary
	Progress() engine.Progress
}

// A Shared is a Sharing that is under way.
type Shared interface {
	Gateways() []string // addresses to give to others
	Converters() []string
	Close()
}
