// Package bw is the core of Preto & Branco: the bytes of a picture in, the bytes
// of the same picture in black and white out. It knows no files, no network and
// no window.
//
//	sniff -> header -> limits -> convert -> Result
//	                               |
//	                 +-------------+--------------+
//	             coefficients   palette         pixels
//	             (JPEG)         (GIF, PNG...)   (everything else)
package bw

import (
	"context"

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
)

// Result is a converted picture.
type Result struct {
	File   []byte
	Report Report
	Own    bool // File shares its memory with nothing else
}

// Recycle returns the memory of File to the pool. File must not be used afterwards. Calling Recycle is
// optional.
func (r Result) Recycle() {
	if r.Own {
		bufpool.Put(r.File)
	}
}

// A Report describes the result of a conversion. It is transmitted with the file where the wire allows
// that. Its zero value means that nothing is known.
//
// Lossless is a promise about the picture, not about metadata. The result contains what the file stores:
// of a lossy file its own coefficients of luma, bit for bit, and of any other the exact gray of
// every sample. It has all pages and frames, all bits of each sample and all levels of
// transparency. The decoded pixels of a lossy file are rounded once already, so that a result made from
// them is not lossless, whatever its format. Whenever Lossless is false, a note says why.
type Report struct {
	Format   Format `json:"format,omitempty"` // of the result
	Width    int    `json:"width,omitempty"`  // of the result, in pixels
	Height   int    `json:"height,omitempty"`
	Frames   int    `json:"frames,omitempty"`   // more than one for an animation or several pages
	Lossless bool   `json:"lossless,omitempty"` // nothing of the picture was lost: see above
	Gray     bool   `json:"gray,omitempty"`     // it was gray already and passed through
	Why      string `json:"why,omitempty"`      // the English texts of Notes, joined, for programs that do not know Notes
	Notes    []Note `json:"notes,omitempty"`
	Quality  int    `json:"quality,omitempty"` // of a lossy result that was compressed again; 0 if it was not
}

// Convert makes file, a picture in any format that Sniff knows, black and white.
// The file itself is never changed. The result may share memory with it if
// the picture was gray already. Errors are of package fault: Damaged,
// Unsupported, TooLarge, Cancelled, or Internal for a panic in a codec.
func Convert(ctx context.Context, file []byte, o Options, limits Limits) (result Result, err error) {
	defer func() {
		if v := recover(); v != nil {
			result, err = Result{}, fault.Recovered(v, "the converter failed on this picture")
		}
	}()
	result, err = convert(ctx, file, o, limits)
	// A codec returns the file itself, or what it has made.
	result.Own = len(result.File) > 0 && &result.File[0] != &file[0]
	return result, err
}
