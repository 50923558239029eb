//go:build !unix

package app

import "time"

func used() time.Duration { return 0 }
