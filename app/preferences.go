package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// languageChoices and themeChoices list what can be chosen in the order of their menus.
var (
	languageChoices = []string{"", "en", "pt-BR"}
	themeChoices    = []string{"", "light", "dark"}
)

// preferenceActions hear of choices. Each counts at once.
type preferenceActions struct {
	language, theme func(string)
	calm, notify    func(bool)
}

// openPreferences shows the language, the theme, and how the program makes itself felt.
func openPreferences(w *words.Words, over fyne.Window, s model.Settings, do preferenceActions) {
	var sheet *widgets.Sheet
	escape := func() { sheet.Close() }
	// A language is named in itself: a person who needs it may not read the other.
	language := widgets.NewFormDropdown([]string{w.Say("preferences.system"), "English", "Português (Brasil)"}, max(0, slices.Index(languageChoices, s.Language)), escape)
	look := widgets.NewFormDropdown([]string{w.Say("preferences.system"), w.Say("preferences.light"), w.Say("preferences.dark")}, max(0, slices.Index(themeChoices, s.Theme)), escape)
	calm := widgets.NewFormCheckbox(w.Say("preferences.calm"), s.Calm, do.calm, escape)
	notify := widgets.NewFormCheckbox(w.Say("preferences.notify"), !s.Quiet, do.notify, escape)
	form := widgets.Column(10,
		container.New(layout.NewFormLayout(),
			widget.NewLabel(w.Say("preferences.language")), language,
			widget.NewLabel(w.Say("preferences.theme")), look),
		widgets.Column(0, calm, notify))
	closing := widgets.NewFormButton(w.Say("servers.close"), nil, escape, escape)
	sheet = widgets.NewSheet(over, w.Say("preferences.title"), form, closing)
	sheet.Enter = escape
	language.OnChanged = func(string) {
		sheet.Close()
		do.language(languageChoices[language.SelectedIndex()])
	}
	look.OnChanged = func(string) { do.theme(themeChoices[look.SelectedIndex()]) }
	sheet.Wish(440, 0)
	sheet.Open()
}

// openPreferences shows what can be chosen about the window.
func (w *Window) openPreferences() {
	openPreferences(w.words, w.win, w.settings, preferenceActions{
		language: w.setLanguage, theme: w.setTheme, calm: w.setCalm,
		notify: func(on bool) {
			w.settings.Quiet = !on
			w.save()
		},
	})
}

// setLanguage speaks another language at once.
func (w *Window) setLanguage(language string) {
	w.settings.Language = language
	w.settings.Split = w.split.offset()
	w.save()
	w.words = words.New(w.language())
	w.build()
}

// setTheme changes the colours at once.
func (w *Window) setTheme(variant string) {
	w.settings.Theme = variant
	w.save()
	widgets.SetTheme(w.app, variant)
	w.win.Content().Refresh()
}

// setCalm stops everything that moves by itself, or lets it move.
func (w *Window) setCalm(on bool) {
	w.settings.Calm = on
	w.save()
	widgets.ReduceMotion(w.app, on)
}
