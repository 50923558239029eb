package app

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// stepList shows a test of a server while it goes: every step from the start, each with what
// became of it once it has ended.
type stepList struct {
	root    *fyne.Container
	words   *words.Words
	lines   []*stepLine
	verdict *widget.Label
}

func newStepList(w *words.Words) *stepList {
	return &stepList{root: widgets.Column(0), words: w}
}

// begin lists all steps. The first one is under way.
func (l *stepList) begin() {
	l.root.RemoveAll()
	l.lines = nil
	for _, name := range engine.Steps {
		line := newStepLine(l.words.Step(name))
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
			l.lines[i].end(theme.NewErrorThemedResource(theme.CancelIcon()), l.words.StepProblem(s), s.Err.Error(), "")
			break
		}
		l.lines[i].end(theme.NewSuccessThemedResource(theme.ConfirmIcon()), l.words.StepResult(s), "", l.words.Took(s.Took))
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
	l := &stepLine{icon: widget.NewIcon(nil), motion: widget.NewActivity(), name: widget.NewLabel(name), found: widget.NewLabel(""), reason: widgets.Wrapped(""), took: widgets.Caption("")}
	l.name.Importance = widget.LowImportance
	l.found.Wrapping = fyne.TextWrapWord
	l.motion.Hide()
	l.reason.Hide()
	space := canvas.NewRectangle(color.Transparent)
	space.SetMinSize(fyne.NewSquareSize(18))
	mark := container.NewVBox(widgets.Padded(5, 4, container.NewStack(space, l.icon, l.motion)))
	l.root = widgets.Border(nil, nil, container.NewHBox(mark, container.NewVBox(widgets.AtLeast(140, 0, l.name))), container.NewVBox(l.took), widgets.Column(-12, l.found, l.reason))
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
