package model

import (
	"slices"
)

// A Secret is a token of the settings, wherever it is kept.
type Secret struct {
	ID    string // its name in the keyring
	Token *string
	Kept  *bool // in the keyring, not in the file
}

// SharingID names the token of this computer in the keyring.
const SharingID = "this computer"

// Secrets lists all tokens.
func (s *Settings) Secrets() []Secret {
	all := []Secret{{SharingID, &s.Sharing.Token, &s.Sharing.Kept}}
	for i := range s.Remotes {
		r := &s.Remotes[i]
		all = append(all, Secret{r.ID, &r.Token, &r.Kept})
	}
	return all
}

// withoutKept returns settings as the file holds them: without the tokens that the keyring has.
func (s Settings) withoutKept() Settings {
	s.Remotes = slices.Clone(s.Remotes)
	for _, secret := range s.Secrets() {
		if *secret.Kept {
			*secret.Token = ""
		}
	}
	return s
}
