package app

import "sync"

// A serialWorker does what may wait for a disk, one thing after the other, off the window's goroutine.
type serialWorker struct {
	mu    sync.Mutex // guards what follows
	tasks []func()
	busy  bool
}

func newSerialWorker() *serialWorker { return &serialWorker{} }

func (w *serialWorker) do(task func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tasks = append(w.tasks, task)
	if !w.busy {
		w.busy = true
		go w.work()
	}
}

func (w *serialWorker) work() {
	for {
		w.mu.Lock()
		if len(w.tasks) == 0 {
			w.busy = false
			w.mu.Unlock()
			return
		}
		task := w.tasks[0]
		w.tasks = w.tasks[1:]
		w.mu.Unlock()
		task()
	}
}
