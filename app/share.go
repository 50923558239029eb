package app

import (
	"pretobranco/app/model"
	"pretobranco/engine"
)

// sharingState is what the window knows of it.
type sharingState struct {
	open   model.Shared // nil while nobody is let in
	err    error        // why not, if somebody should be
	number int          // of the last change: an older one that comes late counts no more
}

// share does what the settings say of sharing. Servers are opened and closed one after
// the other, in the background: the port of the last may be the port of the next.
func (w *Window) share() {
	if s := &w.settings.Sharing; s.On && s.Token == "" && !s.Kept {
		s.Token, s.Kept = engine.NewToken(), w.setup.Secrets != nil
		w.save()
		w.keepTokens()
	}
	w.shared.number++
	number, s, jobs, before := w.shared.number, w.settings.Sharing, w.settings.Workers, w.shared.open
	w.shared.open, w.shared.err = nil, nil
	w.showSharing()
	if !s.On && before == nil {
		return
	}
	w.sharer.do(func() {
		if before != nil {
			before.Close()
		}
		var open model.Shared
		var err error
		if s.On {
			open, err = w.setup.Backend.Share(engine.ShareConfig{Token: s.Token, Gateway: s.Gateway, Converter: s.Converter, Jobs: jobs})
		}
		w.setup.Do(func() {
			if w.shared.number != number {
				if open != nil {
					w.sharer.do(open.Close)
				}
				return
			}
			w.shared.open, w.shared.err = open, err
			w.showSharing()
		})
	})
}

// setSharing takes in what was decided in the form.
func (w *Window) setSharing(s model.Sharing) {
	if s == w.settings.Sharing {
		return
	}
	was := w.settings.Sharing
	w.settings.Sharing = s
	w.save()
	w.keepTokens()
	if was.Always = s.Always; was == s { // what is open stays so
		w.showSharing()
		return
	}
	w.share()
}

// showSharing tells the form, if it is open.
func (w *Window) showSharing() {
	if w.form != nil {
		w.form.showSharing(w.settings.Sharing, w.shared)
	}
	w.showServer()
}
