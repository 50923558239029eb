package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/look"
)

// lookPart begins the name of the part of ours that gives photos a look; the look's text follows.
const lookPart = "look "

// lookContenders lists the peers that can give photos the look that was asked for, ours first. Gray is
// written as JPEG, pure black and white as PNG.
func (b *bench) lookContenders() []contender {
	bit := b.look.OneBit().Method
	list := []contender{{name: "ours: " + b.look.String(), ours: true, run: func(ctx context.Context, photos []string, out string) (cost, error) {
		return b.part(ctx, lookPart+b.look.String(), filepath.Dir(photos[0]), out, "")
	}}}
	magick := func(arguments ...string) {
		c := each(false, append(append([]string{imageMagick(), "{}", "-colorspace", "gray"}, arguments...), "png:{out}")...)
		c.name = "ImageMagick " + strings.Join(arguments, " ")
		list = append(list, c)
	}
	r, g, bl := b.look.Weights()
	switch bit {
	case look.None:
		list = append(list,
			contender{name: "vips recomb", programs: []string{"vips"}, run: b.vipsRecomb},
			pillowScript(fmt.Sprintf("im.convert('RGB').convert('L', (%v, %v, %v, 0)).save(out, 'JPEG')", r/100, g/100, bl/100)))
	case look.FloydSteinberg:
		list = append(list, pillowScript("im.convert('1').save(out, 'PNG')"))
		magick("-monochrome")
	case look.Threshold:
		list = append(list, pillowScript("im.convert('L').point(lambda v: 255 * (v > 127), '1').save(out, 'PNG')"))
		magick("-threshold", "50%")
	case look.Otsu: // ImageMagick has it from version 7 on
		list = append(list, pillowScript(`g = im.convert('L')
        n = g.histogram()
        total, moment = sum(n), sum(v * c for v, c in enumerate(n))
        low = dark = best = at = 0
        for v, c in enumerate(n):
            low, dark = low + c, dark + v * c
            if 0 < low < total:
                between = (dark / low - (moment - dark) / (total - low)) ** 2 * low * (total - low)
                best, at = max((best, at), (between, v), key=lambda pair: pair[0])
        g.point([255 * (v > at) for v in range(256)], '1').save(out, 'PNG')`))
	case look.Ordered:
		magick("-ordered-dither", "o8x8")
	case look.Sauvola: // the nearest that it has: the mean of a window, without the deviation
		magick("-lat", "25x25-5%")
	}
	return list
}

// pillowScript is a contender that opens each photo as im and writes out, in as many
// processes as there are cores.
func pillowScript(statement string) contender {
	const script = `
import os, sys
from PIL import Image, ImageOps
for path in sys.stdin.read().splitlines():
    out = os.path.join(sys.argv[1], os.path.basename(path))
    try:
        im = Image.open(path)
        %s
    except OSError:
        pass
`
	return contender{name: "Pillow", programs: []string{python()}, version: []string{python(), "-c", "import PIL, sys; print('Pillow', PIL.__version__, 'on Python', sys.version.split()[0])"}, run: func(ctx context.Context, photos []string, out string) (cost, error) {
		var commands []*exec.Cmd
		for share := range slices.Chunk(photos, (len(photos)-1)/runtime.NumCPU()+1) {
			cmd := exec.CommandContext(ctx, python(), "-c", fmt.Sprintf(script, statement), out)
			cmd.Stdin = strings.NewReader(strings.Join(share, "\n"))
			cmd.Env = append(os.Environ(), "PYTHONWARNINGS=ignore")
			commands = append(commands, cmd)
		}
		return measure(ctx, commands...)
	}}
}

// vipsRecomb mixes by vips, which wants the weights in a file.
func (b *bench) vipsRecomb(ctx context.Context, photos []string, out string) (cost, error) {
	r, g, bl := b.look.Weights()
	matrix := filepath.Join(filepath.Dir(out), "weights.mat")
	if err := os.WriteFile(matrix, fmt.Appendf(nil, "3 1\n%v %v %v\n", r/100, g/100, bl/100), 0o600); err != nil {
		return cost{}, err
	}
	return each(false, "vips", "--vips-concurrency=1", "recomb", "{}", "{out}", matrix).run(ctx, photos, out)
}

// lookCore gives one photo after the other a look, from file to file.
func lookCore(ctx context.Context, text, folder, out string) error {
	l, err := bw.ParseLook(text)
	if err != nil {
		return err
	}
	o := bw.Options{Look: l}
	if l.OneBit().Method != look.None {
		o.Format = bw.PNG
	}
	return core(ctx, folder, out, o)
}
