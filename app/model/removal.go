package model

// A Removal is what was taken out of the list, so that it can come back.
type Removal struct {
	rows   []*Row
	places []int // of each row among all rows, before
}

// Len returns how many rows were taken out.
func (r *Removal) Len() int { return len(r.rows) }

// Rows returns the rows that were taken out.
func (r *Removal) Rows() []*Row { return r.rows }

// Restore takes rows into the list again, where they were and as they were, and selects them.
// Photos that came into the list again meanwhile stay as they are.
func (m *Model) Restore(r *Removal) []*Row {
	var back []*Row
	all := make([]*Row, 0, len(m.rows)+len(r.rows))
	rest := m.rows
	for i, row := range r.rows {
		if m.known[row.Photo.Path] != nil {
			continue
		}
		for len(rest) > 0 && len(all) < r.places[i] {
			all, rest = append(all, rest[0]), rest[1:]
		}
		all, back = append(all, row), append(back, row)
		m.known[row.Photo.Path] = row
		m.roots[rootOf(row.Photo)]++
		m.counts[row.State]++
	}
	if len(back) == 0 {
		return nil
	}
	m.rows = append(all, rest...)
	m.refilter()
	m.unchoose()
	for _, row := range back {
		if m.matches(row) {
			m.choose(row)
			if m.chosen == 1 {
				m.current, m.anchor = row, row
			}
		}
	}
	if m.current == nil && len(m.shown) > 0 {
		m.Select(0)
	}
	return back
}
