package app

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
	Converted(job engine.Job, photos []engine.Photo) (done int, over bool)

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
	RemoveEmpty()                               // folders that it made
	Wait() engine.Summary
	Progress() engine.Progress
}

// Engine is the Backend that converts. It records what made the results in a folder of its own;
// "" is in memory only.
func Engine(records string) Backend { return realBackend{engine.NewProvenance(records)} }

type realBackend struct{ known *engine.Provenance }

func (b realBackend) Open(ctx context.Context, c engine.Config) (Server, error) {
	c.Provenance = b.known
	e, err := engine.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	return realServer{e}, nil
}

func (realBackend) Scan(ctx context.Context, paths []string, o engine.ScanOptions, progress func(int)) engine.Found {
	return engine.Scan(ctx, paths, o, progress)
}

func (realBackend) Thumbnail(ctx context.Context, path string, side int) (image.Image, error) {
	return engine.Thumbnail(ctx, path, side)
}

func (b realBackend) Foresee(ctx context.Context, job engine.Job, photos []engine.Photo) (engine.Forecast, error) {
	return engine.Foresee(ctx, b.known, job, photos)
}

func (realBackend) Converted(job engine.Job, photos []engine.Photo) (done int, over bool) {
	return engine.Converted(job, photos)
}

func (realBackend) Glance(ctx context.Context, path string, maxSide int) (image.Image, image.Point, bool, error) {
	return engine.Glance(ctx, path, maxSide)
}

func (realBackend) Original(ctx context.Context, path string, maxSide int) (image.Image, image.Point, engine.Damage, error) {
	return engine.Original(ctx, path, maxSide)
}

func (realBackend) Result(ctx context.Context, path string, o engine.Options, maxSide int) (image.Image, engine.Report, error) {
	return engine.Result(ctx, path, o, maxSide)
}

func (realBackend) Share(c engine.ShareConfig) (Shared, error) {
	s, err := engine.Share(c)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// realServer only turns the type that Start returns into the interface.
type realServer struct{ *engine.Engine }

func (s realServer) Start(ctx context.Context, job engine.Job, photos []engine.Photo, on func(engine.Event)) (Batch, error) {
	b, err := s.Engine.Start(ctx, job, photos, on)
	if err != nil {
		return nil, err
	}
	return realBatch{b}, nil
}

// realBatch only turns the type that Use takes into the engine's.
type realBatch struct{ *engine.Batch }

func (b realBatch) Use(s Server) {
	if real, ok := s.(realServer); ok {
		b.Batch.Use(real.Engine)
	}
}
