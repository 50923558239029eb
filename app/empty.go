package app

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/words"
)

// newEmpty is what the window shows without photos: one card to drop them on.
func newEmpty(w *words.Words, icon fyne.Resource, onPhotos, onFolder, onSample func()) fyne.CanvasObject {
	picture := canvas.NewImageFromResource(icon)
	picture.FillMode = canvas.ImageFillContain
	picture.SetMinSize(fyne.NewSquareSize(84))
	title := widget.NewLabel(w.Say("empty.title"))
	title.SizeName = theme.SizeNameHeadingText
	title.Alignment = fyne.TextAlignCenter
	note := caption(w.Say("empty.note"))
	note.Alignment = fyne.TextAlignCenter
	photos := widget.NewButtonWithIcon(w.Say("empty.photos"), theme.ContentAddIcon(), onPhotos)
	photos.Importance = widget.HighImportance
	folder := widget.NewButtonWithIcon(w.Say("empty.folder"), theme.FolderOpenIcon(), onFolder)
	sample := widget.NewButton(w.Say("empty.sample"), onSample)
	sample.Importance = widget.LowImportance
	card := tight(6, picture, title, note,
		container.NewCenter(beside(8, photos, folder)),
		container.NewCenter(sample))
	return container.NewStack(newSurface(theme.ColorNameBackground, 0, layout.NewSpacer()),
		container.NewCenter(newDropCard(padded(32, 56, card))))
}

// A dropCard is a ground with a border all around, for dropping photos on.
type dropCard struct {
	widget.BaseWidget
	content fyne.CanvasObject
}

func newDropCard(content fyne.CanvasObject) *dropCard {
	d := &dropCard{content: content}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer is part of fyne.Widget.
func (d *dropCard) CreateRenderer() fyne.WidgetRenderer {
	frame := canvas.NewRectangle(color.Transparent)
	frame.CornerRadius, frame.StrokeWidth = 12, 1.5
	r := &dropCardRenderer{d, frame}
	r.Refresh()
	return r
}

type dropCardRenderer struct {
	d     *dropCard
	frame *canvas.Rectangle
}

func (r *dropCardRenderer) Layout(size fyne.Size) {
	r.frame.Resize(size)
	r.d.content.Resize(size)
}

func (r *dropCardRenderer) MinSize() fyne.Size { return r.d.content.MinSize() }

func (r *dropCardRenderer) Refresh() {
	r.frame.FillColor = themeColor(colorPanel)
	r.frame.StrokeColor = themeColor(theme.ColorNameInputBorder)
	r.frame.Refresh()
}

func (r *dropCardRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.frame, r.d.content}
}

func (r *dropCardRenderer) Destroy() {}
