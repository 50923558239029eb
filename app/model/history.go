package model

// A History remembers steps so that a person can take them back and do them again.
type History[T any] struct {
	past, future []T
}

// deepest is how many steps can be taken back.
const deepest = 100

// Add remembers a step that was done. What was undone is forgotten.
func (h *History[T]) Add(step T) {
	h.past = append(h.past, step)
	if len(h.past) > deepest {
		h.past = h.past[1:]
	}
	h.future = nil
}

// Undo returns the step to take back, and says whether there is one.
func (h *History[T]) Undo() (step T, ok bool) { return move(&h.past, &h.future) }

// Empty reports whether there is no step to take back.
func (h *History[T]) Empty() bool { return len(h.past) == 0 }

// Last returns the step that Undo would take back, and says whether there is one.
func (h *History[T]) Last() (step T, ok bool) {
	if len(h.past) == 0 {
		return step, false
	}
	return h.past[len(h.past)-1], true
}

// Redo returns the step to do again, and says whether there is one.
func (h *History[T]) Redo() (step T, ok bool) { return move(&h.future, &h.past) }

// move takes the last step of one list to the other.
func move[T any](from, to *[]T) (step T, ok bool) {
	last := len(*from) - 1
	if last < 0 {
		return step, false
	}
	step = (*from)[last]
	*from, *to = (*from)[:last], append(*to, step)
	return step, true
}
