package app

import (
	"io"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// mostLookFile is how large a file of a look may be: what is larger is none.
const mostLookFile = 64 << 10

// presetMenu is what can be done with looks of one's own.
func (e *edits) presetMenu() *fyne.Menu {
	say := e.words.Say
	look := e.lookOf(e.model.Current())
	item := func(label string, icon fyne.Resource, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(label, do)
		m.Icon = icon
		return m
	}
	menu := fyne.NewMenu("",
		item(say("preset.save"), theme.DocumentSaveIcon(), e.askPresetName),
		item(say("preset.import"), theme.FolderOpenIcon(), e.importPreset),
		item(say("preset.export"), theme.DownloadIcon(), e.exportPreset))
	if p, ok := e.settings.Preset(look); ok {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(),
			item(say("preset.delete", p.Name), theme.DeleteIcon(), func() { e.deletePreset(p.Name) }))
	}
	return menu
}

// askPresetName keeps the present look under a name.
func (e *edits) askPresetName() {
	look := e.lookOf(e.model.Current())
	var sheet *widgets.Sheet
	hide := func() { sheet.Close() }
	name := widgets.NewField("", hide)
	name.SetPlaceHolder(e.words.Say("preset.name"))
	if p, ok := e.settings.Preset(look); ok {
		name.SetText(p.Name)
	}
	saving := widgets.NewFormButton(e.words.Say("preset.keep"), nil, func() { name.OnSubmitted(name.Text) }, hide)
	saving.Importance = widget.HighImportance
	name.OnChanged = func(text string) { widgets.SetButton(&saving.Button, saving.Text, strings.TrimSpace(text) != "") }
	name.OnChanged(name.Text)
	name.OnSubmitted = func(text string) {
		if strings.TrimSpace(text) != "" {
			sheet.Close()
			e.savePreset(text, look)
		}
	}
	cancel := widgets.NewFormButton(e.words.Say("dialog.cancel"), nil, hide, hide)
	body := widgets.Column(4, widgets.Padded(0, 7, name), widgets.Wrapped(e.words.LookNote(look)))
	sheet = widgets.NewSheet(e.win, e.words.Say("preset.title"), body, cancel, saving)
	sheet.Wish(400, 0)
	sheet.Enter = saving.OnTapped
	sheet.Open()
	e.win.Canvas().Focus(name)
}

func (e *edits) savePreset(name string, look engine.Look) {
	e.settings.SavePreset(name, look)
	e.presetsChanged()
}

func (e *edits) deletePreset(name string) {
	e.settings.DeletePreset(name)
	e.presetsChanged()
}

func (e *edits) presetsChanged() {
	e.save()
	e.inspector.SetPresets(e.settings.Presets)
	e.showLook()
}

// importPreset takes a look in from a file and chooses it.
func (e *edits) importPreset() {
	e.choosers.askFile(e.words.Say("preset.import"), []string{".json", ".txt"}, func(path string) {
		e.back.do(func() {
			file, err := os.Open(path)
			if err != nil {
				e.setup.Do(func() { e.presetFails(e.words.Say("preset.unread"), err) })
				return
			}
			text, err := io.ReadAll(io.LimitReader(file, mostLookFile))
			file.Close()
			e.setup.Do(func() { e.readPreset(model.PresetName(path), text, err) })
		})
	})
}

// readPreset keeps the look that a file holds, or shows why it could not be read.
func (e *edits) readPreset(name string, text []byte, err error) {
	var look engine.Look
	if err == nil {
		look, err = engine.ReadLook(text)
	}
	if err != nil {
		e.presetFails(e.words.Say("preset.unread"), err)
		return
	}
	e.savePreset(name, look)
	e.setLook(look)
}

// exportPreset writes the present look into a file.
func (e *edits) exportPreset() {
	look := e.lookOf(e.model.Current())
	name := look.Name()
	if p, ok := e.settings.Preset(look); ok {
		name = strings.NewReplacer("/", "-", "\\", "-", ":", "-").Replace(p.Name)
	}
	e.choosers.askSave(e.words.Say("preset.export"), name+".json", func(path string) {
		e.back.do(func() {
			if err := writeLook(path, look); err != nil {
				e.setup.Do(func() { e.presetFails(e.words.Say("preset.unsaved"), err) })
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
func (e *edits) presetFails(text string, err error) {
	e.report(notice{text: text, bad: true}, err)
}
