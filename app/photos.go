package app

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"pretobranco/app/model"
)

// photos owns the list: what comes into it, what is shown of it, what is selected.
type photos struct {
	*shell
	scan      scanning
	opening   bool   // the program was started with photos, which are being searched
	sample    string // path of the sample photo, once it was added
	sort      model.Order
	backwards bool // the order is turned round
	filter    model.Filter
	text      string          // that paths must contain
	partial   map[string]bool // folders that photos were removed from
	results   []string        // folders of earlier results that searches met
}

// scanning is the search for photos that is under way.
type scanning struct {
	under  int // searches
	found  int
	cancel context.CancelFunc
	ctx    context.Context
}

// showInFolder opens the folder of the current photo's result, or else of the photo.
func (p *photos) showInFolder() {
	row := p.model.Current()
	if row == nil {
		return
	}
	path := row.Output
	if path == "" {
		path = row.Photo.Path
	}
	p.openPath(filepath.Dir(path))
}

// openPath opens a folder in the system's file manager.
func (p *photos) openPath(path string) {
	uri, err := storage.ParseURI(storage.NewFileURI(path).String())
	if err == nil {
		err = openURI(p.app, uri)
	}
	if err != nil {
		p.report(notice{text: p.words.Say("list.unopened", path)}, err)
	}
}

// copyPaths puts the paths of photos into the clipboard, one on each line.
func (p *photos) copyPaths(rows []*model.Row) {
	var paths []string
	for _, row := range rows {
		paths = append(paths, row.Photo.Path)
	}
	p.app.Clipboard().SetContent(strings.Join(paths, "\n"))
}

// openURI hands a folder to the system.
func openURI(a fyne.App, uri fyne.URI) error {
	u, err := url.Parse(uri.String())
	if err != nil {
		return err
	}
	return a.OpenURL(u)
}
