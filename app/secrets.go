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
func (w *Window) fetchTokens(then func()) {
	var names []string
	for _, s := range w.settings.Secrets() {
		if *s.Kept && *s.Token == "" {
			names = append(names, s.ID)
		}
	}
	if len(names) == 0 || w.setup.Secrets == nil {
		then()
		return
	}
	w.vault.do(func() {
		found := map[string]string{}
		for _, name := range names {
			// One that cannot be had is asked for by the server, and the person by the chip.
			if token, err := w.setup.Secrets.Get(name); err == nil {
				found[name] = token
			}
		}
		w.setup.Do(func() {
			for _, s := range w.settings.Secrets() {
				if token, ok := found[s.ID]; ok && *s.Token == "" {
					*s.Token, w.stored[s.ID] = token, token
				}
			}
			then()
		})
	})
}

// keepTokens brings the keyring up to date: tokens of an older program's file move into
// it, changed ones replace theirs, those of removed servers go. The file follows.
func (w *Window) keepTokens() {
	if w.setup.Secrets == nil {
		return
	}
	put, gone := map[string]string{}, maps.Clone(w.stored)
	for _, s := range w.settings.Secrets() {
		switch was, known := w.stored[s.ID]; {
		case *s.Token == "" && known: // a person took it away
			*s.Kept = false
		case *s.Token == "": // there is none, or it could not be read
			delete(gone, s.ID)
		default:
			delete(gone, s.ID)
			if was != *s.Token {
				put[s.ID] = *s.Token
			}
		}
	}
	if len(put)+len(gone) == 0 {
		return
	}
	for name := range gone {
		delete(w.stored, name)
	}
	w.vault.do(func() {
		for name := range gone {
			w.setup.Secrets.Delete(name) // one that stays is of no use to anyone
		}
		done := map[string]bool{}
		for name, token := range put {
			done[name] = w.setup.Secrets.Set(name, token) == nil
		}
		w.setup.Do(func() { w.tokensKept(put, done) })
	})
}

// tokensKept notes which tokens the keyring took. The file keeps the others.
func (w *Window) tokensKept(put map[string]string, done map[string]bool) {
	for _, s := range w.settings.Secrets() {
		token, tried := put[s.ID]
		if !tried || token != *s.Token {
			continue
		}
		if *s.Kept = done[s.ID]; *s.Kept {
			w.stored[s.ID] = token
		}
	}
	w.save()
}
