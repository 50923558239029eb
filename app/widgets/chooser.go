package widgets

import (
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/words"
)

// A ChooserOptions says what a chooser is to choose: several photos, unless it says otherwise.
type ChooserOptions struct {
	Title   string
	Folder  bool                          // a folder: files are not shown
	One     bool                          // one file
	Shows   func(name string) bool        // which files are meant; nil means all
	Name    string                        // a place for a file to write, which may have this name
	Places  []Place                       // folders to go to
	Compare func(a, b string) int         // the order of names; nil is that of letters
	Thumb   func(path string) image.Image // a small picture of a file, or nil and Repaint is called later
	Closed  func()                        // hears of the end, whether anything is chosen or not
}

// means reports whether a file of a name may be what is looked for.
func (w ChooserOptions) means(name string) bool { return w.Shows == nil || w.Shows(name) }

// several reports whether several files are chosen.
func (w ChooserOptions) several() bool { return !w.Folder && !w.One && w.Name == "" }

// A Place is a folder that a chooser offers.
type Place struct {
	Name, Path string
	Icon       fyne.Resource
}

// A ChooserEntry is a file or folder in the folder that is shown.
type ChooserEntry struct {
	Name string
	Info fs.FileInfo // of what a link leads to
}

// Chooser is the window's own way to choose several files, a file or a folder, where the
// system has none. A tap marks a file, or takes its mark away; with Shift it marks all from
// the last one to this.
type Chooser struct {
	words   *words.Words
	wanted  ChooserOptions
	sheet   *Sheet
	path    *Field
	list    *FormList
	name    *Field
	every   *Checkbox // shows files of all kinds
	none    *widget.Label
	Accept  *FormButton
	folder  string
	order   int // of the columns
	Entries []ChooserEntry
	marked  map[string]bool
	anchor  string // path that a range starts at
	done    func(paths []string)
}

// NewChooser opens a chooser over a window. done is called only if something is chosen.
func NewChooser(w *words.Words, over fyne.Window, folder string, want ChooserOptions, done func(paths []string)) *Chooser {
	c := &Chooser{words: w, wanted: want, marked: map[string]bool{}, done: done}
	hide := func() { c.sheet.Close() }
	c.path = NewField("", hide)
	c.path.OnSubmitted = c.submitted
	up := NewIconButton(theme.MoveUpIcon(), w.Say("chooser.up"), func() { c.Open(filepath.Dir(c.folder)) })
	up.Escape = hide
	c.list = NewFormList(
		func() int { return len(c.Entries) },
		func() fyne.CanvasObject { return newChooserRow(c.Press) },
		func(i widget.ListItemID, object fyne.CanvasObject) { c.fill(i, object.(*chooserRow)) },
		hide)
	c.list.HideSeparators = true
	c.list.OnSelected = func(i widget.ListItemID) { // by a key
		c.list.Unselect(i)
		c.Tap(i)
	}
	c.none = Caption(w.Say("chooser.none"))
	c.none.Alignment = fyne.TextAlignCenter
	c.Accept = NewFormButton("", nil, c.Finish, hide)
	c.Accept.Importance = widget.HighImportance
	c.list.enter = c.Finish
	c.name = NewField(want.Name, hide)
	c.name.OnChanged = func(string) { c.refresh() }
	c.name.OnSubmitted = func(string) { c.Finish() }
	all := NewFormButton(w.Say("chooser.all"), nil, c.MarkAll, hide)
	Show(want.several(), all)
	c.every = NewFormCheckbox(w.Say("chooser.every"), false, func(bool) { c.Open(c.folder) }, hide)
	Show(want.Shows != nil && !want.Folder && want.Name == "", c.every)
	Show(want.Name != "", c.name)
	cancel := NewFormButton(w.Say("dialog.cancel"), nil, hide, hide)

	places := Column(0)
	for _, place := range want.Places {
		button := NewFormButton(Elide(place.Name, 120, 13, false), place.Icon, func() { c.Open(place.Path) }, hide)
		button.Importance, button.Alignment = widget.LowImportance, widget.ButtonAlignLeading
		places.Add(button)
	}
	side := NewSurface(ColorPanel, 6, AtLeast(156, 0, container.NewVScroll(Padded(4, 4, places))))
	top := Padded(0, 4, Border(nil, nil, up, nil, c.path))
	middle := Border(nil, nil, Padded(0, 4, side), nil,
		NewSurface(ColorPanel, 6, Border(c.heads(), nil, nil, nil, container.NewStack(c.list, container.NewCenter(c.none)))))
	c.sheet = NewSheet(over, want.Title, Border(top, Padded(4, 4, c.name), nil, nil, middle), all, c.every, cancel, c.Accept)
	c.sheet.Wish(780, 520)
	c.sheet.Closed = want.Closed
	c.sheet.Enter = c.Finish
	c.sheet.Locate = func() { over.Canvas().Focus(c.path) }
	c.sheet.Open()
	c.Open(folder)
	if c.folder == "" { // it is not there
		c.home()
	}
	c.refresh()
	return c
}

// heads are the titles of the columns. A tap sorts by one.
func (c *Chooser) heads() fyne.CanvasObject {
	titles := []fyne.CanvasObject{Caption("")}
	for i, title := range []string{c.words.Say("chooser.name"), c.words.Say("chooser.size"), c.words.Say("chooser.date")} {
		button := NewFormButton(title, nil, func() {
			c.order = i
			c.Open(c.folder)
		}, func() { c.sheet.Dismiss() })
		button.Importance, button.Alignment = widget.LowImportance, widget.ButtonAlignLeading
		titles = append(titles, button)
	}
	return Dense(container.New(&chooserColumns{}, titles...))
}

func (c *Chooser) home() {
	if home, err := os.UserHomeDir(); err == nil {
		c.Open(home)
	}
}

// submitted opens a folder whose path was typed; typed a second time it is the chosen one.
func (c *Chooser) submitted(path string) {
	if c.wanted.Folder && filepath.Clean(path) == c.folder {
		c.Finish()
		return
	}
	c.Open(path)
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
	moved := c.folder != path
	c.Entries = nil
	for _, entry := range entries {
		info, err := os.Stat(filepath.Join(path, entry.Name()))
		if err == nil && c.shows(entry.Name(), info.IsDir()) {
			c.Entries = append(c.Entries, ChooserEntry{entry.Name(), info})
		}
	}
	slices.SortStableFunc(c.Entries, c.compare)
	if c.folder != "" && moved {
		c.list.ScrollToTop()
	}
	if c.folder = path; moved {
		c.anchor = ""
	}
	c.path.SetText(path)
	c.refresh()
}

// shows reports whether a file or folder is in the list.
func (c *Chooser) shows(name string, folder bool) bool {
	switch {
	case strings.HasPrefix(name, "."):
		return false
	case folder:
		return true
	}
	return !c.wanted.Folder && (c.wanted.means(name) || c.every.Checked)
}

// compare orders entries by the chosen column, folders first.
func (c *Chooser) compare(a, b ChooserEntry) int {
	switch {
	case a.Info.IsDir() != b.Info.IsDir():
		if a.Info.IsDir() {
			return -1
		}
		return 1
	case c.order == 1 && a.Info.Size() != b.Info.Size() && !a.Info.IsDir():
		return int(min(1, max(-1, b.Info.Size()-a.Info.Size())))
	case c.order == 2 && !a.Info.ModTime().Equal(b.Info.ModTime()):
		return b.Info.ModTime().Compare(a.Info.ModTime())
	}
	x, y := strings.ToLower(a.Name), strings.ToLower(b.Name)
	if c.wanted.Compare != nil {
		return c.wanted.Compare(x, y)
	}
	return strings.Compare(x, y)
}

func (c *Chooser) at(i int) string { return filepath.Join(c.folder, c.Entries[i].Name) }

func (c *Chooser) fill(i int, row *chooserRow) {
	if i >= len(c.Entries) {
		return
	}
	entry := c.Entries[i]
	data := chooserData{name: entry.Name, folder: entry.Info.IsDir(), marked: c.marked[c.at(i)], date: c.words.Date(entry.Info.ModTime())}
	if !data.folder {
		data.size = c.words.Bytes(entry.Info.Size())
		if c.wanted.Thumb != nil && c.wanted.means(entry.Name) {
			data.thumb = c.wanted.Thumb(c.at(i))
		}
	}
	row.set(i, data)
}

// Repaint shows small pictures that have become ready.
func (c *Chooser) Repaint() { c.list.Refresh() }

// Press does what a tap does with the modifiers that are held.
func (c *Chooser) Press(i int, mods fyne.KeyModifier) {
	if mods&fyne.KeyModifierShift == 0 || !c.wanted.several() || i >= len(c.Entries) {
		c.Tap(i)
		return
	}
	from := slices.IndexFunc(c.Entries, func(e ChooserEntry) bool { return filepath.Join(c.folder, e.Name) == c.anchor })
	if from < 0 {
		from = i
	}
	for k := min(from, i); k <= max(from, i); k++ {
		if !c.Entries[k].Info.IsDir() {
			c.mark(c.at(k))
		}
	}
	c.refresh()
}

// Tap opens a folder, marks a file or takes its mark away, or takes its name.
func (c *Chooser) Tap(i int) {
	if i < 0 || i >= len(c.Entries) {
		return
	}
	path := c.at(i)
	switch {
	case c.Entries[i].Info.IsDir():
		c.Open(path)
		return
	case c.wanted.Name != "":
		c.name.SetText(c.Entries[i].Name)
	case c.marked[path]:
		delete(c.marked, path)
	default:
		c.mark(path)
	}
	c.anchor = path
	c.refresh()
}

func (c *Chooser) mark(path string) {
	if c.wanted.One {
		clear(c.marked)
	}
	c.marked[path] = true
}

// MarkAll marks the files that are meant.
func (c *Chooser) MarkAll() {
	for i, entry := range c.Entries {
		if !entry.Info.IsDir() && c.wanted.means(entry.Name) {
			c.mark(c.at(i))
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
	if c.Accept.Text != text {
		SetButton(&c.Accept.Button, text, can)
		c.sheet.Refresh() // the buttons have other widths
	}
	SetButton(&c.Accept.Button, text, can)
	Show(len(c.Entries) == 0, c.none)
	c.list.Refresh()
}

// Finish returns what is marked, the folder or the name.
func (c *Chooser) Finish() {
	if c.Accept.Disabled() {
		return
	}
	if c.wanted.Name != "" {
		c.finishName()
		return
	}
	c.sheet.Close()
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
		c.sheet.Close()
		c.done([]string{path})
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		write()
	case !info.IsDir():
		Ask(c.sheet.over, Question{Title: c.words.Say("chooser.replace.title"), Text: c.words.Say("chooser.replace.text", info.Name()),
			Yes: c.words.Say("chooser.replace.yes"), No: c.words.Say("dialog.cancel"), Danger: true, Do: write})
	default:
		c.Open(path)
	}
}
