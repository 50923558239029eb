//go:build linux

package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Names of the desktop's portal, which shows choosers for programs:
// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.FileChooser.html
const (
	portalName    = "org.freedesktop.portal.Desktop"
	portalPath    = "/org/freedesktop/portal/desktop"
	portalChooser = "org.freedesktop.portal.FileChooser"
	portalOpen    = portalChooser + ".OpenFile"
	portalSaves   = portalChooser + ".SaveFile"
	portalRequest = "org.freedesktop.portal.Request"
	busName       = "org.freedesktop.DBus"
)

var errPortal = errors.New("the desktop's chooser is gone")

// portalFiles has the desktop ask for several files. It returns their addresses as the desktop
// writes them, or none when the person changed their mind. An error means that there is no such
// chooser: no session bus, or no service on it that has one.
func portalFiles(title, folder string) (addresses []string, err error) {
	return portalAsk(portalOpen, title, folder, 0, map[string]dbus.Variant{"multiple": dbus.MakeVariant(true)})
}

// foldersSince is the version of the portal that can ask for folders. Older ones ask for files instead.
const foldersSince = 3

// portalFolder is portalFiles for one folder.
func portalFolder(title, folder string) (addresses []string, err error) {
	return portalAsk(portalOpen, title, folder, foldersSince, map[string]dbus.Variant{"directory": dbus.MakeVariant(true)})
}

// portalSave is portalFiles for a place for a file to write.
func portalSave(title, folder, name string) (addresses []string, err error) {
	return portalAsk(portalSaves, title, folder, 0, map[string]dbus.Variant{"current_name": dbus.MakeVariant(name)})
}

// portalAsk calls a method of the portal, if that has at least a version, and waits for the answer.
func portalAsk(method, title, folder string, version uint32, options map[string]dbus.Variant) (addresses []string, err error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.Auth(nil); err != nil {
		return nil, err
	}
	if err := conn.Hello(); err != nil {
		return nil, err
	}
	// The answer may come before the call returns: what hears it is there first.
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	if err := conn.AddMatchSignal(dbus.WithMatchInterface(portalRequest), dbus.WithMatchMember("Response")); err != nil {
		return nil, err
	}
	if err := conn.AddMatchSignal(dbus.WithMatchSender(busName), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, portalName)); err != nil {
		return nil, err
	}
	token := "pretobranco" + strings.ToLower(rand.Text())
	options["handle_token"] = dbus.MakeVariant(token)
	if folder != "" {
		options["current_folder"] = dbus.MakeVariant(append([]byte(folder), 0))
	}
	portal := conn.Object(portalName, portalPath)
	if version > 0 {
		property, err := portal.GetProperty(portalChooser + ".version")
		if has, _ := property.Value().(uint32); err != nil || has < version {
			return nil, errors.Join(errPortal, err)
		}
	}
	var request dbus.ObjectPath
	if err := portal.Call(method, 0, "", title, options).Store(&request); err != nil {
		return nil, err
	}
	for signal := range signals {
		switch {
		case signal.Name == busName+".NameOwnerChanged":
			if owner, _ := signal.Body[2].(string); owner == "" {
				return nil, errPortal
			}
		case signal.Path == request && len(signal.Body) == 2:
			return portalAnswer(signal.Body)
		}
	}
	return nil, errPortal // with the bus
}

// portalAnswer reads what the person chose. A status that is not 0 means nothing.
func portalAnswer(body []any) (addresses []string, err error) {
	status, ok := body[0].(uint32)
	results, both := body[1].(map[string]dbus.Variant)
	if !ok || !both {
		return nil, fmt.Errorf("the desktop's chooser answers %v", body)
	}
	if status != 0 {
		return nil, nil
	}
	addresses, ok = results["uris"].Value().([]string)
	if !ok {
		return nil, fmt.Errorf("the desktop's chooser answers without files: %v", results)
	}
	return addresses, nil
}
