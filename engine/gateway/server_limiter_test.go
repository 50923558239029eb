package gateway

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/gif"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// An animation is refused by its frames, before any converter has it.
func TestFrames(t *testing.T) {
	three := &gif.GIF{}
	for range 3 {
		three.Image = append(three.Image, image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White}))
		three.Delay = append(three.Delay, 1)
	}
	var file bytes.Buffer
	if err := gif.EncodeAll(&file, three); err != nil {
		t.Fatal(err)
	}
	echo := &fake{convert: func(_ context.Context, image []byte, _ bw.Options) (bw.Result, error) {
		return bw.Result{File: bytes.Clone(image)}, nil
	}}
	url, s := serve(t, nil, echo)
	for most, refused := range map[int]bool{0: false, 3: false, 2: true} {
		s.frames = most
		_, err := dial(t, url).Convert(t.Context(), file.Bytes(), bw.Options{Format: bw.Keep})
		if refused {
			wantKind(t, err, fault.TooLarge)
		} else if err != nil {
			t.Errorf("limit %d: %v", most, err)
		}
	}
	if calls := echo.calls.Load(); calls != 2 {
		t.Errorf("the converter had %d", calls)
	}
}
