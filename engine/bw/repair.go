package bw

import (
	"context"
	"strconv"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Damage describes how much of a damaged picture is intact; see package fault.
type Damage = fault.Damage

// What a damaged picture may lack.
const (
	Stops    = fault.Stops
	Gaps     = fault.Gaps
	Coarse   = fault.Coarse
	Doubtful = fault.Doubtful
)

// repair makes an intact file of the same format from what can be read of a damaged one; cause is
// the error of reading it as it is. With luma, damage to colours alone does not count. It
// returns cause if nothing of the picture is intact, or if the codec cannot repair files.
func repair(ctx context.Context, file []byte, limits Limits, luma bool, cause error) (mended []byte, d Damage, err error) {
	err = salvage(file, limits, cause, func(c codec.Codec) error {
		mended, d, err = c.Repair(ctx, file, limits.Pixels, luma)
		return err
	})
	return mended, d, err
}

// assess returns the damage that repair would report, and its errors.
func assess(ctx context.Context, file []byte, limits Limits, luma bool, cause error) (d Damage, err error) {
	err = salvage(file, limits, cause, func(c codec.Codec) error {
		if c.Assess != nil {
			d, err = c.Assess(ctx, file, limits.Pixels, luma)
		} else {
			_, d, err = c.Repair(ctx, file, limits.Pixels, luma)
		}
		return err
	})
	return d, err
}

// salvage reads a damaged file by read, with the codec of its format.
func salvage(file []byte, limits Limits, cause error, read func(codec.Codec) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fault.Recovered(v, "the repair of this picture failed")
		}
	}()
	c := Sniff(file).Info().codec
	if fault.KindOf(cause) != fault.Damaged || c.Repair == nil {
		return cause
	}
	// The header's claims are checked against the limits before anything of that size is allocated.
	if _, err := admit(file, limits); err != nil && fault.KindOf(err) != fault.Damaged {
		return err
	}
	err = read(c)
	if kind := fault.KindOf(err); err == nil || kind == fault.Cancelled || kind == fault.TooLarge {
		return err
	}
	return cause
}

// Missing returns what the result would lack if a file that Convert refused as damaged were converted
// with KeepDamaged. The error is Damaged if nothing of it can be converted.
func Missing(ctx context.Context, file []byte, o Options, limits Limits) (Damage, error) {
	return assess(ctx, file, limits, o.tone().OfLuma, fault.New(fault.Damaged, "nothing of the picture is there"))
}

// whole returns limits for a file made by repair, which may be longer than the original file.
func (l Limits) whole() Limits { return Limits{Pixels: l.Pixels, Frames: l.Frames} }

// convertDamaged converts a file that convert refused as damaged, if only the end marker is missing or if the
// options allow damaged pictures.
func convertDamaged(ctx context.Context, file []byte, o Options, limits Limits, cause error) (Result, error) {
	if o.Damaged != KeepDamaged {
		if d, err := assess(ctx, file, limits, o.tone().OfLuma, cause); err != nil {
			return Result{}, err
		} else if !d.Whole() {
			return Result{}, d.Error(cause)
		}
	}
	mended, d, err := repair(ctx, file, limits, o.tone().OfLuma, cause)
	if err != nil {
		return Result{}, err
	}
	result, err := convertWhole(ctx, mended, o, limits.whole())
	if err == nil {
		result.Report.damaged(d)
	}
	return result, err
}

// damaged notes what the file lacked.
func (r *Report) damaged(d Damage) {
	switch d.Loss {
	case Stops, Gaps:
		r.Note(NoteDamaged, strconv.Itoa(d.Percent))
	case Coarse:
		r.Note(NoteCoarse)
	case Doubtful:
		r.Note(NoteChecksum)
	default:
		r.Note(NoteEnd)
	}
}
