package app

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/assets"
	"pretobranco/engine"
)

// A saying is a call in the source that says a sentence with so many values.
type saying struct {
	at     token.Position
	key    string // "" if it is not written out
	values int
}

// sayings finds all of them. A Count says either of two sentences, and its number is a value.
func sayings(t *testing.T) (found []saying) {
	t.Helper()
	files, _ := filepath.Glob("*.go")
	below, _ := filepath.Glob("*/*.go")
	set := token.NewFileSet()
	for _, file := range append(files, below...) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			key := ""
			if literal, ok := call.Args[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
				key, _ = strconv.Unquote(literal.Value)
			}
			s := saying{at: set.Position(call.Pos()), key: key, values: len(call.Args) - 1}
			switch says(call.Fun) {
			case "Say":
				found = append(found, s)
			case "Count":
				if len(call.Args) == 1 {
					break // Model.Count
				}
				if key == "" {
					found = append(found, s)
					break
				}
				one, other := s, s
				one.key, other.key = key+".one", key+".other"
				found = append(found, one, other)
			}
			return true
		})
	}
	if len(found) < 250 {
		t.Fatalf("only %d found: the source is searched wrongly", len(found))
	}
	return found
}

// says returns the method's name if it may be one of Words. Some call Say by the name say.
func says(f ast.Expr) string {
	switch f := f.(type) {
	case *ast.Ident:
		if f.Name == "say" {
			return "Say"
		}
	case *ast.SelectorExpr:
		if of, ok := f.X.(*ast.Ident); ok && of.Name == "strings" {
			return ""
		}
		if of, ok := f.X.(*ast.SelectorExpr); ok && of.Sel.Name == "group" {
			return "" // group.Say shows any text
		}
		return f.Sel.Name
	}
	return ""
}

// TestSentences renders every sentence of every language with as many values as the program
// gives it. The menu of a row once said "Remove from the list%!(EXTRA string=1)", for its
// sentence had no place for the number that every Count gives.
func TestSentences(t *testing.T) {
	all := sayings(t)
	for _, code := range engine.NoteCodes() {
		var r engine.Report
		r.Note(code) // its English misses as many arguments as it takes
		all = append(all, saying{key: "note." + string(code), values: strings.Count(r.Notes[0].Text, "MISSING")})
		if key := "notemore." + string(code); words.New("en").Has(key) {
			all = append(all, saying{key: key, values: words.New("en").Takes(key)})
		}
	}
	for i, s := range all {
		if s.key == "note."+string(engine.NoteMetadata) {
			all[i].values = 1 // however many parts there are
		}
	}
	for _, part := range engine.MetadataParts() {
		all = append(all, saying{key: "part." + part})
	}
	all = append(all, leftSayings()...)
	all = append(all, namedSayings()...)
	for _, language := range assets.Languages() {
		w := words.New(language)
		said := map[string]bool{}
		words, err := assets.Words(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if s.key == "" || !strings.Contains(s.key, ".") {
				if filepath.Dir(s.at.Filename) != "words" { // whose keys are in the list
					t.Errorf("%v: the key is not written out", s.at)
				}
				continue
			}
			said[s.key] = true
			if !w.Has(s.key) {
				t.Errorf("%v: %s has no words for %s", s.at, language, s.key)
				continue
			}
			if wrong := render(w, words[s.key], s); wrong != "" {
				t.Errorf("%v: %s, %s: %s", s.at, language, s.key, wrong)
			}
		}
		for key := range words {
			if !said[key] {
				t.Errorf("%s: nobody says %s", language, key)
			}
		}
	}
}

// leftSayings are those of leftFiles and leftFolders. Folders of results and folders inside folders
// are not searched file by file here.
func leftSayings() (all []saying) {
	count := func(key string, values int) {
		all = append(all, saying{key: key + ".one", values: values}, saying{key: key + ".other", values: values})
	}
	for _, kind := range engine.ForeignKinds() {
		values := 1
		if labelled := []engine.ForeignKind{"raw", "picture", "document", "archive"}; slices.Contains(labelled, kind) {
			values = 2
		}
		count("left.file."+string(kind), values)
	}
	for _, reason := range engine.LeftReasons() {
		if reason != engine.LeftOwn && reason != engine.LeftUnsearched {
			count("left."+string(reason), 1)
		}
	}
	for _, reason := range []engine.LeftReason{engine.LeftOwn, engine.LeftSystem, engine.LeftUnreadable} {
		count("left.folder."+string(reason), 1)
	}
	return all
}

// namedSayings are the names of what the engine has a list of.
func namedSayings() (all []saying) {
	add := func(prefix string, names ...string) {
		for _, name := range names {
			all = append(all, saying{key: prefix + name})
		}
	}
	add("look.name.", "mix")
	add("look.note.", "mix")
	for _, look := range engine.Looks() {
		add("look.name.", look.Name())
		add("look.note.", look.Name())
	}
	for _, method := range bitMethods {
		add("look.method.", method.String())
		if method != engine.NoMethod {
			add("bit.note.", method.String())
		}
	}
	add("curve.", engine.CurveNames()...)
	for hue := range int(model.Magentas) + 1 {
		all = append(all, saying{key: "adjust.hue." + strconv.Itoa(hue), values: 1})
	}
	add("test.name.", engine.Steps...)
	return all
}

// render says a sentence and returns what is wrong with it.
func render(w *words.Words, format string, s saying) string {
	var values []string
	var anything []any
	for i := range s.values {
		values = append(values, fmt.Sprintf("<value %d>", i+1))
		anything = append(anything, values[i])
	}
	text := w.Say(s.key, values...)
	switch {
	case strings.TrimSpace(text) == "":
		return "empty"
	case w.Takes(s.key) != s.values:
		return fmt.Sprintf("%q has places for %d values and gets %d", format, w.Takes(s.key), s.values)
	case strings.Contains(text, "%[") || strings.Contains(text, "%!"):
		return fmt.Sprintf("shown as %q", text)
	case text != fmt.Sprintf(format, anything...):
		return fmt.Sprintf("fmt would write %q", fmt.Sprintf(format, anything...))
	}
	return ""
}

// TestTranslated holds that Portuguese is not English, but for names and signs.
func TestTranslated(t *testing.T) {
	alike := []string{"adjust.hue.7", "keys.delete", "place.downloads", "compare.exact", "compare.original", "keys.brackets", "limit.pixels", "look.formula.sauvola", "look.method.floyd-steinberg",
		"look.method.otsu", "look.method.sauvola", "look.name.bt709", "progress.rate", "servers.token", "test.name.token"}
	english, portuguese := words.New("en"), words.New("pt-BR")
	texts, _ := assets.Words("en")
	translated, _ := assets.Words("pt-BR")
	for key, text := range texts {
		if translated[key] == text && !slices.Contains(alike, key) && !strings.HasPrefix(key, "number.") {
			t.Errorf("%s is %q in both languages", key, text)
		}
		if english.Takes(key) != portuguese.Takes(key) {
			t.Errorf("%s takes %d values in English, %d in Portuguese", key, english.Takes(key), portuguese.Takes(key))
		}
	}
}
