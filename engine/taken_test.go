package engine

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/testkit"
)

// TestTakenAt holds the time when a photo was taken against exiftool's, which writes it, too.
func TestTakenAt(t *testing.T) {
	exiftool := testkit.Tool(t, "exiftool")
	in := t.TempDir()
	paths := draw(t, in, "a.jpg", "b.jpg", "c.png", "d.jpg", "e.jpg")
	changed := time.Date(2022, 2, 3, 4, 5, 6, 0, time.Local)
	for i, tags := range [][]string{
		{"-DateTimeOriginal=2019:07:08 09:10:11", "-ModifyDate=2020:01:01 00:00:00"},
		{"-ModifyDate=2020:01:01 00:00:00"},
		{"-DateTimeOriginal=2018:07:08 09:10:11"},
		{"-Artist=nobody"},
		{"-DateTimeOriginal=0000:00:00 00:00:00", "-CreateDate=2017:05:06 01:02:03"},
	} {
		if out, err := exec.Command(exiftool, append(append([]string{"-q", "-overwrite_original"}, tags...), paths[i])...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if err := os.Chtimes(paths[i], changed, changed); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, path := range append(paths, filepath.Join(in, "none.jpg")) {
		got = append(got, takenAt(path).Format(time.DateTime))
	}
	want := "2019-07-08 09:10:11, 2020-01-01 00:00:00, 2018-07-08 09:10:11, 2022-02-03 04:05:06, 2017-05-06 01:02:03, 0001-01-01 00:00:00"
	if all := strings.Join(got, ", "); all != want {
		t.Errorf("taken at %s, want %s", all, want)
	}
}
