package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// chooser is the window's own way to choose several files, or a folder, where the
// system has none.
type chooser struct {
	words   *Words
	folders bool // a folder is chosen, files are only shown
	window  *dialog.CustomDialog
	path    *widget.Entry
	list    *widget.List
	accept  *widget.Button
	folder  string
	entries []os.DirEntry
	marked  map[string]bool
	done    func(paths []string)
}

// newChooser opens a chooser over a window. done is called only if something is chosen.
func newChooser(w *Words, over fyne.Window, folder string, folders bool, done func(paths []string)) *chooser {
	c := &chooser{words: w, folders: folders, marked: map[string]bool{}, done: done}
	c.path = widget.NewEntry()
	c.path.OnSubmitted = c.open
	up := widget.NewButtonWithIcon("", theme.MoveUpIcon(), func() { c.open(filepath.Dir(c.folder)) })
	home := widget.NewButtonWithIcon("", theme.HomeIcon(), func() {
		if home, err := os.UserHomeDir(); err == nil {
			c.open(home)
		}
	})
	c.list = widget.NewList(
		func() int { return len(c.entries) },
		func() fyne.CanvasObject {
			label := widget.NewLabel("")
			label.Truncation = fyne.TextTruncateEllipsis
			return container.NewBorder(nil, nil, widget.NewIcon(nil), nil, label)
		},
		func(i widget.ListItemID, object fyne.CanvasObject) { c.fill(i, object.(*fyne.Container)) })
	c.list.OnSelected = func(i widget.ListItemID) {
		c.list.Unselect(i)
		c.tap(i)
	}
	c.accept = widget.NewButton("", c.finish)
	c.accept.Importance = widget.HighImportance
	title := w.Say("chooser.photos")
	all := widget.NewButton(w.Say("chooser.all"), c.markAll)
	if folders {
		title = w.Say("chooser.folder")
		all.Hide()
	}
	cancel := widget.NewButton(w.Say("dialog.cancel"), func() { c.window.Hide() })
	body := container.NewBorder(
		container.NewBorder(nil, nil, beside(4, up, home), nil, c.path),
		container.NewBorder(nil, nil, all, beside(8, cancel, c.accept)), nil, nil,
		newSurface(colorPanel, 4, c.list))
	c.window = dialog.NewCustomWithoutButtons(title, body, over)
	c.window.Resize(fyne.NewSize(640, 460))
	c.window.Show()
	c.open(folder)
	c.refresh()
	return c
}

// open shows a folder. A path of a file marks the file.
func (c *chooser) open(path string) {
	path = filepath.Clean(path)
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		if !c.folders {
			c.marked[path] = true
			c.finish()
		}
		return
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		c.path.SetText(c.folder)
		return // stays where it was
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool {
		return strings.HasPrefix(e.Name(), ".") || c.folders && !e.IsDir()
	})
	slices.SortStableFunc(entries, func(a, b os.DirEntry) int {
		if a.IsDir() != b.IsDir() {
			if a.IsDir() {
				return -1
			}
			return 1
		}
		return strings.Compare(strings.ToLower(a.Name()), strings.ToLower(b.Name()))
	})
	if c.folder != "" {
		c.list.ScrollToTop()
	}
	c.folder, c.entries = path, entries
	c.path.SetText(path)
	c.refresh()
}

func (c *chooser) fill(i int, row *fyne.Container) {
	entry := c.entries[i]
	icon := theme.FileImageIcon()
	switch {
	case entry.IsDir():
		icon = theme.FolderIcon()
	case c.marked[filepath.Join(c.folder, entry.Name())]:
		icon = theme.NewPrimaryThemedResource(theme.CheckButtonCheckedIcon())
	}
	row.Objects[1].(*widget.Icon).SetResource(icon)
	row.Objects[0].(*widget.Label).SetText(entry.Name())
}

// tap opens a folder, or marks a file or takes its mark away.
func (c *chooser) tap(i int) {
	path := filepath.Join(c.folder, c.entries[i].Name())
	if c.entries[i].IsDir() {
		c.open(path)
		return
	}
	if c.marked[path] {
		delete(c.marked, path)
	} else {
		c.marked[path] = true
	}
	c.refresh()
}

func (c *chooser) markAll() {
	for _, entry := range c.entries {
		if !entry.IsDir() {
			c.marked[filepath.Join(c.folder, entry.Name())] = true
		}
	}
	c.refresh()
}

func (c *chooser) refresh() {
	if c.folders {
		setButton(c.accept, c.words.Say("chooser.use"), true)
	} else if len(c.marked) == 0 {
		setButton(c.accept, c.words.Say("empty.photos"), false)
	} else {
		setButton(c.accept, c.words.Count("chooser.add", len(c.marked)), true)
	}
	c.list.Refresh()
}

func (c *chooser) finish() {
	c.window.Hide()
	if c.folders {
		c.done([]string{c.folder})
		return
	}
	var paths []string
	for path := range c.marked {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	c.done(paths)
}
