package app

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// serversForm is the window over the window in which servers are kept: this computer
// first, then others. A server is kept even when nobody answers there. What is decided in
// it counts when it is closed, but sharing counts at once.
type serversForm struct {
	words   *words.Words
	backend model.Backend
	do      func(func())
	over    fyne.Window
	choose  func(done func(path string)) // a file
	copy    func(text string)            // into the clipboard
	share   func(model.Sharing)
	save    func(remotes []model.Remote, workers, use int) // what was decided

	remotes []model.Remote
	workers int
	use     int // the server in use
	sharing model.Sharing
	shared  sharingState

	window *widgets.Sheet
	list   *widgets.FormList
	more   *widgets.FormButton
	up     *widgets.IconButton
	down   *widgets.IconButton
	remove *widgets.IconButton
	side   *fyne.Container
	scroll *container.Scroll
	shown  int         // the server whose form is open
	local  *localForm  // of this computer, if it is shown
	remote *remoteForm // of another, if it is shown
	steps  *stepList
	test   *widgets.FormButton
	useIt  *widgets.FormButton
	cancel context.CancelFunc // of a test under way
}

// open shows the form of one server, with the cursor where something is to be mended.
func (f *serversForm) open(shown int, at serverField) {
	f.side = container.NewStack()
	f.list = widgets.NewFormList(func() int { return len(f.remotes) + 1 }, func() fyne.CanvasObject { return newServerRow() }, f.fillRow, f.finish)
	f.list.OnSelected = f.show
	f.list.HideSeparators = true
	f.more = widgets.NewFormButton(f.words.Say("servers.add"), theme.ContentAddIcon(), f.add, f.finish)
	f.more.Importance = widget.LowImportance
	f.up = widgets.NewIconButton(theme.MoveUpIcon(), f.words.Say("servers.up"), func() { f.move(-1) })
	f.down = widgets.NewIconButton(theme.MoveDownIcon(), f.words.Say("servers.down"), func() { f.move(1) })
	f.remove = widgets.NewIconButton(theme.DeleteIcon(), f.words.Say("servers.remove"), f.removeShown)
	f.up.Escape, f.down.Escape, f.remove.Escape = f.finish, f.finish, f.finish
	tools := widgets.Border(nil, nil, f.more, widgets.Row(0, f.up, f.down, f.remove))
	left := widgets.NewSurface(widgets.ColorPanel, 6, widgets.Padded(4, 4, widgets.Border(nil, tools, nil, nil, f.list)))

	closing := widgets.NewFormButton(f.words.Say("servers.close"), nil, f.finish, f.finish)
	f.useIt = widgets.NewFormButton(f.words.Say("servers.use"), nil, func() {
		f.use = f.shown
		f.finish()
	}, f.finish)
	f.useIt.Importance = widget.HighImportance
	f.test = widgets.NewFormButton(f.words.Say("servers.test"), theme.MediaPlayIcon(), f.runTest, f.finish)
	f.scroll = container.NewVScroll(f.side)
	body := widgets.Border(nil, nil, widgets.AtLeast(232, 380, left), nil, widgets.Padded(0, 12, f.scroll))
	f.window = widgets.NewSheet(f.over, f.words.Say("servers.title"), body, f.test, closing, f.useIt)
	f.window.Wish(820, 560)
	f.window.Escape = f.finish
	f.window.Open()
	f.list.Select(shown)
	f.over.Canvas().Focus(f.test) // whose key is Space
	f.blame(at)
}

// finish keeps what was typed, except servers without an address.
func (f *serversForm) finish() {
	f.stopTest()
	var kept []model.Remote
	use := 0
	for i, remote := range f.remotes {
		if remote.Address = strings.TrimSpace(remote.Address); remote.Address == "" {
			continue
		}
		kept = append(kept, remote)
		if f.use == i+1 {
			use = len(kept)
		}
	}
	if f.local != nil {
		f.local.leave()
	}
	f.window.Close()
	f.save(kept, f.workers, use)
}

// show opens the form of one server.
func (f *serversForm) show(i int) {
	f.stopTest()
	f.shown = i
	f.steps = newStepList(f.words)
	if f.local != nil {
		f.local.leave()
	}
	f.local, f.remote = nil, nil
	var form fyne.CanvasObject
	if i == 0 {
		f.local = newLocalForm(f.words, f.workers, f.sharing, f.finish, f.copy, func(n int) { f.workers = n }, f.share)
		f.local.showSharing(f.sharing, f.shared)
		form = f.local.root
	} else {
		f.remote = newRemoteForm(f.words, f.remotes[i-1], f.choose, f.finish, f.runTest, func(r model.Remote) {
			f.remotes[i-1] = r
			f.list.RefreshItem(i)
		})
		form = f.remote.root
	}
	f.side.Objects = []fyne.CanvasObject{container.NewVBox(form, f.steps.root)}
	f.side.Refresh()
	widgets.Follow(f.scroll)
	f.scroll.ScrollToTop()
	f.showTools()
}

// showSharing shows how sharing goes.
func (f *serversForm) showSharing(s model.Sharing, state sharingState) {
	f.sharing, f.shared = s, state
	if f.local != nil {
		f.local.showSharing(s, state)
		widgets.Follow(f.scroll)
	}
	f.list.RefreshItem(0)
}

// showTools lets the small buttons do what can be done to the shown server.
func (f *serversForm) showTools() {
	widgets.SetButton(&f.up.Button, "", f.shown > 1)
	widgets.SetButton(&f.down.Button, "", f.shown > 0 && f.shown < len(f.remotes))
	widgets.SetButton(&f.remove.Button, "", f.shown > 0)
	widgets.SetButton(&f.useIt.Button, f.useIt.Text, f.shown != f.use)
}

// blame puts the cursor into a field of the shown server.
func (f *serversForm) blame(at serverField) {
	if f.remote == nil {
		return
	}
	if field := f.remote.field(at); field != nil {
		f.over.Canvas().Focus(field)
	}
}

// add puts a new server at the end and asks for its address.
func (f *serversForm) add() {
	f.remotes = append(f.remotes, model.NewRemote())
	f.list.Refresh()
	f.list.Select(len(f.remotes))
	f.list.ScrollToBottom()
	f.blame(fieldAddress)
}

// move takes the shown server up or down.
func (f *serversForm) move(by int) {
	from, to := f.shown, f.shown+by
	if from < 1 || to < 1 || to > len(f.remotes) {
		return
	}
	f.remotes = slices.Clone(f.remotes)
	f.remotes[from-1], f.remotes[to-1] = f.remotes[to-1], f.remotes[from-1]
	switch f.use {
	case from:
		f.use = to
	case to:
		f.use = from
	}
	f.list.Refresh()
	f.list.Select(to)
}

// removeShown takes the shown server out.
func (f *serversForm) removeShown() {
	gone := f.shown
	if gone == 0 {
		return // this computer stays
	}
	f.remotes = slices.Delete(slices.Clone(f.remotes), gone-1, gone)
	switch {
	case f.use == gone:
		f.use = 0
	case f.use > gone:
		f.use--
	}
	f.list.UnselectAll()
	f.list.Refresh()
	f.list.Select(gone - 1)
}

// plainRemote says that an address leads to another machine without encryption.
func plainRemote(address string) bool {
	address = strings.ToLower(strings.TrimSpace(address))
	if address == "" || strings.HasPrefix(address, "wss://") {
		return false
	}
	host := address
	if _, rest, found := strings.Cut(address, "://"); found {
		host = rest
	}
	for _, own := range []string{"localhost", "127.", "[::1]"} {
		if strings.HasPrefix(host, own) {
			return false
		}
	}
	return true
}

// runTest tries the shown server and shows each step as it goes.
func (f *serversForm) runTest() {
	f.stopTest()
	config := engine.Config{Jobs: f.workers}
	if f.shown > 0 {
		config = f.remotes[f.shown-1].Config()
	}
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	steps := f.steps
	steps.begin()
	f.scroll.ScrollToBottom() // where the steps are
	f.test.Disable()
	last := engine.Step{Name: engine.Steps[0]}
	tell := func(s engine.Step) {
		f.do(func() {
			last = s
			steps.step(s)
		})
	}
	go func() {
		defer cancel()
		server, err := f.backend.Open(ctx, config)
		if err != nil {
			tell(engine.Step{Name: engine.Steps[0], Err: err})
		} else {
			err = server.Test(ctx, tell)
			server.Close()
		}
		given := ctx.Err() != nil // up: another server is shown
		f.do(func() {
			if given || f.steps != steps {
				return
			}
			steps.end(err)
			f.scroll.ScrollToBottom()
			f.test.Enable()
			if err != nil {
				f.blame(fieldToBlame(last.Name, err))
			}
		})
	}()
}

func (f *serversForm) stopTest() {
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
	f.test.Enable()
}
