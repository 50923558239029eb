// Package widgets has the parts that the window is built of: the theme, surfaces and layouts, Fyne's
// widgets with the keys that a form needs, sliders with a value to type, the compare view, a chooser
// of files. They show what they are given and report what was pressed; none of them can reach the
// window.
package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A Surface is a plain coloured ground under other objects. A rectangle alone would
// keep its colour when the theme changes.
type Surface struct {
	widget.BaseWidget
	name    fyne.ThemeColorName
	radius  float32
	content fyne.CanvasObject
}

func NewSurface(name fyne.ThemeColorName, radius float32, content fyne.CanvasObject) *Surface {
	s := &Surface{name: name, radius: radius, content: content}
	s.ExtendBaseWidget(s)
	return s
}

func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(s.color())
	ground.CornerRadius = s.radius
	return &surfaceRenderer{s: s, ground: ground, objects: []fyne.CanvasObject{ground, s.content}}
}

func (s *Surface) color() color.Color { return ThemeColor(s.name) }

type surfaceRenderer struct {
	s       *Surface
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

// ThemeColor returns a colour of the theme that is in force.
func ThemeColor(name fyne.ThemeColorName) color.Color {
	settings := fyne.CurrentApp().Settings()
	return settings.Theme().Color(name, settings.ThemeVariant())
}

// Rule is a line of one pixel.
func Rule() fyne.CanvasObject { return widget.NewSeparator() }

// Caption is a small text that is read second.
func Caption(text string) *widget.Label {
	label := widget.NewLabel(text)
	label.SizeName = theme.SizeNameCaptionText
	label.Importance = widget.LowImportance
	return label
}

// Wrapped is a caption that takes as many lines as it needs.
func Wrapped(text string) *widget.Label {
	label := Caption(text)
	label.Wrapping = fyne.TextWrapWord
	return label
}

// Border puts objects around one that gets the rest of the room. Tab goes through them as the eye
// does, which container.NewBorder does not care for: it has the middle come first.
func Border(top, bottom, left, right fyne.CanvasObject, middle ...fyne.CanvasObject) *fyne.Container {
	var objects []fyne.CanvasObject
	for _, object := range append(append([]fyne.CanvasObject{top, left}, middle...), right, bottom) {
		if object != nil {
			objects = append(objects, object)
		}
	}
	return container.New(layout.NewBorderLayout(top, bottom, left, right), objects...)
}

// Column puts objects below each other with a gap of its own.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(gap), objects...)
}

// Row puts objects in a row with a gap of its own.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedHBoxLayout(gap), objects...)
}

// Padded puts space around an object.
func Padded(vertical, horizontal float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(vertical, vertical, horizontal, horizontal), object)
}

// AtLeast gives an object a least size.
func AtLeast(width, height float32, object fyne.CanvasObject) *fyne.Container {
	space := canvas.NewRectangle(color.Transparent)
	space.SetMinSize(fyne.NewSize(width, height))
	return container.NewStack(space, object)
}

// Segments is a row of choices of which exactly one is on.
type Segments struct {
	Root    *fyne.Container
	Buttons []*FormButton
	Chosen  int
}

// NewSegments returns a row of choices; onChoose hears of those a person makes.
func NewSegments(labels []string, chosen int, onChoose func(int)) *Segments {
	s := &Segments{Root: Row(0), Chosen: chosen}
	for i, label := range labels {
		button := NewFormButton(label, nil, func() {
			s.Choose(i)
			onChoose(i)
		}, nil)
		s.Buttons = append(s.Buttons, button)
		s.Root.Add(button)
	}
	s.paint()
	return s
}

// Choose turns one on without telling.
func (s *Segments) Choose(i int) {
	s.Chosen = i
	s.paint()
}

func (s *Segments) paint() {
	for i, button := range s.Buttons {
		importance := widget.LowImportance
		if i == s.Chosen {
			importance = widget.MediumImportance
		}
		if button.Importance != importance {
			button.Importance = importance
			button.Refresh()
		}
	}
}
