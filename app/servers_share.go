package app

import (
	"pretobranco/app/model"
	"pretobranco/engine"
)

// sharingState is what the window knows of it.
type sharingState struct {
	open   model.Shared // nil while nobody is let in
	err    error        // why not, if somebody should be
	number int          // of the last change: the result of an older one is closed
}

// share does what the settings say of sharing. Servers are opened and closed one after
// the other, in the background: the port of the last may be the port of the next.
func (s *servers) share() {
	if sharing := &s.settings.Sharing; sharing.On && sharing.Token == "" && !sharing.Kept {
		sharing.Token, sharing.Kept = engine.NewToken(), s.setup.Secrets != nil
		s.save()
		s.keepTokens()
	}
	s.shared.number++
	number, sharing, jobs, before := s.shared.number, s.settings.Sharing, s.settings.Workers, s.shared.open
	s.shared.open, s.shared.err = nil, nil
	s.showSharing()
	if !sharing.On && before == nil {
		return
	}
	s.sharer.do(func() {
		if before != nil {
			before.Close()
		}
		var open model.Shared
		var err error
		if sharing.On {
			open, err = s.setup.Backend.Share(engine.ShareConfig{Token: sharing.Token, Gateway: sharing.Gateway, Converter: sharing.Converter, Jobs: jobs})
		}
		s.setup.Do(func() {
			if s.shared.number != number {
				if open != nil {
					s.sharer.do(open.Close)
				}
				return
			}
			s.shared.open, s.shared.err = open, err
			s.showSharing()
		})
	})
}

// setSharing applies what was decided in the form.
func (s *servers) setSharing(sharing model.Sharing) {
	if sharing == s.settings.Sharing {
		return
	}
	was := s.settings.Sharing
	s.settings.Sharing = sharing
	s.save()
	s.keepTokens()
	if was.Always = sharing.Always; was == sharing { // what is open stays so
		s.showSharing()
		return
	}
	s.share()
}

// showSharing updates the form, if it is open.
func (s *servers) showSharing() {
	if s.form != nil {
		s.form.showSharing(s.settings.Sharing, s.shared)
	}
	s.show()
}
