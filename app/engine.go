package app

import (
	"context"
	"image"
	"log/slog"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// Engine is the Backend that converts. It records what made the results in a folder of its own;
// "" is in memory only. The servers in this process write to log, which may be nil.
func Engine(records string, log *slog.Logger) model.Backend {
	return realBackend{engine.NewProvenance(records), log}
}

type realBackend struct {
	known *engine.Provenance
	log   *slog.Logger
}

func (b realBackend) Open(ctx context.Context, c engine.Config) (model.Server, error) {
	c.Provenance, c.Log = b.known, b.log
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

func (realBackend) Left(r *engine.Record) (left int, over bool) { return r.Left() }

func (realBackend) Glance(ctx context.Context, path string, maxSide int) (image.Image, image.Point, bool, error) {
	return engine.Glance(ctx, path, maxSide)
}

func (realBackend) Original(ctx context.Context, path string, maxSide int) (image.Image, image.Point, engine.Damage, error) {
	return engine.Original(ctx, path, maxSide)
}

func (realBackend) Result(ctx context.Context, path string, o engine.Options, maxSide int) (image.Image, engine.Report, error) {
	return engine.Result(ctx, path, o, maxSide)
}

func (b realBackend) Share(c engine.ShareConfig) (model.Shared, error) {
	c.Log = b.log
	s, err := engine.Share(c)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// realServer only turns the type that Start returns into the interface.
type realServer struct{ *engine.Engine }

func (s realServer) Start(ctx context.Context, job engine.Job, photos []engine.Photo, on func(engine.Event)) (model.Batch, error) {
	b, err := s.Engine.Start(ctx, job, photos, on)
	if err != nil {
		return nil, err
	}
	return realBatch{b}, nil
}

// realBatch only turns the type that Use takes into the engine's.
type realBatch struct{ *engine.Batch }

func (b realBatch) Use(s model.Server) {
	if real, ok := s.(realServer); ok {
		b.Batch.Use(real.Engine)
	}
}
