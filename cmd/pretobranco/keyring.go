package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/zalando/go-keyring"

	"pretobranco/app"
)

// keyringService is the name under which the keyring shows what is ours.
const keyringService = "Preto & Branco"

// passwords are the system's keyring: the Secret Service on Linux, the Keychain of macOS,
// the Credential Manager of Windows.
type passwords struct{}

// secrets returns the keyring, or nil where there is none.
func secrets() app.Secrets {
	if runtime.GOOS != "windows" && runtime.GOOS != "darwin" && !sessionBus() {
		return nil
	}
	return passwords{}
}

// sessionBus says that there is a bus on which a keyring may be asked for. Without the
// question D-Bus would start one, on which nobody is.
func sessionBus() bool {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus"))
	return err == nil && os.Getenv("XDG_RUNTIME_DIR") != ""
}

func (passwords) Get(name string) (string, error) { return keyring.Get(keyringService, name) }

func (passwords) Set(name, secret string) error { return keyring.Set(keyringService, name, secret) }

func (passwords) Delete(name string) error {
	if err := keyring.Delete(keyringService, name); !errors.Is(err, keyring.ErrNotFound) {
		return err
	}
	return nil
}
