package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
)

// printFigures prints what the rows say together, where those that it takes are there.
func printFigures(w io.Writer, rows []row, size int64) {
	named := map[string]cost{}
	for _, r := range rows {
		if r.err == nil && r.cost.cpu > 0 {
			named[r.name] = r.cost
		}
	}
	cells := [][]string{{"figure", "ratio"}}
	ratio := func(what, one, other string, f func(one, other cost) float64) {
		a, okA := named[one]
		b, okB := named[other]
		if okA && okB && b.done >= a.done {
			cells = append(cells, []string{what, fmt.Sprintf("%.2f", f(a, b))})
		}
	}
	cpu := func(one, other cost) float64 { return one.cpu.Seconds() / other.cpu.Seconds() }
	ratio("CPU, every hop : jpegtran", hopsName, jpegtranName, cpu)
	ratio("CPU, every hop : the older system", hopsName, olderName, cpu)
	ratio("CPU, the hops alone : without hops", hopsName, coreName, func(one, other cost) float64 { return cpu(one, other) - 1 })
	ratio(fmt.Sprintf("wall : CPU, every hop, %d cores", runtime.NumCPU()), hopsName, hopsName, func(one, _ cost) float64 {
		return one.wall.Seconds() / one.cpu.Seconds()
	})
	ratio("throughput, every hop : the older system", hopsName, olderName, func(one, other cost) float64 {
		return other.wall.Seconds() / one.wall.Seconds() * float64(one.done) / float64(max(1, other.done))
	})
	for _, name := range []string{coreName, jpegtranName} {
		if c, ok := named[name]; ok {
			cells = append(cells, []string{"MB/s for each core, " + name, fmt.Sprintf("%.0f", float64(size)/1e6/c.cpu.Seconds())})
		}
	}
	if len(cells) > 1 {
		fmt.Fprintln(w)
		printTable(w, cells)
	}
}

// printVersions prints the peers and their versions.
func printVersions(ctx context.Context, w io.Writer, rows []row) {
	var versions []string
	for _, r := range rows {
		if r.version == nil {
			continue
		}
		out, _ := exec.CommandContext(ctx, r.version[0], r.version[1:]...).CombinedOutput()
		line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		line, _, _ = strings.Cut(strings.TrimPrefix(line, "Version: "), " (")
		line, _, _ = strings.Cut(line, " http")
		if words := strings.Fields(line); len(words) > 5 {
			line = strings.Join(words[:5], " ")
		}
		versions = append(versions, line)
	}
	if versions != nil {
		fmt.Fprintf(w, "\nPeers: %s.\n", strings.Join(versions, "; "))
	}
}
