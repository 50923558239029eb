package app

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"

	"pretobranco/app/model"
)

// file returns what is written of the settings.
func (b *bench) file(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(b.setup.Settings)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTokensMove takes tokens that an older program left in the file into the keyring, and
// finds them there the next time. A changed token replaces its own; that of a removed server goes.
func TestTokensMove(t *testing.T) {
	keyring := &fakeSecrets{held: map[string]string{}}
	b := newBench(t, func(s *model.Settings, k *fakeBackend) {
		s.Remotes = []model.Remote{{ID: "one", Address: "ws://a", Token: "s3cret-1"}, {ID: "two", Address: "ws://b", Token: "s3cret-2"}, {ID: "none", Address: "ws://c"}}
		s.Server, k.secrets = 1, keyring
	})
	b.loop.until(t, "the keyring", func() bool { return b.settings.Remotes[1].Kept })
	if keyring.has("one") != "s3cret-1" || keyring.has("two") != "s3cret-2" || len(keyring.held) != 2 {
		t.Errorf("the keyring holds %v", keyring.held)
	}
	if text := b.file(t); strings.Contains(text, "s3cret") {
		t.Errorf("tokens are still in the file:\n%s", text)
	}

	form := formOf(b)
	form.remote.token.SetText("s3cret-3")
	form.list.Select(2)
	form.removeShown()
	form.finish()
	b.loop.until(t, "the new token", func() bool { return keyring.has("one") == "s3cret-3" && keyring.has("two") == "" })
	if text := b.file(t); strings.Contains(text, "s3cret") {
		t.Errorf("the new token is in the file:\n%s", text)
	}

	again := newBench(t, func(s *model.Settings, k *fakeBackend) { *s, k.secrets = b.settings, keyring })
	if c := again.backend.server().config; c.Server != "ws://a" || c.Token != "s3cret-3" {
		t.Errorf("the next time: %+v", c)
	}
	form = formOf(again)
	form.remote.token.SetText("")
	form.finish()
	again.loop.until(t, "no token", func() bool { return keyring.has("one") == "" })
	if again.settings.Remotes[0].Kept {
		t.Error("a token that was taken away is looked for in the keyring")
	}
}

// TestNoKeyring keeps tokens in the file, which nobody else may read, where the keyring is
// missing or stays shut; and one that cannot be read is not thrown away.
func TestNoKeyring(t *testing.T) {
	shut := &fakeSecrets{held: map[string]string{"kept": "s3cret"}, err: errors.New("shut")}
	b := newBench(t, func(s *model.Settings, k *fakeBackend) {
		s.Remotes = []model.Remote{{ID: "one", Address: "ws://a", Token: "plain"}, {ID: "kept", Address: "ws://b", Kept: true}}
		s.Server, k.secrets = 2, shut
	})
	if c := b.backend.server().config; c.Server != "ws://b" || c.Token != "" {
		t.Errorf("opened with %+v", c)
	}
	form := formOf(b)
	form.list.Select(1)
	form.remote.token.SetText("plain-2")
	form.finish()
	b.loop.until(t, "the file", func() bool { return strings.Contains(b.file(t), "plain-2") })
	if !b.settings.Remotes[1].Kept || shut.has("kept") == "" {
		t.Error("a token that could not be read is given up")
	}
	if info, err := os.Stat(b.setup.Settings); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v", info.Mode())
	}
}

// fakeSecrets are a keyring.
type fakeSecrets struct {
	mu   sync.Mutex // guards what follows
	held map[string]string
	err  error // of everything
}

func (s *fakeSecrets) Get(name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	secret, ok := s.held[name]
	if !ok && s.err == nil {
		return "", errors.New("not there")
	}
	return secret, s.err
}

func (s *fakeSecrets) Set(name, secret string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.held[name] = secret
	}
	return s.err
}

func (s *fakeSecrets) Delete(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, name)
	return s.err
}

// has says what the keyring holds by a name.
func (s *fakeSecrets) has(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held[name]
}
