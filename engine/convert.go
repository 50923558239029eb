package engine

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"math"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd/backoff"
)

// Convert converts one picture that it reads to its end. It asks a busy server again until ctx ends.
// Errors are those of a batch's photos; damage is how much of a damaged picture KeepDamaged would
// keep.
func (e *Engine) Convert(ctx context.Context, from io.Reader, o Options) (file []byte, report Report, damage Damage, err error) {
	most := cmp.Or(e.config.Limits.Bytes, math.MaxInt64-1)
	picture, err := io.ReadAll(io.LimitReader(from, most+1))
	switch {
	case err != nil:
		return nil, Report{}, Damage{}, readError(err)
	case int64(len(picture)) > most:
		return nil, Report{}, Damage{}, fault.New(fault.TooLarge, "the picture has more than %d bytes, this program's limit", most)
	}
	if _, _, err := formatOf(bytes.NewReader(picture), int64(len(picture))); err != nil {
		return nil, Report{}, Damage{}, err
	}
	for attempt := 0; ; attempt++ {
		result, err := e.convertOnce(ctx, picture, o)
		switch {
		case err == nil:
			if err := verifyResult(picture, result.File); err != nil {
				return nil, Report{}, Damage{}, err
			}
			return result.File, result.Report, Damage{}, nil
		case ctx.Err() != nil:
			return nil, Report{}, Damage{}, stopped(ctx)
		case KindOf(err) == Damaged && o.Damaged != bw.KeepDamaged:
			if damage, none := bw.Missing(ctx, picture, o, e.config.Limits); none == nil {
				return nil, Report{}, damage, err
			}
			fallthrough
		case KindOf(err) != Busy:
			return nil, Report{}, Damage{}, err
		}
		if err := sleep(ctx, backoff.Pause(attempt, e.patience.busy/32, e.patience.busy)); err != nil {
			return nil, Report{}, Damage{}, err
		}
	}
}

// convertOnce sends a picture over a connection of its own.
func (e *Engine) convertOnce(ctx context.Context, picture []byte, o Options) (bw.Result, error) {
	c, err := e.dial(ctx)
	if err != nil {
		return bw.Result{}, err
	}
	defer c.Close()
	result, err := c.Convert(ctx, picture, o)
	if err != nil && isLost(err) {
		return bw.Result{}, wrap(err, ErrServer, err)
	}
	return result, err
}
