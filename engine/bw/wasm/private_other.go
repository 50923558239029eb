//go:build !unix

package wasm

import "io/fs"

// private reports true. On Windows the user's cache folder is in the user's profile, whose access
// list gives other users no access.
func private(fs.FileInfo) bool { return true }
