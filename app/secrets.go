package app

import (
	"maps"
	"slices"
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

// A secret is a token of the settings, wherever it is kept.
type secret struct {
	id    string // its name in the keyring
	token *string
	kept  *bool // in the keyring, not in the file
}

// sharingID names the token of this computer in the keyring.
const sharingID = "this computer"

// secrets lists all tokens.
func (s *Settings) secrets() []secret {
	all := []secret{{sharingID, &s.Sharing.Token, &s.Sharing.Kept}}
	for i := range s.Remotes {
		r := &s.Remotes[i]
		all = append(all, secret{r.ID, &r.Token, &r.Kept})
	}
	return all
}

// withoutKept returns settings as the file holds them: without the tokens that the keyring has.
func (s Settings) withoutKept() Settings {
	s.Remotes = slices.Clone(s.Remotes)
	for _, secret := range s.secrets() {
		if *secret.kept {
			*secret.token = ""
		}
	}
	return s
}

// fetchTokens reads the tokens that the keyring holds, and then does the rest.
func (w *Window) fetchTokens(then func()) {
	var names []string
	for _, s := range w.settings.secrets() {
		if *s.kept && *s.token == "" {
			names = append(names, s.id)
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
			for _, s := range w.settings.secrets() {
				if token, ok := found[s.id]; ok && *s.token == "" {
					*s.token, w.stored[s.id] = token, token
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
	for _, s := range w.settings.secrets() {
		switch was, known := w.stored[s.id]; {
		case *s.token == "" && known: // a person took it away
			*s.kept = false
		case *s.token == "": // there is none, or it could not be read
			delete(gone, s.id)
		default:
			delete(gone, s.id)
			if was != *s.token {
				put[s.id] = *s.token
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
	for _, s := range w.settings.secrets() {
		token, tried := put[s.id]
		if !tried || token != *s.token {
			continue
		}
		if *s.kept = done[s.id]; *s.kept {
			w.stored[s.id] = token
		}
	}
	w.save()
}
