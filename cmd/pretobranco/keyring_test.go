//go:build linux

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"pretobranco/app/model"
)

// keyring starts a session bus with GNOME's keyring on it, which is open.
func (d *desk) keyring() {
	d.t.Helper()
	need(d.t, "dbus-send", "gnome-keyring-daemon", "secret-tool")
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+newBus(d.t, d.env))
	daemon := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	daemon.Env = d.env
	daemon.Stdin = strings.NewReader("password of the keyring")
	d.background(daemon)
	// A program that asks for a keyring before it is there makes the bus start another, which is locked.
	d.poll("the keyring", func() bool {
		out, err := d.output("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets")
		return err == nil && strings.Contains(out, "true")
	})
}

// TestKeyring moves a token from the settings' file into the system's keyring, and finds it
// there the next time.
func TestKeyring(t *testing.T) {
	d := newDesk(t)
	d.keyring()
	s := newStation(t, "open sesame")
	s.let(1000)
	d.configure(func(set *model.Settings) {
		set.Remotes, set.Server = []model.Remote{{ID: "studio", Name: "Studio", Address: s.address, Token: "open sesame"}}, 1
	})
	program := d.start()
	window := d.window(program)
	d.poll("the move", func() bool { return d.settings().Remotes[0].Kept })
	text, err := os.ReadFile(d.settingsFile())
	if err != nil || strings.Contains(string(text), "open sesame") {
		t.Errorf("the token is still in the file, %v", err)
	}
	if held, err := d.output("secret-tool", "lookup", "service", keyringService, "username", "studio"); err != nil || strings.TrimSpace(held) != "open sesame" {
		t.Errorf("the keyring holds %q, %v", held, err)
	}
	d.close(program, window)

	program = d.start()
	window = d.window(program)
	d.pressUntil("a conversion", window, func() bool { return s.started.Load() > 0 }, "ctrl+m", "space")
	d.poll("the whole test", func() bool { return s.started.Load() == 5 })
	d.keys(window, "Escape")
	d.close(program, window)
}
