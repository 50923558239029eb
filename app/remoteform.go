package app

import (
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// A serverField is a field of a server's form.
type serverField int

const (
	fieldNone serverField = iota
	fieldAddress
	fieldToken
	fieldCA
)

// fieldToBlame returns where to mend what ended a step of the test, or what a server in
// use said.
func fieldToBlame(step string, err error) serverField {
	switch {
	case errors.Is(err, engine.ErrCertificate):
		return fieldCA
	case err != nil && engine.KindOf(err) == engine.Unauthorized:
		return fieldToken
	case step == "resolve" || step == "connect" || step == "tls" || step == "token":
		return fieldAddress
	}
	return fieldNone
}

// remoteForm is what describes a server on another machine.
type remoteForm struct {
	root    fyne.CanvasObject
	remote  model.Remote
	name    *widgets.Field
	address *widgets.Field
	token   *widgets.Field
	ca      *widgets.Field
	plain   fyne.CanvasObject
	more    *widgets.Group // what few people need
}

// newRemoteForm shows r and reports every change. choose asks for a file; escape and enter are what
// those keys do in a field.
func newRemoteForm(w *words.Words, r model.Remote, choose func(func(string)), escape, enter func(), onChange func(model.Remote)) *remoteForm {
	f := &remoteForm{remote: r}
	entry := func(text, holder string, set func(string)) *widgets.Field {
		e := widgets.NewField(text, escape)
		e.SetPlaceHolder(holder)
		e.OnSubmitted = func(string) { enter() }
		e.OnChanged = func(s string) {
			set(strings.TrimSpace(s))
			widgets.Show(plainRemote(f.remote.Address), f.plain)
			onChange(f.remote)
		}
		return e
	}
	f.name = entry(r.Name, w.Say("servers.optional"), func(s string) { f.remote.Name = s })
	f.address = entry(r.Address, "ws://192.168.0.10:8001", func(s string) { f.remote.Address = s })
	f.token = entry(r.Token, w.Say("servers.optional"), func(s string) { f.remote.Token = s })
	f.token.Password = true
	f.ca = entry(r.CAFile, w.Say("servers.optional"), func(s string) { f.remote.CAFile = s })
	browse := widgets.NewFormButton(w.Say("servers.browse"), nil, func() { choose(f.ca.SetText) }, escape)

	lock := widget.NewIcon(theme.NewWarningThemedResource(openLock))
	f.plain = widgets.Border(nil, nil, container.NewVBox(widgets.Padded(4, 4, lock)), nil, widgets.Wrapped(w.Say("servers.plain")))
	widgets.Show(plainRemote(r.Address), f.plain)
	f.more = widgets.NewGroup(w.Say("servers.more"), r.CAFile != "", func(bool) { f.root.Refresh() },
		container.New(layout.NewFormLayout(), widget.NewLabel(w.Say("servers.ca")), widgets.Border(nil, nil, nil, browse, widgets.Wheelable(f.ca))))
	f.more.Escape = escape
	f.root = container.NewVBox(
		container.New(layout.NewFormLayout(),
			widget.NewLabel(w.Say("servers.name")), widgets.Wheelable(f.name),
			widget.NewLabel(w.Say("servers.address")), widgets.Wheelable(f.address),
			widget.NewLabel(w.Say("servers.token")), widgets.Wheelable(f.token),
		),
		f.plain, f.more.Root)
	return f
}

// field returns a field of the form, or nil.
func (f *remoteForm) field(at serverField) fyne.Focusable {
	switch at {
	case fieldAddress:
		return f.address
	case fieldToken:
		return f.token
	case fieldCA:
		f.more.Unfold()
		return f.ca
	}
	return nil
}
