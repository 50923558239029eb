package app

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
)

// TestSharing shares the computer, shows its address and token, and stops sharing. It
// is remembered.
func TestSharing(t *testing.T) {
	b := newBench(t, func(_ *model.Settings, k *fakeBackend) { k.secrets = &fakeSecrets{held: map[string]string{}} })
	form := formOf(b)
	if form.local.details.Visible() {
		t.Error("addresses are shown while nobody is let in")
	}
	test.Tap(form.local.check)
	b.loop.until(t, "the open door", func() bool { return b.servers.shared.open != nil })
	open, asked := b.backend.sharing()
	if open != 1 || len(asked[0].Token) < 20 || asked[0].Gateway != 8001 || asked[0].Converter != 8000 {
		t.Fatalf("%d open: %+v", open, asked)
	}
	// Two addresses and the token, each a label and a value, and one address for XML-RPC.
	if n := len(form.local.given.Objects) + len(form.local.others.Objects); n != 8 || form.local.state.Text != b.words.Say("share.open") {
		t.Errorf("%d objects, %q", n, form.local.state.Text)
	}
	if !strings.HasSuffix(b.header.chip.Text, b.words.Say("server.shared")) {
		t.Errorf("the chip says %q", b.header.chip.Text)
	}
	b.loop.until(t, "the keyring", func() bool { return b.settings.Sharing.Kept && b.servers.stored[model.SharingID] == asked[0].Token })
	if strings.Contains(b.file(t), asked[0].Token) {
		t.Error("the token is in the file")
	}

	form.local.gateway.SetText("9001")
	form.local.converter.SetText("99999")
	form.local.leave()
	b.loop.until(t, "the other port", func() bool {
		open, asked := b.backend.sharing()
		return open == 1 && len(asked) == 2 && asked[1].Gateway == 9001 && b.servers.shared.open != nil
	})
	if form.local.converter.Text != "8000" {
		t.Errorf("a port that is none stays: %q", form.local.converter.Text)
	}
	form.local.converter.SetText("9001")
	form.local.leave()
	if _, asked := b.backend.sharing(); len(asked) != 2 {
		t.Error("both servers on one port")
	}
	// Others are let in again after the next start only if that was asked for.
	remembered, err := model.LoadSettings(b.setup.Settings)
	if err != nil {
		t.Fatal(err)
	}
	next := newBench(t, func(s *model.Settings, k *fakeBackend) { *s, k.secrets = b.settings, b.backend.secrets })
	next.settle(t)
	if _, asked := next.backend.sharing(); len(asked) != 0 || remembered.Sharing.On || formOf(next).local.check.Checked || form.local.always.Checked {
		t.Errorf("after a restart others are let in by themselves: %+v", asked)
	}
	test.Tap(form.local.always)
	if open, asked := b.backend.sharing(); open != 1 || len(asked) != 2 || !b.settings.Sharing.Always {
		t.Error("the choice for the next time changes what is open now")
	}
	form.show(0)
	if !form.local.always.Checked {
		t.Error("the choice for the next time is not shown")
	}
	form.finish()

	again := newBench(t, func(s *model.Settings, k *fakeBackend) { *s, k.secrets = b.settings, b.backend.secrets })
	again.loop.until(t, "the same again", func() bool { return again.servers.shared.open != nil })
	if _, asked2 := again.backend.sharing(); asked2[0].Token != asked[0].Token || asked2[0].Gateway != 9001 {
		t.Errorf("remembered as %+v", asked2)
	}
	test.Tap(formOf(again).local.check)
	again.loop.until(t, "the shut door", func() bool { open, _ := again.backend.sharing(); return open == 0 })
	again.servers.form.finish()
	if s, _ := model.LoadSettings(again.setup.Settings); s.Sharing.On {
		t.Error("the shut door is not remembered")
	}
}

// TestSharingFails says why the computer cannot be shared, and tries again with another port.
func TestSharingFails(t *testing.T) {
	b := newBench(t, func(_ *model.Settings, k *fakeBackend) { k.shareErr = errors.New("port 8001 is taken") })
	form := formOf(b)
	test.Tap(form.local.check)
	b.loop.until(t, "why not", func() bool { return b.servers.shared.err != nil })
	if !strings.Contains(form.local.state.Text, "port 8001 is taken") || len(form.local.given.Objects) != 0 {
		t.Errorf("says %q", form.local.state.Text)
	}
	b.backend.mu.Lock()
	b.backend.shareErr = nil
	b.backend.mu.Unlock()
	form.local.gateway.SetText("8002")
	form.local.gateway.FocusLost()
	b.loop.until(t, "the open door", func() bool { return b.servers.shared.open != nil })
	form.finish()
}

type fakeShared struct{ b *fakeBackend }

func (fakeShared) Gateways() []string {
	return []string{"ws://192.168.0.4:8001", "ws://10.0.0.4:8001", "ws://172.16.0.4:8001"}
}
func (fakeShared) Converters() []string { return []string{"http://192.168.0.4:8000"} }
func (s *fakeShared) Close() {
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	s.b.open--
}
