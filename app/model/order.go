package model

import (
	"cmp"
	"slices"
	"strings"

	"pretobranco/engine"
)

// A Filter says which photos of the list are shown.
type Filter int

// Filters.
const (
	ShowAll     Filter = iota
	ShowWaiting        // not converted yet, or being converted
	ShowDone
	ShowErrors
	NumFilters // how many there are
)

// shows says whether a filter shows photos in a state.
func (f Filter) shows(s State) bool {
	switch f {
	case ShowWaiting:
		return s == Ready || s == InQueue || s == Running || s == Waiting
	case ShowDone:
		return s == Done || s == Skipped
	case ShowErrors:
		return s == Failed
	}
	return true
}

// Filter returns the filter in use.
func (m *Model) Filter() Filter { return m.filter }

// Count returns how many photos a filter shows.
func (m *Model) Count(f Filter) int {
	n := 0
	for s, count := range m.counts {
		if f.shows(State(s)) {
			n += count
		}
	}
	return n
}

// CountShown returns how many photos each filter would show with the text that paths must contain.
func (m *Model) CountShown() (counts [NumFilters]int) {
	for f := range counts {
		counts[f] = m.Count(Filter(f))
	}
	if m.text == "" {
		return counts
	}
	counts = [NumFilters]int{}
	for _, row := range m.rows {
		for f := range counts {
			if Filter(f).shows(row.State) && strings.Contains(row.lower, m.text) {
				counts[f]++
			}
		}
	}
	return counts
}

// Filtered reports whether a text narrows the list.
func (m *Model) Filtered() bool { return m.text != "" }

// Part returns the photos that a person may mean when not all are meant: several that are selected,
// or those that the text of the filter shows. It returns nil if that is nothing or everything.
func (m *Model) Part() (rows []*Row, chosen bool) {
	switch {
	case m.chosen > 1 && m.chosen < len(m.rows):
		return m.Chosen(), true
	case m.text != "" && len(m.shown) > 0 && len(m.shown) < len(m.rows):
		return slices.Clone(m.shown), false
	}
	return nil, false
}

// An Order says how the list is sorted.
type Order int

// Orders.
const (
	ByAdded Order = iota
	ByName
	BySize // the largest first
	ByDate // of the file's last change, the newest first
	ByState
)

// Show changes what the list shows. What it does not show is not selected either: nobody
// should remove what they can't see.
func (m *Model) Show(f Filter, text string, o Order, back bool) {
	m.filter, m.text, m.order, m.back = f, strings.ToLower(strings.TrimSpace(text)), o, back
	m.refilter()
	if m.chosen == 0 {
		return
	}
	for _, row := range m.rows {
		if row.chosen && !m.matches(row) {
			row.chosen = false
			m.chosen--
		}
	}
}

// Refilter brings the shown rows up to date after states changed. It says whether
// there was anything to do.
func (m *Model) Refilter() bool {
	if m.filter == ShowAll && m.order != ByState {
		return false
	}
	m.refilter()
	return true
}

func (m *Model) refilter() {
	m.shown = m.arrange(m.rows)
}

// insert shows rows that are new, without looking at the others again.
func (m *Model) insert(added []*Row) {
	news := m.arrange(added)
	compare := m.compare()
	if compare == nil && !m.back || len(m.shown) == 0 {
		m.shown = append(m.shown, news...)
		return
	}
	if compare == nil { // the newest first
		m.shown = append(news, m.shown...)
		return
	}
	merged := make([]*Row, 0, len(m.shown)+len(news))
	for _, row := range m.shown {
		for len(news) > 0 && compare(news[0], row) < 0 {
			merged, news = append(merged, news[0]), news[1:]
		}
		merged = append(merged, row)
	}
	m.shown = append(merged, news...)
}

// arrange returns those of rows that are to be shown, in order.
func (m *Model) arrange(rows []*Row) []*Row {
	shown := make([]*Row, 0, len(rows))
	for _, row := range rows {
		if m.matches(row) {
			shown = append(shown, row)
		}
	}
	compare := m.compare()
	switch {
	case m.order == ByState: // happens with every change in a run: in one pass
		shown = m.byState(shown)
	case compare != nil:
		slices.SortStableFunc(shown, compare)
	case m.back:
		slices.Reverse(shown)
	}
	return shown
}

func (m *Model) matches(row *Row) bool {
	return m.filter.shows(row.State) && (m.text == "" || strings.Contains(row.lower, m.text))
}

// compare returns how two rows are ordered, or nil if they stay as they were added.
func (m *Model) compare() func(a, b *Row) int {
	var by func(a, b *Row) int
	switch m.order {
	case ByName:
		by = func(a, b *Row) int { return engine.CompareNames(a.key, b.key) }
	case BySize:
		by = func(a, b *Row) int { return cmp.Compare(b.Photo.Size, a.Photo.Size) }
	case ByDate:
		by = func(a, b *Row) int { return b.Photo.Time.Compare(a.Photo.Time) }
	case ByState:
		by = func(a, b *Row) int { return cmp.Compare(b.State, a.State) }
	default:
		return nil
	}
	if m.back {
		return func(a, b *Row) int { return by(b, a) }
	}
	return by
}

// byState puts errors first, then what is done, what waits, what nobody asked for yet.
func (m *Model) byState(rows []*Row) []*Row {
	var buckets [NumStates][]*Row
	for _, row := range rows {
		buckets[row.State] = append(buckets[row.State], row)
	}
	if !m.back {
		slices.Reverse(buckets[:])
	}
	return slices.Concat(buckets[:]...)
}
