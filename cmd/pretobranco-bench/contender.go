package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"pretobranco/engine/bw"
)

// A contender is one way of making a folder black and white.
type contender struct {
	name     string
	lossless bool
	ours     bool
	programs []string // that it needs on PATH
	version  []string // the command that prints its version in the first line
	run      func(ctx context.Context, photos []string, out string) (cost, error)
}

// missing names what the contender needs and this machine hasn't.
func (c contender) missing() string {
	var missing []string
	for _, program := range c.programs {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, program)
		}
	}
	return strings.Join(missing, ", ")
}

// Names that the figures under the table look for.
const (
	hopsName     = "ours through every hop"
	coreName     = "ours without hops"
	jpegtranName = "jpegtran -copy all -grayscale"
	olderName    = "the older system"
)

// each is a contender that is started anew for every photo. A word of its command that is
// {} is the photo, {out} for the result.
func each(lossless bool, command ...string) contender {
	run := func(ctx context.Context, photos []string, out string) (cost, error) {
		var commands []*exec.Cmd
		for _, photo := range photos {
			result := filepath.Join(out, filepath.Base(photo))
			words := strings.NewReplacer("{}", photo, "{out}", result)
			var args []string
			for _, word := range command {
				args = append(args, words.Replace(word))
			}
			cmd := exec.CommandContext(ctx, args[0], args[1:]...)
			cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1") // gm and ImageMagick
			commands = append(commands, cmd)
		}
		return measure(ctx, commands...)
	}
	var name []string
	for _, word := range command {
		if !strings.HasPrefix(word, "{") && word != "-outfile" && word != "--vips-concurrency=1" {
			name = append(name, word)
		}
	}
	return contender{name: strings.Join(name, " "), lossless: lossless, programs: command[:1], version: versionOf(command[0]), run: run}
}

// versionOf returns the command that prints a peer's version in its first line.
func versionOf(program string) []string {
	switch program {
	case "vips":
		return []string{program, "--version"}
	case "gm":
		return []string{program, "version"}
	}
	return []string{program, "-version"}
}

// contenders lists everyone, ours first. A peer is started as often as there are cores, with
// one thread each: that is what costs it the least CPU, and the least time for a folder.
func (b *bench) contenders() []contender {
	if b.look != bw.Neutral {
		return b.lookContenders()
	}
	ours := func(part string) func(context.Context, []string, string) (cost, error) {
		return func(ctx context.Context, photos []string, out string) (cost, error) {
			return b.part(ctx, part, filepath.Dir(photos[0]), out, "")
		}
	}
	return []contender{
		{name: hopsName, lossless: true, ours: true, run: ours("batch")},
		{name: coreName, lossless: true, ours: true, run: ours("core")},
		each(true, "jpegtran", "-copy", "all", "-grayscale", "-outfile", "{out}", "{}"),
		{name: "djpeg to cjpeg", programs: []string{"djpeg", "cjpeg"}, run: pipe},
		each(false, "vips", "--vips-concurrency=1", "colourspace", "{}", "{out}", "b-w"),
		each(false, "gm", "convert", "{}", "-colorspace", "gray", "{out}"),
		each(false, imageMagick(), "{}", "-colorspace", "gray", "{out}"),
		pillowScript("ImageOps.grayscale(im).save(out)"),
		{name: olderName, programs: []string{python()}, run: b.olderSystem},
	}
}

// pipe decodes the luma alone and encodes it again, libjpeg's quickest lossy way.
func pipe(ctx context.Context, photos []string, out string) (cost, error) {
	return measureEach(ctx, len(photos), func(i int) ([]*os.ProcessState, error) {
		decode := exec.CommandContext(ctx, "djpeg", "-grayscale", photos[i])
		encode := exec.CommandContext(ctx, "cjpeg", "-outfile", filepath.Join(out, filepath.Base(photos[i])))
		var err error
		if encode.Stdin, err = decode.StdoutPipe(); err != nil {
			return nil, err
		}
		if err := decode.Start(); err != nil {
			return nil, err
		}
		err = encode.Run()
		decode.Wait() // what it could not decode, cjpeg could not encode
		if encode.ProcessState == nil {
			return nil, err
		}
		return []*os.ProcessState{decode.ProcessState, encode.ProcessState}, nil
	})
}

// python returns a Python that has Pillow, or a name that is nowhere.
var python = sync.OnceValue(func() string {
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import PIL, websockets").Run() == nil {
			return python
		}
	}
	return "python3 with Pillow and websockets"
})

// imageMagick returns the name of its program here: convert is an older one's, and may be
// another program's.
var imageMagick = sync.OnceValue(func() string {
	for _, name := range []string{"magick", "convert-im6.q16"} {
		if _, err := exec.LookPath(name); err == nil {
			return name
		}
	}
	return "convert"
})
