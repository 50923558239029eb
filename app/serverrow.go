package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
)

// openLock marks a server that is reached without encryption.
var openLock = fyne.NewStaticResource("open-lock.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#000000" d="M12 17a2 2 0 0 0 0-4 2 2 0 0 0 0 4zM18 8h-8.9V6a2.9 2.9 0 0 1 5.6-1.1l1.9-.6A5 5 0 0 0 7 6v2H6a2 2 0 0 0-2 2v10c0 1.100.900 2 2 2h12a2 2 0 0 0 2-2V10a2 2 0 0 0-2-2zm0 12H6V10h12v10z"/></svg>`))

// A serverRow is a server in the list: what it is, its name, where, and whether the way
// there is open to all eyes.
type serverRow struct {
	widget.BaseWidget
	icon  *widget.Icon
	name  *widget.Label
	place *widget.Label
	mark  *widget.Icon
	words *fyne.Container // name and place
}

func newServerRow() *serverRow {
	r := &serverRow{icon: widget.NewIcon(nil), name: widget.NewLabel(""), place: widgets.Caption(""), mark: widget.NewIcon(nil)}
	r.name.Truncation, r.place.Truncation = fyne.TextTruncateEllipsis, fyne.TextTruncateEllipsis
	r.words = container.New(layout.NewCustomPaddedVBoxLayout(-14), layout.NewSpacer(), r.name, r.place, layout.NewSpacer())
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is part of fyne.Widget.
func (r *serverRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(layout.NewCustomPaddedLayout(0, 2, 6, 6),
		widgets.Border(nil, nil, container.NewCenter(r.icon), container.NewCenter(r.mark), r.words)))
}

// fillRow shows one server of the list.
func (f *serversForm) fillRow(i widget.ListItemID, object fyne.CanvasObject) {
	row := object.(*serverRow)
	icon, name, place, plain := theme.ComputerIcon(), f.words.Say("server.local"), "", false
	if i == 0 && f.shared.open != nil {
		place = f.words.Say("server.shared")
	}
	if i > 0 && i <= len(f.remotes) {
		r := f.remotes[i-1]
		icon, name, plain = theme.StorageIcon(), r.Label(), plainRemote(r.Address)
		if name == "" {
			name = f.words.Say("servers.unnamed")
		}
		if r.Name != "" {
			place = r.Address
		}
	}
	if i == f.use {
		if place != "" {
			place = " · " + place
		}
		place = f.words.Say("servers.used") + place
		icon = theme.NewPrimaryThemedResource(icon)
	}
	row.icon.SetResource(icon)
	widgets.SetText(row.name, name)
	widgets.SetText(row.place, place)
	widgets.Show(place != "", row.place)
	row.mark.SetResource(nil)
	if plain {
		row.mark.SetResource(theme.NewWarningThemedResource(openLock))
	}
}
