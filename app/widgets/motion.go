package widgets

import "fyne.io/fyne/v2"

// calmApp is the program as Fyne's widgets see it while motion is to be reduced: they ask
// the settings whether to animate, and Fyne keeps that choice for all programs of a person
// together, with no way to make it for one.
type calmApp struct{ fyne.App }

func (c calmApp) Settings() fyne.Settings { return calmSettings{c.App.Settings()} }

type calmSettings struct{ fyne.Settings }

func (calmSettings) ShowAnimations() bool { return false }

// ReduceMotion stops everything that moves by itself, or lets it move.
func ReduceMotion(a fyne.App, on bool) {
	if on {
		a = calmApp{a}
	}
	fyne.SetCurrentApp(a)
}
