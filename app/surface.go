package app

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A surface is a plain coloured ground under other objects. A rectangle alone would
// keep its colour when the theme changes.
type surface struct {
	widget.BaseWidget
	name    fyne.ThemeColorName
	radius  float32
	content fyne.CanvasObject
}

func newSurface(name fyne.ThemeColorName, radius float32, content fyne.CanvasObject) *surface {
	s := &surface{name: name, radius: radius, content: content}
	s.ExtendBaseWidget(s)
	return s
}

func (s *surface) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(s.color())
	ground.CornerRadius = s.radius
	return &surfaceRenderer{s: s, ground: ground, objects: []fyne.CanvasObject{ground, s.content}}
}

func (s *surface) color() color.Color { return themeColor(s.name) }

type surfaceRenderer struct {
	s       *surface
	ground  *canvas.Rectangle
	objects []fyne.CanvasObject
}

func (r *surfaceRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.s.content.Resize(size)
}

func (r *surfaceRenderer) MinSize() fyne.Size { return r.s.content.MinSize() }

func (r *surfaceRenderer) Refresh() {
	r.ground.FillColor = r.s.color()
	r.ground.Refresh()
	r.s.content.Refresh() // gives what is inside its place again, too
}

func (r *surfaceRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *surfaceRenderer) Destroy() {}

// themeColor returns a colour of the theme that is in force.
func themeColor(name fyne.ThemeColorName) color.Color {
	settings := fyne.CurrentApp().Settings()
	return settings.Theme().Color(name, settings.ThemeVariant())
}

// rule is a line of one pixel.
func rule() fyne.CanvasObject { return widget.NewSeparator() }

// caption is a small text that is read second.
func caption(text string) *widget.Label {
	label := widget.NewLabel(text)
	label.SizeName = theme.SizeNameCaptionText
	label.Importance = widget.LowImportance
	return label
}

// wrapped is a caption that takes as many lines as it needs.
func wrapped(text string) *widget.Label {
	label := caption(text)
	label.Wrapping = fyne.TextWrapWord
	return label
}

// tight puts objects below each other with a gap of its own.
func tight(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(gap), objects...)
}

// beside puts objects in a row with a gap of its own.
func beside(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedHBoxLayout(gap), objects...)
}

// padded puts space around an object.
func padded(vertical, horizontal float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(vertical, vertical, horizontal, horizontal), object)
}

// atLeast gives an object a least size.
func atLeast(width, height float32, object fyne.CanvasObject) *fyne.Container {
	space := canvas.NewRectangle(color.Transparent)
	space.SetMinSize(fyne.NewSize(width, height))
	return container.NewStack(space, object)
}

// segments is a row of choices of which exactly one is on.
type segments struct {
	root    *fyne.Container
	buttons []*widget.Button
	chosen  int
}

// newSegments returns a row of choices; onChoose hears of those a person makes.
func newSegments(labels []string, chosen int, onChoose func(int)) *segments {
	s := &segments{root: beside(0), chosen: chosen}
	for i, label := range labels {
		button := widget.NewButton(label, func() {
			s.choose(i)
			onChoose(i)
		})
		s.buttons = append(s.buttons, button)
		s.root.Add(button)
	}
	s.paint()
	return s
}

// choose turns one on without telling.
func (s *segments) choose(i int) {
	s.chosen = i
	s.paint()
}

func (s *segments) paint() {
	for i, button := range s.buttons {
		importance := widget.LowImportance
		if i == s.chosen {
			importance = widget.MediumImportance
		}
		if button.Importance != importance {
			button.Importance = importance
			button.Refresh()
		}
	}
}
