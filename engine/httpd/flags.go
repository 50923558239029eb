package httpd

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"pretobranco/assets/about"
	"pretobranco/engine/bw"
)

// Flags are the flags that both server programs have. Each can also come from the
// environment: -max-bytes from PRETOBRANCO_MAX_BYTES. A flag wins over it.
type Flags struct {
	*flag.FlagSet // a program adds its own flags before it calls Parse

	Addr, Token, CertFile, KeyFile string
	MaxPixels, MaxBytes            int64
	MaxMetadata                    int64
	MaxFrames, Jobs                int
	Damaged                        bw.DamagePolicy // for clients that don't say; "" if the command line doesn't either
	LogLevel                       slog.Level
	LogJSON                        bool

	show func(io.Writer) bool // prints what -version and -licenses ask for
}

// NewFlags makes the flags of a program. manual is what -h prints above them.
func NewFlags(program, addr, manual string) *Flags {
	f := &Flags{FlagSet: flag.NewFlagSet(program, flag.ContinueOnError)}
	f.SetOutput(io.Discard)
	f.Usage = func() { f.help(manual) }
	f.StringVar(&f.Addr, "addr", addr, "listen on `HOST:PORT`; port 0 picks a free one, host 127.0.0.1 keeps it on this computer")
	f.StringVar(&f.Token, "token", "", "let in only who shows this `TEXT` (Authorization: Bearer, Basic password, or ?token=)")
	f.StringVar(&f.CertFile, "tls-cert", "", "speak TLS with the certificate in this PEM `FILE`")
	f.StringVar(&f.KeyFile, "tls-key", "", "the certificate's key, a PEM `FILE`")
	f.Int64Var(&f.MaxPixels, "max-pixels", bw.ServerLimits.Pixels, "refuse pictures with more than `N` pixels (width x height x frames)")
	f.Int64Var(&f.MaxBytes, "max-bytes", bw.ServerLimits.Bytes, "refuse files with more than `N` bytes")
	f.IntVar(&f.MaxFrames, "max-frames", bw.ServerLimits.Frames, "refuse animations and files of several pages with more than `N`")
	f.Int64Var(&f.MaxMetadata, "max-metadata", bw.ServerLimits.Metadata, "refuse files with more than `N` bytes of metadata")
	f.IntVar(&f.Jobs, "jobs", 0, "work on `N` pictures at a time; 0 is one for each core")
	f.Func("damaged", "`refuse` damaged pictures, or keep what is there of them, for clients that do not say which; a gateway leaves that to its converters, which refuse", func(text string) error {
		o, err := bw.ParseOptions(map[string]any{"damaged": text})
		f.Damaged = o.Damaged
		return err
	})
	f.TextVar(&f.LogLevel, "log-level", slog.LevelInfo, "log from this `LEVEL` up: debug, info, warn, error")
	f.show = about.Define(f.FlagSet)
	f.BoolVar(&f.LogJSON, "log-json", false, "log in JSON")
	return f
}

// Parse reads the command line and the environment. It returns true when the
// program has nothing more to do, and with which exit code: 0 after -h, which goes to stdout, 2
// after wrong usage, which is one line and a hint on stderr.
func (f *Flags) Parse(args []string, getenv func(string) string, stdout, stderr io.Writer) (exit bool, code int) {
	err := f.FlagSet.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		f.SetOutput(stdout)
		f.Usage()
		return true, 0
	}
	if err == nil && f.show(stdout) {
		return true, 0
	}
	if err == nil {
		err = f.environment(getenv)
	}
	switch {
	case err != nil:
	case f.NArg() > 0:
		err = fmt.Errorf("%q is one word too many", f.Arg(0))
	case f.MaxPixels <= 0 || f.MaxBytes <= 0 || f.MaxFrames <= 0 || f.MaxMetadata <= 0 || f.Jobs < 0:
		err = errors.New("-max-pixels, -max-bytes, -max-frames and -max-metadata must be above 0, and -jobs not below")
	case !strings.Contains(f.Addr, ":"):
		err = fmt.Errorf("-addr %q should be HOST:PORT, as 127.0.0.1:8000", f.Addr)
	case (f.CertFile == "") != (f.KeyFile == ""):
		err = errors.New("-tls-cert and -tls-key belong together")
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v (-h tells more)\n", f.Name(), err)
		return true, 2
	}
	return false, 0
}

// variable returns the environment variable that stands for a flag.
func variable(flag string) string {
	return "PRETOBRANCO_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environment sets the flags that the command line left alone.
func (f *Flags) environment(getenv func(string) string) error {
	given := map[string]bool{}
	f.Visit(func(fl *flag.Flag) { given[fl.Name] = true })
	var problem error
	f.VisitAll(func(fl *flag.Flag) {
		value := getenv(variable(fl.Name))
		if about.Defines(fl.Name) || value == "" || given[fl.Name] || problem != nil {
			return
		}
		if err := f.Set(fl.Name, value); err != nil {
			problem = fmt.Errorf("%s has a value that -%s does not take: %w", variable(fl.Name), fl.Name, err)
		}
	})
	return problem
}

// help prints what the program is for, and its flags with their variables.
func (f *Flags) help(manual string) {
	fmt.Fprintf(f.Output(), "%s\nFlags, each with the environment variable that does the same:\n", manual)
	f.VisitAll(func(fl *flag.Flag) {
		value, usage := flag.UnquoteUsage(fl)
		if about.Defines(fl.Name) {
			fmt.Fprintf(f.Output(), "  -%s\n        %s\n", fl.Name, usage)
			return
		}
		fmt.Fprintf(f.Output(), "  -%s %s  (%s)\n        %s", fl.Name, value, variable(fl.Name), usage)
		if fl.DefValue != "" && fl.DefValue != "false" {
			fmt.Fprintf(f.Output(), "; default %s", fl.DefValue)
		}
		fmt.Fprintln(f.Output())
	})
}

// Config returns what Listen needs.
func (f *Flags) Config(log *slog.Logger) Config {
	return Config{Addr: f.Addr, Token: f.Token, CertFile: f.CertFile, KeyFile: f.KeyFile, Log: log}
}

// Limits returns what one picture may cost.
func (f *Flags) Limits() bw.Limits {
	return bw.Limits{Bytes: f.MaxBytes, Pixels: f.MaxPixels, Frames: f.MaxFrames, Metadata: f.MaxMetadata}
}

// Logger returns the log that the flags ask for.
func (f *Flags) Logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: f.LogLevel}
	if f.LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
