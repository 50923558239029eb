package jpeg

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/testkit"
)

// BenchmarkGray makes the camera's photographs gray, and the small ones, and runs
// jpegtran over the same files: "ratio" is our processor time by its.
func BenchmarkGray(b *testing.B) {
	for _, set := range []string{"camera", "seed"} {
		b.Run(set, func(b *testing.B) {
			files, names, total := photographs(b, set)
			var spent time.Duration
			b.SetBytes(int64(total))
			b.ReportAllocs()
			for b.Loop() {
				before := processorTime()
				for _, file := range files {
					if _, _, err := Gray(context.Background(), file, codec.Options{}); err != nil {
						b.Fatal(err)
					}
				}
				spent += processorTime() - before
			}
			spent /= time.Duration(b.N)
			b.ReportMetric(float64(total)/1e6/spent.Seconds(), "MB/cpu-s")
			if peer := jpegtranTime(b, names); peer > 0 {
				b.ReportMetric(spent.Seconds()/peer.Seconds(), "ratio")
			}
		})
	}
}

// photographs returns the files of a set that Gray converts.
func photographs(b *testing.B, set string) (files [][]byte, names []string, total int) {
	b.Helper()
	for _, name := range testkit.Corpus(b, "photos/"+set+"/*.jpg") {
		file, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := Gray(context.Background(), file, codec.Options{}); err == nil {
			files, names, total = append(files, file), append(names, name), total+len(file)
		}
	}
	return files, names, total
}

// jpegtranTime returns the processor time that jpegtran takes to make files gray; 0 if it isn't there.
func jpegtranTime(b *testing.B, names []string) (spent time.Duration) {
	b.Helper()
	program, err := exec.LookPath("jpegtran")
	if err != nil {
		return 0
	}
	for _, name := range names {
		cmd := exec.Command(program, "-copy", "all", "-grayscale", name)
		var out bytes.Buffer
		cmd.Stdout = &out
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		spent += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	return spent
}
