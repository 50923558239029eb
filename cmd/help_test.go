package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestHelp checks what -h prints, because manuals are made of it: the text is the same for every
// user, and each example has a description, set off by two spaces. Printing it writes no files; the
// window made a folder for its log.
func TestHelp(t *testing.T) {
	dir := t.TempDir()
	programs := []string{build(t, dir, "pretobranco-client"), build(t, dir, "pretobranco-gateway"), build(t, dir, "pretobranco-converter")}
	if window := os.Getenv("PRETOBRANCO_BINARY"); window != "" {
		programs = append(programs, window)
	}
	example := regexp.MustCompile(`^  \S.*\S  +\S`)
	for _, program := range programs {
		text := helpAt(t, program, t.TempDir())
		if other := helpAt(t, program, t.TempDir()); other != text {
			t.Errorf("-h of %s differs between two users:\n%s\n%s", filepath.Base(program), text, other)
		}
		_, examples, _ := strings.Cut(text, "Examples:\n")
		examples, _, _ = strings.Cut(examples, "\n\n")
		for line := range strings.Lines(examples) {
			if !example.MatchString(line) {
				t.Errorf("an example of %s lacks its description: %s", filepath.Base(program), line)
			}
		}
	}
}

// helpAt returns what program -h prints for a user with this home, and checks that the home stays
// empty, also after -version and -licenses.
func helpAt(t *testing.T, program, home string) string {
	t.Helper()
	var text string
	for _, flag := range []string{"-h", "-version", "-licenses"} {
		cmd := exec.Command(program, flag)
		for _, variable := range os.Environ() {
			if !strings.HasPrefix(variable, "XDG_") {
				cmd.Env = append(cmd.Env, variable)
			}
		}
		for _, name := range []string{"HOME", "USERPROFILE", "AppData", "LocalAppData", "PRETOBRANCO_PROVENANCE", "PRETOBRANCO_TOKEN"} {
			cmd.Env = append(cmd.Env, name+"="+home)
		}
		out, err := cmd.CombinedOutput()
		if err != nil || len(out) == 0 {
			t.Fatalf("%s %s: %v\n%s", program, flag, err, out)
		}
		if flag == "-h" {
			text = string(out)
		}
	}
	if entries, err := os.ReadDir(home); err != nil || len(entries) > 0 {
		t.Errorf("%s writes into the home of its user: %v, %v", filepath.Base(program), entries, err)
	}
	return text
}
