package widgets

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

// A ChooserOptions says what a chooser is to choose: several photos, unless it says otherwise.
type ChooserOptions struct {
	Title      string
	Folder     bool     // a folder: files are not shown
	One        bool     // one file
	Extensions []string // of the names of files that are shown; none shows all
	Name       string   // a place for a file to write, which may have this name
}

// shows says that a file of a name is shown.
func (w ChooserOptions) shows(name string) bool {
	ends := strings.ToLower(filepath.Ext(name))
	return !w.Folder && (len(w.Extensions) == 0 || slices.Contains(w.Extensions, ends))
}

// Chooser is the window's own way to choose several files, a file or a folder, where the
// system has none.
type Chooser struct {
	words   *words.Words
	wanted  ChooserOptions
	over    fyne.Window
	window  *dialog.CustomDialog
	path    *Field
	list    *FormList
	name    *Field
	Accept  *FormButton
	folder  string
	Entries []os.DirEntry
	marked  map[string]bool
	done    func(paths []string)
}

// NewChooser opens a chooser over a window. done is called only if something is chosen.
func NewChooser(w *words.Words, over fyne.Window, folder string, want ChooserOptions, done func(paths []string)) *Chooser {
	c := &Chooser{words: w, wanted: want, over: over, marked: map[string]bool{}, done: done}
	hide := func() { c.window.Hide() }
	c.path = NewField("", hide)
	c.path.OnSubmitted = c.Open
	up := NewFormButton("", theme.MoveUpIcon(), func() { c.Open(filepath.Dir(c.folder)) }, hide)
	home := NewFormButton("", theme.HomeIcon(), c.home, hide)
	c.list = NewFormList(
		func() int { return len(c.Entries) },
		func() fyne.CanvasObject {
			label := widget.NewLabel("")
			label.Truncation = fyne.TextTruncateEllipsis
			return container.NewBorder(nil, nil, widget.NewIcon(nil), nil, label)
		},
		func(i widget.ListItemID, object fyne.CanvasObject) { c.fill(i, object.(*fyne.Container)) },
		hide)
	c.list.OnSelected = func(i widget.ListItemID) {
		c.list.Unselect(i)
		c.Tap(i)
	}
	c.Accept = NewFormButton("", nil, c.Finish, hide)
	c.Accept.Importance = widget.HighImportance
	c.name = NewField(want.Name, hide)
	c.name.OnChanged = func(string) { c.refresh() }
	c.name.OnSubmitted = func(string) { c.Finish() }
	all := NewFormButton(w.Say("chooser.all"), nil, c.MarkAll, hide)
	Show(!want.Folder && !want.One && want.Name == "", all)
	Show(want.Name != "", c.name)
	cancel := NewFormButton(w.Say("dialog.cancel"), nil, hide, hide)
	body := container.NewBorder(
		container.NewBorder(nil, nil, Row(4, up, home), nil, c.path),
		container.NewBorder(nil, nil, all, Row(8, cancel, c.Accept), Padded(0, 8, c.name)), nil, nil,
		NewSurface(ColorPanel, 4, c.list))
	c.window = dialog.NewCustomWithoutButtons(want.Title, body, over)
	c.window.Resize(fyne.NewSize(640, 460))
	c.window.Show()
	c.Open(folder)
	if c.folder == "" { // it is not there
		c.home()
	}
	c.refresh()
	return c
}

func (c *Chooser) home() {
	if home, err := os.UserHomeDir(); err == nil {
		c.Open(home)
	}
}

// Open shows a folder. A path of a file chooses the file.
func (c *Chooser) Open(path string) {
	path = filepath.Clean(path)
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		if !c.wanted.Folder && c.wanted.Name == "" {
			c.mark(path)
			c.refresh()
			c.Finish()
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
	c.folder, c.Entries = path, entries
	c.path.SetText(path)
	c.refresh()
}

func (c *Chooser) fill(i int, row *fyne.Container) {
	entry := c.Entries[i]
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

// Tap opens a folder, marks a file or takes its mark away, or takes its name.
func (c *Chooser) Tap(i int) {
	path := filepath.Join(c.folder, c.Entries[i].Name())
	switch {
	case c.Entries[i].IsDir():
		c.Open(path)
	case c.wanted.Name != "":
		c.name.SetText(c.Entries[i].Name())
	case c.marked[path]:
		delete(c.marked, path)
	default:
		c.mark(path)
	}
	c.refresh()
}

func (c *Chooser) mark(path string) {
	if c.wanted.One {
		clear(c.marked)
	}
	c.marked[path] = true
}

func (c *Chooser) MarkAll() {
	for _, entry := range c.Entries {
		if !entry.IsDir() {
			c.mark(filepath.Join(c.folder, entry.Name()))
		}
	}
	c.refresh()
}

func (c *Chooser) refresh() {
	text, can := c.words.Say("empty.photos"), len(c.marked) > 0
	switch {
	case c.wanted.Folder:
		text, can = c.words.Say("chooser.use"), true
	case c.wanted.Name != "":
		text, can = c.words.Say("preset.keep"), strings.TrimSpace(c.name.Text) != ""
	case c.wanted.One:
		text = c.words.Say("chooser.open")
	case can:
		text = c.words.Count("chooser.add", len(c.marked))
	}
	SetButton(&c.Accept.Button, text, can)
	c.list.Refresh()
}

func (c *Chooser) Finish() {
	if c.Accept.Disabled() {
		return
	}
	if c.wanted.Name != "" {
		c.finishName()
		return
	}
	c.window.Hide()
	if c.wanted.Folder {
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
func (c *Chooser) finishName() {
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
		Confirm(c.over, c.words.Say("chooser.replace.title"), c.words.Say("chooser.replace.text", info.Name()),
			c.words.Say("chooser.replace.yes"), c.words.Say("dialog.cancel"), write)
	default:
		c.Open(path)
	}
}
