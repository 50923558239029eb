package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"pretobranco/engine"
)

// lookFlags are the flags that together make a look.
type lookFlags struct {
	text, file string
}

// lookSettings are flags that change one part of the look: the name that looks have for it, too,
// and the usage.
var lookSettings = [][2]string{
	{"brightness", "`share` of white added to the gray, -1 to 1"},
	{"contrast", "`factor` about middle gray, 0 to 4"},
	{"gamma", "`number` that lightens the middle tones above 1 and darkens them below, 0.1 to 10"},
	{"levels", "black and white `points` as shares of white, such as 0.05,0.92, or auto: by each photo"},
	{"curve", "tone `curve`: soft, strong, fade, none, or what black, 1/4, 1/2, 3/4 and white become, such as 0,0.2,0.5,0.8,1"},
	{"1bit", "`method` that ends in pure black and white: threshold(T), otsu, sauvola(k,window), floyd-steinberg, ordered"},
}

func (l *lookFlags) define(f *flag.FlagSet) {
	f.StringVar(&l.text, "look", "neutral", "`recipe` for the gray: a name, or mix(R,G,B) in percent; -looks lists them")
	f.StringVar(&l.file, "look-file", "", "`file` with the look, as the window exports it, or as text")
	for _, setting := range lookSettings {
		f.String(setting[0], "", setting[1])
	}
}

// read returns the look that the flags of f, already parsed, ask for.
func (l *lookFlags) read(f *flag.FlagSet) (look engine.Look, err error) {
	given := map[string]string{}
	f.Visit(func(fl *flag.Flag) { given[fl.Name] = fl.Value.String() })
	_, both := given["look"]
	switch {
	case l.file == "":
		look, err = engine.ParseLook(l.text)
	case both:
		return look, errors.New("-look and -look-file are two looks: give one")
	default:
		look, err = readLook(l.file)
	}
	for _, setting := range lookSettings {
		if value, ok := given[setting[0]]; ok && err == nil {
			look, err = look.With(setting[0], value)
		}
	}
	return look, err
}

// mostLookFile is how large a file of a look may be: what is larger is none.
const mostLookFile = 64 << 10

func readLook(name string) (engine.Look, error) {
	file, err := os.Open(name)
	if err != nil {
		return engine.Look{}, fmt.Errorf("-look-file: %w", err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, mostLookFile+1))
	if err == nil && len(text) > mostLookFile {
		err = errors.New("it is too long for a look")
	}
	var look engine.Look
	if err == nil {
		look, err = engine.ReadLook(text)
	}
	if err != nil {
		err = fmt.Errorf("-look-file %s: %w", name, err)
	}
	return look, err
}

// listLooks prints the looks with a name and what they do.
func listLooks(w io.Writer, asJSON bool) {
	if asJSON {
		lines := json.NewEncoder(w)
		lines.SetEscapeHTML(false)
		for _, l := range engine.Looks() {
			lines.Encode(struct {
				Name    string         `json:"name"`
				Formula string         `json:"formula"`
				Look    map[string]any `json:"look"`
			}{l.Name(), l.Formula(), l.Fields()})
		}
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range engine.Looks() {
		fmt.Fprintf(t, "%s\t%s\n", l.Name(), l.Formula())
	}
	fmt.Fprintf(t, "mix(R,G,B)\tyour own weights in percent, -300 to 300, such as mix(80,30,-10)\n")
	t.Flush()
	fmt.Fprint(w, `
Any of them takes -brightness, -contrast, -gamma, -levels, -curve and -1bit, or the same as a text:
  -look 'red contrast=1.2 brightness=-0.05 gamma=0.9 1bit=sauvola(0.3,25)'
  -look 'orange levels=auto curve=soft'
`)
}
