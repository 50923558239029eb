package app

import (
	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// preview owns the photo in the compare view: its stages, and the look that is tried on it.
type preview struct {
	*shell
	loader    previewer
	live      live
	state     previewState
	adjusting adjustment
}

func newPreview(s *shell) *preview {
	v := &preview{shell: s}
	v.loader = previewer{backend: s.setup.Backend, do: s.setup.Do, show: v.show, free: s.setup.Free}
	v.live.do, v.live.show = s.setup.Do, v.showPatch
	return v
}

// previewState is the photo in the compare view, and what of it was asked for.
type previewState struct {
	row     *model.Row
	options engine.Options // of the result that was asked for last
	side    int            // of what was asked for last
	has     int            // side of the original in the view, or one of these
	shown   engine.Options // of the result in the view
	sample  *sample        // of the original in the view
	trying  bool           // a slider is moving
}

// Sides that no original has.
const (
	noSide     = -1 // there is none
	coarseSide = 1  // it is coarse, and a finer one is on its way
)

// showCurrent shows the current photo in the compare view, with what is made of it now.
func (v *preview) showCurrent() {
	row := v.model.Current()
	if row == nil {
		v.loader.Drop()
		v.live.Stop()
		v.state = previewState{has: noSide}
		v.compare.Clear()
		v.strip.Clear()
		v.inspector.Tell(nil)
		v.inspector.Tally(tally{})
		return
	}
	o := v.edits.optionsOf(row)
	o.Damaged = engine.KeepDamaged // what is there is shown in any case
	was := &v.state
	if was.row == row && was.options == o && !was.trying {
		return
	}
	if was.row != row {
		v.live.Stop()
		v.state = previewState{row: row, options: o, side: firstSide, has: noSide}
		v.compare.Tell(words.Name(row.Name()), v.words.Bytes(row.Photo.Size))
		v.compare.damage.Hide()
		v.compare.Loading()
		v.loader.Load(previewRequest{row: row, options: o, side: firstSide})
		return
	}
	// With other settings the view stays as close.
	was.options, was.trying = o, false
	v.load()
	v.tryHere(o.Look)
}

// load has the present photo's result made, and the original if there is none with so many pixels.
func (v *preview) load() {
	next := previewRequest{row: v.state.row, options: v.state.options, side: v.state.side}
	if v.state.has == v.state.side {
		next.before = v.compare.view.Before()
	}
	v.loader.Load(next)
}

// try shows a look while a slider moves. What is being made of the whole photo would
// be too late.
func (v *preview) try(look engine.Look) {
	if v.state.row == nil || v.state.has == noSide {
		return
	}
	v.loader.Drop()
	v.state.trying = true
	v.tryHere(look)
}

// tryHere shows a look on what is seen of the photo.
func (v *preview) tryHere(look engine.Look) {
	view := v.compare.view
	if view.Before() == nil || v.state.has == noSide {
		return
	}
	v.state.options.Look = look
	v.live.Try(trial{before: view.Before(), pane: view.Pane(), view: view.View(), look: look, sample: v.state.sample})
}

// sharpen asks for more of a photo's pixels when the view is closer than those there are,
// and for those of a look that come into view.
func (v *preview) sharpen() {
	if v.compare == nil || v.state.row == nil || v.state.has == noSide || v.state.has == coarseSide || v.compare.loading != nil {
		return // or it is on its way
	}
	view := v.compare.view
	if view.Patch() != nil || view.Lags() {
		v.tryHere(v.state.options.Look)
	}
	if v.state.trying || !view.NeedsMore() {
		return
	}
	side := nextSide(view.Before().Size, view.View().Scale)
	if v.state.side == wholeSide || v.state.side == side {
		return // it is on its way
	}
	v.state.side = side
	v.compare.Sharpening()
	v.load()
}

// showPatch shows what a look makes of what is seen, and of the photo's histogram.
func (v *preview) showPatch(p *picture.Patch, t tally) {
	v.compare.view.PutPatch(p)
	if v.state.sample != nil {
		v.inspector.Tally(t)
	}
}

// show puts a stage of a preview in the view.
func (v *preview) show(p previewStage) {
	switch {
	case p.err != nil:
		v.live.Stop()
		v.state.has = noSide
		v.compare.Fail(v.words.Describe(p.err))
		v.noteDamage(p.row, engine.Damage{}, p.err)
		if engine.KindOf(p.err) == engine.Internal {
			v.log("a photo cannot be shown", p.err, "path", p.row.Photo.Path)
		}
		v.showDamage()
		v.strip.Clear()
		v.inspector.Tell(nil)
		v.inspector.Tally(tally{})
	case p.before != nil:
		first := v.state.has == noSide || v.state.has == coarseSide
		if after := v.compare.view.After(); !first && v.state.shown == p.options && after != nil && after.Density() >= p.after.Density() {
			p.after = after // the file's own pixels, or more of them
		}
		v.state.has, v.state.shown, v.state.sample = v.state.side, p.options, p.sample
		if !v.state.trying {
			v.inspector.Tally(p.tally)
		}
		if p.coarse {
			v.state.has = coarseSide
		} else {
			v.noteDamage(p.row, p.damage, nil)
		}
		v.compare.Show(p.before, p.after)
		v.compare.Tell(words.Name(p.row.Name()), v.words.Facts(p.before.Size, p.row.Photo, nil))
		v.showDamage()
		if first {
			v.strip.Put(p.before, v.compare.view.Density())
		}
	default:
		v.live.Stop()
		v.state.shown = p.options
		v.compare.ShowAfter(p.after)
		v.compare.Tell(words.Name(p.row.Name()), v.words.Facts(v.compare.view.Before().Size, p.row.Photo, &p.report))
		v.inspector.Tell(&p.report)
	}
}
