package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// A follower is a widget that has its scroll show it when it gets the keyboard. It is embedded.
type follower struct{ reveal func() }

func (f *follower) follow(reveal func()) { f.reveal = reveal }

// gained is called when the widget gets the keyboard.
func (f *follower) gained() {
	if f.reveal != nil {
		f.reveal()
	}
}

// Follow has a scroll show the widget in it that gets the keyboard, and move by the wheel wherever
// the mouse is over it. It is called again when something new is in the scroll.
func Follow(s *container.Scroll) {
	each(s.Content, func(object fyne.CanvasObject) {
		switch o := object.(type) {
		case interface{ follow(reveal func()) }:
			o.follow(func() { reveal(s, object) })
		case *wheel:
			o.to = s
		}
	})
}

// each visits an object and everything in it that is made of this package's parts and of Fyne's
// containers.
func each(object fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if object == nil {
		return
	}
	visit(object)
	switch o := object.(type) {
	case *fyne.Container:
		for _, inside := range o.Objects {
			each(inside, visit)
		}
	case *Surface:
		each(o.content, visit)
	case *container.ThemeOverride:
		each(o.Content, visit)
	}
}

// reveal scrolls so far that an object can be seen.
func reveal(s *container.Scroll, object fyne.CanvasObject) {
	const margin = 12
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(object).Y - driver.AbsolutePositionForObject(s.Content).Y
	bottom := top + object.Size().Height
	offset := s.Offset
	switch height := s.Size().Height; {
	case top-margin < offset.Y:
		offset.Y = max(0, top-margin)
	case bottom+margin > offset.Y+height:
		offset.Y = max(0, min(bottom+margin-height, s.Content.MinSize().Height-height))
	}
	if offset != s.Offset {
		s.ScrollToOffset(offset)
	}
}

// A wheel lies over a field and passes the wheel on to the scroll that the field is in. The field
// would keep it, for texts that are longer than it is.
type wheel struct {
	widget.BaseWidget
	to *container.Scroll
}

var _ fyne.Scrollable = (*wheel)(nil)

// Wheelable lets the wheel through a field. Follow says where it goes.
func Wheelable(field fyne.CanvasObject) fyne.CanvasObject {
	w := &wheel{}
	w.ExtendBaseWidget(w)
	return container.NewStack(field, w)
}

// Scrolled is part of fyne.Scrollable.
func (w *wheel) Scrolled(ev *fyne.ScrollEvent) {
	if w.to != nil {
		w.to.Scrolled(ev)
	}
}

// CreateRenderer is part of fyne.Widget: there is nothing to see.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}
