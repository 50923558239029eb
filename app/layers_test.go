package app

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestLayersOfApp holds the import rule inside app: app -> widgets -> words, app -> model, and
// words and model import no part of Fyne.
func TestLayersOfApp(t *testing.T) {
	allowed := map[string][]string{
		"logfile": nil,
		"model":   {"picture"},
		"picture": nil,
		"widgets": {"picture", "words"},
		"words":   nil,
	}
	arguments := []string{"list", "-tags", "ci", "-f", `{{.ImportPath}} {{join .Imports " "}}`}
	for part := range allowed {
		arguments = append(arguments, "pretobranco/app/"+part)
	}
	out, err := exec.Command("go", arguments...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		path, imports, _ := strings.Cut(line, " ")
		part := strings.TrimPrefix(path, "pretobranco/app/")
		may := allowed[part]
		for imported := range strings.FieldsSeq(imports) {
			inside, ours := strings.CutPrefix(imported, "pretobranco/app/")
			if ours && !slices.Contains(may, inside) || imported == "pretobranco/app" {
				t.Errorf("%s imports %s", part, imported)
			}
			if strings.HasPrefix(imported, "fyne.io/") && part != "widgets" {
				t.Errorf("%s imports %s: it must not know of a window", part, imported)
			}
		}
	}
}
