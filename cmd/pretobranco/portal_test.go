//go:build linux

package main

import (
	"bufio"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
)

// busConfig is a session bus on which nothing starts by itself: this computer's own desktop portal
// once took the name before the test's.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`

// newBus starts a bus that ends with the test and returns its address.
func newBus(t *testing.T, env []string) (address string) {
	t.Helper()
	need(t, "dbus-daemon")
	config := filepath.Join(t.TempDir(), "bus.conf")
	if err := os.WriteFile(config, []byte(busConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	bus := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	bus.Env = env
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		bus.Process.Kill()
		bus.Wait()
	})
	address, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no session bus: %v", err)
	}
	return strings.TrimSpace(address)
}

// A fakePortal replaces a desktop's portal, its chooser and its user.
type fakePortal struct {
	conn    *dbus.Conn
	status  uint32
	results map[string]dbus.Variant
	early   bool // answers before it says which request that is
	deaf    bool // does not answer
	version uint32

	mu      sync.Mutex // guards what follows
	title   string
	options map[string]dbus.Variant
	asked   chan struct{} // has room for one
}

// newPortal puts a portal on a bus.
func newPortal(t *testing.T, address string) *fakePortal {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	p := &fakePortal{conn: conn, asked: make(chan struct{}, 1)}
	if err := conn.Export(p, portalPath, "org.freedesktop.portal.FileChooser"); err != nil {
		t.Fatal(err)
	}
	if err := conn.Export(p, portalPath, "org.freedesktop.DBus.Properties"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(portalName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return p
}

// chooses has the person choose files.
func (p *fakePortal) chooses(uris ...string) {
	p.results = map[string]dbus.Variant{"uris": dbus.MakeVariant(uris)}
}

// OpenFile is the portal's method.
func (p *fakePortal) OpenFile(sender dbus.Sender, parent, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.title, p.options = title, options
	token, _ := options["handle_token"].Value().(string)
	caller := strings.ReplaceAll(strings.TrimPrefix(string(sender), ":"), ".", "_")
	request := dbus.ObjectPath(portalPath + "/request/" + caller + "/" + token)
	answer := func() {
		p.conn.Emit(portalPath+"/request/1_1/another", portalRequest+".Response", uint32(0), map[string]dbus.Variant{"uris": dbus.MakeVariant([]string{"file:///of/another"})})
		p.conn.Emit(request, portalRequest+".Response", p.status, p.results)
	}
	switch {
	case p.deaf:
	case p.early:
		answer()
	default:
		go answer()
	}
	select {
	case p.asked <- struct{}{}:
	default:
	}
	return request, nil
}

// TestPortal hands on what the desktop's chooser answers, letter by letter: what is decoded
// twice is another name.
func TestPortal(t *testing.T) {
	address := newBus(t, nil)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	if _, err := portalFiles("Add photos", "/photos"); err == nil {
		t.Error("there is a chooser where no desktop is")
	}
	p := newPortal(t, address)
	want := []string{"file:///a+b.jpg", "file:///Foto%20%233.jpg", "file:///100%25%20real.jpg", "file:///what%3F.jpg", "file:///a%0Ab%FF.jpg", "file:///100% odd", "trash:///x"}
	for _, p.early = range []bool{false, true} {
		p.chooses(want...)
		got, err := portalFiles("Add photos", "/photos/day 1")
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("answered %q, %v", got, err)
		}
	}
	folder, _ := p.options["current_folder"].Value().([]byte)
	if multiple, _ := p.options["multiple"].Value().(bool); p.title != "Add photos" || string(folder) != "/photos/day 1\x00" || !multiple {
		t.Errorf("asked for %q, %v", p.title, p.options)
	}
	for _, p.status = range []uint32{1, 2} {
		if got, err := portalFiles("", ""); got != nil || err != nil {
			t.Errorf("nothing chosen is %q, %v", got, err)
		}
	}
	p.status, p.results = 0, nil
	if got, err := portalFiles("", ""); err == nil {
		t.Errorf("an answer without files is %q", got)
	}

	p.deaf = true
	<-p.asked
	gone := make(chan error)
	go func() {
		_, err := portalFiles("", "")
		gone <- err
	}()
	<-p.asked
	p.conn.Close() // as a portal that crashes
	if err := <-gone; err == nil {
		t.Error("nobody hears that the chooser is gone")
	}
}

// Get is how a property of the portal is read.
func (p *fakePortal) Get(_, name string) (dbus.Variant, *dbus.Error) {
	if name != "version" || p.version == 0 {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.UnknownProperty", nil)
	}
	return dbus.MakeVariant(p.version), nil
}

// SaveFile is the portal's method.
func (p *fakePortal) SaveFile(sender dbus.Sender, parent, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	return p.OpenFile(sender, parent, title, options)
}

// TestPortalFolder asks for folders where the portal can, in the folder where the choice starts, and
// for places of files. GTK's own chooser once opened at the files used last, where none can be chosen.
func TestPortalFolder(t *testing.T) {
	address := newBus(t, nil)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	p := newPortal(t, address)
	p.chooses("file:///a%20b")
	for _, p.version = range []uint32{0, 1, 2} {
		if got, err := portalFolder("Folder", "/start"); err == nil {
			t.Errorf("a portal of version %d that knows no folders answers %q", p.version, got)
		}
	}
	for _, p.version = range []uint32{3, 4} {
		got, err := portalFolder("Folder", "/start")
		if err != nil || !slices.Equal(got, []string{"file:///a%20b"}) {
			t.Errorf("answered %q, %v", got, err)
		}
		folder, _ := p.options["current_folder"].Value().([]byte)
		directory, _ := p.options["directory"].Value().(bool)
		if _, several := p.options["multiple"]; !directory || several || string(folder) != "/start\x00" {
			t.Errorf("asked for %v", p.options)
		}
	}
	if got, err := portalSave("Export", "/start", "look.json"); err != nil || len(got) != 1 {
		t.Errorf("answered %q, %v", got, err)
	}
	if name, _ := p.options["current_name"].Value().(string); name != "look.json" {
		t.Errorf("asked for %v", p.options)
	}
}

// TestPortalWindow chooses files with odd names in a desktop's chooser, and converts them.
func TestPortalWindow(t *testing.T) {
	d := newDesk(t)
	address := newBus(t, d.env)
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+address)
	d.configure(nil)
	paths, folder, names := oddOriginals(t)
	var uris []string
	for _, path := range paths {
		uris = append(uris, (&url.URL{Scheme: "file", Path: path}).String())
	}
	portal := newPortal(t, address)
	portal.chooses(append(uris, "file:///not/there.jpg")...)
	out := filepath.Join(t.TempDir(), "results")
	program := d.start("-out", out)
	window := d.window(program)
	d.pressUntil("the chooser", window, func() bool { return len(portal.asked) > 0 }, "ctrl+o")
	converted(t, d, window, out, names)
	judge(t, folder, out, names)
	d.still("odd-names")
	d.close(program, window)
}

// TestOddArguments converts files with odd names that are named on the command line.
func TestOddArguments(t *testing.T) {
	d := newDesk(t)
	d.configure(nil)
	paths, folder, names := oddOriginals(t)
	out := filepath.Join(t.TempDir(), "results")
	program := d.start(append([]string{"-out", out}, paths...)...)
	window := d.window(program)
	converted(t, d, window, out, names)
	judge(t, folder, out, names)
	d.close(program, window)
}
