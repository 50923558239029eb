package model

// A home is a folder that results of a run went to: how many, and which of all came last.
type home struct{ results, last int }

// wrote notes a result in a folder.
func (r *Run) wrote(folder string) {
	if r.homes == nil {
		r.homes = map[string]home{}
	}
	r.written++
	r.homes[folder] = home{r.homes[folder].results + 1, r.written}
}

// Fullest returns the folder that most results went to, and of several the one of the last. Without
// any it is the one they would go to.
func (r *Run) Fullest() string {
	folder, most := r.Folder(), home{}
	for path, h := range r.homes {
		if h.results > most.results || h.results == most.results && h.last > most.last {
			folder, most = path, h
		}
	}
	return folder
}
