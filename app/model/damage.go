package model

// Keepable returns the rows of damaged photos of which something is there, and that nobody has
// asked yet to convert as they are.
func Keepable(rows []*Row) (damaged []*Row) {
	for _, row := range rows {
		if !row.Damage.Whole() && !row.Keep && !row.Pending() && row.State != Done {
			damaged = append(damaged, row)
		}
	}
	return damaged
}

// Troubled reports whether a row that nothing has happened to is known to be damaged, or of
// another kind of trouble.
func (r *Row) Troubled() bool {
	return r.State == Ready && (r.Trouble != nil || !r.Damage.Whole() && !r.Keep)
}

// ShownState is how a row's state looks.
func (r *Row) ShownState() State {
	if r.Troubled() {
		return Failed
	}
	return r.State
}

// Problem returns why the row failed, or why it can't be shown; nil if nothing is wrong.
func (r *Row) Problem() error {
	if r.State == Failed {
		return r.Err
	}
	if r.Troubled() {
		return r.Trouble
	}
	return nil
}
