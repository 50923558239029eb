package model

import (
	"fmt"
	"strings"
	"testing"

	"pretobranco/engine"
)

// TestRestore takes rows out, from every place, and has them come back where they were, with their
// states. The list once lost 5,000 photos at one tap.
func TestRestore(t *testing.T) {
	const n = 5
	names := func(m *Model) string {
		var b strings.Builder
		for _, row := range m.Rows() {
			b.WriteString(row.Name() + " ")
		}
		return b.String()
	}
	for mask := range 1 << n {
		m := New()
		var photos []engine.Photo
		for i := range n {
			photos = append(photos, engine.Photo{Path: fmt.Sprintf("/p/%d.jpg", i)})
		}
		m.Add(photos)
		m.Set(m.Rows()[1], Done)
		before := names(m)
		var gone []*Row
		for i, row := range m.Rows() {
			if mask>>i&1 == 1 {
				gone = append(gone, row)
			}
		}
		removal, _ := m.Remove(gone)
		if removal.Len() != len(gone) || m.Len() != n-len(gone) {
			t.Fatalf("%05b: %d rows were removed", mask, removal.Len())
		}
		if back := m.Restore(removal); len(back) != len(gone) || names(m) != before || m.Count(ShowDone) != 1 || len(m.Shown()) != n {
			t.Errorf("%05b: the list is %s, with %d done", mask, names(m), m.Count(ShowDone))
		}
		if len(gone) > 0 && (m.CountChosen() != len(gone) || m.Current() != gone[0]) {
			t.Errorf("%05b: %d are selected", mask, m.CountChosen())
		}
		if root, one := m.Root(); !one || root != "/p" {
			t.Errorf("%05b: the root is %q", mask, root)
		}
		if back := m.Restore(removal); len(back) != 0 || m.Len() != n {
			t.Errorf("%05b: what is there comes twice", mask)
		}
	}
}
