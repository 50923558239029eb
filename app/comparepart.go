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
	root     fyne.CanvasObject
	view     *widgets.Compare
	words    *words.Words
	name     *widget.Label
	facts    *widget.Label
	about    string // the photo, without its name
	nameless bool   // there is no room for the name above the picture
	probe    *widget.Label
	scale    *widget.Label
	modes    *widgets.Segments
	adjust   *widgets.IconButton // turns on that a drag adjusts colours
	busy     *widget.Activity
	busyMark *fyne.Container // it, with a word, at the upper edge of the picture
	message  *widget.Label   // in place of a picture
	damage   *damageBar
	do       func(func())
	loading  *time.Timer
	finer    *time.Timer // more pixels of the same picture are coming
}

// compareActions are what the part asks for.
type compareActions struct {
	mode   func(picture.Mode)
	view   func() // scale or place changed
	adjust func(x, y, by float64, over bool)
	keep   func() // convert what is there of the damaged photo
}

func newComparePart(w *words.Words, mode picture.Mode, strip fyne.CanvasObject, do func(func()), act compareActions) *comparePart {
	p := &comparePart{words: w, do: do}
	p.view = widgets.NewCompare(mode, w.Say("compare.original"), w.Say("compare.result"))
	p.view.OnView = func() {
		p.showScale()
		act.view()
	}
	p.view.OnProbe, p.view.OnAdjust = p.showProbe, act.adjust
	p.name = widget.NewLabel("")
	p.name.TextStyle.Bold = true
	p.name.Truncation = fyne.TextTruncateEllipsis
	p.facts, p.probe, p.scale = widgets.Caption(""), widgets.Caption(""), widgets.Caption("")
	p.probe.TextStyle.Monospace = true
	p.modes = widgets.NewSegments([]string{w.Say("compare.side"), w.Say("compare.split"), w.Say("compare.only")}, int(mode), func(i int) { act.mode(picture.Mode(i)) })
	p.busy = widget.NewActivity()
	p.busyMark = container.NewCenter(widgets.Padded(8, 0, widgets.NewSurface(widgets.ColorCard, 12, widgets.Padded(4, 10, widgets.Row(6, p.busy, widgets.Caption(w.Say("compare.loading")))))))
	p.busyMark.Hide()
	p.message = widget.NewLabel("")
	p.message.Alignment = fyne.TextAlignCenter
	p.message.Wrapping = fyne.TextWrapWord
	p.message.Importance = widget.LowImportance

	tool := func(icon fyne.Resource, text string, tapped func()) *widget.Button {
		b := widget.NewButtonWithIcon(text, icon, tapped)
		b.Importance = widget.LowImportance
		return b
	}
	p.adjust = widgets.NewIconButton(theme.ColorChromaticIcon(), w.Say("compare.adjust"), func() { p.SetAdjusting(!p.view.Adjusting()) })
	zoom := widgets.Row(0,
		tool(theme.ZoomOutIcon(), "", func() { p.view.ZoomBy(1 / 1.5) }),
		container.NewStack(widgets.AtLeast(44, 0, layout.NewSpacer()), container.NewCenter(p.scale)),
		tool(theme.ZoomInIcon(), "", func() { p.view.ZoomBy(1.5) }),
		tool(nil, w.Say("compare.exact"), func() { p.view.ZoomTo(1) }),
		tool(nil, w.Say("compare.fit"), func() { p.view.Fit() }))
	top := container.New(&nameAndTools{p}, p.name, widgets.Dense(widgets.Row(8, p.modes.Root, p.adjust, zoom)))
	p.damage = newDamageBar(w, act.keep, func() { p.root.Refresh() })
	over := container.New(layout.NewBorderLayout(p.busyMark, p.damage.root, nil, nil), p.busyMark, p.damage.root) // the picture keeps its place
	p.facts.Truncation = fyne.TextTruncateEllipsis
	bottom := widgets.Border(nil, nil, nil, p.probe, p.facts)
	middle := container.NewStack(p.view, widgets.Padded(0, 40, container.NewCenter(widgets.AtLeast(300, 0, p.message))), over)
	p.root = widgets.Border(widgets.Padded(3, 6, top), widgets.Column(0, strip, widgets.Padded(0, 6, bottom)), nil, nil, middle)
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
	p.about = facts
	p.showFacts()
}

// showFacts says below the picture what it is, also its name if there is no room for it above.
func (p *comparePart) showFacts() {
	text := p.about
	if p.nameless && p.name.Text != "" {
		text = p.name.Text + " · " + text
	}
	widgets.SetText(p.facts, text)
}

// nameAndTools lays the name of the photo and the buttons out in a row. Where the name has no room
// it is not shown.
type nameAndTools struct{ p *comparePart }

// Layout is part of fyne.Layout.
func (l *nameAndTools) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	const leastName = 90
	tools := objects[1].MinSize().Width
	objects[1].Resize(fyne.NewSize(tools, size.Height))
	objects[1].Move(fyne.NewPos(size.Width-tools, 0))
	room := size.Width - tools
	if nameless := room < leastName; nameless != l.p.nameless {
		l.p.nameless = nameless
		widgets.Show(!nameless, objects[0])
		l.p.showFacts()
	}
	objects[0].Resize(fyne.NewSize(max(0, room), size.Height))
}

// MinSize is part of fyne.Layout.
func (l *nameAndTools) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[1].MinSize().Width, max(objects[0].MinSize().Height, objects[1].MinSize().Height))
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
				p.busyMark.Show()
				p.busy.Start()
			}
		})
	})
	p.loading = timer
}

// Sharpening says that more of the picture's pixels are coming: after a moment there is a mark.
func (p *comparePart) Sharpening() {
	if p.finer != nil || p.loading != nil {
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(loadingAfter, func() {
		p.do(func() {
			if p.finer == timer {
				p.busyMark.Show()
				p.busy.Start()
			}
		})
	})
	p.finer = timer
}

func (p *comparePart) stopLoading() {
	if p.finer != nil {
		p.finer.Stop()
		p.finer = nil
		p.busy.Stop()
		p.busyMark.Hide()
	}
	if p.loading == nil {
		return
	}
	p.loading.Stop()
	p.loading = nil
	p.view.Dim(false)
	p.busy.Stop()
	p.busyMark.Hide()
}

func (p *comparePart) showScale() {
	scale, ok := p.view.Scale()
	text := ""
	if ok {
		text = fmt.Sprintf("%.0f %%", scale*100)
	}
	widgets.SetText(p.scale, text)
}

// SetAdjusting turns on that a drag on the photo adjusts colours.
func (p *comparePart) SetAdjusting(on bool) {
	p.view.SetAdjusting(on)
	p.adjust.Importance = widget.LowImportance
	if on {
		p.adjust.Importance = widget.HighImportance
		p.Explain(p.words.Say("adjust.help"))
	}
	p.adjust.Refresh()
}

// Explain shows a sentence in the line below the photo, until the pointer moves on.
func (p *comparePart) Explain(text string) { widgets.SetText(p.probe, text) }

func (p *comparePart) showProbe(x, y int, before, after color.RGBA, inside bool) {
	if p.view.Adjusting() {
		return // the line is about that
	}
	text := ""
	if inside {
		text = fmt.Sprintf("x %d  y %d   R %d G %d B %d › %d", x, y, before.R, before.G, before.B, after.R)
	}
	widgets.SetText(p.probe, text)
}
