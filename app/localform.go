package app

import (
	"runtime"
	"strconv"

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

// localForm is what can be said of this computer: how much of it converts, and whether
// others on the network may use it.
type localForm struct {
	root    fyne.CanvasObject
	words   *words.Words
	sharing model.Sharing
	escape  func()
	copy    func(string)
	onShare func(model.Sharing)

	check     *widgets.Checkbox
	always    *widgets.Checkbox
	gateway   *widgets.Field
	converter *widgets.Field
	state     *widget.Label
	light     *widget.Icon
	details   *fyne.Container // while others are let in
	given     *fyne.Container // addresses and token
	others    *fyne.Container // addresses that few people need
	more      *widgets.Group
}

func newLocalForm(w *words.Words, workers int, s model.Sharing, escape func(), copy func(string), onWorkers func(int), onShare func(model.Sharing)) *localForm {
	f := &localForm{words: w, sharing: s, escape: escape, copy: copy, onShare: onShare}
	choices := []string{w.Say("servers.automatic")}
	for n := 1; n <= runtime.NumCPU(); n++ {
		choices = append(choices, strconv.Itoa(n))
	}
	number := widgets.NewFormDropdown(choices, min(workers, len(choices)-1), escape)
	number.OnChanged = func(string) { onWorkers(number.SelectedIndex()) }

	f.check = widgets.NewFormCheckbox(w.Say("share.on"), s.On, func(on bool) {
		f.sharing.On = on
		f.onShare(f.sharing)
	}, escape)
	f.always = widgets.NewFormCheckbox(w.Say("share.always"), s.Always, func(on bool) {
		f.sharing.Always = on
		f.onShare(f.sharing)
	}, escape)
	port := func(n int) *widgets.Field {
		e := widgets.NewField(strconv.Itoa(n), escape)
		e.OnSubmitted = func(string) { f.leave() }
		e.OnLeave = f.leave
		return e
	}
	f.gateway, f.converter = port(s.Gateway), port(s.Converter)
	f.light, f.state = widget.NewIcon(nil), widget.NewLabel("")
	f.state.Wrapping = fyne.TextWrapWord
	f.given, f.others = container.New(layout.NewFormLayout()), container.New(layout.NewFormLayout())
	f.more = widgets.NewGroup(w.Say("servers.more"), false, func(bool) { f.root.Refresh() },
		widgets.Row(8, widget.NewLabel(w.Say("share.ports")), widgets.Caption("WebSocket"), widgets.AtLeast(72, 0, widgets.Wheelable(f.gateway)), widgets.Caption("XML-RPC"), widgets.AtLeast(72, 0, widgets.Wheelable(f.converter))),
		f.others)
	f.more.Escape = escape
	f.details = container.NewVBox(
		widgets.Border(nil, nil, container.NewVBox(widgets.Padded(5, 6, f.light)), nil, f.state),
		f.given,
		f.always,
		widgets.Wrapped(w.Say("share.note")),
		f.more.Root)
	f.root = container.NewVBox(
		container.New(layout.NewFormLayout(), widget.NewLabel(w.Say("servers.workers")), container.NewHBox(widgets.AtLeast(140, 0, number))),
		widgets.Wrapped(w.Say("servers.local.note")),
		widgets.Rule(),
		f.check,
		f.details)
	return f
}

// leave applies the ports. A text that is no port is reset.
func (f *localForm) leave() {
	s := f.sharing
	for _, p := range []struct {
		field *widgets.Field
		port  *int
	}{{f.gateway, &s.Gateway}, {f.converter, &s.Converter}} {
		if n, err := strconv.Atoi(p.field.Text); err == nil && model.IsPort(n) {
			*p.port = n
		}
	}
	if s.Gateway == s.Converter {
		s = f.sharing
	}
	setEntry(f.gateway, strconv.Itoa(s.Gateway))
	setEntry(f.converter, strconv.Itoa(s.Converter))
	if s != f.sharing {
		f.sharing = s
		f.onShare(s)
	}
}

func setEntry(f *widgets.Field, text string) {
	if f.Text != text {
		f.SetText(text)
	}
}

// showSharing shows how sharing goes.
func (f *localForm) showSharing(s model.Sharing, state sharingState) {
	f.sharing = s
	widgets.Show(s.On, f.details)
	if !s.On {
		f.root.Refresh()
		return
	}
	colour, text := theme.ColorNameDisabled, f.words.Say("share.opening")
	var gateways, converters []string
	switch {
	case state.err != nil:
		colour, text = theme.ColorNameError, f.words.Say("share.failed", state.err.Error())
	case state.open != nil:
		gateways, converters = state.open.Gateways(), state.open.Converters()
		colour, text = theme.ColorNameSuccess, f.words.Say("share.open")
		if len(gateways) == 0 {
			colour, text = theme.ColorNameWarning, f.words.Say("share.alone")
		}
	}
	f.light.SetResource(theme.NewColoredResource(dot, colour))
	widgets.SetText(f.state, text)
	f.given.RemoveAll()
	f.others.RemoveAll()
	// One network is all that most people have; more would only be in the way.
	const most = 2
	f.give(f.given, f.words.Say("servers.address"), gateways[:min(most, len(gateways))])
	f.give(f.others, "XML-RPC", converters[:min(1, len(converters))])
	if state.open != nil {
		renew := widgets.NewIconButton(theme.ViewRefreshIcon(), f.words.Say("share.renew"), func() {
			fresh := f.sharing
			fresh.Token = engine.NewToken()
			f.onShare(fresh)
		})
		renew.Escape = f.escape
		f.give(f.given, f.words.Say("servers.token"), []string{s.Token}, renew)
	}
	f.root.Refresh()
}

// give adds lines that others need, each with a button that copies it.
func (f *localForm) give(to *fyne.Container, label string, texts []string, more ...fyne.CanvasObject) {
	for _, text := range texts {
		value := widgets.NewReadOnly(text, f.escape)
		value.TextStyle.Monospace = true
		copying := widgets.NewIconButton(theme.ContentCopyIcon(), f.words.Say("details.copy"), func() { f.copy(text) })
		copying.Escape = f.escape
		to.Add(widget.NewLabel(label))
		to.Add(widgets.Border(nil, nil, nil, widgets.Row(0, append([]fyne.CanvasObject{copying}, more...)...), widgets.Wheelable(value)))
		label = ""
	}
}
