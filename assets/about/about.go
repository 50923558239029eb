// Package about reports what a program is made of: its version, its codecs, and the licences of
// all that is linked into it. Every program has it behind -version and -licenses.
//
// Packages are built with the version and the commit set by the linker:
//
//	go build -ldflags "-X pretobranco/assets/about.version=1.2.3 -X pretobranco/assets/about.commit=0123abc"
//
// Without them the build information of the go command is used.
package about

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
)

// Set by the linker in packages.
var version, commit string

// Version returns the program's version, such as "1.2.3", or "(devel)" if the build has none.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return cmp.Or(version, strings.TrimPrefix(info.Main.Version, "v"), "(devel)")
	}
	return cmp.Or(version, "(devel)")
}

// Commit returns the source's commit, or "" if the build does not know it.
func Commit() string {
	info, ok := debug.ReadBuildInfo()
	if commit != "" || !ok {
		return commit
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return ""
}

// Text returns what -version prints: a line with the program and its version, then the commit, the
// Go version with the system, and the codecs with their versions.
func Text(program string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n\n", program, Version())
	fmt.Fprintf(&b, "commit  %s\n", cmp.Or(Commit(), "unknown"))
	fmt.Fprintf(&b, "go      %s %s/%s\n", strings.TrimPrefix(runtime.Version(), "go"), runtime.GOOS, runtime.GOARCH)
	for i, c := range Codecs() {
		label := ""
		if i == 0 {
			label = "codecs"
		}
		fmt.Fprintf(&b, "%-7s %s %s (%s)\n", label, c.Name, c.Version, c.Licence)
	}
	return b.String()
}

// Define adds the flags -version and -licenses to f. The caller parses f and then calls show,
// which prints what the flags ask for and reports whether there was anything to print.
func Define(f *flag.FlagSet) (show func(stdout io.Writer) bool) {
	showVersion := f.Bool("version", false, "print the version, the commit and the versions of Go and of the codecs, and exit")
	showLicences := f.Bool("licenses", false, "print the licences of all that the program is made of, and exit")
	return func(stdout io.Writer) bool {
		switch {
		case *showVersion:
			io.WriteString(stdout, Text(strings.TrimSuffix(filepath.Base(f.Name()), ".exe")))
		case *showLicences:
			io.WriteString(stdout, Licences())
		}
		return *showVersion || *showLicences
	}
}

// Defines reports whether name is a flag of Define.
func Defines(name string) bool { return name == "version" || name == "licenses" }
