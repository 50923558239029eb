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

	"pretobranco/app/words"
)

// A wanted says what a chooser is to choose: several photos, unless it says otherwise.
type wanted struct {
	title  string
	folder bool     // a folder: files are not shown
	one    bool     // one file
	ends   []string // of the names of files that are shown; none shows all
	name   string   // a place for a file to write, which may have this name
}

// shows says that a file of a name is shown.
func (w wanted) shows(name string) bool {
	ends := strings.ToLower(filepath.Ext(name))
	return !w.folder && (len(w.ends) == 0 || slices.Contains(w.ends, ends))
}

// chooser is the window's own way to choose several files, a file or a folder, where the
// system has none.
type chooser struct {
	words   *words.Words
	wanted  wanted
	over    fyne.Window
	window  *dialog.CustomDialog
	path    *field
	list    *formList
	name    *field
	accept  *formButton
	folder  string
	entries []os.DirEntry
	marked  map[string]bool
	done    func(paths []string)
}

// newChooser opens a chooser over a window. done is called only if something is chosen.
func newChooser(w *words.Words, over fyne.Window, folder string, want wanted, done func(paths []string)) *chooser {
	c := &chooser{words: w, wanted: want, over: over, marked: map[string]bool{}, done: done}
	hide := func() { c.window.Hide() }
	c.path = newField("", hide)
	c.path.OnSubmitted = c.open
	up := newFormButton("", theme.MoveUpIcon(), func() { c.open(filepath.Dir(c.folder)) }, hide)
	home := newFormButton("", theme.HomeIcon(), c.home, hide)
	c.list = newFormList(
		func() int { return len(c.entries) },
		func() fyne.CanvasObject {
			label := widget.NewLabel("")
			label.Truncation = fyne.TextTruncateEllipsis
			return container.NewBorder(nil, nil, widget.NewIcon(nil), nil, label)
		},
		func(i widget.ListItemID, object fyne.CanvasObject) { c.fill(i, object.(*fyne.Container)) },
		hide)
	c.list.OnSelected = func(i widget.ListItemID) {
		c.list.Unselect(i)
		c.tap(i)
	}
	c.accept = newFormButton("", nil, c.finish, hide)
	c.accept.Importance = widget.HighImportance
	c.name = newField(want.name, hide)
	c.name.OnChanged = func(string) { c.refresh() }
	c.name.OnSubmitted = func(string) { c.finish() }
	all := newFormButton(w.Say("chooser.all"), nil, c.markAll, hide)
	show(!want.folder && !want.one && want.name == "", all)
	show(want.name != "", c.name)
	cancel := newFormButton(w.Say("dialog.cancel"), nil, hide, hide)
	body := container.NewBorder(
		container.NewBorder(nil, nil, beside(4, up, home), nil, c.path),
		container.NewBorder(nil, nil, all, beside(8, cancel, c.accept), padded(0, 8, c.name)), nil, nil,
		newSurface(colorPanel, 4, c.list))
	c.window = dialog.NewCustomWithoutButtons(want.title, body, over)
	c.window.Resize(fyne.NewSize(640, 460))
	c.window.Show()
	c.open(folder)
	if c.folder == "" { // it is not there
		c.home()
	}
	c.refresh()
	return c
}

func (c *chooser) home() {
	if home, err := os.UserHomeDir(); err == nil {
		c.open(home)
	}
}

// open shows a folder. A path of a file chooses the file.
func (c *chooser) open(path string) {
	path = filepath.Clean(path)
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		if !c.wanted.folder && c.wanted.name == "" {
			c.mark(path)
			c.refresh()
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
		return strings.HasPrefix(e.Name(), ".") || !e.IsDir() && !c.wanted.shows(e.Name())
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

// tap opens a folder, marks a file or takes its mark away, or takes its name.
func (c *chooser) tap(i int) {
	path := filepath.Join(c.folder, c.entries[i].Name())
	switch {
	case c.entries[i].IsDir():
		c.open(path)
	case c.wanted.name != "":
		c.name.SetText(c.entries[i].Name())
	case c.marked[path]:
		delete(c.marked, path)
	default:
		c.mark(path)
	}
	c.refresh()
}

func (c *chooser) mark(path string) {
	if c.wanted.one {
		clear(c.marked)
	}
	c.marked[path] = true
}

func (c *chooser) markAll() {
	for _, entry := range c.entries {
		if !entry.IsDir() {
			c.mark(filepath.Join(c.folder, entry.Name()))
		}
	}
	c.refresh()
}

func (c *chooser) refresh() {
	text, can := c.words.Say("empty.photos"), len(c.marked) > 0
	switch {
	case c.wanted.folder:
		text, can = c.words.Say("chooser.use"), true
	case c.wanted.name != "":
		text, can = c.words.Say("preset.keep"), strings.TrimSpace(c.name.Text) != ""
	case c.wanted.one:
		text = c.words.Say("chooser.open")
	case can:
		text = c.words.Count("chooser.add", len(c.marked))
	}
	setButton(&c.accept.Button, text, can)
	c.list.Refresh()
}

func (c *chooser) finish() {
	if c.accept.Disabled() {
		return
	}
	if c.wanted.name != "" {
		c.finishName()
		return
	}
	c.window.Hide()
	if c.wanted.folder {
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

// finishName asks before a file is written over.
func (c *chooser) finishName() {
	path := filepath.Join(c.folder, c.name.Text)
	write := func() {
		c.window.Hide()
		c.done([]string{path})
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		write()
	case !info.IsDir():
		ask(c.over, c.words.Say("chooser.replace.title"), c.words.Say("chooser.replace.text", info.Name()),
			c.words.Say("chooser.replace.yes"), c.words.Say("dialog.cancel"), write)
	default:
		c.open(path)
	}
}
