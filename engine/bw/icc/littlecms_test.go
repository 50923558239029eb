package icc

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// pillow runs a Python script with Pillow's littlecms, and returns what it prints.
func pillow(t *testing.T, script string, arguments ...string) []byte {
	t.Helper()
	command := exec.Command(testkit.Python(t, "PIL.ImageCms"), append([]string{"-c", script}, arguments...)...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("Pillow refuses: %v", err)
	}
	return out
}

// Littlecms must show the luma of a picture through the profile that we write as it
// shows (luma, luma, luma) through the picture's own, for every gray there is.
func TestGrayAgainstLittlecms(t *testing.T) {
	const script = `
import sys, json
from PIL import Image, ImageCms
worst = {}
srgb = ImageCms.createProfile("sRGB")
luma = Image.frombytes("L", (256, 1), bytes(range(256)))
for name in sys.argv[1:]:
    source, gray = ImageCms.getOpenProfile(name + ".icc"), ImageCms.getOpenProfile(name + ".gray.icc")
    worst[name] = 0
    for intent in (0, 1, 2):
        want = ImageCms.profileToProfile(Image.merge("RGB", (luma,) * 3), source, srgb, intent, flags=0x0100)
        got = ImageCms.profileToProfile(luma, gray, srgb, intent, outputMode="RGB", flags=0x0100)
        worst[name] = max([worst[name]] + [abs(a - b) for a, b in zip(want.tobytes(), got.tobytes())])
print(json.dumps(worst))
`
	folder := t.TempDir()
	var names []string
	all := samples()
	for name, profile := range installed(t) {
		all[name] = profile
	}
	for name, profile := range all {
		gray, ok := Gray(profile)
		if p, err := Parse(profile); !ok || err != nil || p.Space == "GRAY" {
			continue
		}
		path := filepath.Join(folder, strings.ReplaceAll(name, ".", ""))
		save(t, path+".icc", profile)
		save(t, path+".gray.icc", gray)
		names = append(names, path)
	}
	var worst map[string]int
	if err := json.Unmarshal(pillow(t, script, names...), &worst); err != nil {
		t.Fatal(err)
	}
	if len(worst) < len(samples()) {
		t.Errorf("only %d profiles were judged", len(worst))
	}
	for name, steps := range worst {
		if steps > 1 {
			t.Errorf("%s: off by %d steps", filepath.Base(name), steps)
		}
	}
}

// What ToSRGB makes of a profile's pixels, littlecms must make of them, too.
func TestTransformAgainstLittlecms(t *testing.T) {
	const script = `
import sys
from PIL import Image, ImageCms
name, mode, channels = sys.argv[1], sys.argv[2], int(sys.argv[3])
data = open(name + ".src", "rb").read()
image = Image.frombytes(mode, (len(data) // channels, 1), data)
out = ImageCms.profileToProfile(image, ImageCms.getOpenProfile(name + ".icc"), ImageCms.createProfile("sRGB"), 0, outputMode="RGB", flags=0x0100)
sys.stdout.buffer.write(out.tobytes())
`
	all := tables()
	all["differing curves"] = differing()
	all["Display P3"] = samples()["Display P3"]
	all["gray"] = GrayGamma(1.8)
	for name, profile := range installed(t) {
		// PostScript's own conversions are of no device: littlecms finds their
		// black by going there and back, which no picture's profile needs.
		if name != "gray_to_k.icc" && name != "ps_cmyk.icc" {
			all[name] = profile
		}
	}
	folder := t.TempDir()
	for name, profile := range all {
		p, err := Parse(profile)
		if err != nil {
			t.Logf("%s: %v", name, err)
			continue
		}
		mode, known := map[string]string{"RGB": "RGB", "CMYK": "CMYK", "GRAY": "L"}[p.Space]
		if !known {
			continue
		}
		var src []byte
		for i := range 5000 {
			for c := range p.Channels() {
				src = append(src, byte(uint32(i*p.Channels()+c)*2654435761>>24))
			}
		}
		for i := range 256 {
			for range p.Channels() {
				src = append(src, byte(i))
			}
		}
		path := filepath.Join(folder, "profile")
		save(t, path+".icc", profile)
		save(t, path+".src", src)
		want := pillow(t, script, path, mode, map[string]string{"RGB": "3", "CMYK": "4", "L": "1"}[mode])
		transform, err := p.ToSRGB()
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(src)/p.Channels()*3)
		transform.Bytes(got, src)
		worst, sum := 0, 0
		for i := range got {
			d := int(got[i]) - int(want[i])
			if d < 0 {
				d = -d
			}
			worst, sum = max(worst, d), sum+d
		}
		mean := float64(sum) / float64(len(got))
		if worst > 4 || mean > 0.3 {
			t.Errorf("%s: off by %d steps, %.2f in the mean", name, worst, mean)
		}
	}
}

func save(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
