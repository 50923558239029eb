package app

import (
	"fyne.io/fyne/v2"

	"pretobranco/assets"
)

// Metadata says what the program is. It is the same as in FyneApp.toml, which
// the packaging tool reads: a program that is only built does not find that file.
var Metadata = fyne.AppMetadata{
	ID:      "io.github.pretobranco",
	Name:    "Preto & Branco",
	Version: "1.0.0",
	Build:   1,
	Icon:    fyne.NewStaticResource("icon.png", assets.Icon),
	Migrations: map[string]bool{
		"fyneDo": true,
	},
}
