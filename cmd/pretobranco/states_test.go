//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/app/model"
)

// TestFirstRun opens the program with nothing remembered, and measures what it costs: the
// time to its first picture, what it does while nobody does anything, its memory.
func TestFirstRun(t *testing.T) {
	d := newDesk(t)
	binary(t) // built before the clock runs
	blank := colours(d.shot("blank"))
	began := time.Now()
	program := d.start()
	window := d.window(program)
	d.poll("the first picture", func() bool { return colours(d.shot("empty")) > blank+40 })
	took := time.Since(began)
	d.still("empty")
	idle, over := program.cpu(t), time.After(2*time.Second)
	<-over // there is nothing to wait for: this is about nothing happening
	idle = program.cpu(t) - idle
	d.measured("start to first picture: %v; idle: %.1f %% of a core; memory: %d MB",
		took.Round(10*time.Millisecond), 100*idle.Seconds()/2, program.memory(t)>>20)
	d.close(program, window)
}

// TestViews looks at photos in every way there is, in both languages and both themes, and
// changes those while the program runs.
func TestViews(t *testing.T) {
	d := newDesk(t)
	d.configure(nil)
	folder, names := originals(t)
	out := filepath.Join(t.TempDir(), "results")
	program := d.start("-out", out, folder)
	window := d.window(program)
	d.poll("a photo", func() bool { return colours(d.shot("photo")) > 1000 })
	d.keys(window, "End")
	d.still("side-by-side")
	for _, view := range []struct{ name, key string }{{"split", "2"}, {"exact", "ctrl+1"}, {"fit", "ctrl+0"}, {"result-only", "3"}, {"side-by-side", "1"}, {"keys", "F1"}} {
		d.keys(window, view.key)
		d.turned(view.name)
	}
	d.keys(window, "Escape")
	d.turned("side-by-side")
	converted(t, d, window, out, names)
	d.idle(window)
	d.still("finished")

	// In the preferences the first field is the language, the second the theme.
	d.keys(window, "ctrl+comma")
	d.turned("preferences")
	d.keys(window, "Tab", "Tab", "Down", "Down", "Down", "Return") // opens the choices, and takes the second
	d.poll("the light theme", func() bool { return d.settings().Theme == "light" })
	d.turned("preferences-light")
	d.keys(window, "Escape")
	d.turned("light")
	d.keys(window, "ctrl+comma")
	d.turned("preferences-light")
	d.keys(window, "Tab", "Down", "Down", "Down", "Down", "Return")
	d.poll("Portuguese", func() bool { return d.settings().Language == "pt-BR" })
	d.turned("portuguese-light")
	d.keys(window, "F1")
	d.turned("portuguese-keys")
	d.keys(window, "Escape")
	d.close(program, window)

	d.configure(func(s *model.Settings) { s.Language, s.Theme = "pt-BR", "dark" })
	program = d.start(folder)
	window = d.window(program)
	d.poll("a photo", func() bool { return colours(d.shot("portuguese")) > 1000 })
	d.still("portuguese")
	d.keys(window, "ctrl+m")
	d.turned("portuguese-servers")
	d.keys(window, "Escape")
	d.close(program, window)
}

// TestServersWindow tests a server that is well and one that refuses the token, in the form
// that opens at its field; and lets others use this computer.
func TestServersWindow(t *testing.T) {
	d := newDesk(t)
	s := newStation(t, "open sesame")
	s.let(1000)
	d.configure(func(set *model.Settings) {
		set.Remotes = []model.Remote{
			{ID: "1", Name: "Studio", Address: "ws://" + s.address, Token: "open sesame"},
			{ID: "2", Name: "Attic", Address: "192.168.0.10"},
		}
		set.Server = 1
	})
	program := d.start()
	window := d.window(program)
	d.pressUntil("a conversion", window, func() bool { return s.started.Load() > 0 }, "ctrl+m", "space")
	d.poll("all of them", func() bool { return s.started.Load() == 5 })
	d.still("servers-test-passing")
	d.keys(window, "Escape")
	d.close(program, window)

	d.configure(func(set *model.Settings) {
		set.Remotes = []model.Remote{{ID: "1", Name: "Studio", Address: "ws://" + s.address, Token: "sesame"}}
		set.Server = 1
	})
	program = d.start()
	window = d.window(program)
	d.poll("the first picture", func() bool { return colours(d.shot("refused")) > 40 })
	d.still("refused")
	d.keys(window, "ctrl+m")
	d.turned("servers-form")
	d.keys(window, "space")
	d.turned("servers-test-failing")
	// The cursor is in the token's field: what is typed there mends it.
	d.keys(window, "ctrl+a")
	d.try("xdotool", "type", "--clearmodifiers", "open sesame")
	d.keys(window, "Escape")
	d.poll("the token", func() bool { r := d.settings().Remotes; return len(r) == 1 && r[0].Token == "open sesame" })
	d.still("mended")
	d.close(program, window)

	d.configure(func(set *model.Settings) {
		set.Sharing = model.Sharing{On: true, Always: true, Gateway: freePort(t), Converter: freePort(t)}
	})
	program = d.start()
	window = d.window(program)
	d.poll("the token to give", func() bool { return d.settings().Sharing.Token != "" })
	d.still("shared")
	d.keys(window, "ctrl+m")
	d.turned("sharing")
	d.keys(window, "Escape")
	d.close(program, window)
}

// cpu returns the time that the program has computed so far.
func (p *program) cpu(t *testing.T) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	var user, system int64
	fmt.Sscan(fields[11], &user)
	fmt.Sscan(fields[12], &system)
	return time.Duration(user+system) * 10 * time.Millisecond // a tick is 1/100 s
}

// memory returns the bytes that the program has in memory.
func (p *program) memory(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	var all, resident int64
	fmt.Sscan(string(text), &all, &resident)
	return resident * int64(os.Getpagesize())
}

// measured logs a figure, and writes it next to the screenshots.
func (d *desk) measured(format string, values ...any) {
	d.t.Helper()
	line := fmt.Sprintf(format, values...)
	d.t.Log(line)
	if keep := os.Getenv("PRETOBRANCO_SCREENSHOTS"); keep != "" {
		f, err := os.OpenFile(filepath.Join(keep, "measured.txt"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err == nil {
			fmt.Fprintf(f, "%s: %s\n", d.t.Name(), line)
			err = f.Close()
		}
		if err != nil {
			d.t.Error(err)
		}
	}
}
