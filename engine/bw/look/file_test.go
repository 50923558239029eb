package look

import (
	"encoding/json"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
)

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"red contrast=1.2\n":                        "red contrast=1.2",
		`"mix(80,30,-10)"`:                          "mix(80,30,-10)",
		" {\"mix\": [80, 30, -10], \"gamma\": 1.2}": "mix(80,30,-10) gamma=1.2",
		"\xef\xbb\xbf{\"name\":\"portrait\"}":       "portrait",
		"":                                          "! empty",
		" \n":                                       "! empty",
		"{":                                         "! JSON",
		`"red`:                                      "! JSON",
		"purple":                                    "! unknown look",
		`{"name":"red","a":3}`:                      "! no setting",
		"[1]":                                       "! unknown look",
		`{"name":["red"]}`:                          "! is a text",
		`{"1bit":{"otsu":true}}`:                    "! there are none, threshold",
	} {
		l, err := Read([]byte(text))
		if part, fails := strings.CutPrefix(want, "! "); fails {
			if err == nil || !strings.Contains(err.Error(), part) || fault.KindOf(err) != fault.Unsupported {
				t.Errorf("%q: error is %v, want %q", text, err, part)
			}
		} else if err != nil || l.String() != want {
			t.Errorf("%q: %q, %v", text, l, err)
		}
	}
	for _, value := range []any{nil, 3, []any{"red"}} {
		if _, err := ParseAny(value); err == nil || fault.KindOf(err) != fault.Unsupported {
			t.Errorf("%v: %v", value, err)
		}
	}
}

// FuzzRead holds that whatever a file says is a look that comes back from all of its forms, or
// refused with a reason.
func FuzzRead(f *testing.F) {
	for _, line := range texts(f) {
		f.Add([]byte(line[0]))
		if l, err := Parse(line[0]); err == nil {
			fields, err := json.Marshal(l.Fields())
			if err != nil {
				f.Fatal(err)
			}
			f.Add(fields)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := Read(file)
		if err == nil {
			comesBack(t, l)
		} else if fault.KindOf(err) != fault.Unsupported || len(err.Error()) > 600 {
			t.Errorf("%q: %v", file, err)
		}
	})
}
