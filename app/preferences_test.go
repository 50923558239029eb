package app

import (
	"testing"

	"fyne.io/fyne/v2"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
)

// TestPreferences count at once and are remembered.
func TestPreferences(t *testing.T) {
	b := newBench(t, nil)
	b.openPreferences()
	for i := range 5 { // whatever in it has the focus
		for range i + 1 {
			b.win.Canvas().FocusNext()
		}
		b.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if b.win.Canvas().Overlays().Top() != nil {
			t.Fatalf("Escape does not close the preferences from %T", b.win.Canvas().Focused())
		}
		b.openPreferences()
	}
	b.typed(fyne.KeyEscape)
	b.setCalm(true)
	if fyne.CurrentApp().Settings().ShowAnimations() {
		t.Error("things move")
	}
	b.setTheme("light")
	if r, _, _, _ := widgets.ThemeColor(widgets.ColorPanel).RGBA(); r < 0x8000 {
		t.Error("the theme is another")
	}
	b.setLanguage("pt-BR")
	if b.header.add.Text != "Adicionar fotos" || b.words.Language != "pt-BR" {
		t.Errorf("the button says %q", b.header.add.Text)
	}
	if s, _ := model.LoadSettings(b.setup.Settings); !s.Calm || s.Theme != "light" || s.Language != "pt-BR" {
		t.Errorf("remembered %+v", s)
	}
	b.setCalm(false)
	if fyne.CurrentApp() != b.app {
		t.Error("the program stays calm")
	}
}
