package engine

// Limits on the photos that are in memory and on their way to the disk at once. A larger photo is
// converted alone. Saving mostly waits for the disk, and a file system syncs many files about as
// fast as one.
const (
	maxOriginals = 64 << 20 // bytes
	maxResults   = 10 << 20 // bytes
	maxSaving    = 16       // results
)

// A workQueue has the photos of a batch that are to be done, by their indexes, and decides which
// of them starts next. It counts those under way:
//
//	push -> next -> converted -> saved
type workQueue struct {
	queue    []int // next first
	suspects []int // whose connection was lost: done alone, after all others
	alone    bool  // a suspect is under way

	converting int
	saving     int
	originals  int64 // bytes of those that are converted
	results    int64 // bytes of those that are saved
	losses     int   // connections lost in a row, with no photo done in between
}

// push adds a photo at the end.
func (q *workQueue) push(index int) { q.queue = append(q.queue, index) }

// pushFront puts a photo back where it was.
func (q *workQueue) pushFront(index int) { q.queue = append([]int{index}, q.queue...) }

// pending counts the photos that have not started.
func (q *workQueue) pending() int { return len(q.queue) + len(q.suspects) }

// idle reports whether nothing is to be done, and nothing is under way.
func (q *workQueue) idle() bool { return q.pending()+q.converting+q.saving == 0 }

// clear removes all photos that have not started, and returns them.
func (q *workQueue) clear() []int {
	all := append(q.queue, q.suspects...)
	q.queue, q.suspects = nil, nil
	return all
}

// next takes the next photo if it may start: fewer than jobs are converted, and it fits the limits.
// A large photo waits until it fits, and those behind it wait too, or it would wait for ever.
func (q *workQueue) next(jobs int, size func(index int) int64) (index int, ok bool) {
	behind := q.saving >= maxSaving || q.results >= maxResults // the disk; one large result may be too much by itself
	switch {
	case q.alone || q.converting >= jobs || behind:
		return 0, false
	case len(q.queue) > 0:
		index = q.queue[0]
		if q.originals > 0 && q.originals+size(index) > maxOriginals {
			return 0, false
		}
		q.queue = q.queue[1:]
	case len(q.suspects) > 0 && q.converting == 0:
		index, q.suspects = q.suspects[0], q.suspects[1:]
		q.alone = true
	default:
		return 0, false
	}
	q.converting++
	q.originals += size(index)
	return index, true
}

// converted ends the first half of a photo's work. Its original has so many bytes.
func (q *workQueue) converted(original int64) {
	q.converting--
	q.originals -= original
	q.alone = false
}

// save begins the second half for a result of so many bytes, and saved ends it.
func (q *workQueue) save(result int64) {
	q.saving++
	q.results += result
}

func (q *workQueue) saved(result int64) {
	q.saving--
	q.results -= result
}

// suspect adds a photo whose connection was lost.
func (q *workQueue) suspect(index int) { q.suspects = append(q.suspects, index) }

// clearSuspects queues the suspects like other photos, because another server may convert them.
// It returns them.
func (q *workQueue) clearSuspects() []int {
	cleared := q.suspects
	q.queue, q.suspects, q.losses = append(q.queue, cleared...), nil, 0
	return cleared
}
