// Command pretobranco is the desktop program: drop photos, get black-and-white photos.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"pretobranco/app"
	"pretobranco/app/logfile"
	"pretobranco/assets/about"
	"pretobranco/cmd/internal/gctune"
	"pretobranco/engine"
)

func main() {
	setup := app.Setup{Dialogs: dialogs(), Secrets: secrets(), Settings: app.SettingsFile(), Do: fyne.Do, Exit: func() { os.Exit(0) }, Free: debug.FreeOSMemory}
	flag.StringVar(&setup.Folder, "out", "", "`folder` for the results (default: the last one, or a folder next to the photos)")
	flag.StringVar(&setup.Server, "server", "", "`address` of a gateway that converts, such as ws://host:8001 (default: the last one)")
	flag.StringVar(&setup.Token, "token", "", "`token` that the server asks for")
	show := about.Define(flag.CommandLine)
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), "Preto & Branco: drop photos, get black-and-white photos.\n\n"+
			"pretobranco [flags] [FILE|FOLDER...]\n\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	if show(os.Stdout) {
		return
	}

	log := openLog()
	setup.Log, setup.Backend = log, app.Engine(engine.ProvenanceFolder(), log.Logger)
	gctune.Heap()
	gctune.Threads()
	fyneapp.SetMetadata(app.Metadata)
	window := app.New(fyneapp.New(), setup)
	window.AddNamed(flag.Args())
	window.ShowAndRun()
}

// openLog opens the window's log. Without a place for it the window works as well.
func openLog() *logfile.Log {
	if folder := logfile.Folder(); folder != "" {
		if log, err := logfile.New(folder); err == nil {
			return log
		}
	}
	return logfile.Discard()
}
