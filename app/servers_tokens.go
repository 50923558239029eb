package app

import (
	"maps"
)

// Secrets are where the system keeps passwords: its keyring. The methods may wait until a
// person unlocks it, so they are not called on the window's goroutine. An error says that
// there is no keyring, or that it stays shut: the settings' file, which nobody else may
// read, keeps the token then.
type Secrets interface {
	Get(name string) (string, error)
	Set(name, secret string) error
	Delete(name string) error
}

// fetchTokens reads the tokens that the keyring holds, and then does the rest.
func (s *servers) fetchTokens(then func()) {
	var names []string
	for _, secret := range s.settings.Secrets() {
		if *secret.Kept && *secret.Token == "" {
			names = append(names, secret.ID)
		}
	}
	if len(names) == 0 || s.setup.Secrets == nil {
		then()
		return
	}
	s.vault.do(func() {
		found := map[string]string{}
		for _, name := range names {
			// Without its token the server refuses, and the chip asks the person for it.
			if token, err := s.setup.Secrets.Get(name); err == nil {
				found[name] = token
			}
		}
		s.setup.Do(func() {
			for _, secret := range s.settings.Secrets() {
				if token, ok := found[secret.ID]; ok && *secret.Token == "" {
					*secret.Token, s.stored[secret.ID] = token, token
				}
			}
			then()
		})
	})
}

// keepTokens brings the keyring up to date: tokens of an older program's file move into
// it, changed ones replace theirs, those of removed servers go. The file follows.
func (s *servers) keepTokens() {
	if s.setup.Secrets == nil {
		return
	}
	put, gone := map[string]string{}, maps.Clone(s.stored)
	for _, secret := range s.settings.Secrets() {
		switch was, known := s.stored[secret.ID]; {
		case *secret.Token == "" && known: // a person took it away
			*secret.Kept = false
		case *secret.Token == "": // there is none, or it could not be read
			delete(gone, secret.ID)
		default:
			delete(gone, secret.ID)
			if was != *secret.Token {
				put[secret.ID] = *secret.Token
			}
		}
	}
	if len(put)+len(gone) == 0 {
		return
	}
	for name := range gone {
		delete(s.stored, name)
	}
	s.vault.do(func() {
		for name := range gone {
			s.setup.Secrets.Delete(name) // without its server it opens nothing
		}
		done := map[string]bool{}
		for name, token := range put {
			done[name] = s.setup.Secrets.Set(name, token) == nil
		}
		s.setup.Do(func() { s.tokensKept(put, done) })
	})
}

// tokensKept notes which tokens the keyring took. The file keeps the others.
func (s *servers) tokensKept(put map[string]string, done map[string]bool) {
	for _, secret := range s.settings.Secrets() {
		token, tried := put[secret.ID]
		if !tried || token != *secret.Token {
			continue
		}
		if *secret.Kept = done[secret.ID]; *secret.Kept {
			s.stored[secret.ID] = token
		}
	}
	s.save()
}
