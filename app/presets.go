package app

import (
	"io"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// mostLookFile is how large a file of a look may be: what is larger is none.
const mostLookFile = 64 << 10

// presetMenu is what can be done with looks of one's own.
func (w *Window) presetMenu() *fyne.Menu {
	say := w.words.Say
	look := w.lookOf(w.model.Current())
	item := func(label string, icon fyne.Resource, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(label, do)
		m.Icon = icon
		return m
	}
	menu := fyne.NewMenu("",
		item(say("preset.save"), theme.DocumentSaveIcon(), w.askPresetName),
		item(say("preset.import"), theme.FolderOpenIcon(), w.importPreset),
		item(say("preset.export"), theme.DownloadIcon(), w.exportPreset))
	if p, ok := w.settings.Preset(look); ok {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(),
			item(say("preset.delete", p.Name), theme.DeleteIcon(), func() { w.deletePreset(p.Name) }))
	}
	return menu
}

// askPresetName keeps the present look under a name.
func (w *Window) askPresetName() {
	look := w.lookOf(w.model.Current())
	var window *dialog.CustomDialog
	hide := func() { window.Hide() }
	name := widgets.NewField("", hide)
	name.SetPlaceHolder(w.words.Say("preset.name"))
	if p, ok := w.settings.Preset(look); ok {
		name.SetText(p.Name)
	}
	saving := widgets.NewFormButton(w.words.Say("preset.keep"), nil, func() { name.OnSubmitted(name.Text) }, hide)
	saving.Importance = widget.HighImportance
	name.OnChanged = func(text string) { widgets.SetButton(&saving.Button, saving.Text, strings.TrimSpace(text) != "") }
	name.OnChanged(name.Text)
	name.OnSubmitted = func(text string) {
		if strings.TrimSpace(text) != "" {
			window.Hide()
			w.savePreset(text, look)
		}
	}
	cancel := widgets.NewFormButton(w.words.Say("dialog.cancel"), nil, hide, hide)
	body := widgets.Column(8, name, widgets.Wrapped(w.words.Formula(look)), container.NewBorder(nil, nil, nil, widgets.Row(8, cancel, saving)))
	window = dialog.NewCustomWithoutButtons(w.words.Say("preset.title"), widgets.Padded(4, 4, body), w.win)
	window.Resize(fyne.NewSize(380, 0))
	window.Show()
	w.win.Canvas().Focus(name)
}

func (w *Window) savePreset(name string, look engine.Look) {
	w.settings.SavePreset(name, look)
	w.presetsChanged()
}

func (w *Window) deletePreset(name string) {
	w.settings.DeletePreset(name)
	w.presetsChanged()
}

func (w *Window) presetsChanged() {
	w.save()
	w.inspector.SetPresets(w.settings.Presets)
	w.showLook()
}

// importPreset takes a look in from a file and chooses it.
func (w *Window) importPreset() {
	w.askFile(w.words.Say("preset.import"), []string{".json", ".txt"}, func(path string) {
		w.back.do(func() {
			file, err := os.Open(path)
			if err != nil {
				w.setup.Do(func() { w.presetFails(w.words.Say("preset.unread"), err) })
				return
			}
			text, err := io.ReadAll(io.LimitReader(file, mostLookFile))
			file.Close()
			w.setup.Do(func() { w.readPreset(model.PresetName(path), text, err) })
		})
	})
}

// readPreset takes in what a file holds, or why it could not be read.
func (w *Window) readPreset(name string, text []byte, err error) {
	var look engine.Look
	if err == nil {
		look, err = engine.ReadLook(text)
	}
	if err != nil {
		w.presetFails(w.words.Say("preset.unread"), err)
		return
	}
	w.savePreset(name, look)
	w.setLook(look)
}

// exportPreset writes the present look into a file.
func (w *Window) exportPreset() {
	look := w.lookOf(w.model.Current())
	name := look.Name()
	if p, ok := w.settings.Preset(look); ok {
		name = strings.NewReplacer("/", "-", "\\", "-", ":", "-").Replace(p.Name)
	}
	w.askSave(w.words.Say("preset.export"), name+".json", func(path string) {
		w.back.do(func() {
			if err := writeLook(path, look); err != nil {
				w.setup.Do(func() { w.presetFails(w.words.Say("preset.unsaved"), err) })
			}
		})
	})
}

// writeLook writes the file of a look.
func writeLook(path string, look engine.Look) error {
	text, err := model.WriteLook(look)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// presetFails says why a file of a look could not be read or written.
func (w *Window) presetFails(text string, err error) {
	w.banner.Show(notice{text: text, bad: true, details: err.Error()})
}
