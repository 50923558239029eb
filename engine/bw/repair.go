package bw

import (
	"context"
	"strconv"

	"pretobranco/engine/bw/fault"
)

// Damage says how much of a damaged picture is there; see package fault.
type Damage = fault.Damage

// What a damaged picture may lack.
const (
	Stops    = fault.Stops
	Gaps     = fault.Gaps
	Coarse   = fault.Coarse
	Doubtful = fault.Doubtful
)

// repair makes a whole file, of the same format, of what can be read of a damaged one; cause is
// why it could not be read as it is. With luma, damage to colours alone does not count. It
// fails with cause if nothing of the picture is there, or if its codec can't tell.
func repair(ctx context.Context, file []byte, limits Limits, luma bool, cause error) (mended []byte, d Damage, err error) {
	defer func() {
		if v := recover(); v != nil {
			mended, err = nil, fault.Recovered(v, "the repair of this picture failed")
		}
	}()
	if fault.KindOf(cause) != fault.Damaged {
		return nil, Damage{}, cause
	}
	mend := Sniff(file).Info().codec.Repair
	if mend == nil {
		return nil, Damage{}, cause
	}
	// What a header claims is held against the limits before anything of that size is made.
	if _, err := admit(file, limits); err != nil && fault.KindOf(err) != fault.Damaged {
		return nil, Damage{}, err
	}
	mended, d, err = mend(ctx, file, limits.Pixels, luma)
	switch {
	case err == nil:
		return mended, d, nil
	case fault.KindOf(err) == fault.Cancelled, fault.KindOf(err) == fault.TooLarge:
		return nil, Damage{}, err
	}
	return nil, Damage{}, cause
}

// Missing says what the result would lack if a file that Convert refused as damaged were converted
// with KeepDamaged. The error is Damaged if nothing of it can be.
func Missing(ctx context.Context, file []byte, o Options, limits Limits) (Damage, error) {
	_, d, err := repair(ctx, file, limits, o.tone().OfLuma, fault.New(fault.Damaged, "nothing of the picture is there"))
	return d, err
}

// whole are limits for a file that repair has made: it may be longer than the one that came in.
func (l Limits) whole() Limits { return Limits{Pixels: l.Pixels, Frames: l.Frames} }

// convertDamaged converts what is there of a file that convert refused: all of the picture if
// only the file's end is missing, or if it may be damaged by the options.
func convertDamaged(ctx context.Context, file []byte, o Options, limits Limits, cause error) (Result, error) {
	mended, d, err := repair(ctx, file, limits, o.tone().OfLuma, cause)
	if err != nil {
		return Result{}, err
	}
	if !d.Whole() && o.Damaged != KeepDamaged {
		return Result{}, d.Error(cause)
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
