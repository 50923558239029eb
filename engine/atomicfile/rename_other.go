//go:build !linux && !windows

package atomicfile

import "errors"

// Rename always replaces on these systems; a hard link does not.
func renameNoReplace(from, to string) error { return errors.ErrUnsupported }
