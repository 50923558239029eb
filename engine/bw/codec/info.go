package codec

import (
	"errors"
	"fmt"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// Info is what Rewrite found in a file.
type Info struct {
	Header      // of the file
	Gray   bool // nothing in it had a colour
	Caveats
}

// Caveats are facts about a result that the user should know. Package bw makes notes of them.
type Caveats struct {
	Mixed        bool // a look was mixed from the file's own coefficients
	Recompressed bool // lossy parts of the file were compressed again
	Decoded      bool // the file is lossy, and the result was made from its decoded pixels
	Converted    bool // colours were converted to sRGB: no gray profile can describe theirs
	Rounded      bool // samples of more than 16 bits became 16
	Narrowed     bool // samples of more than 8 bits became 8
	Lightened    bool // black became the next gray, because transparency needs one of 256 values
	BadProfile   bool // the colour profile is damaged or for another kind of pixel, and was ignored
	Endless      bool // the file lacks its end, but nothing of the picture
	Opaque       bool // the transparency of the file could not be read
	GainMap      bool // the file has an HDR gain map, which is not in the result
	Pictures     int  // number of pictures in the file, if it has several, of which only one is read

	Dropped exif.Parts // metadata that the result lacks although it was to be kept
}

// ErrNeedsPixels is what errors.Is finds in the error of a file that Rewrite cannot make gray, but
// Decode and Encode can.
var ErrNeedsPixels = errors.New("the pixels are needed")

// A Reason is why a file cannot be rewritten. Package bw makes a note of it.
type Reason int

const (
	ForProfile Reason = iota // no gray profile can describe its colours
	ForModel                 // its components are not luma and chroma
	ForLuma                  // luma is stored smaller than chroma
	ForChroma                // chroma is stored in proportions from which a look cannot be mixed
	ForMix                   // the look is too strong to be mixed from coefficients
	ForLook                  // the format cannot be rewritten with this look
)

// A PixelsError is an ErrNeedsPixels with its reason.
type PixelsError struct {
	Reason Reason
	Model  string // of the components, with ForModel
}

func (e *PixelsError) Error() string {
	return [...]string{
		"the picture's colour profile has no gray counterpart",
		fmt.Sprintf("the picture is not plain YCbCr but %s", e.Model),
		"the picture's luma is stored smaller than its chroma",
		"the picture's chroma is stored in odd proportions",
		"the look is too strong for coefficients",
		"the look needs the pixels",
	}[e.Reason]
}

// Is makes errors.Is find ErrNeedsPixels.
func (e *PixelsError) Is(target error) bool { return target == ErrNeedsPixels }

// Unwrap gives the error its kind, like every error of a codec.
func (e *PixelsError) Unwrap() error { return &fault.Error{Kind: fault.Unsupported} }

// NeedsPixels returns a PixelsError.
func NeedsPixels(r Reason) error { return &PixelsError{Reason: r} }
