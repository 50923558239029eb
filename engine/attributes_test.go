package engine

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pkg/xattr"

	"pretobranco/engine/bw"
)

// Tags, comments and ratings of file managers go from photos to results, as far as the metadata is to
// be kept. What describes the bytes of the original stays behind.
func TestAttributes(t *testing.T) {
	in := t.TempDir()
	photo := draw(t, in, "a.jpg")[0]
	prefix := "user."
	if err := xattr.Set(photo, prefix+"xdg.tags", []byte("beach,Ana")); err != nil || !xattr.XATTR_SUPPORTED {
		prefix = "com.apple.metadata:"
		if xattr.Set(photo, prefix+"xdg.tags", []byte("beach,Ana")) != nil {
			t.Skip("this disk has no extended attributes")
		}
	}
	for name, value := range map[string]string{"baloo.rating": "8", "empty": "", "place.gps": "1,2", "shatag.sha256": "abc", "md5sum": "abc", "DOSATTRIB": "0x20"} {
		if err := xattr.Set(photo, prefix+name, []byte(value)); err != nil {
			t.Fatal(err)
		}
	}
	if err := xattr.Set(photo, prefix+"large", make([]byte, 2000)); err != nil {
		t.Log(err) // some disks have little space for them
	}
	before, err := xattr.List(photo)
	if err != nil {
		t.Fatal(err)
	}
	for metadata, want := range map[bw.Metadata]string{
		bw.KeepMetadata:    "baloo.rating=8 empty= place.gps=1,2 xdg.tags=beach,Ana",
		bw.WithoutLocation: "baloo.rating=8 empty= xdg.tags=beach,Ana",
		bw.DropMetadata:    "",
	} {
		out := t.TempDir()
		b, _ := start(t, open(t, Config{}), Job{Folder: out, Options: Options{Metadata: metadata}}, photos(t, in))
		b.Wait()
		result := filepath.Join(out, "a.jpg")
		names, err := xattr.List(result)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, name := range names {
			if short, ours := strings.CutPrefix(name, prefix); ours && short != "large" {
				value, _ := xattr.Get(result, name)
				got[short+"="+string(value)] = true
			}
		}
		if all := strings.Join(slices.Sorted(maps.Keys(got)), " "); all != want {
			t.Errorf("metadata %q: %s, want %s", metadata, all, want)
		}
		if slices.Contains(before, prefix+"large") && metadata == bw.KeepMetadata && !slices.Contains(names, prefix+"large") {
			t.Error("a large attribute is lost")
		}
	}
	if after, err := xattr.List(photo); err != nil || !slices.Equal(before, after) {
		t.Errorf("the original has %v now", after)
	}
}
