package app

import (
	"fyne.io/fyne/v2"

	"pretobranco/assets"
	"pretobranco/assets/about"
)

// Metadata describes the program. It is the same as in FyneApp.toml, which the packaging tool
// reads: a program that is only built does not find that file. The version is not in it: it is that of
// the build, for which .ci/package sets it.
var Metadata = fyne.AppMetadata{
	ID:      "io.github.pretobranco",
	Name:    "Preto & Branco",
	Version: about.Version(),
	Build:   1,
	Icon:    fyne.NewStaticResource("icon.png", assets.Icon),
	Migrations: map[string]bool{
		"fyneDo": true,
	},
}
