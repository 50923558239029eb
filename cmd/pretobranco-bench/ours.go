package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"

	"pretobranco/cmd/internal/gctune"
	"pretobranco/engine"
	"pretobranco/engine/bw"
)

// partVariable selects for this program, started by itself, which part of ours it plays, so that
// it is measured as a process like all the others.
const partVariable = "PRETOBRANCO_BENCH_PART"

// profileVariable names the file for the profile of such a part.
const profileVariable = "PRETOBRANCO_BENCH_PROFILE"

// part runs this program as a part of ours over a folder.
func (b *bench) part(ctx context.Context, part, folder, out, server string) (cost, error) {
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	cmd := exec.CommandContext(ctx, self, folder, out, server, strconv.Itoa(b.jobs))
	cmd.Env = append(os.Environ(), partVariable+"="+part, profileVariable+"="+b.profile)
	return measure(ctx, cmd)
}

// bePart is what that process does.
func bePart(ctx context.Context, part string, args []string) error {
	if len(args) != 4 {
		return fmt.Errorf("%s is set, which is for this program alone", partVariable)
	}
	if path := os.Getenv(profileVariable); path != "" {
		file, err := os.Create(path)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	if part == "core" {
		return core(ctx, args[0], args[1], bw.Options{})
	}
	if text, ok := strings.CutPrefix(part, lookPart); ok {
		return lookCore(ctx, text, args[0], args[1])
	}
	gctune.Heap() // as in the programs
	gctune.Threads()
	jobs, err := strconv.Atoi(args[3])
	if err != nil {
		return err
	}
	return batch(ctx, args[0], args[1], args[2], jobs)
}

// core converts one photo after the other, from file to file, without any hop.
func core(ctx context.Context, folder, out string, o bw.Options) error {
	photos, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, photo := range photos {
		file, err := os.ReadFile(filepath.Join(folder, photo.Name()))
		if err != nil {
			return err
		}
		result, err := bw.Convert(ctx, file, o, bw.OwnLimits)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			continue // it is missing from the results
		}
		if err := os.WriteFile(filepath.Join(out, photo.Name()), result.File, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// batch converts as the terminal client does: through a gateway and a converter.
func batch(ctx context.Context, folder, out, server string, jobs int) error {
	e, err := engine.Open(ctx, engine.Config{Server: server, Jobs: jobs})
	if err != nil {
		return err
	}
	defer e.Close()
	found := engine.Scan(ctx, []string{folder}, engine.ScanOptions{Recursive: true}, nil)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	run, err := e.Start(ctx, engine.Job{Folder: out, Exists: engine.Overwrite}, found.Photos, func(event engine.Event) {
		if event.Kind == engine.Paused {
			stop(event.Err) // nobody is here to resume it
		}
	})
	if err != nil {
		return err
	}
	run.Wait()
	return context.Cause(ctx)
}
