package about

import (
	"bytes"
	"cmp"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write modules.txt anew")

// licenceFile matches the names of files with licences, notices and patent grants.
var licenceFile = regexp.MustCompile(`(?i)^((un)?licen[cs]e|copying|notice|patents|ofl)([._-].*)?$`)

// linked returns the folders of the modules that are in a program on some system, by path.
func linked(t *testing.T) map[string]string {
	t.Helper()
	folders := map[string]string{}
	for _, target := range []string{"linux/amd64", "linux/arm64", "linux/386", "linux/arm", "windows/amd64", "windows/arm64", "darwin/amd64", "darwin/arm64", "freebsd/amd64"} {
		system, processor, _ := strings.Cut(target, "/")
		tags := "migrated_fynedo"
		if system == "linux" {
			tags += ",x11,release"
		}
		// -e: a system whose window is not built from here has packages without files.
		list := exec.Command("go", "list", "-e", "-deps", "-tags", tags, "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}",
			"../../cmd/pretobranco", "../../cmd/pretobranco-client", "../../cmd/pretobranco-converter", "../../cmd/pretobranco-gateway")
		list.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+processor, "CGO_ENABLED=1")
		var trouble bytes.Buffer
		list.Stderr = &trouble
		out, err := list.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v\n%s", target, err, trouble.String())
		}
		for line := range strings.Lines(string(out)) {
			if path, folder, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				folders[path] = folder
			}
		}
	}
	if len(folders) < 30 {
		t.Fatalf("go list names only %d modules", len(folders))
	}
	return folders
}

// collect reads the licences in a module's folder.
func collect(t *testing.T, module, folder string) []licence {
	t.Helper()
	var list []licence
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && path != folder && (name == "testdata" || name == "cmd" || name == "vendor" || strings.HasPrefix(name, "_")):
			return filepath.SkipDir
		case entry.IsDir() || !licenceFile.MatchString(name) || strings.HasSuffix(name, ".go"):
			return nil
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := filepath.Rel(folder, path)
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		list = append(list, licence{file: filepath.ToSlash(file), modules: []string{module}, body: text})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestLicences holds that modules.txt has the present licences of every module that any program
// contains on any system: a new library or a new version brings its own.
func TestLicences(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []licence
	for _, name := range []string{"LICENSE", "PATENTS"} {
		body, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), name))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, licence{file: name, modules: []string{"Go"}, body: string(body)})
	}
	for module, folder := range linked(t) {
		found := collect(t, module, folder)
		if len(found) == 0 {
			t.Errorf("%s has no licence in %s", module, folder)
		}
		list = append(list, found...)
	}
	want := format(list)
	if *update {
		if err := os.WriteFile("modules.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		modules = want
	}
	if modules != want {
		t.Error("modules.txt differs from the licences of the modules in go.mod: go generate ./assets/about")
	}
	for _, text := range parse(modules) {
		if text.file == "" || strings.TrimSpace(text.body) == "" {
			t.Errorf("a text without a file or without words: %q", text.modules)
		}
	}
}

// TestProgramLicences holds that a program that is built prints the licence of each of its modules.
func TestProgramLicences(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds a program")
	}
	program := filepath.Join(t.TempDir(), "client")
	build := exec.Command("go", "build", "-ldflags", "-X pretobranco/assets/about.version=1.2.3 -X pretobranco/assets/about.commit=0123abc", "-o", program, "../../cmd/pretobranco-client")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := exec.Command(program, "-licenses").Output()
	if err != nil {
		t.Fatal(err)
	}
	info, err := exec.Command("go", "version", "-m", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for line := range strings.Lines(string(info)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[0] != "dep" {
			continue
		}
		count++
		if !strings.Contains(string(text), "\n"+fields[1]+" "+fields[2]+"\n") {
			t.Errorf("-licenses lacks %s", fields[1])
		}
	}
	if count < 5 {
		t.Errorf("go version names %d modules", count)
	}
	for _, want := range []string{"\nGo\n", "\nlibavif 1.1.1\n", "\nlibjxl 0.11.0\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("-licenses lacks %q", want)
		}
	}
	if strings.Contains(string(text), "fyne.io") {
		t.Error("-licenses of the terminal client names the window's library")
	}
	out, err := exec.Command(program, "-version").Output()
	if err != nil {
		t.Fatal(err)
	}
	first, rest, _ := strings.Cut(string(out), "\n")
	if first != "pretobranco-client 1.2.3" || !strings.Contains(rest, "0123abc") || !strings.Contains(rest, "libavif 1.1.1") {
		t.Errorf("-version prints %s", cmp.Or(string(out), "nothing"))
	}
}
