// Package jpeg makes a JPEG file black and white without touching its pixels: the
// bytes of a file in, the bytes of the gray file out.
//
//	file -> survey: size, colour model, profile, metadata in several segments
//	          |
//	          v
//	segment by segment --+-- tables ------------> remembered for the scans
//	                     +-- metadata ----------> by its rules (metadata.go)
//	                     +-- scan of luma ------> checked and copied (copy.go)
//	                     +-- scan of all -------> luma's bits picked (scanner.go)
//	                     +-- scan of chroma ----> left out
//
// In a YCbCr file the first component, luma, *is* the gray of BT.601 (JFIF 1.02, T.871),
// so the gray file has luma's coefficients, unchanged, and nothing is lost: its decoded
// pixels are those of the luma that came in. That costs no transform, no
// pixels, and only as much memory as the two files.
//
// What a clause or table number alone refers to is ITU-T T.81, the JPEG standard. Where files
// take liberties with it, libjpeg decides: what it reads without a warning is read.
package jpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/room"
)

// Options say what Gray makes of a file. The zero value keeps all metadata.
type Options struct {
	Metadata codec.Metadata
}

// Info tells what Gray found.
type Info struct {
	Header      // of the file that came in
	Gray   bool // it had one component already

	// BadProfile tells that the file has a colour profile that is damaged or for another kind of
	// pixel. It counts for none, as for viewers, and is not in the result.
	BadProfile bool

	Endless bool // the picture is whole, but the file lacks its end marker

	Behind             // what stands behind the picture of the file, which the result has not
	Dropped exif.Parts // what the result lacks besides, though nobody asked for that
}

// ErrNeedsPixels is what errors.Is finds in the error of a file whose coefficients can't serve,
// and beside it one of the reasons that follow.
var (
	ErrNeedsPixels = errors.New("the pixels are needed")

	ErrModel   = fmt.Errorf("%w: for its components", ErrNeedsPixels) // they are not luma and chroma
	ErrLuma    = fmt.Errorf("%w: for its luma", ErrNeedsPixels)       // it is not the largest component
	ErrChroma  = fmt.Errorf("%w: for its chroma", ErrNeedsPixels)     // in odd proportions, and the look needs it
	ErrMix     = fmt.Errorf("%w: for the mix", ErrNeedsPixels)        // it is too strong
	ErrProfile = fmt.Errorf("%w: for its profile", ErrNeedsPixels)    // no gray one can stand for it
)

func needsPixels(why error, reason string, args ...any) error {
	e := fault.New(fault.Unsupported, reason, args...)
	e.Err = why
	return e
}

// Gray makes a JPEG file black and white, without loss. The file itself is not changed;
// the result may share memory with it. Errors are ErrNeedsPixels, or of package
// fault: Damaged, with the place where a file breaks off or is wrong; Unsupported;
// Cancelled.
func Gray(ctx context.Context, file []byte, o Options) ([]byte, Info, error) {
	p, err := lumaHeaders(file)
	if err != nil {
		return nil, Info{}, err
	}
	info := Info{Header: p.header(), Gray: p.model == Grayscale}
	filter, err := newSegmentFilter(ctx, p, o.Metadata)
	if err != nil {
		return nil, Info{}, err
	}
	categories := 12 // what samples of 8 bits need (table F.1)
	for {
		r := &rewriter{ctx: ctx, file: file, filter: filter, height: p.frame.height, same: info.Gray, categories: categories}
		out, err := r.run()
		info.Endless = r.endless
		if errors.Is(err, errMissing) && categories < 16 {
			categories = 16
			continue
		}
		info.report(filter, r, p)
		if bytes.Equal(out, file) {
			room.Give(out)
			out = file
		}
		return out, info, err
	}
}

// tell adds what became of that which stands beside the picture.
func (i *Info) report(f *segmentFilter, r *rewriter, p *headers) {
	i.BadProfile, i.Dropped, i.Behind = f.bad, f.dropped, p.behind(r.rest)
	if f.options != codec.DropMetadata {
		i.Dropped.Add(i.Behind.Parts...)
	}
}

// lumaHeaders is survey for files whose luma is the gray.
func lumaHeaders(file []byte) (*headers, error) {
	p, err := readHeaders(file)
	if err == nil {
		err = p.frame.readable()
	}
	switch {
	case err != nil:
		return nil, err
	case p.model != Grayscale && p.model != YCbCr:
		return nil, needsPixels(ErrModel, "the picture is not plain YCbCr but %v", p.model)
	case p.model == YCbCr && !p.frame.luma():
		return nil, needsPixels(ErrLuma, "the picture's luma is stored smaller than its chroma")
	}
	return p, nil
}
