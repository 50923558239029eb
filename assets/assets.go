// Package assets holds what is built into the window's program: the icon, a
// sample photo, and every sentence in every language.
//
// The sentences are in words/*.json, one flat object for each language with the
// same keys. %[1]s, %[2]s and so on stand for values, and %% for a percent sign. A key that
// ends in .one has a brother that ends in .other: which one is said depends on a number,
// which is the first value of both.
package assets

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Icon is the program's icon, a PNG of 256x256 pixels.
//
//go:embed icon.png
var Icon []byte

// Sample is a small colourful picture, drawn for this program, for people who want
// to see what the program does before they look for a photo of their own.
//
//go:embed sample.jpg
var Sample []byte

//go:embed words/*.json
var words embed.FS

// Languages lists the languages there are words for, as BCP 47 tags.
func Languages() []string {
	files, err := words.ReadDir("words")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	var tags []string
	for _, file := range files {
		tags = append(tags, strings.TrimSuffix(file.Name(), ".json"))
	}
	return tags
}

// Words returns the sentences of a language of Languages by their keys.
func Words(language string) (map[string]string, error) {
	text, err := words.ReadFile("words/" + language + ".json")
	if err != nil {
		return nil, fmt.Errorf("no words for the language %q: there are %s", language, strings.Join(Languages(), ", "))
	}
	var found map[string]string
	if err := json.Unmarshal(text, &found); err != nil {
		return nil, fmt.Errorf("the words of %s: %w", language, err)
	}
	return found, nil
}

//go:embed reasons/*.json
var reasons embed.FS

// Reasons returns the sentences of a language for the errors of the engine, by their English
// formats (see package fault). English has those that the window says shorter.
func Reasons(language string) (map[string]string, error) {
	text, err := reasons.ReadFile("reasons/" + language + ".json")
	if err != nil {
		return nil, fmt.Errorf("no reasons in the language %q", language)
	}
	var found map[string]string
	if err := json.Unmarshal(text, &found); err != nil {
		return nil, fmt.Errorf("the reasons of %s: %w", language, err)
	}
	return found, nil
}

// Keys returns the keys of a language's words, sorted.
func Keys(words map[string]string) []string {
	return slices.Sorted(maps.Keys(words))
}
