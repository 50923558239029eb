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
	for part, may := range allowed {
		out, err := exec.Command("go", "list", "-tags", "ci", "-f", `{{join .Imports "\n"}}`, "pretobranco/app/"+part).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", part, err)
		}
		for imported := range strings.FieldsSeq(string(out)) {
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
