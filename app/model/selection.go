package model

import "slices"

// Current returns the row in view, or nil.
func (m *Model) Current() *Row { return m.current }

// CurrentIndex returns where the current row is in the shown ones, or -1.
func (m *Model) CurrentIndex() int { return slices.Index(m.shown, m.current) }

// Chosen returns the selected rows that can be seen, in the order they were added.
func (m *Model) Chosen() []*Row {
	var rows []*Row
	for _, row := range m.rows {
		if row.chosen && m.matches(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// Select selects one shown row and nothing else.
func (m *Model) Select(i int) {
	if i < 0 || i >= len(m.shown) {
		return
	}
	m.unchoose()
	m.current, m.anchor = m.shown[i], m.shown[i]
	m.choose(m.current)
}

// Toggle adds one shown row to the selection or takes it out, as Ctrl does.
func (m *Model) Toggle(i int) {
	if i < 0 || i >= len(m.shown) {
		return
	}
	row := m.shown[i]
	if row.chosen && m.chosen > 1 {
		row.chosen = false
		m.chosen--
		if m.current == row {
			if rest := m.Chosen(); len(rest) > 0 {
				m.current = rest[0]
			}
		}
		m.anchor = row
		return
	}
	m.choose(row)
	m.current, m.anchor = row, row
}

// Extend selects everything between the last row that was clicked and this one, as
// Shift does.
func (m *Model) Extend(i int) {
	if i < 0 || i >= len(m.shown) {
		return
	}
	from := slices.Index(m.shown, m.anchor)
	if from < 0 {
		m.Select(i)
		return
	}
	m.unchoose()
	for k := min(from, i); k <= max(from, i); k++ {
		m.choose(m.shown[k])
	}
	m.current = m.shown[i]
}

// SelectAll selects every shown row.
func (m *Model) SelectAll() {
	for _, row := range m.shown {
		m.choose(row)
	}
	if m.current == nil && len(m.shown) > 0 {
		m.current, m.anchor = m.shown[0], m.shown[0]
	}
}

// Move goes some rows up or down from the current one.
func (m *Model) Move(by int, extend bool) {
	if len(m.shown) == 0 {
		return
	}
	to := max(0, min(len(m.shown)-1, m.CurrentIndex()+by))
	if extend {
		m.Extend(to)
		return
	}
	m.Select(to)
}

func (m *Model) choose(row *Row) {
	if !row.chosen {
		row.chosen = true
		m.chosen++
	}
}

func (m *Model) unchoose() {
	if m.chosen == 0 {
		return
	}
	for _, row := range m.rows {
		row.chosen = false
	}
	m.chosen = 0
}

// CountChosen returns how many rows are selected.
func (m *Model) CountChosen() int { return m.chosen }

// Chosen reports whether the row is selected.
func (r *Row) Chosen() bool { return r.chosen }
