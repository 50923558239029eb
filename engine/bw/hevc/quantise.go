package hevc

// A quantiser scales coefficients (8.6.4.2).
type quantiser struct {
	scale   int64
	factors []uint8 // nil for 16 throughout
	shift   uint
}

func (d *Decoder) quantiser(component, log2 int) (q quantiser) {
	qp := d.qp + 6*(d.sps.Depth-8)
	if component > 0 {
		qp = d.unit.chromaQP[component-1]
	}
	q.scale = [6]int64{40, 45, 51, 57, 64, 72}[qp%6] << uint(qp/6)
	q.shift = uint(d.sps.Depth + log2 - 5)
	if d.scaling != nil && !(d.skipped && log2 > 2) {
		q.factors = d.scaling.factors[log2-2][component]
	}
	return q
}

func (q *quantiser) scaled(level int32, at int) int32 {
	factor := int64(16)
	if q.factors != nil {
		factor = int64(q.factors[at])
	}
	v := (int64(level)*factor*q.scale + 1<<(q.shift-1)) >> q.shift
	return int32(max(-1<<15, min(1<<15-1, v)))
}
