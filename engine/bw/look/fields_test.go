package look

import (
	"encoding/json"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
)

func TestParseFields(t *testing.T) {
	for _, c := range []struct {
		fields map[string]any
		want   string // what String writes, or ! and a part of the error
	}{
		{nil, "neutral"},
		{map[string]any{"name": "Red"}, "red"},
		{map[string]any{"NAME": " red ", "Contrast": "1.2"}, "red contrast=1.2"},
		{map[string]any{"contrast": float32(1.2)}, "neutral contrast=1.2"},
		{map[string]any{"contrast": 2}, "neutral contrast=2"},
		{map[string]any{"contrast": uint8(2), "gamma": json.Number("1.5"), "brightness": int64(-1)}, "neutral brightness=-1 contrast=2 gamma=1.5"},
		{map[string]any{"mix": []any{80, "30", -10.0}}, "mix(80,30,-10)"},
		{map[string]any{"mix": []float64{80, 30, -10}}, "mix(80,30,-10)"},
		{map[string]any{"mix": [3]int{80, 30, -10}}, "mix(80,30,-10)"},
		{map[string]any{"mix": "80,30,-10"}, "mix(80,30,-10)"},
		{map[string]any{"mix": "Mix(80,30,-10)"}, "mix(80,30,-10)"},
		{map[string]any{"name": "mix(80,30,-10)"}, "mix(80,30,-10)"},
		{map[string]any{"name": "lineart", "1bit": "none"}, "lineart 1bit=none"},
		{map[string]any{"1BIT": "sauvola(0.3, 25)"}, "neutral 1bit=sauvola(0.3,25)"},
		{map[string]any{"levels": "Auto"}, "neutral levels=auto"},
		{map[string]any{"levels": []any{0.05, "0.9"}, "curve": "Soft"}, "neutral levels=0.05,0.9 curve=soft"},
		{map[string]any{"levels": [2]float64{0, 0.9}, "curve": []float64{0, 0.2, 0.5, 0.8, 1}}, "neutral levels=0,0.9 curve=0,0.2,0.5,0.8,1"},
		{map[string]any{"name": "red", "levels": "none", "curve": "none"}, "red"},
		{map[string]any{"levels": []any{0.05}}, "! levels are auto, none, or"},
		{map[string]any{"levels": 3}, "! levels are auto, none, or"},
		{map[string]any{"levels": nil}, "! levels are auto, none, or"},
		{map[string]any{"levels": []any{nil, 1}}, "! levels are auto, none, or"},
		{map[string]any{"curve": []any{0, 0.2, 0.5, 0.8}}, "! a curve is none, soft, strong, fade, or"},
		{map[string]any{"curve": []any{0, 0.2, 0.5, 0.8, 2}}, "! a point of the curve of 2 is out of range"},
		{map[string]any{"name": "rde"}, "! there are neutral, red, "},
		{map[string]any{"name": 3}, "! there are neutral, red, "},
		{map[string]any{"name": "red", "mix": "1,2,3"}, "! not both"},
		{map[string]any{"nmae": "red"}, "! it has a name or a mix, and brightness, contrast, gamma, levels, curve, 1bit"},
		{map[string]any{"": 1}, "! it has a name or a mix, and brightness"},
		{map[string]any{"gamma": 1, "Gamma": 2}, "! set twice"},
		{map[string]any{"gamma": true}, "! is not a number"},
		{map[string]any{"gamma": nil}, "! is not a number"},
		{map[string]any{"gamma": "wide"}, "! is not a number"},
		{map[string]any{"mix": []any{1, 2}}, "! three weights"},
		{map[string]any{"mix": []any{1, 2, nil}}, "! is not a number"},
		{map[string]any{"mix": 5}, "! three weights"},
		{map[string]any{"mix": nil}, "! three weights"},
		{map[string]any{"1bit": 1}, "! there are none, threshold"},
		{map[string]any{"1bit": "yes"}, "! there are none, threshold"},
	} {
		l, err := ParseFields(c.fields)
		if part, fails := strings.CutPrefix(c.want, "! "); fails {
			if err == nil || !strings.Contains(err.Error(), part) || fault.KindOf(err) != fault.Unsupported {
				t.Errorf("%v: error is %v, want %q", c.fields, err, part)
			}
		} else if err != nil || l.String() != c.want {
			t.Errorf("%v: %q, %v, want %q", c.fields, l, err, c.want)
		}
	}
}
