package app

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pretobranco/app/words"
	"pretobranco/assets"
	"pretobranco/engine"
)

// sentenceArgument is which argument of a function is the format of a sentence that may reach a
// person. Those that are given a format by their caller are in the list, too.
var sentenceArgument = map[string]int{
	"fault.New": 1, "fault.Recovered": 1, "fault.Say": 0, "Say": 0,
	"newError": 1, "lost": 0, "retry": 0, "closedWith": 1, "needsPixels": 0, "tooLarge": 0,
}

// sentences finds the formats of the engine's errors in its source. They must be there as
// constants, or the function that makes the error is in the list above. It also returns every
// other constant text of the source.
func sentences(t *testing.T) (found, texts map[string]string) {
	verb := regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z%]`)
	// plain is the format as the catalogue has it: every value is %s, the cause is left out.
	plain := func(literal *ast.BasicLit) string {
		format, _ := strconv.Unquote(literal.Value)
		format = verb.ReplaceAllStringFunc(format, func(v string) string {
			if v == "%%" || v == "%w" {
				return v
			}
			return "%s"
		})
		return strings.TrimSuffix(format, ": %w")
	}
	found, texts = map[string]string{}, map[string]string{}
	err := filepath.WalkDir("../engine", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				texts[plain(literal)] = files.Position(literal.Pos()).String()
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			at, listed := sentenceArgument[called(call)]
			if !listed || at >= len(call.Args) {
				return true
			}
			if literal, ok := call.Args[at].(*ast.BasicLit); ok {
				found[plain(literal)] = files.Position(call.Pos()).String()
			}
			return true
		})
		return nil
	})
	if err != nil || len(found) < 250 {
		t.Fatalf("%d sentences in the engine's source: %v", len(found), err)
	}
	return found, texts
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
	}
	return ""
}

// TestReasons holds that every sentence of an error in the engine's source has a translation in
// every other language, with as many values, and that a language has no other entries: a reworded
// sentence would lose its short form or its translation unnoticed.
func TestReasons(t *testing.T) {
	found, texts := sentences(t)
	for _, language := range assets.Languages() {
		reasons, err := assets.Reasons(language)
		if err != nil {
			t.Fatal(err)
		}
		for format, place := range found {
			if language != "en" && strings.TrimSpace(reasons[format]) == "" {
				t.Errorf("%s: %s: no translation of %q", language, place, format)
			}
		}
		for format, text := range reasons {
			if _, is := texts[format]; !is && format != "%s" {
				t.Errorf("%s: the engine has no sentence %q", language, format)
			}
			if strings.Count(format, "%s") != strings.Count(text, "%s") || strings.Contains(text, "%!") {
				t.Errorf("%s: %q has other values than %q", language, text, format)
			}
		}
	}
}

// TestReasonOfAnError translates a sentence and its cause, and quotes what is no sentence of the
// engine.
func TestReasonOfAnError(t *testing.T) {
	pt := words.New("pt-BR")
	_, _, _, err := engine.Original(t.Context(), filepath.Join(t.TempDir(), "none.jpg"), 0)
	if got, want := pt.Reason(err), "o arquivo não existe"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := pt.Reason(errors.New("50 %s")); got != "50 %s" {
		t.Error(got)
	}
}
