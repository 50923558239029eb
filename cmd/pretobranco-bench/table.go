package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// A row is a contender with its cheapest turn.
type row struct {
	contender
	cost cost
	err  error
}

// printRows prints a table that Markdown reads as well. The last column is the CPU
// as a ratio to the best peer's; photos is how many there were.
func printRows(w io.Writer, rows []row, photos int) {
	var best time.Duration
	enough := 0 // a peer that did less is no measure
	for _, r := range rows {
		if r.ours {
			enough = max(enough, r.cost.done)
		}
	}
	for _, r := range rows {
		if !r.ours && r.err == nil && r.cost.done >= enough && (best == 0 || r.cost.cpu < best) {
			best = r.cost.cpu
		}
	}
	cells := [][]string{{"program", "CPU s", "wall s", "peak MB", "out MB", "lossless", "not done", "CPU : best peer"}}
	for _, r := range rows {
		if r.err != nil {
			cells = append(cells, []string{r.name, "failed", "", "", "", "", "", firstLine(r.err)})
			continue
		}
		ratio, lossless, missing := "", "", ""
		if best > 0 {
			ratio = fmt.Sprintf("%.2f", r.cost.cpu.Seconds()/best.Seconds())
		}
		if r.lossless {
			lossless = "yes"
		}
		if n := photos - r.cost.done; n > 0 {
			missing = fmt.Sprint(n)
		}
		cells = append(cells, []string{r.name, seconds(r.cost.cpu), seconds(r.cost.wall), megabytes(r.cost.peak), megabytes(r.cost.out), lossless, missing, ratio})
	}
	printTable(w, cells)
}

// printTable prints cells in columns; the first line is the heading.
func printTable(w io.Writer, cells [][]string) {
	t := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	for i, line := range cells {
		fmt.Fprintf(t, "| %s |\n", strings.Join(line, "\t| "))
		if i == 0 {
			fmt.Fprintf(t, "|%s\n", strings.Repeat("---|", len(line)))
		}
	}
	t.Flush()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }

func megabytes(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f", float64(n)/1e6)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
