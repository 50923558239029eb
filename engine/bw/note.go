package bw

import (
	"fmt"
	"maps"
	"slices"
)

// A Note is one fact about a result that a person should know. Code and Args are data: a
// program translates them, or counts them. Text is the same in English.
type Note struct {
	Code NoteCode `json:"code"`
	Args []string `json:"args,omitempty"` // numbers and names, in the order of the English sentence
	Text string   `json:"text"`
}

// A NoteCode names a kind of note. The texts are part of both wires and of the terminal
// client's JSON, so they never change.
type NoteCode string

const (
	NoteMixed        NoteCode = "mixed"        // the look was mixed from the file's own coefficients
	NoteRecompressed NoteCode = "recompressed" // the picture was compressed again
	NoteModel        NoteCode = "model"        // args: what a JPEG stores in place of luma and chroma
	NoteLuma         NoteCode = "luma"         // a JPEG stores luma smaller than chroma
	NoteChroma       NoteCode = "chroma"       // a JPEG stores chroma in proportions that a look can't be mixed from
	NoteStrong       NoteCode = "strong"       // the look is too strong to be mixed from coefficients
	NotePieces       NoteCode = "pieces"       // JPEG pieces of a TIFF were compressed again
	NoteGrayJPEG     NoteCode = "grayjpeg"     // pure black and white became a gray JPEG
	NoteFrames       NoteCode = "frames"       // args: frames in the result, frames in the file
	NotePages        NoteCode = "pages"        // args: pages in the result, pages in the file
	NoteTimes        NoteCode = "times"        // an animation became pages, which have no times
	NotePictures     NoteCode = "pictures"     // args: pictures in the result, pictures in the file
	NoteGainMap      NoteCode = "gainmap"      // the gain map, which makes the picture HDR, was left out
	NoteWhite        NoteCode = "white"        // transparency was laid on white
	NoteOpacity      NoteCode = "opacity"      // transparency of the file could not be read
	NoteRounded      NoteCode = "rounded"      // samples of more than 16 bits became 16
	NoteDepth        NoteCode = "depth"        // samples of more than 8 bits became 8
	NoteTransparency NoteCode = "transparency" // half transparent pixels became transparent or opaque
	NoteLevels       NoteCode = "levels"       // one of 256 grays gave way to transparency
	NoteConverted    NoteCode = "converted"    // colours were converted to sRGB before they became gray
	NoteDecoded      NoteCode = "decoded"      // the file is lossy, and the result was made from its decoded pixels
	NoteProfile      NoteCode = "profile"      // the colour profile was damaged or for another kind of pixel, and ignored
	NoteEnd          NoteCode = "end"          // the file lacked its end, but nothing of the picture
	NoteDamaged      NoteCode = "damaged"      // args: percent of the damaged picture that is there
	NoteCoarse       NoteCode = "coarse"       // the damaged picture lacks its fine detail
	NoteChecksum     NoteCode = "checksum"     // a checksum of the damaged file is wrong
	NoteName         NoteCode = "name"         // args: the result's name
	NoteMetadata     NoteCode = "metadata"     // args: the parts of the metadata that were left out (exif.Part)
)

// notes holds the English sentence of each code, what follows the number of results that have
// it in a summary ("4 with pages left out"), and whether a result with the note has lost something of the
// picture itself.
var notes = map[NoteCode]struct {
	text string
	sum  string
	loss bool
}{
	NoteMixed:        {"no second generation: the look was mixed from the file's own coefficients, and only what it changes was rounded anew", "mixed from their own coefficients", true},
	NoteRecompressed: {"the picture was compressed anew", "compressed again", true},
	NoteModel:        {"it could not be kept as it is stored, for it is %s, not luma and chroma", "not of luma and chroma", false},
	NoteLuma:         {"it could not be kept as it is stored, for its luma is smaller than its chroma", "with luma smaller than chroma", false},
	NoteChroma:       {"the look could not be mixed from its coefficients, for its chroma has odd proportions", "with chroma of odd proportions", false},
	NoteStrong:       {"the look is too strong to be mixed from coefficients", "with a look too strong for coefficients", false},
	NotePieces:       {"JPEG pieces of the file were compressed anew", "with JPEG pieces compressed again", true},
	NoteGrayJPEG:     {"JPEG has no pure black and white: it is a gray JPEG, and was compressed anew", "as gray JPEG in place of pure black and white", true},
	NoteFrames:       {"the result has %s of %s frames: the format holds no more", "with frames left out", true},
	NotePages:        {"the result has %s of %s pages: the format holds no more", "with pages left out", true},
	NoteTimes:        {"the frames became pages: how long each is shown is not in the result", "with frames as pages", true},
	NotePictures:     {"the result has %s of the %s pictures in the file: the main one", "with pictures left out", true},
	NoteGainMap:      {"the HDR gain map of the file is not in the result", "without the HDR gain map", true},
	NoteWhite:        {"transparency was laid on white", "with transparency laid on white", true},
	NoteOpacity:      {"the transparency of the file could not be read", "with transparency that could not be read", true},
	NoteRounded:      {"samples of more than 16 bits were rounded to 16", "rounded to 16 bits", true},
	NoteDepth:        {"samples of more than 8 bits were rounded to 8: the format holds no more", "rounded to 8 bits", true},
	NoteTransparency: {"half transparent pixels became transparent or opaque: the format has nothing between", "without half transparency", true},
	NoteLevels:       {"the darkest gray became the next one, for the format needs one of 256 for transparency", "with the darkest gray made lighter", true},
	NoteConverted:    {"the colours were converted to sRGB, for no gray profile can stand for theirs", "converted to sRGB", true},
	NoteDecoded:      {"the file is lossy: the result was made from its decoded pixels, with no second loss", "made from decoded pixels", false},
	NoteProfile:      {"the colour profile of the file is damaged, or not one for its pixels, and was left out", "with a bad colour profile left out", false},
	NoteEnd:          {"the file lacked its end; the picture is whole", "that lacked the end of the file", false},
	NoteDamaged:      {"the file is damaged: %s %% of the picture is there", "with parts of the picture missing", true},
	NoteCoarse:       {"the file is damaged: the picture lacks its fine detail", "without their fine detail", true},
	NoteChecksum:     {"the file is damaged: a checksum is wrong, and the picture may have faults", "with a wrong checksum", true},
	NoteName:         {"the disk does not allow the photo's name: the result is called %s", "with a changed name", false},
	NoteMetadata:     {"metadata that the result has no place for was left out: %s", "with metadata left out", false},
}

// NoteCodes lists every code, sorted.
func NoteCodes() []NoteCode { return slices.Sorted(maps.Keys(notes)) }

// Count returns in English how many results have notes of this code: "4 with pages left out". A
// code that a newer program sent is named as it is.
func (c NoteCode) Count(n int) string {
	sum := notes[c].sum
	if sum == "" {
		sum = fmt.Sprintf("with a note of the kind %q", string(c))
	}
	return fmt.Sprintf("%d %s", n, sum)
}

// Loss reports whether notes of this code mean that something of the picture was lost. A code
// that a newer program sent counts as a loss.
func (c NoteCode) Loss() bool {
	n, known := notes[c]
	return n.loss || !known
}

// Note adds a note to the report. A note that the report has already is not added again.
func (r *Report) Note(code NoteCode, args ...string) {
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a
	}
	if code == NoteMetadata {
		values = []any{partNames(args)}
	}
	text := fmt.Sprintf(notes[code].text, values...)
	for _, n := range r.Notes {
		if n.Text == text {
			return
		}
	}
	r.Notes = append(r.Notes, Note{Code: code, Args: args, Text: text})
	if r.Why != "" {
		r.Why += "; "
	}
	r.Why += text
	r.Lossless = r.Lossless && !notes[code].loss
}
