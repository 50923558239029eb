package app

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"pretobranco/engine"
)

// addNamed is Add for what program arguments, choosers and clipboards name: paths, or addresses
// of files.
func (p *photos) addNamed(names []string) { p.search(placed(names)) }

// add searches files and folders for photos. It returns at once; photos come into the list
// as they are found, and while a batch runs they join it.
func (p *photos) add(paths []string) { p.search(paths, nil) }

// search is Add with what is left out already.
func (p *photos) search(paths []string, left []engine.LeftOut) {
	if len(paths) == 0 && len(left) == 0 {
		return
	}
	if p.scan.under == 0 {
		p.scan.ctx, p.scan.cancel = context.WithCancel(context.Background())
		p.scan.found = 0
	}
	p.scan.under++
	ctx := p.scan.ctx
	twice := 0 // photos of this search that are in the list already
	options := engine.ScanOptions{Recursive: true, Exclude: p.settings.ResultFolders(), Own: []string{engine.OldResultFolder}, Mirrors: p.names}
	options.On = func(photos []engine.Photo) {
		p.setup.Do(func() { twice += len(photos) - p.found(photos) })
	}
	p.showScan()
	go func() {
		found := p.setup.Backend.Scan(ctx, paths, options, nil)
		found.LeftOut = append(left, found.LeftOut...)
		p.setup.Do(func() {
			p.noteResults(found.LeftOut)
			p.searched(found, twice)
		})
	}()
}

// found takes photos into the list and returns how many of them are new.
func (p *photos) found(photos []engine.Photo) int {
	first := p.model.Len() == 0
	rows := p.model.Add(photos)
	p.scan.found += len(rows)
	p.showScan()
	if len(rows) == 0 {
		return 0
	}
	if !p.batches.active() {
		p.batches.result = false
	}
	p.batches.join(rows)
	if first {
		p.showBody()
	} else {
		p.list.showAll()
	}
	p.forecast.schedule()
	p.batches.showFooter()
	p.preview.showCurrent()
	return len(rows)
}

// searched ends a search.
func (p *photos) searched(found engine.Found, twice int) {
	p.scan.under--
	if p.opening && p.scan.under == 0 {
		p.opening = false
		p.showBody()
	}
	stopped := p.scan.ctx.Err() != nil
	if p.scan.under == 0 {
		p.scan.cancel()
	}
	p.showScan()
	if !stopped {
		p.tellLeftOut(found, twice)
	}
}

// noteResults notes folders of earlier results: what is converted now goes there, too.
func (p *photos) noteResults(left []engine.LeftOut) {
	before := p.subfolder()
	for _, l := range left {
		if l.Folder && l.Reason == engine.LeftOwn && !slices.Contains(p.results, l.Path) {
			p.results = append(p.results, l.Path)
		}
	}
	if p.subfolder() != before {
		p.output.Set(p.settings.Recipe, p.subfolder())
		p.forecast.schedule()
		p.batches.showFooter()
	}
}

// tellLeftOut says once how much was not taken, and of what kind it is. Files that systems and
// photo programs leave next to photos are no news by themselves.
func (p *photos) tellLeftOut(found engine.Found, twice int) {
	counts := engine.CountLeft(found.LeftOut)
	if i := slices.IndexFunc(counts, func(c engine.LeftCount) bool { return c.Reason == engine.LeftDuplicate }); i >= 0 {
		counts[i].Files += twice
	} else if twice > 0 {
		counts = append(counts, engine.LeftCount{Reason: engine.LeftDuplicate, Files: twice})
	}
	files, news := 0, len(found.Photos) == 0
	var parts, sentences []string
	for _, c := range counts {
		if c.Files > 0 {
			files += c.Files
			parts = append(parts, p.words.LeftFiles(c.Reason, c.File, c.Files))
		}
		if c.Folders > 0 {
			sentences = append(sentences, p.words.LeftFolders(c.Reason, c.Folders))
		}
		news = news || c.Reason != engine.LeftSystem && c.Reason != engine.LeftSidecar
	}
	if files > 0 {
		sentences = slices.Insert(sentences, 0, p.words.Count("left.out", files, strings.Join(parts, ", ")))
	}
	if len(found.Photos) == 0 {
		sentences = slices.Insert(sentences, 0, p.words.Say("adding.none"))
	}
	var details []string
	for _, left := range found.LeftOut {
		details = append(details, left.Path+": "+p.words.LeftOut(left))
	}
	if news && len(sentences) > 0 {
		p.banner.Show(notice{text: strings.Join(sentences, " "), details: strings.Join(details, "\n"), show: files > 0 || len(details) > 0})
	}
}

func (p *photos) showScan() {
	if p.scan.under == 0 {
		p.header.showScan("")
		return
	}
	p.header.showScan(p.words.Say("adding.scan", p.words.Number(p.scan.found)))
}

func (p *photos) cancelScan() {
	if p.scan.under > 0 {
		p.scan.cancel()
	}
}

// drop adds what was dropped on the window.
func (p *photos) drop(uris []fyne.URI) {
	var names []string
	for _, uri := range uris {
		name := uri.String()
		if uri.Scheme() == "file" {
			name = filepath.FromSlash(uri.Path()) // which is decoded
		}
		names = append(names, name)
	}
	p.addNamed(names)
}

// addMenu is the menu of the arrow next to Add photos.
func (p *photos) addMenu() *fyne.Menu {
	item := func(label string, icon fyne.Resource, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(label, do)
		m.Icon = icon
		return m
	}
	return fyne.NewMenu("",
		item(p.words.Say("menu.add"), theme.FileImageIcon(), p.choosers.choosePhotos),
		item(p.words.Say("menu.addfolder"), theme.FolderOpenIcon(), p.choosers.chooseFolder),
		item(p.words.Say("menu.paste"), theme.ContentPasteIcon(), p.paste),
		item(p.words.Say("empty.sample"), theme.MediaPhotoIcon(), p.addSample))
}
