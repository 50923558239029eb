package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// growth shows what batches of several sizes cost for each photo. The fastest turn of each counts.
func (b *bench) growth(ctx context.Context, dir string, originals []string) error {
	best := make([]cost, len(b.counts))
	for round := range b.rounds {
		for i, n := range b.counts {
			name := filepath.Join(dir, fmt.Sprint(n))
			if round == 0 {
				if _, _, err := copies(name, originals, n); err != nil {
					return err
				}
			}
			c, err := b.part(ctx, "batch", name, fmt.Sprintf("%s-out-%d", name, round), "")
			if err != nil {
				return err
			}
			if round == 0 || c.wall < best[i].wall {
				best[i] = c
			}
		}
	}
	cells := [][]string{{"photos", "CPU s", "wall s", "wall ms a photo", "peak MB"}}
	for i, n := range b.counts {
		c := best[i]
		each := c.wall / time.Duration(n)
		cells = append(cells, []string{fmt.Sprint(n), seconds(c.cpu), seconds(c.wall), fmt.Sprintf("%.2f", each.Seconds()*1e3), megabytes(c.peak)})
	}
	printTable(b.out, cells)
	return nil
}
