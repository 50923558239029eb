package about

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sums are those of the files that the versions in Codecs belong to.
var sums = map[string]string{
	"avif.wasm.gz": "1ee2423413384d54b3fa4e2882424d60a2a05f5fe7ec573535fdb6b531071a9b",
	"jxl.wasm.gz":  "9ab633d753803618fb8984743f37507eed76eae740b928c9fee6a6aad7e6a19f",
	"webp.wasm.gz": "bbcf68343d79d80ba4ce7bb29215b2943711bd0787f68ff31785c6e2bb044459",
}

// texts are the sums of the licences as they are in the sources that sources.txt names: LICENSE, or
// COPYING, LICENSE-BSD3 of highway and the five of wasi-libc, each with PATENTS where there is one.
var texts = map[string]string{
	"aom.txt":       "770507a413beb26fa216b3f7ff1442f72cd9de90b151985d359c979d8658de11",
	"brotli.txt":    "3d180008e36922a4e8daec11c34c7af264fed5962d07924aea928c38e8663c94",
	"gen2brain.txt": "7ccd0e2f82eac9b87608576a9e559567f1ba049bebe709135eef3a9661bbc96e",
	"highway.txt":   "d25e82e26acd42ca3ccc9993622631163425b869b9e16284226d534cff6470f2",
	"libavif.txt":   "165abf92cc04b39e80d29cadea7a6a7e8fddf59407d4ad2616507a7ebe8216f9",
	"libjxl.txt":    "79b75420b8ee19e859618f6e17638dc23c4450bcd3fdff4dc9ec1bf5eeac6e09",
	"libwebp.txt":   "61a2664a4c67df189e66be772fba78317952246cdb6061d45a553247f2dbd34b",
	"libyuv.txt":    "e50cf702240d7fd4cf1b60b5e92f3d3c569c56c9d16d3621c040300bf1bc93b7",
	"skcms.txt":     "e59bb5c5c6ba426a9ac4ba9fe667ad14c5166b12aa25be8af1d122b14fbe2e36",
	"wasi-libc.txt": "ce1654317911cd093184692a832225e2f0806328b51c6b4fa3dfe112c3cb9f02",
}

// TestCodecLicences checks that the licences of the codecs are the verbatim texts of their sources,
// that there is one for each source in sources.txt, and that -licenses prints them whole. Some were
// of other versions, and those of wasi-libc and the grants of patents were missing.
func TestCodecLicences(t *testing.T) {
	entries, err := codecs.ReadDir("codecs")
	if err != nil || len(entries) != len(texts) {
		t.Errorf("%d texts, %v; want %d", len(entries), err, len(texts))
	}
	printed := Licences()
	for name, want := range texts {
		body, err := codecs.ReadFile("codecs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s is not the text of its source", name)
		}
		if !strings.Contains(printed, strings.Trim(string(body), "\n")) {
			t.Errorf("-licenses does not print %s", name)
		}
	}
	for _, source := range regexp.MustCompile(`(?m)^  ([\w-]+) +https://\S+ \S+$`).FindAllStringSubmatch(sources, -1) {
		if texts[source[1]+".txt"] == "" {
			t.Errorf("no licence of %s", source[1])
		}
	}
	for _, c := range Codecs() {
		if !regexp.MustCompile(`(?m)^  ` + c.Name + ` +https://\S+ v` + regexp.QuoteMeta(c.Version) + `$`).MatchString(sources) {
			t.Errorf("sources.txt does not name the source of %s %s", c.Name, c.Version)
		}
	}
}

// TestCodecs holds that a new WebAssembly module comes with the versions of its codecs.
func TestCodecs(t *testing.T) {
	files, err := filepath.Glob("../../engine/bw/wasm/*.wasm.gz")
	if err != nil || len(files) != len(sums) {
		t.Fatalf("%d modules, %v", len(files), err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, sum := filepath.Base(file), sha256.Sum256(body)
		if hex.EncodeToString(sum[:]) != sums[name] {
			t.Errorf("%s has changed: put its codecs' versions into codecs.go, and its sum here", name)
		}
		if !slices.ContainsFunc(Codecs(), func(c Codec) bool { return c.Module == name }) {
			t.Errorf("no codec is of %s", name)
		}
	}
}
