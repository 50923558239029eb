package app

import (
	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/engine"
)

// lookedAt is the photo in the compare view, and what of it was asked for.
type lookedAt struct {
	row     *model.Row
	options engine.Options // of the result that was asked for last
	side    int            // of what was asked for last
	has     int            // side of the original in the view, or one of these
	shown   engine.Options // of the result in the view
	trying  bool           // a slider is moving
}

// Sides that no original has.
const (
	noSide     = -1 // there is none
	coarseSide = 1  // it is coarse, and a finer one is on its way
)

// look shows the current photo in the compare view, with what is made of it now.
func (w *Window) look() {
	row := w.model.Current()
	if row == nil {
		w.looker.Drop()
		w.live.Stop()
		w.looking = lookedAt{has: noSide}
		w.compare.Clear()
		w.strip.Clear()
		w.inspector.Tell(nil)
		return
	}
	o := w.optionsOf(row)
	o.Damaged = engine.KeepDamaged // what is there is shown in any case
	was := &w.looking
	if was.row == row && was.options == o && !was.trying {
		return
	}
	if was.row != row {
		w.live.Stop()
		w.looking = lookedAt{row: row, options: o, side: firstSide, has: noSide}
		w.compare.Tell(row.Name(), w.words.Bytes(row.Photo.Size))
		w.compare.damage.Hide()
		w.compare.Loading()
		w.looker.Load(wish{row: row, options: o, side: firstSide})
		return
	}
	// With other settings it is looked at as closely.
	was.options, was.trying = o, false
	w.ask()
	w.tryHere(o.Look)
}

// ask has the present photo's result made, and the original if there is none with so many pixels.
func (w *Window) ask() {
	next := wish{row: w.looking.row, options: w.looking.options, side: w.looking.side}
	if w.looking.has == w.looking.side {
		next.before = w.compare.view.Before()
	}
	w.looker.Load(next)
}

// try shows a look while a slider moves. What is being made of the whole photo would
// be too late.
func (w *Window) try(look engine.Look) {
	if w.looking.row == nil || w.looking.has == noSide {
		return
	}
	w.looker.Drop()
	w.looking.trying = true
	w.tryHere(look)
}

// tryHere shows a look on what is seen of the photo.
func (w *Window) tryHere(look engine.Look) {
	view := w.compare.view
	if view.Before() == nil || w.looking.has == noSide {
		return
	}
	w.looking.options.Look = look
	w.live.Try(trial{before: view.Before(), pane: view.Pane(), view: view.View(), look: look})
}

// sharpen asks for more of a photo's pixels when the view is closer than those there are,
// and for those of a look that come into view.
func (w *Window) sharpen() {
	if w.compare == nil || w.looking.row == nil || w.looking.has == noSide || w.looking.has == coarseSide || w.compare.loading != nil {
		return // or it is on its way
	}
	view := w.compare.view
	if view.Patch() != nil || view.Lags() {
		w.tryHere(w.looking.options.Look)
	}
	if w.looking.trying || !view.NeedsMore() {
		return
	}
	side := nextSide(view.Before().Size, view.View().Scale)
	if w.looking.side == wholeSide || w.looking.side == side {
		return // it is on its way
	}
	w.looking.side = side
	w.ask()
}

// showPatch shows what a look makes of what is seen.
func (w *Window) showPatch(p *picture.Patch) { w.compare.view.PutPatch(p) }

// showPreview puts a stage of a preview in the view.
func (w *Window) showPreview(p preview) {
	switch {
	case p.err != nil:
		w.live.Stop()
		w.looking.has = noSide
		w.compare.Fail(w.words.Describe(p.err))
		w.noteDamage(p.row, engine.Damage{}, p.err)
		w.showDamage()
		w.strip.Clear()
		w.inspector.Tell(nil)
	case p.before != nil:
		first := w.looking.has == noSide || w.looking.has == coarseSide
		if after := w.compare.view.After(); !first && w.looking.shown == p.options && after != nil && after.Density() >= p.after.Density() {
			p.after = after // the file's own pixels, or more of them
		}
		w.looking.has, w.looking.shown = w.looking.side, p.options
		if p.coarse {
			w.looking.has = coarseSide
		} else {
			w.noteDamage(p.row, p.damage, nil)
		}
		w.compare.Show(p.before, p.after)
		w.compare.Tell(p.row.Name(), w.words.Facts(p.before.Size, p.row.Photo, nil))
		w.showDamage()
		if first {
			w.strip.Put(p.before, w.compare.view.Density())
		}
	default:
		w.live.Stop()
		w.looking.shown = p.options
		w.compare.ShowAfter(p.after)
		w.compare.Tell(p.row.Name(), w.words.Facts(w.compare.view.Before().Size, p.row.Photo, &p.report))
		w.inspector.Tell(&p.report)
	}
}
