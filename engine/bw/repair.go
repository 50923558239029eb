package bw

import (
	"context"
	"strconv"

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
	// The header's claims are checked against the limits before anything of that size is allocated.
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

// Missing returns what the result would lack if a file that Convert refused as damaged were converted
// with KeepDamaged. The error is Damaged if nothing of it can be converted.
func Missing(ctx context.Context, file []byte, o Options, limits Limits) (Damage, error) {
	_, d, err := repair(ctx, file, limits, o.tone().OfLuma, fault.New(fault.Damaged, "nothing of the picture is there"))
	return d, err
}

// whole returns limits for a file made by repair, which may be longer than the original file.
func (l Limits) whole() Limits { return Limits{Pixels: l.Pixels, Frames: l.Frames} }

// convertDamaged converts a file that convert refused as damaged, if only the end marker is missing or if the
// options allow damaged pictures.
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
