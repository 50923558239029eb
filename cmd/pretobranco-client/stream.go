package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"pretobranco/engine"
)

// standard stands for standard input as a path, and for standard output with -o.
const standard = "-"

// checkStream sets s.stream if the command line names one of the standard streams, and returns what
// is wrong with it then. set reports whether a flag is on the command line.
func checkStream(s *settings, set func(flag string) bool) error {
	in := false
	for _, path := range s.paths {
		in = in || path == standard
	}
	out := s.job.Folder == standard
	if s.stream = in || out; !s.stream {
		return nil
	}
	switch {
	case in && len(s.paths) > 1:
		return errors.New("- is standard input, one picture: it goes alone")
	case in && !out && set("o"), set("beside"):
		return errors.New("a picture from standard input goes to standard output: -o and -beside do not apply")
	case len(s.paths) > 1:
		return errors.New("-o - is standard output, for one picture: there are several paths")
	case s.json:
		return errors.New("with -json standard output is not for pictures")
	case s.undo, s.resume, len(s.paths) == 0:
		return errors.New("-o - is standard output, for one picture: none is named")
	}
	return nil
}

// stream converts one picture from a file or standard input to standard output, and returns the exit
// status. Nothing is written unless the whole result is there.
func stream(s settings, stdin io.Reader, stdout, stderr io.Writer, signals <-chan os.Signal) int {
	name := s.paths[0]
	if name == standard {
		name = "standard input"
	}
	fail := func(err error) int {
		fmt.Fprintf(stderr, "%s: %s\n", printable(name), printable(err.Error()))
		return 1
	}
	if onTerminal(stdout) {
		return fail(errors.New("the result is not for a terminal: send standard output to a file or a program"))
	}
	if s.paths[0] != standard {
		f, err := os.Open(name)
		if err != nil {
			return fail(errors.Unwrap(err))
		}
		defer f.Close()
		stdin = f
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan int, 1)
	go func() {
		e, err := engine.Open(ctx, s.engine)
		if err != nil {
			done <- fail(err)
			return
		}
		defer e.Close()
		file, report, damage, err := e.Convert(ctx, stdin, s.job.Options)
		if err != nil && !damage.Whole() {
			err = fmt.Errorf("%w (-damaged keep converts what is there)", err)
		}
		if err == nil {
			_, err = stdout.Write(file)
		}
		if err != nil {
			done <- fail(err)
			return
		}
		if !s.quiet {
			var notes []string
			for _, note := range report.Notes {
				notes = append(notes, note.Text)
			}
			if len(notes) > 0 {
				fmt.Fprintln(stderr, printable(name+": "+strings.Join(notes, "; ")))
			}
		}
		done <- 0
	}()
	select {
	case code := <-done:
		return code
	case <-signals: // a read of standard input may never end
		return fail(errors.New("stopped"))
	}
}
