package base64stream

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
)

// A data: URL, as canvas.toDataURL makes it, is what its base64 is, however it comes in pieces.
func TestDataURL(t *testing.T) {
	want := bytes.Repeat([]byte{0xff, 0xd8, 7}, 700)
	text := base64.StdEncoding.EncodeToString(want)
	long := strings.Repeat("x", maxURLHead)
	for head, good := range map[string]bool{
		"data:image/jpeg;base64,":              true,
		"data:;base64,":                        true,
		" \r\n\tDATA:Image/PNG;Base64,":        true,
		"data:image/png;name=a.png;base64, \n": true,
		"data:image/png;base64 ,":              true,
		"data:image/jpeg,":                     false,
		"data:,":                               false,
		"data:base64,":                         false,
		"data:image/jpeg;base64":               false,
		"data:image/jpeg;base64;x,":            false,
		"date:image/jpeg;base64,":              false,
		"data:" + long + ";base64,":            false,
		"blob:http://localhost/":               false,
	} {
		for _, n := range []int{1, 2, 3, 5, 7, 22, 23, 24, 1000, 1 << 20} {
			got, err := decodeIn(head+text, n, int64(len(want)))
			if good != (err == nil) || good && !bytes.Equal(got, want) {
				t.Errorf("%q by %d: %d bytes, %v", head, n, len(got), err)
			}
		}
	}
	for _, text := range []string{"d", "dat", "data:", "data:image/png", "data:image/png;base64"} {
		if _, err := decodeIn(text, 3, 100); err == nil {
			t.Errorf("%q is complete", text)
		}
	}
	if got, err := decodeIn("data:;base64,", 4, 100); err != nil || len(got) != 0 {
		t.Errorf("an empty one: %q, %v", got, err)
	}
	// Base64 may itself begin like such a URL.
	if got, err := decodeIn("dataDATA", 3, 100); err != nil || base64.StdEncoding.EncodeToString(got) != "dataDATA" {
		t.Errorf("%q, %v", got, err)
	}
}
