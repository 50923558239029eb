package app

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// formOf opens the form at the server in use.
func formOf(b *bench) *serversForm {
	b.servers.manage()
	return b.servers.form
}

// TestServersForm adds a server that nobody answers at, tests it, and uses it. The test
// shows every step while it goes, and puts the cursor where something is to be mended.
func TestServersForm(t *testing.T) {
	b := newBench(t, nil)
	form := formOf(b)
	test.Tap(form.more)
	if b.win.Canvas().Focused() != fyne.Focusable(form.remote.address) {
		t.Error("a new server does not ask for its address")
	}
	test.Type(form.remote.address, "far:8001")
	test.Type(form.remote.token, "secret")
	if !form.remote.plain.Visible() {
		t.Error("nothing says that the way there is open to all eyes")
	}
	run := func() {
		t.Helper()
		test.Tap(form.test)
		if n := len(form.steps.lines); n != len(engine.Steps) || !form.steps.lines[0].motion.Visible() {
			t.Errorf("%d steps are shown at the start", n)
		}
		b.loop.until(t, "the test's end", func() bool { return !form.test.Disabled() })
	}
	b.backend.openErr = errors.New("nobody there")
	run()
	if first := form.steps.lines[0]; first.found.Text != b.words.Say("test.resolve.none") || first.reason.Text != "nobody there" {
		t.Errorf("the first step says %q, %q", first.found.Text, first.reason.Text)
	}
	if b.win.Canvas().Focused() != fyne.Focusable(form.remote.address) {
		t.Error("the address is to blame, and the cursor is elsewhere")
	}
	b.backend.openErr = nil
	b.backend.testErr = kind(engine.Unauthorized)
	run()
	if form.steps.verdict.Text != b.words.Say("test.failed") || form.steps.lines[1].found.Text != b.words.Say("problem.unauthorized") {
		t.Errorf("a refused token: %q, %q", form.steps.verdict.Text, form.steps.lines[1].found.Text)
	}
	if b.win.Canvas().Focused() != fyne.Focusable(form.remote.token) {
		t.Error("the token is to blame, and the cursor is elsewhere")
	}
	b.backend.testErr = nil
	run()
	if form.steps.verdict.Text != b.words.Say("test.passed") {
		t.Errorf("the verdict is %q", form.steps.verdict.Text)
	}
	test.Tap(form.more) // one without an address is not kept
	form.use = 1
	form.finish()
	b.loop.until(t, "the server", func() bool {
		s := b.backend.server()
		return s.config.Server == "far:8001" && s.config.Token == "secret" && b.servers.way == model.Server(s)
	})
	if len(b.settings.Remotes) != 1 || b.servers.form != nil {
		t.Errorf("a server without an address is kept: %+v", b.settings.Remotes)
	}
	if s, _ := model.LoadSettings(b.setup.Settings); len(s.Remotes) != 1 || s.Server != 1 || s.Remotes[0].Token != "secret" {
		t.Errorf("remembered: %+v", s)
	}
}

// TestStepWords has a sentence for whatever a step may find, and blames a field for it.
func TestStepWords(t *testing.T) {
	w := words.New("en")
	for _, name := range engine.Steps {
		for _, err := range []error{nil, errors.New("x"), kind(engine.Busy), kind(engine.Unauthorized), kind(engine.Unsupported), engine.ErrCertificate} {
			step := engine.Step{Name: name, Detail: "d", Amount: 1.5, Err: err}
			text := w.StepResult(step)
			if err != nil {
				text = w.StepProblem(step)
			}
			if text == "" || strings.Contains(text, "test.") {
				t.Errorf("%s, %v: %q", name, err, text)
			}
		}
		if w.Step(name) == "" {
			t.Errorf("%s has no name", name)
		}
	}
	for _, c := range []struct {
		step string
		err  error
		want serverField
	}{
		{"resolve", engine.ErrServer, fieldAddress}, {"connect", engine.ErrServer, fieldAddress}, {"tls", engine.ErrServer, fieldAddress},
		{"tls", engine.ErrCertificate, fieldCA}, {"token", kind(engine.Unauthorized), fieldToken}, {"convert", engine.ErrServer, fieldNone},
		{"", kind(engine.Unauthorized), fieldToken}, {"", engine.ErrCertificate, fieldCA}, {"", nil, fieldNone},
	} {
		if got := fieldToBlame(c.step, c.err); got != c.want {
			t.Errorf("%s, %v: blames %d, want %d", c.step, c.err, got, c.want)
		}
	}
}

// TestMoveServer keeps the server in use in use wherever it goes.
func TestMoveServer(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes, s.Server = []model.Remote{{Address: "a"}, {Address: "b"}, {Address: "c"}}, 3
	})
	form := formOf(b)
	test.Tap(form.up)
	test.Tap(form.up)
	if form.shown != 1 || form.use != 1 || form.remotes[0].Address != "c" || !form.up.Disabled() {
		t.Errorf("uses %d, shows %d of %v", form.use, form.shown, form.remotes)
	}
	test.Tap(form.down)
	if form.use != 2 || form.remotes[1].Address != "c" {
		t.Errorf("uses %d of %v", form.use, form.remotes)
	}
	form.list.Select(0)
	if !form.remove.Disabled() || !form.down.Disabled() {
		t.Error("this computer can be moved or removed")
	}
	opened := b.Window.servers.number
	b.typed(fyne.KeyEscape)
	if b.servers.form != nil || b.settings.Server != 2 || b.settings.Remotes[1].Address != "c" {
		t.Errorf("Escape leaves %d of %v", b.settings.Server, b.settings.Remotes)
	}
	if b.Window.servers.number != opened {
		t.Error("the same server in another place is opened again")
	}
}

// TestRemoveServer goes back to this computer when the server in use is removed.
func TestRemoveServer(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes, s.Server = []model.Remote{{Address: "a"}, {Address: "b"}}, 2
	})
	form := formOf(b)
	form.removeShown()
	if form.use != 0 || form.shown != 1 || len(form.remotes) != 1 || len(b.settings.Remotes) != 2 {
		t.Errorf("uses %d, shows %d of %v", form.use, form.shown, form.remotes)
	}
	form.finish()
	b.loop.until(t, "this computer", func() bool { return b.backend.server().config.Server == "" && b.servers.way != nil })
}

// TestFlags lets the command line have its way, without a second entry for a known server.
func TestFlags(t *testing.T) {
	w := &Window{shell: &shell{settings: model.DefaultSettings(), setup: Setup{Folder: "/o", Server: "ws://b", Token: "t"}}}
	w.settings.Remotes = []model.Remote{{Address: "ws://a"}, {Address: "ws://b"}}
	w.useFlags()
	if c := w.settings.Config(); c.Server != "ws://b" || c.Token != "t" || len(w.settings.Remotes) != 2 || w.settings.Recipe.Folder != "/o" {
		t.Errorf("%+v", w.settings)
	}
	w.setup.Server = "ws://c"
	w.useFlags()
	if len(w.settings.Remotes) != 3 || w.settings.Config().Server != "ws://c" {
		t.Errorf("%+v", w.settings)
	}
}

func TestPlainRemote(t *testing.T) {
	for address, want := range map[string]bool{
		"": false, "host": true, "host:8001": true, "ws://host": true, "WSS://host": false, "wss://host:1": false,
		"localhost:8001": false, "ws://127.0.0.1:8001": false, "ws://[::1]:8001": false,
	} {
		if plainRemote(address) != want {
			t.Errorf("%q: %v", address, !want)
		}
	}
}

// TestChip distinguishes this computer, a server that answers, and those that do not.
func TestChip(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes = []model.Remote{{Name: "Attic", Address: "ws://a"}}
	})
	if b.header.chip.Text != "This computer" {
		t.Errorf("the chip says %q", b.header.chip.Text)
	}
	b.servers.use(1)
	b.loop.until(t, "the other", func() bool { return b.header.chip.Text == "Attic" })
	b.servers.refuses(engine.ErrServer)
	if b.header.chip.Text != "Attic · no answer" {
		t.Errorf("the chip says %q", b.header.chip.Text)
	}
	b.servers.openMenu()
	if b.win.Canvas().Overlays().Top() == nil {
		t.Error("the chip opens no menu")
	}
	b.typed(fyne.KeyEscape)
}

// TestConvertHere takes a photo that is too large for a server to this computer.
func TestConvertHere(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes, s.Server = []model.Remote{{Address: "ws://a"}}, 1
	})
	b.add(t, "/p/a.jpg", "/p/big.jpg")
	batch := b.convert(t)
	batch.done(0)
	batch.fail(1, errors.New("over the limit"))
	batch.finish(engine.Summary{Converted: 1, Failed: 1})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	b.servers.convertHere(b.model.Rows()[1:2])
	b.loop.until(t, "the retry", func() bool { return batch.heard("retry") })
	if here := b.backend.server(); here.config.Server != "" || len(batch.used) != 1 || batch.used[0] != model.Server(here) || !slices.Equal(batch.retried, []int{1}) {
		t.Errorf("it goes over %v, retries %v", batch.used, batch.retried)
	}
	batch.done(1)
	batch.finish(engine.Summary{Took: time.Second})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	if got := b.footer.text.Text; !strings.HasPrefix(got, "2 converted. ") {
		t.Errorf("the summary: %q", got)
	}
}

// TestRefused turns the chip red and opens the server's form where it is to be mended.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		err   error
		chip  string
		field func(*remoteForm) *widgets.Field
	}{
		{kind(engine.Unauthorized), "Attic · password refused", func(f *remoteForm) *widgets.Field { return f.token }},
		{engine.ErrCertificate, "Attic · certificate not trusted", func(f *remoteForm) *widgets.Field { return f.ca }},
	} {
		b := newBench(t, func(s *model.Settings, k *fakeBackend) {
			s.Remotes, s.Server, k.checkErr = []model.Remote{{Name: "Attic", Address: "ws://a"}}, 1, c.err
		})
		b.loop.until(t, "the chip", func() bool { return b.header.chip.Text == c.chip })
		if b.header.state != theme.ColorNameError {
			t.Errorf("the dot is %s", b.header.state)
		}
		test.Tap(b.header.chip)
		if b.servers.form == nil || b.win.Canvas().Focused() != fyne.Focusable(c.field(b.servers.form.remote)) {
			t.Fatalf("%v: the form is not open at its field", c.err)
		}
		b.servers.form.remote.field(fieldToken).TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if b.servers.form != nil {
			t.Error("Escape in a field does not close the form")
		}
	}
}

// TestServerBack continues by itself when the server that a batch waits for is back.
func TestServerBack(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes, s.Server = []model.Remote{{Name: "Attic", Address: "ws://a"}}, 1
	})
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	b.backend.server().away(engine.ErrServer)
	batch.on(engine.Event{Kind: engine.Paused, Index: -1, Err: engine.ErrServer})
	b.loop.until(t, "the pause", func() bool { return b.batches.run.Paused })
	if b.header.chip.Text != "Attic · no answer" || b.header.state != theme.ColorNameWarning || b.notice() == nil {
		t.Errorf("the chip says %q", b.header.chip.Text)
	}
	b.servers.checked(engine.ErrServer)
	if batch.heard("resume") {
		t.Error("goes on with no server")
	}
	b.backend.server().away(nil)
	b.servers.checked(nil)
	b.loop.until(t, "the batch to go on", func() bool { return batch.heard("resume") && !b.batches.run.Paused })
	if b.notice() != nil || b.header.state != theme.ColorNameSuccess {
		t.Error("the banner stays")
	}
	batch.Pause()
	b.loop.until(t, "the pause", func() bool { return b.batches.run.Paused })
	asked := len(batch.asked)
	b.servers.checked(nil)
	if len(batch.asked) != asked {
		t.Errorf("a pause that a person asked for ends by itself: %v", batch.asked)
	}
	batch.finish(engine.Summary{})
}

// TestSilentServer shows within three seconds that a server is silent, on the chip, in the footer and
// on the rows: they once said "Queued" for twenty seconds while the time left grew.
func TestSilentServer(t *testing.T) {
	if checkEvery+silence > 3*time.Second {
		t.Errorf("a silence shows after %v", checkEvery+silence)
	}
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes, s.Server = []model.Remote{{ID: "1", Name: "Attic", Address: "ws://far:8001"}}, 1
	})
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	b.loop.until(t, "an answer", func() bool { return b.header.state == theme.ColorNameSuccess })
	batch := b.convert(t)
	batch.on(engine.Event{Kind: engine.Started, Index: 0})
	b.loop.until(t, "the start", func() bool { return b.model.Rows()[0].State == model.Running })
	batch.mu.Lock()
	batch.progress = engine.Progress{Total: 2, Done: 1, Rate: 3, Left: 72 * time.Second, LeftKnown: true}
	batch.mu.Unlock()
	b.servers.heard = time.Time{}
	b.backend.server().hang()
	b.loop.until(t, "the silence", func() bool { return b.header.state == theme.ColorNameWarning })
	for i := range 2 {
		if text := b.list.views[b.model.Rows()[i]].data.state; text != "Waiting for server" {
			t.Errorf("row %d says %q", i, text)
		}
	}
	b.batches.showFooter()
	if text := b.footer.moving.Text; text != "1 of 2 · waiting for the server" {
		t.Errorf("the footer says %q", text)
	}
	b.backend.server().answer()
	b.loop.until(t, "an answer", func() bool { return b.header.state == theme.ColorNameSuccess })
	if text := b.list.views[b.model.Rows()[0]].data.state; text != "Converting" {
		t.Errorf("then the row says %q", text)
	}
}
