package exif

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// judge runs exiftool on JPEG files, each nothing but an EXIF segment, and returns
// their tags.
func judge(t *testing.T, blocks ...[]byte) []map[string]any {
	t.Helper()
	program := testkit.Tool(t, "exiftool")
	folder := t.TempDir()
	arguments := []string{"-j", "-G1", "-a", "-u", "-U", "-s"}
	for i, block := range blocks {
		file := binary.BigEndian.AppendUint16([]byte("\xff\xd8\xff\xe1"), uint16(2+len(prefix)+len(block)))
		file = append(append(append(file, prefix...), block...), "\xff\xd9"...)
		name := filepath.Join(folder, fmt.Sprintf("%04d.jpg", i))
		if err := os.WriteFile(name, file, 0o600); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, name)
	}
	out, err := exec.Command(program, arguments...).Output()
	var tags []map[string]any
	if jsonErr := json.Unmarshal(out, &tags); jsonErr != nil {
		t.Fatalf("exiftool: %v, %v", err, jsonErr)
	}
	for _, of := range tags {
		for name := range of {
			if name == "SourceFile" || strings.HasPrefix(name, "System:") || strings.HasPrefix(name, "File:") {
				delete(of, name)
			}
		}
	}
	return tags
}

// exifOf returns the EXIF block of a JPEG file, or nil.
func exifOf(file []byte) []byte {
	for at := 2; at+4 <= len(file) && file[at] == 0xff && file[at+1] != 0xda; {
		size := int(binary.BigEndian.Uint16(file[at+2:]))
		if at+2+size > len(file) || size < 2 {
			return nil
		}
		if body := file[at+4 : at+2+size]; file[at+1] == 0xe1 && bytes.HasPrefix(body, prefix) {
			return body[len(prefix):]
		}
		at += 2 + size
	}
	return nil
}

// Exiftool, which also reads maker notes, must see in cameras' own blocks the same
// before and after, but for what was to change.
func TestAgainstExiftool(t *testing.T) {
	blocks := [][]byte{camera(binary.LittleEndian).build(), camera(binary.BigEndian).build()}
	photos := testkit.CorpusIfAny(t, "photos/*/*.jpg")
	for _, name := range photos {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if block := exifOf(file); block != nil {
			blocks = append(blocks, block)
		}
	}
	gray := func(jpeg []byte) ([]byte, error) { return append(jpeg[:3:3], " gray \xff\xd9"...), nil }
	var after [][]byte
	thumbnails := 0
	for _, block := range blocks {
		out := Rewrite(block, Options{DropLocation: true, Orientation: 1, Thumbnail: gray})
		if out == nil {
			t.Fatalf("a camera's block is not understood: % x", block[:min(len(block), 64)])
		}
		after = append(after, out)
		if Thumbnail(block) != nil {
			thumbnails++
			if !bytes.Contains(Thumbnail(out), []byte("gray")) {
				t.Error("the thumbnail was not replaced")
			}
		}
	}
	was, is := judge(t, blocks...), judge(t, after...)
	for i := range was {
		turned := fmt.Sprint(was[i]["IFD0:Orientation"]) != fmt.Sprint(is[i]["IFD0:Orientation"])
		for name, value := range was[i] {
			switch {
			case strings.HasPrefix(name, "GPS:"), strings.Contains(name, "GPS"):
				if _, still := is[i][name]; still {
					t.Errorf("block %d: %s is still there", i, name)
				}
				continue
			case strings.HasPrefix(name, "IFD1:Thumbnail"), strings.HasPrefix(name, "Composite:"), strings.HasSuffix(name, ":Orientation"),
				strings.HasPrefix(name, "ExifTool:"), turned && strings.HasPrefix(name, "ExifIFD:ExifImage"):
				continue
			}
			if fmt.Sprint(is[i][name]) != fmt.Sprint(value) {
				t.Errorf("block %d: %s was %v, is %v", i, name, value, is[i][name])
			}
		}
		if warning := is[i]["ExifTool:Warning"]; warning != nil && was[i]["ExifTool:Warning"] == nil {
			t.Errorf("block %d: %v", i, warning)
		}
	}
	t.Logf("%d blocks, %d thumbnails", len(blocks), thumbnails)
}
