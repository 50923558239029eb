package logfile

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
)

// remembered is how many errors are remembered.
const remembered = 32

// recent are the latest errors that were logged with details.
type recent struct {
	mu     sync.Mutex // guards what follows
	errors []logged   // the latest last
}

type logged struct{ id, sentence, detail string }

// Detail returns the details with which an error was logged: of the request with this ID or, if
// there are none, the latest of this sentence; "" if there are none either. The servers in this
// process log the causes of an error and the stack of a panic, and send only the sentence to their
// client.
func (l *Log) Detail(id, sentence string) string {
	l.recent.mu.Lock()
	defer l.recent.mu.Unlock()
	var details []string // of the converter, then of the gateway
	latest := ""
	for _, e := range l.recent.errors {
		if id != "" && e.id == id && !slices.Contains(details, e.detail) {
			details = append(details, e.detail)
		}
		if strings.Contains(sentence, e.sentence) {
			latest = e.detail
		}
	}
	if details == nil {
		return latest
	}
	return strings.Join(details, "\n")
}

func (r *recent) add(e logged) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, e)
	if len(r.errors) > remembered {
		r.errors = r.errors[1:]
	}
}

// handler leaves out what is no error and no warning: the servers log a line for each photo, and
// thousands of them would push the errors out of the file.
type handler struct {
	slog.Handler
	recent *recent
}

// Handle is part of slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	var e logged
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "id":
			e.id = a.Value.String()
		case "err":
			e.sentence = a.Value.String()
		case "detail":
			e.detail = a.Value.String()
		}
		return true
	})
	if e.sentence == "" && r.Level < slog.LevelWarn {
		return nil
	}
	if e.sentence != "" && e.detail != "" {
		h.recent.add(e)
	}
	return h.Handler.Handle(ctx, r)
}

// Enabled is part of slog.Handler. Details are remembered even without a file.
func (h *handler) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

// WithAttrs is part of slog.Handler.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &handler{h.Handler.WithAttrs(attrs), h.recent}
}

// WithGroup is part of slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{h.Handler.WithGroup(name), h.recent}
}
