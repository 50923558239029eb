package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"pretobranco/engine"
)

// recordName is the name of the last batch's record, in the folder of -provenance.
const recordName = "last-batch.jsonl"

var errNoBatch = errors.New("no batch is recorded")

// lastBatch reads the record of the last batch.
func lastBatch(s settings) (*engine.Record, error) {
	r, err := engine.ReadRecord(s.job.Record)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoBatch
	}
	if err != nil {
		return nil, fmt.Errorf("the record of the last batch cannot be read: %w", err)
	}
	return r, nil
}

// An undoneLine is what -undo prints with -json.
type undoneLine struct {
	Event   string    `json:"event"` // "undone"
	Time    time.Time `json:"time"`
	Removed int       `json:"removed"` // results
	Kept    int       `json:"kept"`    // results that were changed since, or are gone
}

// undo removes the results of the last batch, and returns the exit status.
func undo(s settings, stdout, stderr io.Writer) int {
	fail := func(err error) int {
		fmt.Fprintf(stderr, "%s: %s\n", program, printable(err.Error()))
		return 1
	}
	r, err := lastBatch(s)
	if err != nil {
		return fail(err)
	}
	removed, kept, err := r.Undo()
	if err != nil {
		return fail(err)
	}
	switch {
	case s.json:
		// Encoding numbers cannot fail.
		json.NewEncoder(stdout).Encode(undoneLine{"undone", time.Now(), len(removed), kept})
	case !s.quiet:
		fmt.Fprintln(stdout, undoneSentence(len(removed), kept))
	}
	return 0
}

func undoneSentence(removed, kept int) string {
	text := fmt.Sprintf("%d results removed", removed)
	if removed == 1 {
		text = "1 result removed"
	}
	if kept > 0 {
		text += fmt.Sprintf(", %d kept: changed since, or already gone", kept)
	}
	return text
}

// resume returns the job and the photos of the last batch, if it was interrupted.
func resume(s settings) (settings, []engine.Photo, error) {
	r, err := lastBatch(s)
	if err != nil {
		return s, nil, err
	}
	left, over := r.Left()
	switch {
	case !over:
		return s, nil, errors.New("the last batch is still running")
	case left == 0:
		return s, nil, errors.New("the last batch is complete")
	}
	record := s.job.Record
	s.job = r.Job
	s.job.Record = record
	return s, r.Photos, nil
}

// checkLast returns what is wrong with -undo and -resume on a command line.
func checkLast(s settings) error {
	switch {
	case s.undo && s.resume:
		return errors.New("-undo and -resume exclude each other")
	case len(s.paths) > 0:
		return fmt.Errorf("-undo and -resume take no photos: they are about the last batch, not about %s", strings.Join(s.paths, " "))
	case s.job.Record == "":
		return errors.New("-undo and -resume need the folder of -provenance")
	}
	return nil
}

// recordFile returns where the last batch is recorded.
func recordFile(provenance string) string {
	if provenance == "" {
		return ""
	}
	return filepath.Join(provenance, recordName)
}
