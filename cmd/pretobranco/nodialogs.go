//go:build ci || !(windows || linux || (cgo && darwin))

package main

import "pretobranco/app"

// dialogs are none where there is no C compiler: the window's own take their place.
func dialogs() app.Dialogs { return app.NoDialogs{} }
