package app

import (
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

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
	name := widget.NewEntry()
	name.SetPlaceHolder(w.words.Say("preset.name"))
	if p, ok := w.settings.Preset(look); ok {
		name.SetText(p.Name)
	}
	var window *dialog.CustomDialog
	saving := widget.NewButton(w.words.Say("preset.keep"), func() { name.OnSubmitted(name.Text) })
	saving.Importance = widget.HighImportance
	name.OnChanged = func(text string) { setButton(saving, saving.Text, strings.TrimSpace(text) != "") }
	name.OnChanged(name.Text)
	name.OnSubmitted = func(text string) {
		if strings.TrimSpace(text) != "" {
			window.Hide()
			w.savePreset(text, look)
		}
	}
	cancel := widget.NewButton(w.words.Say("dialog.cancel"), func() { window.Hide() })
	body := tight(8, name, wrapped(formulaText(w.words, look)), container.NewBorder(nil, nil, nil, beside(8, cancel, saving)))
	window = dialog.NewCustomWithoutButtons(w.words.Say("preset.title"), padded(4, 4, body), w.win)
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
	opening := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil {
			w.presetFails(w.words.Say("preset.unread"), err)
			return
		}
		if file == nil {
			return
		}
		defer file.Close()
		w.readPreset(presetName(file.URI().Name()), file)
	}, w.win)
	opening.SetFilter(storage.NewExtensionFileFilter([]string{".json", ".txt"}))
	opening.SetTitleText(w.words.Say("preset.import"))
	opening.Resize(fyne.NewSize(760, 520))
	opening.Show()
}

func (w *Window) readPreset(name string, file io.Reader) {
	text, err := io.ReadAll(io.LimitReader(file, mostLookFile))
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
	saving := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil {
			w.presetFails(w.words.Say("preset.unsaved"), err)
			return
		}
		if file != nil {
			w.writePreset(file, look)
		}
	}, w.win)
	name := look.Name()
	if p, ok := w.settings.Preset(look); ok {
		name = p.Name
	}
	saving.SetFileName(name + ".json")
	saving.SetTitleText(w.words.Say("preset.export"))
	saving.Resize(fyne.NewSize(760, 520))
	saving.Show()
}

func (w *Window) writePreset(file io.WriteCloser, look engine.Look) {
	text, err := WriteLook(look)
	if err == nil {
		_, err = file.Write(text)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		w.presetFails(w.words.Say("preset.unsaved"), err)
	}
}

// presetFails says why a file of a look could not be read or written.
func (w *Window) presetFails(text string, err error) {
	w.banner.Show(notice{text: text, bad: true, details: err.Error()})
}
