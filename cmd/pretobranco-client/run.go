package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"pretobranco/engine"
	"pretobranco/engine/bw/fault"
)

// run does the whole job and returns the exit status:
//
//	open -> is the server there? -> scan -> convert -> tell
func run(s settings, stdout, stderr io.Writer, signals <-chan os.Signal) int {
	if s.undo {
		return undo(s, stdout, stderr)
	}
	var photos []engine.Photo
	if s.resume {
		var err error
		if s, photos, err = resume(s); err != nil {
			fmt.Fprintf(stderr, "%s: %s\n", program, printable(err.Error()))
			return 1
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	e, err := engine.Open(ctx, s.engine)
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v (-h shows the help)\n", program, err)
		return 2
	}
	defer e.Close()
	r := newReporter(s, stdout, stderr)
	if err := there(ctx, e); err != nil {
		r.problem(e.Server(), err)
		return r.end(engine.Summary{}, true)
	}
	if !s.resume {
		found, ok := scan(ctx, cancel, s, signals, r)
		if !ok {
			r.say("stopped")
			return r.end(engine.Summary{}, true)
		}
		r.searched(found)
		for _, folder := range bare(s.paths, found) {
			r.failed(folder, fault.New(fault.Unsupported, "no pictures were found in this folder"), true)
		}
		if photos = found.Photos; len(photos) == 0 {
			return r.nothing()
		}
		r.foresee(ctx, photos)
	}
	r.expect(photos)
	b, err := e.Start(ctx, s.job, photos, r.hear)
	if err != nil {
		r.problem(r.folder(), err)
		return r.end(engine.Summary{}, true)
	}
	return r.end(watch(b, r, signals), false)
}

// there reports whether the server answers. A busy one counts as answering.
func there(ctx context.Context, e *engine.Engine) error {
	if e.Server() == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	err := e.Check(ctx)
	if err != nil && engine.KindOf(err) == engine.Busy {
		return nil
	}
	return err
}

// scan looks for photos until a signal comes.
func scan(ctx context.Context, cancel func(), s settings, signals <-chan os.Signal, r *reporter) (engine.Found, bool) {
	done := make(chan engine.Found, 1)
	options := engine.ScanOptions{Recursive: s.recursive, Count: true}
	if s.job.Subfolder != "" {
		options.Own = []string{s.job.Subfolder, engine.OldResultFolder}
	}
	if s.job.Folder != "" {
		options.Exclude = []string{s.job.Folder}
	}
	go func() {
		done <- engine.Scan(ctx, s.paths, options, r.found)
	}()
	select {
	case found := <-done:
		return found, true
	case <-signals:
		cancel()
		<-done
		return engine.Found{}, false
	}
}

// bare returns the folders among paths in which there is nothing to convert, and nothing
// that has been told of.
func bare(paths []string, found engine.Found) []string {
	var filled []string
	for _, photo := range found.Photos {
		filled = append(filled, photo.Path)
	}
	for _, left := range found.LeftOut {
		if !left.Expected {
			filled = append(filled, left.Path)
		}
	}
	var folders []string
	for _, path := range paths {
		folder, err := filepath.Abs(path)
		if err != nil {
			continue
		}
		if info, err := os.Stat(folder); err != nil || !info.IsDir() || slices.ContainsFunc(filled, below(folder)) {
			continue
		}
		// Photos of the folder may have been found by another way to it.
		real, err := filepath.EvalSymlinks(folder)
		if err == nil && slices.ContainsFunc(filled, func(file string) bool {
			file, err := filepath.EvalSymlinks(file)
			return err == nil && below(real)(file)
		}) {
			continue
		}
		folders = append(folders, folder)
	}
	return folders
}

// below returns which files are in a folder.
func below(folder string) func(file string) bool {
	return func(file string) bool {
		rel, err := filepath.Rel(folder, file)
		return err == nil && filepath.IsLocal(rel)
	}
}

// watch waits for the batch and stops it when asked: the first signal lets finish
// what is under way, the second does not. What would befall every photo ends it too.
func watch(b *engine.Batch, r *reporter, signals <-chan os.Signal) engine.Summary {
	done := make(chan engine.Summary, 1)
	go func() { done <- b.Wait() }()
	asked := false
	for {
		select {
		case summary := <-done:
			return summary
		case err := <-r.paused:
			r.problem("", err)
			b.Stop()
		case <-signals:
			if asked {
				b.StopNow()
				continue
			}
			asked = true
			r.say("finishing the photos under way; Ctrl-C again stops at once")
			b.Stop()
		}
	}
}
