package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"pretobranco/engine/bw"
)

const about = `pretobranco-bench FOLDER

Converts the photos of a folder by Preto & Branco and by every peer found on
PATH, in turn, and prints a table of what each one cost.

  pretobranco-bench photos                     our way through, and the peers'
  pretobranco-bench -repeat 100 small-photos   many small photos: what set-up costs
  pretobranco-bench -counts 100,1000 photos    how time and memory grow with a batch
  pretobranco-bench -delay 50ms photos         a gateway far away, beside a near one
  pretobranco-bench -sizes 1,10,100 photos     one image, larger and larger: time per megapixel, cores used
  pretobranco-bench -as gif photos             the photos as GIFs; or as png, or as palette: a PNG with one
  pretobranco-bench -look red photos           a look, by us and by peers that have the like

Every contender runs as many processes or threads side by side as there are cores: ours by
itself (but for "without hops", which is one photo after the other), a peer as one process of
one thread for each. Of several turns the shortest times count. Peak memory is that of its largest process.

`

// A bench is what the command line asks for.
type bench struct {
	folder  string
	older   string // the folder of the older system's scripts
	repeat  int
	rounds  int
	jobs    int
	counts  []int
	delay   time.Duration
	only    []string
	quick   bool
	profile string    // where a part of ours writes its CPU profile
	sizes   []float64 // megapixels
	as      string    // what the photos are made before
	look    bw.Look   // of ours and of peers that have it
	out     io.Writer
}

func parse(args []string) (*bench, error) {
	b := &bench{out: os.Stdout}
	f := flag.NewFlagSet("pretobranco-bench", flag.ContinueOnError)
	f.SetOutput(os.Stderr)
	f.Usage = func() {
		fmt.Fprint(f.Output(), about)
		f.PrintDefaults()
	}
	f.StringVar(&b.older, "older", "engine/testdata/older", "the `folder` of the older system's scripts")
	f.IntVar(&b.repeat, "repeat", 1, "take each photo so many `times`")
	f.IntVar(&b.rounds, "rounds", 3, "turns that each contender has; the shortest times count")
	f.IntVar(&b.jobs, "jobs", 0, "photos under way at once, ours; 0 lets the program choose")
	f.DurationVar(&b.delay, "delay", 0, "there and back, of a gateway far away: compare it with a near one instead")
	f.BoolVar(&b.quick, "quick", false, "one turn, and five photos at most")
	counts := f.String("counts", "", "sizes of a batch, separated by commas: show how it grows instead")
	look := f.String("look", "", "`look` to compare with peers that have the like, such as red or dither; neutral if empty")
	sizes := f.String("sizes", "", "`megapixels`, separated by commas: show what one image of such a size costs instead")
	f.StringVar(&b.as, "as", "", "make the photos files of another `kind` before: gif, png or palette")
	f.StringVar(&b.profile, "profile", "", "write our CPU profile into this `file`; with -only, of the one contender of ours that is named")
	only := f.String("only", "", "names of contenders, separated by commas; all if empty")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() != 1 {
		return nil, fmt.Errorf("give one folder with photos (-h shows the help)")
	}
	b.folder = f.Arg(0)
	var err error
	if b.look, err = bw.ParseLook(*look); err != nil {
		return nil, err
	}
	if *only != "" {
		b.only = strings.Split(*only, ",")
	}
	if b.counts, err = numbers[int]("-counts", *counts); err != nil {
		return nil, err
	}
	if b.sizes, err = numbers[float64]("-sizes", *sizes); err != nil {
		return nil, err
	}
	if b.quick {
		b.rounds = 1
	}
	if b.repeat < 1 || b.rounds < 1 {
		return nil, fmt.Errorf("-repeat and -rounds start at 1")
	}
	return b, nil
}

// numbers reads the numbers of a flag, separated by commas.
func numbers[N int | float64](name, text string) (list []N, err error) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		var n N
		if _, err := fmt.Sscan(word, &n); err != nil || n <= 0 {
			return nil, fmt.Errorf("%s: %q is not a number above 0", name, word)
		}
		list = append(list, n)
	}
	return list, nil
}

// run measures and prints.
func (b *bench) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "pretobranco-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	originals, err := b.originals()
	if err != nil {
		return err
	}
	if b.as != "" {
		if originals, err = madeOf(filepath.Join(dir, "made"), originals, b.as); err != nil {
			return err
		}
	}
	switch {
	case b.sizes != nil:
		return b.oneImage(ctx, dir, originals[0])
	case b.counts != nil:
		return b.growth(ctx, dir, originals)
	case b.delay > 0:
		return b.farAway(ctx, dir, originals)
	}
	photos, size, err := copies(filepath.Join(dir, "photos"), originals, b.repeat*len(originals))
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "%s, %d photos, %.1f MB, %s, %d cores\n\n", time.Now().Format(time.DateOnly), len(photos), float64(size)/1e6, runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU())
	rows := b.compete(ctx, dir, photos)
	printRows(b.out, rows, len(photos))
	printFigures(b.out, rows, size)
	printVersions(ctx, b.out, rows)
	for _, r := range rows {
		if r.err != nil {
			return fmt.Errorf("%s: %w", r.name, r.err)
		}
	}
	return ctx.Err()
}

// originals lists the pictures of the folder, the first few of them for -quick.
func (b *bench) originals() ([]string, error) {
	var found []string
	err := filepath.WalkDir(b.folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && bw.FormatOf(path).Info().Written() {
			found = append(found, path)
		}
		return err
	})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("no photos in %s", b.folder)
	}
	if b.quick {
		found = found[:min(len(found), 5)]
	}
	return found, err
}

// copies fills a folder with n photos, taking the originals round after round: files of their
// own in the first round, and links to these from then on.
func copies(folder string, originals []string, n int) (photos []string, size int64, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, 0, err
	}
	for i := range n {
		from := originals[i%len(originals)]
		photo := filepath.Join(folder, fmt.Sprintf("%05d%s", i, strings.ToLower(filepath.Ext(from))))
		if i < len(originals) || os.Link(photos[i%len(originals)], photo) != nil {
			file, err := os.ReadFile(from)
			if err != nil {
				return nil, 0, err
			}
			if err := os.WriteFile(photo, file, 0o644); err != nil {
				return nil, 0, err
			}
		}
		info, err := os.Stat(photo)
		if err != nil {
			return nil, 0, err
		}
		photos, size = append(photos, photo), size+info.Size()
	}
	return photos, size, nil
}

// compete gives every contender its turns. All results stay until the end: ext4 is slow to
// make files when many have just been removed, and the next peer would pay for that.
func (b *bench) compete(ctx context.Context, dir string, photos []string) []row {
	var rows []row
	for _, c := range b.contenders() {
		if b.only != nil && !slices.Contains(b.only, c.name) {
			continue
		}
		if why := c.missing(); why != "" {
			fmt.Fprintf(os.Stderr, "left out: %s (%s)\n", c.name, why)
			continue
		}
		rows = append(rows, row{contender: c})
	}
	for round := range b.rounds {
		for i := range rows {
			out := filepath.Join(dir, fmt.Sprintf("out-%d-%d", round, i))
			if ctx.Err() != nil || os.Mkdir(out, 0o755) != nil {
				return rows
			}
			m, err := rows[i].run(ctx, photos, out)
			if err != nil {
				rows[i].err = err
				continue
			}
			m.done, m.out = results(out)
			if best := rows[i].cost; best.cpu > 0 {
				m.cpu, m.wall, m.peak = min(m.cpu, best.cpu), min(m.wall, best.wall), max(m.peak, best.peak)
			}
			rows[i].cost = m
		}
	}
	return rows
}

// results counts the files that have something in them, and all their bytes.
func results(folder string) (count int, size int64) {
	filepath.WalkDir(folder, func(_ string, entry os.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() && info.Size() > 0 && !strings.HasPrefix(entry.Name(), ".") {
			count, size = count+1, size+info.Size()
		}
		return nil
	})
	return count, size
}
