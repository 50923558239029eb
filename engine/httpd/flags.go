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

// Flags are the flags of both server programs. Each can also be set by an environment
// variable, -max-bytes by PRETOBRANCO_MAX_BYTES. A flag overrides its variable.
type Flags struct {
	*flag.FlagSet // a program adds its own flags before it calls Parse

	Addr, Token, CertFile, KeyFile string
	Pprof                          string // where to serve profiles; "" for nowhere
	MaxPixels, MaxBytes            int64
	MaxMetadata                    int64
	MaxFrames, Jobs                int
	Damaged                        bw.DamagePolicy // for clients that don't set it; "" if the command line doesn't either
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
	f.StringVar(&f.Token, "token", "", "require this `TEXT` as a token (Authorization: Bearer, Basic password, or ?token=)")
	f.StringVar(&f.CertFile, "tls-cert", "", "serve TLS with the certificate in this PEM `FILE`")
	f.StringVar(&f.KeyFile, "tls-key", "", "the private key of the certificate, a PEM `FILE`")
	f.Int64Var(&f.MaxPixels, "max-pixels", bw.ServerLimits.Pixels, "refuse pictures with more than `N` pixels (width x height x frames)")
	f.Int64Var(&f.MaxBytes, "max-bytes", bw.ServerLimits.Bytes, "refuse files with more than `N` bytes")
	f.IntVar(&f.MaxFrames, "max-frames", bw.ServerLimits.Frames, "refuse animations and files of several pages with more than `N`")
	f.Int64Var(&f.MaxMetadata, "max-metadata", bw.ServerLimits.Metadata, "refuse files with more than `N` bytes of metadata")
	f.IntVar(&f.Jobs, "jobs", 0, "convert `N` pictures at a time; 0 means one for each core")
	f.Func("damaged", "refuse damaged pictures, or keep what can be read of them: `refuse` or keep, for clients that set neither; the default of a gateway is its converters', the default of a converter is refuse", func(text string) error {
		o, err := bw.ParseOptions(map[string]any{"damaged": text})
		f.Damaged = o.Damaged
		return err
	})
	f.StringVar(&f.Pprof, "pprof", "", "serve profiles (net/http/pprof) on this loopback `ADDR`, for example 127.0.0.1:6060")
	f.TextVar(&f.LogLevel, "log-level", slog.LevelInfo, "log messages of this `LEVEL` and above: debug, info, warn, error")
	f.show = about.Define(f.FlagSet)
	f.BoolVar(&f.LogJSON, "log-json", false, "log in JSON")
	return f
}

// Parse reads the command line and the environment. It returns exit true if the program
// must end, with its exit code: 0 after -h, whose text goes to stdout, 2 after wrong usage,
// which is reported in one line on stderr.
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
		err = fmt.Errorf("unexpected argument %q", f.Arg(0))
	case f.MaxPixels <= 0 || f.MaxBytes <= 0 || f.MaxFrames <= 0 || f.MaxMetadata <= 0 || f.Jobs < 0:
		err = errors.New("-max-pixels, -max-bytes, -max-frames and -max-metadata must be above 0, and -jobs must not be negative")
	case !strings.Contains(f.Addr, ":"):
		err = fmt.Errorf("-addr %q must be HOST:PORT, for example 127.0.0.1:8000", f.Addr)
	case (f.CertFile == "") != (f.KeyFile == ""):
		err = errors.New("-tls-cert and -tls-key belong together")
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v (-h shows the help)\n", f.Name(), err)
		return true, 2
	}
	return false, 0
}

// variable returns the environment variable of a flag.
func variable(flag string) string {
	return "PRETOBRANCO_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environment sets the flags that are not on the command line.
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
			problem = fmt.Errorf("%s has a value that -%s does not accept: %w", variable(fl.Name), fl.Name, err)
		}
	})
	return problem
}

// help prints about, and the flags with their variables.
func (f *Flags) help(manual string) {
	fmt.Fprintf(f.Output(), "%s\nFlags, each with its environment variable:\n", manual)
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

// Limits returns the limits of one picture.
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
