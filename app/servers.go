package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// servers owns the server in use, what is shared, and the tokens of both.
type servers struct {
	*shell
	way    model.Server // nil until it is open
	err    error        // why it is not, or does not answer
	heard  time.Time    // when a batch heard of it last
	number int          // of the opening: the result of an older one is closed
	end    context.CancelFunc
	then   func()        // waits for it to be open
	again  chan struct{} // asks at once whether it is there; has room for one

	form   *serversForm // nil unless it is open
	shared sharingState
	sharer *serialWorker     // opens and closes what is shared
	vault  *serialWorker     // waits for the keyring
	stored map[string]string // tokens in the keyring, by their names there
}

func newServers(s *shell) *servers {
	return &servers{shell: s, sharer: newSerialWorker(), vault: newSerialWorker(), stored: map[string]string{}}
}

// How a server on another machine is asked whether it is there: so long after the last answer, and
// while it does not answer. What is silent for so long is shown as away; it may answer still.
// Together a silence shows within three seconds.
const (
	checkEvery = time.Second
	checkAway  = 2 * time.Second
	silence    = 1900 * time.Millisecond
)

// errSilent says that the server has not answered yet.
var errSilent = fmt.Errorf("no answer: %w", engine.ErrServer)

// begin opens the server in use and what is shared, once their tokens are known. A keyring
// may wait for a person; this computer does not.
func (s *servers) begin() {
	if remote, ok := s.settings.Remote(); !ok || !remote.Kept {
		s.open()
	}
	s.fetchTokens(func() {
		if s.end == nil {
			s.open()
		}
		s.keepTokens()
		s.share()
	})
}

// open opens the server that the settings name.
func (s *servers) open() {
	s.close()
	s.number++
	number, config := s.number, s.settings.Config()
	ctx, cancel := context.WithCancel(context.Background())
	s.end = cancel
	s.show()
	s.batches.showFooter()
	go func() {
		way, err := s.setup.Backend.Open(ctx, config)
		if err == nil && ctx.Err() != nil {
			way.Close()
			return
		}
		s.setup.Do(func() {
			if s.number != number {
				if err == nil {
					go way.Close()
				}
				return
			}
			s.opened(ctx, way, err)
		})
	}()
}

func (s *servers) opened(ctx context.Context, way model.Server, err error) {
	if err != nil {
		s.err = err
		s.show()
		s.batches.showTrouble(err)
		return
	}
	s.way = way
	if s.batches.active() && !s.batches.run.Over {
		s.batches.changeServer(s.batches.run)
	}
	s.show()
	s.batches.showFooter()
	s.preview.showCurrent()
	if _, remote := s.settings.Remote(); remote {
		s.again = make(chan struct{}, 1)
		go s.check(ctx, way, s.again)
	}
	if then := s.then; then != nil {
		s.then = nil
		then()
	}
}

// check asks a remote server now and then whether it is there.
func (s *servers) check(ctx context.Context, way model.Server, again <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-again:
		}
		waiting := time.AfterFunc(silence, func() {
			s.setup.Do(func() {
				if s.way == way && s.err == nil && time.Since(s.heard) > silence {
					s.refuses(errSilent)
				}
			})
		})
		err := way.Check(ctx)
		waiting.Stop()
		if ctx.Err() != nil {
			return
		}
		s.setup.Do(func() {
			if s.way == way {
				s.checked(err)
			}
		})
		timer.Reset(checkEvery)
		if err != nil {
			timer.Reset(checkAway)
		}
	}
}

// checked records whether the server in use answers. A batch that paused because it did not
// continues by itself.
func (s *servers) checked(err error) {
	if err != nil {
		s.refuses(err)
		return
	}
	s.answers()
	if s.batches.active() && s.batches.run.Paused && errors.Is(s.batches.run.Why, engine.ErrServer) {
		s.batches.resume()
	}
}

// close ends the use of the present server. A run that is under way keeps it until there
// is another.
func (s *servers) close() {
	if s.end != nil {
		s.end()
	}
	if way := s.way; way != nil && !(s.batches.active() && s.batches.run.Server == way) {
		go way.Close()
	}
	s.way, s.err = nil, nil
}

// refuses notes that the server does not do what it should.
func (s *servers) refuses(err error) {
	s.err = err
	s.show()
}

// lost notes what a batch found out. It is soon asked whether the server is back.
func (s *servers) lost(err error) {
	s.refuses(err)
	select {
	case s.again <- struct{}{}:
	default: // it is asked already, or this computer
	}
}

func (s *servers) answers() {
	s.err = nil
	s.show()
}

// refused says that an error is for the server's form: its token or its certificate is
// not taken, and no waiting helps.
func refused(err error) bool {
	return err != nil && (engine.KindOf(err) == engine.Unauthorized || errors.Is(err, engine.ErrCertificate))
}

// show paints the chip: whose server, how it is, and how fast.
func (s *servers) show() {
	name := s.words.Say("server.local")
	if remote, ok := s.settings.Remote(); ok {
		name = remote.Label()
	}
	state := theme.ColorNameSuccess
	parts := []string{shorten(name, 28)}
	switch err := s.err; {
	case refused(err) && errors.Is(err, engine.ErrCertificate):
		state = theme.ColorNameError
		parts = append(parts, s.words.Say("server.untrusted"))
	case refused(err):
		state = theme.ColorNameError
		parts = append(parts, s.words.Say("server.refused"))
	case err != nil:
		state = theme.ColorNameWarning
		parts = append(parts, s.words.Say("server.offline"))
	case s.way == nil:
		state = theme.ColorNameDisabled
	default:
		if s.batches.active() && !s.batches.run.Paused && s.batches.run.Progress.Rate >= 0.05 {
			parts = append(parts, s.words.Say("progress.rate", s.words.Decimal(s.batches.run.Progress.Rate)))
		}
	}
	if s.shared.open != nil {
		parts = append(parts, s.words.Say("server.shared"))
	}
	s.list.showAway(s.away())
	s.header.showServer(strings.Join(parts, " · "), state)
}

// away reports whether a batch waits for a server that does not answer.
func (s *servers) away() bool {
	_, remote := s.settings.Remote()
	return remote && s.err != nil && s.batches.active()
}

// shorten cuts a text that is longer than n runes.
func shorten(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}

// openMenu opens the choice of servers or, if the server refuses, its form at the field to
// correct.
func (s *servers) openMenu() {
	if err := s.err; refused(err) {
		s.mend()
		return
	}
	menu := fyne.NewMenu("")
	labels := []string{s.words.Say("server.local")}
	for _, remote := range s.settings.Remotes {
		labels = append(labels, remote.Label())
	}
	for i, label := range labels {
		item := fyne.NewMenuItem(label, func() { s.use(i) })
		item.Checked = i == s.settings.Server
		menu.Items = append(menu.Items, item)
	}
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(s.words.Say("server.manage"), s.manage))
	widgets.ShowMenuBelow(s.header.chip, menu)
}

// use goes over to another server, and the run that is under way with it.
func (s *servers) use(i int) {
	if i == s.settings.Server && s.way != nil {
		return
	}
	s.settings.Server = i
	s.save()
	s.banner.Hide()
	s.open()
}

// useThisComputer converts the rest without the remote server.
func (s *servers) useThisComputer() { s.use(0) }

// manage opens the form at the server in use.
func (s *servers) manage() { s.openForm(fieldNone) }

// mend opens the form at what the server in use does not take.
func (s *servers) mend() { s.openForm(fieldToBlame("", s.err)) }

func (s *servers) openForm(at serverField) {
	if s.form != nil {
		return
	}
	s.form = &serversForm{
		words: s.words, backend: s.setup.Backend, do: s.setup.Do, over: s.win, copy: s.app.Clipboard().SetContent,
		remotes: slices.Clone(s.settings.Remotes), workers: s.settings.Workers, use: s.settings.Server,
		sharing: s.settings.Sharing, shared: s.shared,
		choose: func(done func(string)) { s.choosers.askFile(s.words.Say("servers.ca"), nil, done) }, share: s.setSharing,
		save: func(remotes []model.Remote, workers, use int) {
			s.form = nil
			s.keep(remotes, workers, use)
		},
	}
	s.form.open(s.settings.Server, at)
}

// keep applies what was decided in the form.
func (s *servers) keep(remotes []model.Remote, workers, use int) {
	before, jobs := s.settings.Config(), s.settings.Workers
	s.settings.Remotes, s.settings.Workers = remotes, workers
	for i := range remotes {
		if token := remotes[i].Token; token != "" && token != s.stored[remotes[i].ID] {
			remotes[i].Kept = s.setup.Secrets != nil // unless it turns out that there is no keyring
		}
	}
	s.settings.Server = use
	if workers != jobs && s.settings.Sharing.On {
		s.share()
	}
	if s.settings.Config() != before || refused(s.err) { // wherever in the list it is now
		s.settings.Server = -1 // neither of them: it has to be opened anew
		s.use(use)
	} else {
		s.save()
		s.show()
	}
	s.keepTokens()
}
