package app

import (
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Fyne writes the keys of a menu with a fifth of the text's opacity, which nobody can read, and
// only those with Ctrl. So the keys are part of the labels, in a column of their own. On macOS the
// system draws the menus, and writes the keys as ever there.

// A menuKey is a shortcut whose key Fyne does not write, as it does not know its name.
type menuKey struct{ fyne.Shortcut }

// keyGap is between a label and its key until alignKeys puts the keys below each other.
const keyGap = "\t"

// systemMenus reports whether the system draws the menus.
var systemMenus = runtime.GOOS == "darwin"

// keyed makes a menu item with a key.
func (w *Window) keyed(label string, s fyne.Shortcut, do func()) *fyne.MenuItem {
	m := fyne.NewMenuItem(label, do)
	m.Shortcut = s
	if key, ok := s.(fyne.KeyboardShortcut); ok && !systemMenus {
		m.Label += keyGap + keyName(key)
		m.Shortcut = menuKey{s}
	}
	return m
}

// keyName writes a key as it is written on keyboards.
func keyName(s fyne.KeyboardShortcut) string {
	var b strings.Builder
	for _, m := range []struct {
		modifier fyne.KeyModifier
		name     string
	}{{fyne.KeyModifierSuper, "Cmd+"}, {fyne.KeyModifierControl, "Ctrl+"}, {fyne.KeyModifierAlt, "Alt+"}, {fyne.KeyModifierShift, "Shift+"}} {
		if s.Mod()&m.modifier != 0 {
			b.WriteString(m.name)
		}
	}
	switch key := s.Key(); key {
	case fyne.KeyReturn:
		b.WriteString("Enter")
	default:
		b.WriteString(string(key))
	}
	return b.String()
}

// alignKeys puts the keys of a menu's labels below each other.
func alignKeys(items []*fyne.MenuItem) {
	const least = 28 // between the longest label and the keys
	width := func(text string) float32 {
		return fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{}).Width
	}
	column, space := float32(0), width("| |")-width("||")
	for _, item := range items {
		label, _, _ := strings.Cut(item.Label, keyGap)
		column = max(column, width(label))
	}
	for _, item := range items {
		if label, key, ok := strings.Cut(item.Label, keyGap); ok {
			blanks := int((column+least-width(label))/space + 0.5)
			item.Label = label + strings.Repeat(" ", blanks) + key
		}
	}
}
