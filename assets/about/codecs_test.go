package about

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// sums are those of the files that the versions in Codecs belong to.
var sums = map[string]string{
	"avif.wasm.gz": "1ee2423413384d54b3fa4e2882424d60a2a05f5fe7ec573535fdb6b531071a9b",
	"heic.wasm.gz": "3634a6447ea3915633667f39e01ff540a60f4e2f837a8391d044d76dfd8a0435",
	"jxl.wasm.gz":  "9ab633d753803618fb8984743f37507eed76eae740b928c9fee6a6aad7e6a19f",
	"webp.wasm.gz": "bbcf68343d79d80ba4ce7bb29215b2943711bd0787f68ff31785c6e2bb044459",
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
	for _, c := range Codecs() {
		if _, err := codecs.ReadFile("codecs/" + c.Name + ".txt"); err != nil {
			t.Errorf("no licence of %s: %v", c.Name, err)
		}
	}
}
