package bw

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// run starts a judge and returns what it says.
func run(t testing.TB, name string, arguments ...string) string {
	t.Helper()
	out, err := exec.Command(testkit.Tool(t, name), arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, arguments, err, out)
	}
	return string(out)
}

// Every way that libtiff lays out a page comes out equal to Pillow's gray.
func TestTIFFLayouts(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "tiffcp")
	layouts := map[string][]string{
		"big-endian": {"-B"}, "little-endian": {"-L"}, "planes": {"-p", "separate"}, "planes-lzw": {"-p", "separate", "-c", "lzw:2"},
		"tiles": {"-t", "-w", "16", "-l", "32"}, "tiles-zip": {"-t", "-w", "32", "-l", "16", "-c", "zip:2"}, "tiles-planes": {"-t", "-w", "16", "-l", "16", "-p", "separate"},
		"bigtiff": {"-8"}, "bigtiff-big-endian": {"-8", "-B", "-c", "packbits"}, "rows": {"-r", "1", "-c", "lzw"}, "lsb": {"-f", "lsb2msb", "-c", "lzw"}, "zstd": {"-c", "zstd"},
		"jpeg": {"-c", "jpeg:95", "-r", "16"}, "jpeg-rgb": {"-c", "jpeg:r:95"}, "jpeg-tiles": {"-c", "jpeg:95", "-t", "-w", "32", "-l", "32"},
	}
	folder := t.TempDir()
	var files []string
	for _, source := range made(t, "tiff-*-raw.tif") {
		kind := strings.Split(filepath.Base(source), "-")[1]
		for name, arguments := range layouts {
			if strings.HasPrefix(name, "jpeg") && kind != "rgb" && kind != "gray" || kind == "bilevel" && strings.Contains(name, ":2") {
				continue
			}
			if !testkit.Exhaustive() && (len(kind)+len(name))%2 > 0 {
				continue
			}
			out := filepath.Join(folder, kind+"-"+name+".tif")
			if err := exec.Command(testkit.Tool(t, "tiffcp"), append(arguments, source, out)...).Run(); err != nil {
				continue // not every layout suits every kind
			}
			files = append(files, out)
		}
	}
	if len(files) < testkit.Pick(20, 20, 60) {
		t.Errorf("tiffcp made only %d files", len(files))
	}
	var readable []string // by Pillow
	for _, name := range files {
		if base := filepath.Base(name); !strings.Contains(base, "bigtiff-big-endian") && base != "cmyk-lsb.tif" && base != "rgba-lsb.tif" {
			readable = append(readable, name)
		}
	}
	for name, off := range judged(t, readable, Options{}) {
		allowed := 0
		if strings.Contains(name, "rgb-jpeg") {
			allowed = 24
		}
		if off[0] > allowed || off[1] > 0 {
			t.Errorf("%s: gray is off by %d, transparency by %d", name, off[0], off[1])
		}
	}
	for _, name := range files {
		got, err := Convert(context.Background(), read(t, name), Options{}, OwnLimits)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		if err := os.WriteFile(name, got.File, 0o600); err != nil {
			t.Fatal(err)
		}
		if said := run(t, "tiffinfo", "-D", name); strings.Contains(said, "rror") {
			t.Errorf("%s: tiffinfo: %s", filepath.Base(name), said)
		}
	}
}
