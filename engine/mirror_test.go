package engine

import (
	"path/filepath"
	"testing"
)

// TestMirrors leaves out folders with the name of those for results only where they hold versions
// of the photos next to them. "Black and white" is also what people call an album of their own.
func TestMirrors(t *testing.T) {
	const name = "Black and white"
	for what, c := range map[string]struct {
		files []string
		want  int
	}{
		"results":                {[]string{"a.jpg", "b.png", name + "/a.jpg", name + "/b.jpg"}, 2},
		"numbered results":       {[]string{"a.jpg", name + "/a.jpg", name + "/a-2.jpg"}, 1},
		"a tree of results":      {[]string{"day1/a.jpg", "day2/b.jpg", name + "/day1/a.jpg", name + "/day2/b.jpg"}, 2},
		"an album":               {[]string{"a.jpg", name + "/portrait.jpg"}, 2},
		"an album and results":   {[]string{"a.jpg", name + "/a.jpg", name + "/portrait.jpg"}, 3},
		"an album in subfolders": {[]string{"day1/a.jpg", name + "/studio/b.jpg"}, 2},
		"nothing":                {[]string{"a.jpg", name + "/.hidden"}, 1},
		"results further down":   {[]string{"x/a.jpg", "x/" + name + "/a.jpg"}, 1},
		"an older folder":        {[]string{"a.jpg", OldResultFolder + "/other.jpg"}, 1},
	} {
		root := t.TempDir()
		for _, file := range c.files {
			write(t, filepath.Join(root, filepath.FromSlash(file)), []byte("GIF89a"))
		}
		found := Scan(t.Context(), []string{root}, ScanOptions{Recursive: true, Own: []string{OldResultFolder}, Mirrors: []string{name}}, nil)
		if len(found.Photos) != c.want {
			t.Errorf("%s: %d photos were found, want %d: %v", what, len(found.Photos), c.want, found.Photos)
		}
	}
}
