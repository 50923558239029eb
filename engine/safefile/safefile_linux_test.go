package safefile

import (
	"os"
	"syscall"
	"testing"
)

func init() {
	traps = append(traps, trap{"an endless device", func(t *testing.T, path, _ string) {
		zero, err := os.Stat("/dev/zero")
		if err == nil {
			err = syscall.Mknod(path, syscall.S_IFCHR|0o600, int(zero.Sys().(*syscall.Stat_t).Rdev))
		}
		if err != nil {
			t.Skipf("only root makes devices: %v", err)
		}
	}, ErrKind, ErrKind})
}
