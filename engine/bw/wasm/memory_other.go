//go:build !linux && !darwin && !windows

package wasm

import (
	"errors"

	"github.com/tetratelabs/wazero/experimental"
)

func mapped(uint64) (experimental.LinearMemory, error) { return nil, errors.ErrUnsupported }
