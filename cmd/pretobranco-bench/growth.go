package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// growth shows what batches of several sizes cost for each photo.
func (b *bench) growth(ctx context.Context, dir string, originals []string) error {
	cells := [][]string{{"photos", "CPU s", "wall s", "wall ms a photo", "peak MB"}}
	for _, n := range b.counts {
		name := fmt.Sprint(n)
		photos, _, err := copies(filepath.Join(dir, name), originals, n)
		if err != nil {
			return err
		}
		c, err := b.part(ctx, "batch", filepath.Dir(photos[0]), filepath.Join(dir, name+"-out"), "")
		if err != nil {
			return err
		}
		each := c.wall / time.Duration(n)
		cells = append(cells, []string{name, seconds(c.cpu), seconds(c.wall), fmt.Sprintf("%.2f", each.Seconds()*1e3), megabytes(c.peak)})
	}
	printTable(b.out, cells)
	return nil
}
