package app

import (
	"fmt"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/picture"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// loadingAfter is how long a preview may take before anything says that it does: what
// comes and goes within a blink only flickers.
const loadingAfter = 150 * time.Millisecond

// comparePart is the middle of the window: the view and the line above it.
type comparePart struct {
	root    fyne.CanvasObject
	view    *widgets.Compare
	words   *words.Words
	name    *widget.Label
	facts   *widget.Label
	probe   *widget.Label
	scale   *widget.Label
	modes   *widgets.Segments
	busy    *widget.Activity
	message *widget.Label // in place of a picture
	damage  *damageBar
	do      func(func())
	loading *time.Timer
}

// compareActions are what the part asks for.
type compareActions struct {
	mode func(picture.Mode)
	view func() // scale or place changed
	keep func() // convert what is there of the damaged photo
}

func newComparePart(w *words.Words, mode picture.Mode, strip fyne.CanvasObject, do func(func()), act compareActions) *comparePart {
	p := &comparePart{words: w, do: do}
	p.view = widgets.NewCompare(mode, w.Say("compare.original"), w.Say("compare.result"))
	p.view.OnView = func() {
		p.showScale()
		act.view()
	}
	p.view.OnProbe = p.showProbe
	p.name = widget.NewLabel("")
	p.name.TextStyle.Bold = true
	p.name.Truncation = fyne.TextTruncateEllipsis
	p.facts, p.probe, p.scale = widgets.Caption(""), widgets.Caption(""), widgets.Caption("")
	p.probe.TextStyle.Monospace = true
	p.modes = widgets.NewSegments([]string{w.Say("compare.side"), w.Say("compare.split"), w.Say("compare.only")}, int(mode), func(i int) { act.mode(picture.Mode(i)) })
	p.busy = widget.NewActivity()
	p.busy.Hide()
	p.message = widget.NewLabel("")
	p.message.Alignment = fyne.TextAlignCenter
	p.message.Wrapping = fyne.TextWrapWord
	p.message.Importance = widget.LowImportance

	tool := func(icon fyne.Resource, text string, tapped func()) *widget.Button {
		b := widget.NewButtonWithIcon(text, icon, tapped)
		b.Importance = widget.LowImportance
		return b
	}
	zoom := widgets.Row(0,
		tool(theme.ZoomOutIcon(), "", func() { p.view.ZoomBy(1 / 1.5) }),
		container.NewStack(widgets.AtLeast(46, 0, layout.NewSpacer()), p.scale),
		tool(theme.ZoomInIcon(), "", func() { p.view.ZoomBy(1.5) }),
		tool(nil, w.Say("compare.exact"), func() { p.view.ZoomTo(1) }),
		tool(nil, w.Say("compare.fit"), func() { p.view.Fit() }))
	top := container.NewBorder(nil, nil, nil, widgets.Row(10, p.modes.Root, zoom), p.name)
	p.damage = newDamageBar(w, act.keep, func() { p.root.Refresh() })
	bottom := container.NewBorder(nil, nil, p.facts, p.probe)
	middle := container.NewStack(p.view, widgets.Padded(0, 40, container.NewCenter(widgets.AtLeast(300, 0, p.message))), container.NewCenter(p.busy))
	p.root = container.NewBorder(widgets.Padded(3, 6, top), widgets.Column(0, widgets.Padded(0, 6, p.damage.root), strip, widgets.Padded(0, 6, bottom)), nil, nil, middle)
	return p
}

// Show puts a preview in the view.
func (p *comparePart) Show(before, after *picture.Pyramid) {
	p.stopLoading()
	p.message.SetText("")
	p.view.Put(before, after)
}

// ShowAfter puts another result of the same photo in the view.
func (p *comparePart) ShowAfter(after *picture.Pyramid) {
	p.stopLoading()
	p.view.PutAfter(after)
}

// Fail says in the picture's place why there is none.
func (p *comparePart) Fail(text string) {
	p.stopLoading()
	p.view.Clear()
	p.message.SetText(text)
}

// Clear shows nothing.
func (p *comparePart) Clear() {
	p.Fail("")
	p.Tell("", "")
}

// Tell says which photo it is.
func (p *comparePart) Tell(name, facts string) {
	widgets.SetText(p.name, name)
	widgets.SetText(p.facts, facts)
}

// Loading says that another picture is coming: the last one stays, and after a
// moment it is dimmed.
func (p *comparePart) Loading() {
	if p.loading != nil {
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(loadingAfter, func() {
		p.do(func() {
			if p.loading == timer {
				p.view.Dim(true)
				p.busy.Show()
				p.busy.Start()
			}
		})
	})
	p.loading = timer
}

func (p *comparePart) stopLoading() {
	if p.loading == nil {
		return
	}
	p.loading.Stop()
	p.loading = nil
	p.view.Dim(false)
	p.busy.Stop()
	p.busy.Hide()
}

func (p *comparePart) showScale() {
	scale, ok := p.view.Scale()
	text := ""
	if ok {
		text = fmt.Sprintf("%.0f %%", scale*100)
	}
	widgets.SetText(p.scale, text)
}

func (p *comparePart) showProbe(x, y int, before, after color.RGBA, inside bool) {
	text := ""
	if inside {
		text = fmt.Sprintf("x %d  y %d   R %d G %d B %d › %d", x, y, before.R, before.G, before.B, after.R)
	}
	widgets.SetText(p.probe, text)
}
