package bw

import (
	"strconv"

	"pretobranco/engine/bw/codec"
)

// caveats adds notes of what a codec changed or could not keep.
func (r *Report) caveats(c codec.Caveats) {
	for _, f := range []struct {
		is   bool
		code NoteCode
	}{
		{c.Mixed, NoteMixed},
		{c.Rounded, NoteRounded},
		{c.Narrowed, NoteDepth},
		{c.Recompressed, NotePieces},
		{c.Endless, NoteEnd},
		{c.Converted, NoteConverted},
		{c.BadProfile, NoteProfile},
		{c.Opaque, NoteOpacity},
		{c.GainMap, NoteGainMap},
		{c.Lightened, NoteLevels},
		{c.Decoded, NoteDecoded},
	} {
		if f.is {
			r.Note(f.code)
		}
	}
	if c.Decoded {
		r.Lossless = false
	}
	if c.Pictures > 1 {
		r.Note(NotePictures, "1", strconv.Itoa(c.Pictures))
	}
	r.noteParts(c.Dropped)
}

// needsPixels adds a note of why a file was not rewritten, where that matters to users.
func (r *Report) needsPixels(e *codec.PixelsError) {
	switch e.Reason {
	case codec.ForModel:
		r.Note(NoteModel, e.Model)
	case codec.ForLuma:
		r.Note(NoteLuma)
	case codec.ForChroma:
		r.Note(NoteChroma)
	case codec.ForMix:
		r.Note(NoteStrong)
	}
}
