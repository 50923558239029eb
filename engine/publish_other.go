//go:build !linux && !windows

package engine

import "errors"

// renameNew is for systems whose rename always replaces: a hard link does not.
func renameNew(from, to string) error { return errors.ErrUnsupported }
