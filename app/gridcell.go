package app

import (
	"fyne.io/fyne/v2"

	"pretobranco/app/widgets"
)

// Sizes of a cell of the grid.
const (
	gridWidth, gridHeight = 116, 132
	gridPicture           = 84
	gridPixels            = 160 // as cameras make the pictures inside their files
)

// cellRenderer lays a cell out: picture, name, and below them the state's icon with its word.
type cellRenderer struct{ *rowFace }

func (v *cellRenderer) Layout(size fyne.Size) {
	v.ground.Resize(fyne.NewSize(size.Width-4, size.Height-4))
	v.ground.Move(fyne.NewPos(2, 2))
	v.mark.Resize(fyne.NewSize(size.Width-24, 3))
	v.mark.Move(fyne.NewPos(12, size.Height-5))
	for _, object := range []fyne.CanvasObject{v.frame, v.thumb} {
		object.Resize(fyne.NewSize(size.Width-16, gridPicture))
		object.Move(fyne.NewPos(8, 8))
	}
	v.own.Move(fyne.NewPos(size.Width-8-ownSide, gridPicture+8-ownSide))
	v.name.Move(fyne.NewPos(8, gridPicture+11))
	v.icon.Resize(fyne.NewSquareSize(13))
	v.icon.Move(fyne.NewPos(8, gridPicture+29))
	v.state.Move(fyne.NewPos(25, gridPicture+28))
	if v.wide != size.Width {
		v.wide = size.Width
		v.texts()
	}
}

func (v *cellRenderer) texts() {
	d := v.row.data
	v.name.TextSize = 12
	v.name.Text = widgets.Elide(d.name, v.wide-16, v.name.TextSize, true)
	v.state.Text = widgets.Elide(d.state, v.wide-33, v.state.TextSize, false)
	v.size.Text = "" // no room for it
}

func (v *cellRenderer) MinSize() fyne.Size { return fyne.NewSize(gridWidth, gridHeight) }

func (v *cellRenderer) Refresh() {
	v.paint()
	v.texts()
	v.refresh()
}
