package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine"
)

// asked parses a command line as main does and returns what it says.
func asked(arguments ...string) (s settings, out, said string, code int) {
	var stdout, stderr bytes.Buffer
	s, _, code = parse(arguments, func(string) string { return "" }, &stdout, &stderr)
	return s, stdout.String(), stderr.String(), code
}

func TestLookFlags(t *testing.T) {
	dir := t.TempDir()
	preset, text := filepath.Join(dir, "preset.json"), filepath.Join(dir, "look.txt")
	write(t, preset, []byte(`{"mix":[80,30,-10],"gamma":0.9}`))
	write(t, text, []byte("red contrast=1.2\n"))
	for _, c := range []struct {
		arguments string
		want      string // the look, or ! and parts of what is said
	}{
		{"", "neutral"},
		{"-look red", "red"},
		{"-look red -contrast 1.2 -brightness -0.05 -gamma 0.9", "red brightness=-0.05 contrast=1.2 gamma=0.9"},
		{"-contrast=1.2", "neutral contrast=1.2"},
		{"-1bit otsu -look blue", "blue 1bit=otsu"},
		{"-look mix(80,30,-10)", "mix(80,30,-10)"},
		{"-look lineart -1bit none", "lineart 1bit=none"},
		{"-look-file " + preset, "mix(80,30,-10) gamma=0.9"},
		{"-look-file " + preset + " -gamma 1", "mix(80,30,-10)"},
		{"-look-file " + text, "red contrast=1.2"},
		{"-look purple", "! unknown look ! neutral, red, orange ! mix(R,G,B)"},
		{"-look red,sharpness=2", "! a look has no setting ! brightness, contrast, gamma, levels, curve, 1bit"},
		{"-look red -levels auto -curve soft", "red levels=auto curve=soft"},
		{"-look red -levels 0.05,0.9 -curve 0,0.2,0.5,0.8,1", "red levels=0.05,0.9 curve=0,0.2,0.5,0.8,1"},
		{"-levels 0.9,0.1", "! black point"},
		{"-curve wavy", "! a curve is none, soft, strong, fade"},
		{"-contrast 9", "! 0 to 4"},
		{"-contrast high", "! is not a number"},
		{"-1bit bayer", "! threshold, otsu, sauvola, floyd-steinberg, ordered"},
		{"-look red -look-file " + text, "! give one"},
		{"-look-file " + filepath.Join(dir, "none"), "! -look-file"},
	} {
		s, _, said, code := asked(append(strings.Fields(c.arguments), "photo.jpg")...)
		if parts := strings.Split(c.want, "! "); len(parts) > 1 {
			for _, part := range parts[1:] {
				if code != 2 || !strings.Contains(said, strings.TrimSpace(part)) || strings.Count(said, "\n") != 1 {
					t.Errorf("%s: exit %d, %q", c.arguments, code, said)
				}
			}
		} else if code != 0 || s.job.Options.Look.String() != c.want {
			t.Errorf("%s: %v, exit %d, %q", c.arguments, s.job.Options.Look, code, said)
		}
	}
}

func TestListLooks(t *testing.T) {
	_, out, _, code := asked("-looks")
	for _, l := range engine.Looks() {
		if !strings.Contains(out, l.Name()+" ") || !strings.Contains(out, l.Formula()) {
			t.Errorf("no %s in\n%s", l.Name(), out)
		}
	}
	if code != 0 || !strings.Contains(out, "mix(") {
		t.Errorf("exit %d\n%s", code, out)
	}
	_, out, _, code = asked("-looks", "-json")
	if lines := (outcome{out: out}).lines(t); code != 0 || len(lines) != len(engine.Looks()) || lines[1]["name"] != "red" || lines[1]["formula"] == "" {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// Looks reach the picture, and what was written says what it is.
func TestLooksFromTheTerminal(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b.png")
	o := client(t, dir, "-look", "dither", "-json", "a.jpg", "b.png")
	if o.code != 0 {
		t.Fatalf("%+v", o)
	}
	for _, line := range o.lines(t) {
		report, ok := line["report"].(map[string]any)
		if !ok {
			continue
		}
		why, _ := report["why"].(string)
		if asJPEG := report["format"] == "jpeg"; asJPEG != strings.Contains(why, "gray JPEG") || asJPEG != strings.HasSuffix(line["output"].(string), ".jpg") {
			t.Errorf("%v", line)
		}
	}
	if o := client(t, dir, "-look", "dither", "-format", "png", "a.jpg"); o.code != 0 {
		t.Fatalf("%+v", o)
	}
	// Byte 24 of a PNG file is its depth.
	if file, err := os.ReadFile(filepath.Join(dir, "out", "a.png")); err != nil || file[24] != 1 {
		t.Errorf("a.png is not of 1 bit, %v", err)
	}
}

// Every setting of the flags is one that looks have.
func TestLookSettings(t *testing.T) {
	f := flag.NewFlagSet("", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	new(lookFlags).define(f)
	for _, setting := range lookSettings {
		if _, err := (engine.Look{}).With(setting[0], "x"); err == nil || strings.Contains(err.Error(), "no setting") || f.Lookup(setting[0]) == nil {
			t.Errorf("%s: %v", setting[0], err)
		}
	}
}
