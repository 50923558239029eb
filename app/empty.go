package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
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
	note := widgets.Caption(w.Say("empty.note"))
	note.Alignment = fyne.TextAlignCenter
	photos := widget.NewButtonWithIcon(w.Say("empty.photos"), theme.ContentAddIcon(), onPhotos)
	photos.Importance = widget.HighImportance
	folder := widget.NewButtonWithIcon(w.Say("empty.folder"), theme.FolderOpenIcon(), onFolder)
	sample := widget.NewButton(w.Say("empty.sample"), onSample)
	sample.Importance = widget.LowImportance
	card := widgets.Column(6, picture, title, note,
		container.NewCenter(widgets.Row(8, photos, folder)),
		container.NewCenter(sample))
	return container.NewStack(widgets.NewSurface(theme.ColorNameBackground, 0, layout.NewSpacer()),
		container.NewCenter(widgets.NewDropCard(widgets.Padded(32, 56, card))))
}
