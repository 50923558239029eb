package about

import (
	"embed"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
)

// modules.txt holds the licences of all Go modules that a program may contain, and of Go itself,
// collected from the module cache. A line "-- FILE: MODULE, MODULE --" precedes each text.
//
//go:generate go test -run ^TestLicences$ -update .
//go:embed modules.txt
var modules string

// sources names where the source of each codec is, and how it is built.
//
//go:embed sources.txt
var sources string

// codecs holds the licences of what is in the WebAssembly modules, a file for each library: the
// verbatim texts of the versions in sources.txt, with grants of patents. Of LLVM's C++ library its
// licence requires no text in programs.
//
//go:embed codecs/*.txt
var codecs embed.FS

// Licences returns the licences of the Go modules in this program, of Go's standard library and
// of the codecs, each text once, below the names of those that it applies to.
func Licences() string {
	linked := map[string]string{"Go": ""}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			linked[module.Path] = " " + module.Version
		}
	}
	var b strings.Builder
	b.WriteString("The licences of the libraries in this program.\n\n" + sources)
	for _, text := range parse(modules) {
		var names []string
		for _, name := range text.modules {
			if version, ok := linked[name]; ok {
				names = append(names, name+version)
			}
		}
		if names != nil {
			section(&b, names, text.body)
		}
	}
	files, err := codecs.ReadDir("codecs")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	for _, file := range files {
		body, err := codecs.ReadFile("codecs/" + file.Name())
		if err != nil {
			panic(err)
		}
		name := strings.TrimSuffix(file.Name(), ".txt")
		for _, c := range Codecs() {
			if c.Name == name {
				name += " " + c.Version
			}
		}
		section(&b, []string{name}, string(body))
	}
	return b.String()
}

// section writes one text with its heading.
func section(b *strings.Builder, names []string, body string) {
	fmt.Fprintf(b, "\n%s\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(names, "\n"), strings.Repeat("=", 80), strings.Trim(body, "\n"))
}

// A licence is one text in modules.txt.
type licence struct {
	file    string // its name in the module
	modules []string
	body    string
}

// parse reads the form of modules.txt.
func parse(text string) []licence {
	var list []licence
	for line := range strings.Lines(text) {
		if heading, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(heading, " --\n") {
			file, names, _ := strings.Cut(strings.TrimSuffix(heading, " --\n"), ": ")
			list = append(list, licence{file: file, modules: strings.Split(names, ", ")})
		} else {
			list[len(list)-1].body += line
		}
	}
	return list
}

// format writes the form of modules.txt, sorted, each text once.
func format(list []licence) string {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b licence) int {
		return strings.Compare(a.modules[0]+" "+a.file, b.modules[0]+" "+b.file)
	})
	var b strings.Builder
	done := map[string]bool{}
	for i, text := range list {
		if done[text.body] {
			continue
		}
		done[text.body] = true
		var names []string
		for _, other := range list[i:] {
			if other.body == text.body {
				names = append(names, other.modules...)
			}
		}
		fmt.Fprintf(&b, "-- %s: %s --\n%s\n", text.file, strings.Join(slices.Compact(names), ", "), strings.TrimRight(text.body, "\n"))
	}
	return b.String()
}
