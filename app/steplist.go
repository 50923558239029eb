package app

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/engine"
)

// stepList shows a test of a server while it goes: every step from the start, each with what
// became of it once it has ended.
type stepList struct {
	root    *fyne.Container
	words   *Words
	lines   []*stepLine
	verdict *widget.Label
}

func newStepList(w *Words) *stepList {
	return &stepList{root: tight(0), words: w}
}

// begin lists all steps. The first one is under way.
func (l *stepList) begin() {
	l.root.RemoveAll()
	l.lines = nil
	for _, name := range engine.Steps {
		line := newStepLine(stepName(l.words, name))
		l.lines = append(l.lines, line)
		l.root.Add(line.root)
	}
	l.verdict = widget.NewLabel("")
	l.verdict.Wrapping = fyne.TextWrapWord
	l.root.Add(l.verdict)
	l.lines[0].run()
	l.root.Refresh()
}

// step shows how one ended. The next is under way then.
func (l *stepList) step(s engine.Step) {
	for i, name := range engine.Steps {
		if name != s.Name {
			continue
		}
		if s.Err != nil {
			l.lines[i].end(theme.NewErrorThemedResource(theme.CancelIcon()), stepTrouble(l.words, s), s.Err.Error(), "")
			break
		}
		l.lines[i].end(theme.NewSuccessThemedResource(theme.ConfirmIcon()), stepResult(l.words, s), "", l.words.Took(s.Took))
		if i+1 < len(l.lines) {
			l.lines[i+1].run()
		}
	}
	l.root.Refresh()
}

// end says what the whole test means.
func (l *stepList) end(err error) {
	text, importance := l.words.Say("test.passed"), widget.SuccessImportance
	if err != nil {
		text, importance = l.words.Say("test.failed"), widget.DangerImportance
	}
	l.verdict.Importance = importance
	l.verdict.SetText(text)
	l.root.Refresh()
}

// A stepLine is one step: a mark, its name, what was found, how long it took.
type stepLine struct {
	root   *fyne.Container
	icon   *widget.Icon
	motion *widget.Activity
	name   *widget.Label
	found  *widget.Label
	reason *widget.Label
	took   *widget.Label
}

func newStepLine(name string) *stepLine {
	l := &stepLine{icon: widget.NewIcon(nil), motion: widget.NewActivity(), name: widget.NewLabel(name), found: widget.NewLabel(""), reason: wrapped(""), took: caption("")}
	l.name.Importance = widget.LowImportance
	l.found.Wrapping = fyne.TextWrapWord
	l.motion.Hide()
	l.reason.Hide()
	space := canvas.NewRectangle(nil)
	space.SetMinSize(fyne.NewSquareSize(18))
	mark := container.NewVBox(padded(5, 4, container.NewStack(space, l.icon, l.motion)))
	l.root = container.NewBorder(nil, nil, container.NewHBox(mark, container.NewVBox(atLeast(140, 0, l.name))), container.NewVBox(l.took), tight(-12, l.found, l.reason))
	return l
}

// run marks the step as under way.
func (l *stepLine) run() {
	l.name.Importance = widget.MediumImportance
	l.name.Refresh()
	l.motion.Show()
	l.motion.Start()
}

// end shows how the step ended; the reason is a second, smaller line.
func (l *stepLine) end(icon fyne.Resource, found, reason, took string) {
	l.name.Importance = widget.MediumImportance
	l.name.Refresh()
	l.motion.Stop()
	l.motion.Hide()
	l.icon.SetResource(icon)
	if reason != "" {
		l.found.Importance = widget.DangerImportance
		l.reason.SetText(reason)
		l.reason.Show()
	}
	l.found.SetText(found)
	l.took.SetText(took)
}

// stepName says what a step of a test is about.
func stepName(w *Words, name string) string {
	switch name {
	case "resolve":
		return w.Say("test.resolve")
	case "connect":
		return w.Say("test.connect")
	case "tls":
		return w.Say("test.tls")
	case "token":
		return w.Say("test.token")
	case "convert":
		return w.Say("test.convert")
	}
	return w.Say("test.speed")
}

// stepResult says what a step found.
func stepResult(w *Words, s engine.Step) string {
	switch s.Name {
	case "resolve":
		return s.Detail
	case "connect":
		return w.Say("test.connect.found", s.Detail)
	case "tls":
		if s.Detail == "" {
			return w.Say("test.tls.none")
		}
		return s.Detail
	case "token":
		return w.Say("test.token.found")
	case "convert":
		if s.Amount == 0 {
			return w.Say("test.convert.same")
		}
		return w.Say("test.convert.near", w.decimal(s.Amount))
	}
	return w.Say("test.speed.found", w.decimal(s.Amount))
}

// stepTrouble says in a sentence why a step failed.
func stepTrouble(w *Words, s engine.Step) string {
	switch {
	case errors.Is(s.Err, engine.ErrCertificate):
		return w.Say("test.certificate")
	case engine.KindOf(s.Err) == engine.Unauthorized:
		return w.Say("problem.unauthorized")
	case engine.KindOf(s.Err) == engine.Busy:
		return w.Say("problem.busy")
	}
	switch s.Name {
	case "resolve":
		if engine.KindOf(s.Err) == engine.Unsupported {
			return w.Say("test.resolve.bad")
		}
		return w.Say("test.resolve.none")
	case "connect":
		return w.Say("test.connect.none")
	case "tls":
		return w.Say("test.tls.bad")
	case "token":
		return w.Say("test.token.none")
	}
	return w.Say("test.convert.bad")
}
