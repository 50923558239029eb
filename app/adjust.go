package app

import (
	"pretobranco/app/model"
	"pretobranco/engine"
)

// adjustStep is how much a key makes a colour lighter, in percent of white; a drag over the height of
// the view is adjustReach.
const adjustStep, adjustReach = 2, 100

// An adjustment makes a colour that a person picked in the photo lighter or darker: the mix moves, see
// model.Hue.Shift.
type adjustment struct {
	start  engine.Look
	hue    model.Hue
	chroma float64
	gray   bool // there is no colour to adjust
	from   bool // begun
}

// adjust has the colour at a point of the photo become lighter by a part of the view's height. The look
// is in force once the adjustment is over.
func (v *preview) adjust(x, y, by float64, over bool) {
	a := &v.adjusting
	if !a.from {
		a.begin(v, x, y)
	}
	if a.gray || v.state.row == nil {
		v.compare.Explain(v.words.Say("adjust.gray"))
		if over {
			*a = adjustment{}
		}
		return
	}
	r, g, b := a.start.Weights()
	percent := adjustReach * by
	look, err := model.WithWeights(a.start, a.hue.Shift([3]float64{r, g, b}, a.chroma, percent))
	if err != nil { // a weight would go out of range
		look = v.edits.lookOf(v.state.row)
		if v.state.trying {
			look = v.state.options.Look
		}
	}
	v.compare.Explain(v.words.Hue(int(a.hue), percent))
	v.inspector.Follow(look)
	if over {
		*a = adjustment{}
		v.edits.setLook(look)
		return
	}
	v.try(look)
}

func (a *adjustment) begin(v *preview, x, y float64) {
	*a = adjustment{from: true, gray: true}
	colour, ok := v.compare.view.ColorAround(x, y)
	if !ok || v.state.row == nil {
		return
	}
	a.start = v.edits.lookOf(v.state.row)
	hue, chroma, ok := model.HueOf(colour.R, colour.G, colour.B)
	a.hue, a.chroma, a.gray = hue, chroma, !ok
}

// adjustByKey makes the colour under the pointer, or in the middle of the view, lighter or darker by a
// step. It reports whether colours are being adjusted.
func (v *preview) adjustByKey(direction float64) bool {
	if !v.compare.view.Adjusting() {
		return false
	}
	x, y := v.compare.view.Point()
	v.adjust(x, y, direction*adjustStep/adjustReach, true)
	return true
}
