//go:build ci || !(windows || (cgo && (linux || darwin)))

package main

import "pretobranco/app"

// dialogs are none where there is no C compiler or no toolkit: the window's own take their place.
func dialogs() app.Dialogs { return app.NoDialogs{} }
