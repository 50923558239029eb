package app

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// TestMenuKeys holds that the menus name every key, and that Fyne does not write any: it does so at a
// fifth of the text's opacity, of which nobody can read anything.
func TestMenuKeys(t *testing.T) {
	for _, language := range []string{"en", "pt-BR"} {
		b := newBench(t, func(s *model.Settings, _ *fakeBackend) { s.Language = language })
		labels := ""
		for _, m := range b.win.MainMenu().Items {
			var ends []float32
			for _, item := range m.Items {
				labels += item.Label + "\n"
				if _, faint := item.Shortcut.(fyne.KeyboardShortcut); faint {
					t.Errorf("the key of %q is written faintly", item.Label)
				}
				if at := strings.LastIndex(item.Label, "  "); at > 0 {
					ends = append(ends, fyne.MeasureText(item.Label[:at+2], theme.TextSize(), fyne.TextStyle{}).Width)
				}
			}
			for _, end := range ends {
				if end < ends[0]-3.5 || end > ends[0]+3.5 {
					t.Errorf("%s: the keys are at %v", m.Label, ends)
					break
				}
			}
		}
		say := b.words.Say
		for _, key := range b.keyList() {
			if key[1] == say("keys.pan") || key[1] == say("keys.bar") { // which have directions
				continue
			}
			for name := range strings.SplitSeq(strings.NewReplacer(say("keys.arrows"), "→ ←", say("keys.brackets"), "[ ]").Replace(key[0]), " ") {
				if name != "" && !strings.Contains(labels, "  "+name+"\n") {
					t.Errorf("%s: no menu names %q", language, name)
				}
			}
		}
	}
}

// TestMenuStates makes gray what would do nothing.
func TestMenuStates(t *testing.T) {
	b := newBench(t, nil)
	grays := func() (texts []string) {
		for _, m := range b.win.MainMenu().Items {
			for _, item := range m.Items {
				if item.Disabled {
					text, _, _ := strings.Cut(item.Label, "  ")
					texts = append(texts, text)
				}
			}
		}
		return texts
	}
	holds := func(state, gray, usable string) {
		t.Helper()
		text := strings.Join(grays(), ",") + ","
		for want := range strings.SplitSeq(gray, ",") {
			if !strings.Contains(text, want+",") {
				t.Errorf("%s: %s can be used: %s", state, want, text)
			}
		}
		for want := range strings.SplitSeq(usable, ",") {
			if strings.Contains(text, want+",") {
				t.Errorf("%s: %s cannot be used", state, want)
			}
		}
	}
	holds("empty", "Convert,Pause or resume,Stop,Retry failed,Remove from the list", "Add photos…,Preferences…")
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	holds("photos", "Pause or resume,Stop,Retry failed", "Convert,Remove from the list")
	batch := b.convert(t)
	holds("running", "Convert,Retry failed", "Pause or resume,Stop")
	batch.fail(0, errors.New("no"))
	batch.done(1)
	batch.finish(engine.Summary{Converted: 1, Failed: 1})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	holds("finished", "Pause or resume,Stop", "Retry failed,Convert")
}
