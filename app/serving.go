package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// serving is the server in use and what is known of it.
type serving struct {
	way    model.Server // nil until it is open
	err    error        // why it is not, or does not answer
	number int          // of the opening: an older one that comes late is closed
	end    context.CancelFunc
	then   func()        // waits for it to be open
	again  chan struct{} // asks at once whether it is there; has room for one
}

// How often a server on another machine is asked whether it is there: while it answers,
// and while it does not.
const (
	checkEvery = 15 * time.Second
	checkAway  = 2 * time.Second
)

// beginServing opens the server in use and what is shared, once their tokens are known. A keyring
// may wait for a person; this computer does not.
func (w *Window) beginServing() {
	if remote, ok := w.settings.Remote(); !ok || !remote.Kept {
		w.openServer()
	}
	w.fetchTokens(func() {
		if w.server.end == nil {
			w.openServer()
		}
		w.keepTokens()
		w.share()
	})
}

// openServer opens the server that the settings name.
func (w *Window) openServer() {
	w.closeServer()
	w.server.number++
	number, config := w.server.number, w.settings.Config()
	ctx, cancel := context.WithCancel(context.Background())
	w.server.end = cancel
	w.showServer()
	w.showFooter()
	go func() {
		way, err := w.setup.Backend.Open(ctx, config)
		if err == nil && ctx.Err() != nil {
			way.Close()
			return
		}
		w.setup.Do(func() {
			if w.server.number != number {
				if err == nil {
					go way.Close()
				}
				return
			}
			w.opened(ctx, way, err)
		})
	}()
}

func (w *Window) opened(ctx context.Context, way model.Server, err error) {
	if err != nil {
		w.server.err = err
		w.showServer()
		w.showTrouble(err)
		return
	}
	w.server.way = way
	if w.active() && !w.run.Over {
		w.changeWay(w.run)
	}
	w.showServer()
	w.showFooter()
	w.look()
	if _, remote := w.settings.Remote(); remote {
		w.server.again = make(chan struct{}, 1)
		go w.check(ctx, way, w.server.again)
	}
	if then := w.server.then; then != nil {
		w.server.then = nil
		then()
	}
}

// check asks a remote server now and then whether it is there.
func (w *Window) check(ctx context.Context, way model.Server, again <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-again:
		}
		err := way.Check(ctx)
		if ctx.Err() != nil {
			return
		}
		w.setup.Do(func() {
			if w.server.way == way {
				w.checked(err)
			}
		})
		timer.Reset(checkEvery)
		if err != nil {
			timer.Reset(checkAway)
		}
	}
}

// checked takes in whether the server in use is there. A batch that holds because it was
// not goes on by itself.
func (w *Window) checked(err error) {
	if err != nil {
		w.serverRefuses(err)
		return
	}
	w.serverAnswers()
	if w.active() && w.run.Paused && errors.Is(w.run.Why, engine.ErrServer) {
		w.resume()
	}
}

// closeServer ends the use of the present server. A run that is under way keeps it until there
// is another.
func (w *Window) closeServer() {
	if w.server.end != nil {
		w.server.end()
	}
	if way := w.server.way; way != nil && !(w.active() && w.run.Server == way) {
		go way.Close()
	}
	w.server.way, w.server.err = nil, nil
}

// serverRefuses notes that the server does not do what it should.
func (w *Window) serverRefuses(err error) {
	w.server.err = err
	w.showServer()
}

// serverLost notes what a batch found out. It is soon asked whether the server is back.
func (w *Window) serverLost(err error) {
	w.serverRefuses(err)
	select {
	case w.server.again <- struct{}{}:
	default: // it is asked already, or this computer
	}
}

func (w *Window) serverAnswers() {
	w.server.err = nil
	w.showServer()
}

// refused says that an error is for the server's form: its token or its certificate is
// not taken, and no waiting helps.
func refused(err error) bool {
	return err != nil && (engine.KindOf(err) == engine.Unauthorized || errors.Is(err, engine.ErrCertificate))
}

// showServer paints the chip: whose server, how it is, and how fast.
func (w *Window) showServer() {
	name := w.words.Say("server.local")
	if remote, ok := w.settings.Remote(); ok {
		name = remote.Label()
	}
	state := theme.ColorNameSuccess
	parts := []string{shorten(name, 28)}
	switch err := w.server.err; {
	case refused(err) && errors.Is(err, engine.ErrCertificate):
		state = theme.ColorNameError
		parts = append(parts, w.words.Say("server.untrusted"))
	case refused(err):
		state = theme.ColorNameError
		parts = append(parts, w.words.Say("server.refused"))
	case err != nil:
		state = theme.ColorNameWarning
		parts = append(parts, w.words.Say("server.offline"))
	case w.server.way == nil:
		state = theme.ColorNameDisabled
	default:
		parts = append(parts, w.words.Count("server.workers", w.server.way.Jobs()))
		if w.active() && !w.run.Paused && w.run.Progress.Rate >= 0.05 {
			parts = append(parts, w.words.Say("progress.rate", w.words.Decimal(w.run.Progress.Rate)))
		}
	}
	if w.shared.open != nil {
		parts = append(parts, w.words.Say("server.shared"))
	}
	w.header.showServer(strings.Join(parts, " · "), state)
}

// shorten cuts a text that is longer than n runes.
func shorten(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}

// openServerMenu is what the chip opens: the choice of servers, or the form of one that
// refuses, at the field to blame.
func (w *Window) openServerMenu() {
	if err := w.server.err; refused(err) {
		w.mendServer()
		return
	}
	menu := fyne.NewMenu("")
	labels := []string{w.words.Say("server.local")}
	for _, remote := range w.settings.Remotes {
		labels = append(labels, remote.Label())
	}
	for i, label := range labels {
		item := fyne.NewMenuItem(label, func() { w.useServer(i) })
		item.Checked = i == w.settings.Server
		menu.Items = append(menu.Items, item)
	}
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(w.words.Say("server.manage"), w.manageServers))
	widgets.ShowMenuBelow(w.header.chip, menu)
}

// useServer goes over to another server, and the run that is under way with it.
func (w *Window) useServer(i int) {
	if i == w.settings.Server && w.server.way != nil {
		return
	}
	w.settings.Server = i
	w.save()
	w.banner.Hide()
	w.openServer()
}

// useThisComputer converts the rest without the remote server.
func (w *Window) useThisComputer() { w.useServer(0) }

// manageServers opens the form at the server in use.
func (w *Window) manageServers() { w.openServers(fieldNone) }

// mendServer opens the form at what the server in use does not take.
func (w *Window) mendServer() { w.openServers(fieldToBlame("", w.server.err)) }

func (w *Window) openServers(at serverField) {
	if w.form != nil {
		return
	}
	w.form = &serversForm{
		words: w.words, backend: w.setup.Backend, do: w.setup.Do, over: w.win, copy: w.app.Clipboard().SetContent,
		remotes: slices.Clone(w.settings.Remotes), workers: w.settings.Workers, use: w.settings.Server,
		sharing: w.settings.Sharing, shared: w.shared,
		choose: func(done func(string)) { w.askFile(w.words.Say("servers.ca"), nil, done) }, share: w.setSharing,
		save: func(remotes []model.Remote, workers, use int) {
			w.form = nil
			w.keepServers(remotes, workers, use)
		},
	}
	w.form.open(w.settings.Server, at)
	w.onEscape(w.form.finish)
}

// keepServers takes in what was decided in the form.
func (w *Window) keepServers(remotes []model.Remote, workers, use int) {
	before, jobs := w.settings.Config(), w.settings.Workers
	w.settings.Remotes, w.settings.Workers = remotes, workers
	for i := range remotes {
		if token := remotes[i].Token; token != "" && token != w.stored[remotes[i].ID] {
			remotes[i].Kept = w.setup.Secrets != nil // unless it turns out that there is no keyring
		}
	}
	w.settings.Server = use
	if workers != jobs && w.settings.Sharing.On {
		w.share()
	}
	if w.settings.Config() != before || refused(w.server.err) { // wherever in the list it is now
		w.settings.Server = -1 // neither of them: it has to be opened anew
		w.useServer(use)
	} else {
		w.save()
		w.showServer()
	}
	w.keepTokens()
}
