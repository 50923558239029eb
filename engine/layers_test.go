package engine_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers go from left to right; a package imports only from its own layer or to the right.
var layers = []string{"cmd", "app", "engine", "engine/gateway", "engine/converter", "engine/httpd", "engine/bw"}

// forbidden lists what a layer and all that it builds on must not reach.
var forbidden = map[string][]string{
	"app":    {"fyne.io/fyne/v2/app", "github.com/sqweek/dialog"},
	"engine": {"fyne.io/fyne/v2", "github.com/sqweek/dialog"},
	// The runtime that holds the WebAssembly codecs can open sockets, and so reaches net.
	"engine/bw": {"net/http"},
	"assets":    {"fyne.io/fyne/v2", "net/http"},
}

// layerOf returns the index in layers of a package of ours, the longest match
// winning, or -1 for assets, the leaf that everyone may import.
func layerOf(pkg string) int {
	path := strings.TrimPrefix(pkg, "pretobranco/")
	best := -1
	for i, layer := range layers {
		if path == layer || strings.HasPrefix(path, layer+"/") {
			if best < 0 || len(layer) > len(layers[best]) {
				best = i
			}
		}
	}
	return best
}

// TestLayers holds the import rule: cmd -> app -> engine -> gateway -> converter -> httpd -> bw,
// and assets a leaf.
func TestLayers(t *testing.T) {
	out, err := exec.Command("go", "list", "-tags", "ci", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "pretobranco/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) < len(layers) {
		t.Fatalf("go list names only %d packages", len(lines))
	}
	for _, line := range lines {
		pkg, imports, _ := strings.Cut(line, " ")
		for _, imported := range strings.Fields(imports) {
			if imported == "pretobranco/assets" || strings.HasPrefix(imported, "pretobranco/assets/") || !strings.HasPrefix(imported, "pretobranco/") {
				continue
			}
			if imported == "pretobranco/engine/testkit" {
				t.Errorf("%s imports %s, which is for tests alone", pkg, imported)
			}
			from, to := layerOf(pkg), layerOf(imported)
			if layerOf(pkg) < 0 || from > to {
				t.Errorf("%s imports %s: the arrow points the wrong way", pkg, imported)
			}
			if layers[from] == "app" && imported != "pretobranco/app" && imported != "pretobranco/engine" && !strings.HasPrefix(imported, "pretobranco/app/") {
				t.Errorf("%s imports %s: app knows only engine and assets", pkg, imported)
			}
		}
	}
}

// TestForbidden holds what a layer must not reach even through others.
func TestForbidden(t *testing.T) {
	out, err := exec.Command("go", "list", "-tags", "ci", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "pretobranco/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		deps := strings.Fields(line)
		for layer, banned := range forbidden {
			if !strings.HasPrefix(deps[0]+"/", "pretobranco/"+layer+"/") {
				continue
			}
			for _, pkg := range banned {
				if slices.Contains(deps, pkg) {
					t.Errorf("%s reaches %s", deps[0], pkg)
				}
			}
		}
	}
}
