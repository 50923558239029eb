package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"pretobranco/assets/about"
	"pretobranco/engine"
	"pretobranco/engine/bw"
)

const program = "pretobranco-client"

// settings are what the command line asks for.
type settings struct {
	paths     []string
	job       engine.Job
	engine    engine.Config
	recursive bool
	json      bool
	quiet     bool
	undo      bool
	resume    bool
	stream    bool // from standard input, or to standard output
}

// parse reads the command line. Flags may come before, between and after the
// paths. If exit is set the program is over: help was asked for, or the words make no sense.
func parse(args []string, getenv func(string) string, stdout, stderr io.Writer) (s settings, exit bool, code int) {
	f := flag.NewFlagSet(program, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&s.job.Folder, "o", "out", "`folder` for the results; made if it is not there; - is standard output, for one photo")
	f.StringVar(&s.job.Subfolder, "beside", "", "`name` of a folder beside the photos for the results, in place of -o")
	f.StringVar(&s.job.Name, "name", engine.DefaultTemplate, "`template` of the results' names: {name}, {n} or {n:4} with so many digits, {date}, {look}, {folder}; a slash makes a folder")
	f.BoolVar(&s.job.Flat, "flat", false, "all results in one folder, instead of building the folders again")
	dates := f.Bool("keep-dates", true, "results have the dates of their photos' files")
	var look lookFlags
	look.define(f)
	list := f.Bool("looks", false, "list the looks that have a name, and end; with -json one object a line")
	format := f.String("format", "keep", "of the results: "+bw.FormatNames())
	quality := f.Int("quality", 90, "of lossy results, 1 to 100")
	metadata := f.String("metadata", "all", "kept beside the picture: all, nolocation, none")
	damaged := f.String("damaged", "", "`refuse` damaged photos, or keep what is there of them; when missing they are refused, or what the server was told")
	exists := f.String("exists", string(engine.Skip), "what to do if a result is there already: skip, number, overwrite")
	f.StringVar(&s.engine.Server, "server", "", "`address` of a gateway: host, host:port, ws://... or wss://...; none is this computer")
	f.StringVar(&s.engine.Token, "token", getenv("PRETOBRANCO_TOKEN"), "that the server asks for; better in the environment, as PRETOBRANCO_TOKEN")
	f.StringVar(&s.engine.CAFile, "ca", "", "PEM `file` of the authority that signed the server's certificate")
	f.IntVar(&s.engine.Jobs, "jobs", 0, "photos under way at once; 0 chooses")
	s.engine.Limits = bw.OwnLimits
	f.Int64Var(&s.engine.Limits.Pixels, "max-pixels", bw.OwnLimits.Pixels, "leave out pictures with more than `N` pixels, width x height x frames; without -server")
	f.Int64Var(&s.engine.Limits.Bytes, "max-bytes", bw.OwnLimits.Bytes, "leave out files with more than `N` bytes")
	f.IntVar(&s.engine.Limits.Frames, "max-frames", bw.OwnLimits.Frames, "leave out animations and files of several pages with more than `N`; without -server")
	f.Int64Var(&s.engine.Limits.Metadata, "max-metadata", bw.OwnLimits.Metadata, "leave out files with more than `N` bytes of metadata; without -server")
	records := f.String("provenance", cmp.Or(getenv("PRETOBRANCO_PROVENANCE"), engine.ProvenanceFolder()), "`folder` that records what made each result, so that a later run can tell which were made with other settings, also in the environment, as PRETOBRANCO_PROVENANCE; empty records nothing")
	f.BoolVar(&s.recursive, "recursive", true, "search folders inside folders")
	f.BoolVar(&s.json, "json", false, "one JSON object a line on standard output for every change of state, a summary last")
	show := about.Define(f)
	f.BoolVar(&s.undo, "undo", false, "remove the results of the last batch, except those that were changed since, and end")
	f.BoolVar(&s.resume, "resume", false, "convert what an interrupted last batch has left, with its own photos, look, folder and names")
	f.BoolVar(&s.quiet, "quiet", false, "say nothing but what went wrong")

	err := f.Parse(args)
	for err == nil && f.NArg() > 0 {
		rest := f.Args()
		// What follows "--" is all paths, also what looks like flags.
		if at := len(args) - len(rest); at > 0 && args[at-1] == "--" {
			s.paths = append(s.paths, rest...)
			break
		}
		s.paths = append(s.paths, rest[0])
		args = rest[1:]
		err = f.Parse(args)
	}
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, manual)
		f.VisitAll(func(fl *flag.Flag) {
			value, usage := flag.UnquoteUsage(fl)
			switch fl.Name {
			case "token":
				fl.DefValue = "" // not for everyone to read
			case "provenance":
				fl.DefValue = "pretobranco/results in your settings folder" // manuals are made of this text: the same for everyone
			}
			if fl.DefValue != "" && fl.DefValue != "false" && fl.DefValue != "0" {
				usage += "; default " + fl.DefValue
			}
			fmt.Fprintf(stdout, "  -%s %s\n        %s\n", fl.Name, value, usage)
		})
		return s, true, 0
	}
	if err == nil && show(stdout) {
		return s, true, 0
	}
	if err == nil && *list {
		listLooks(stdout, s.json)
		return s, true, 0
	}
	if err == nil {
		fields := map[string]any{"format": *format, "quality": *quality, "metadata": *metadata}
		if *damaged != "" {
			fields["damaged"] = *damaged
		}
		s.job.Options, err = engine.ParseOptions(fields)
	}
	if err == nil {
		s.job.Options.Look, err = look.read(f)
	}
	if err == nil {
		if _, wrong := engine.ParseTemplate(s.job.Name); wrong != nil {
			err = fmt.Errorf("-name %q: %w", s.job.Name, wrong)
		}
	}
	s.job.Exists, s.job.DropDates = engine.Exists(*exists), !*dates
	s.job.Record = recordFile(*records)
	if *records != "" {
		s.engine.Provenance = engine.NewProvenance(*records)
	}
	given := map[string]bool{}
	f.Visit(func(fl *flag.Flag) { given[fl.Name] = true })
	if err == nil {
		err = checkStream(&s, func(flag string) bool { return given[flag] })
	}
	if s.job.Subfolder != "" {
		s.job.Folder = ""
	}
	switch {
	case err != nil:
	case s.job.Exists != engine.Skip && s.job.Exists != engine.Number && s.job.Exists != engine.Overwrite:
		err = fmt.Errorf("unknown -exists %q: there are skip, number, overwrite", *exists)
	case s.engine.Jobs < 0:
		err = errors.New("-jobs must not be below 0")
	case s.job.Folder == "" && s.job.Subfolder == "":
		err = errors.New("-o names no folder")
	case s.job.Subfolder != "" && strings.ContainsAny(s.job.Subfolder, `/\`):
		err = errors.New("-beside takes a name, not a path")
	case s.engine.Limits.Pixels <= 0 || s.engine.Limits.Bytes <= 0 || s.engine.Limits.Frames <= 0 || s.engine.Limits.Metadata <= 0:
		err = errors.New("-max-pixels, -max-bytes, -max-frames and -max-metadata must be above 0")
	case s.undo || s.resume:
		err = checkLast(s)
	case len(s.paths) == 0:
		err = errors.New("no photos and no folders are named")
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v (-h shows the help)\n", program, err)
		return s, true, 2
	}
	return s, false, 0
}
