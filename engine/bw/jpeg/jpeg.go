// Package jpeg converts JPEG files to black and white without decoding their pixels. It reads the
// bytes of a file and returns the bytes of the gray file.
//
//	file -> readHeaders: size, colour model, profile, metadata
//	          |
//	          v
//	segment by segment --+-- tables ------------> kept for the scans
//	                     +-- metadata ----------> filtered by the options (segments.go)
//	                     +-- luma scan ---------> checked and copied (copy_single.go)
//	                     +-- interleaved scan --> luma's bits copied (copy_bits.go)
//	                     +-- chroma scan -------> dropped
//
// In a YCbCr file the first component, luma, is the gray of BT.601 (JFIF 1.02, T.871). The gray
// file therefore has luma's quantised coefficients, unchanged: it decodes to exactly the luma of
// the input. No transform runs, no pixels are made, and memory use is that of the two files.
//
// # Where DC differences are recoded
//
// A Huffman-coded block stores its DC coefficient as a difference to the previous block of the same
// component (F.1.2.1). AC codes can be copied bit for bit, and so can a DC difference, as long as
// the previous luma block is the same one in both files. It is not the same in three cases:
//
//   - The input interleaves components and luma has more than one row of blocks in an MCU (4:2:0,
//     A.2.3). The gray file stores rows of blocks from edge to edge, so the first block of each row
//     in an MCU follows another block.
//   - The last MCU of a row has padding blocks of luma, which a scan of one component does not have
//     (A.2.2).
//   - The input has restart intervals, which reset the prediction to zero. The gray file has none.
//
// frame.recodes reports whether a file has such a block at all. If so, rewriter.pick extends the DC
// Huffman table to all categories that can occur (codeBook.extended); if the table has no space for
// them, the file gets a new one and all differences are recoded. scanner.mcus recodes a difference
// when the predicted value differs, scanner.joinRows does so for the first block of a row, and
// scanner.appendGroup for the first block of a part that another goroutine has read. All of them
// write with dcCoder.put.
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

// Options configure Gray. The zero value keeps all metadata.
type Options struct {
	Metadata codec.Metadata
}

// Info describes the file that Gray has converted.
type Info struct {
	Header      // of the input
	Gray   bool // the input has a single component

	// BadProfile reports that the colour profile is damaged or made for another colour model. It is
	// ignored, as by viewers, and dropped.
	BadProfile bool

	Endless bool // the picture is complete, but EOI is missing

	Behind             // the data after EOI, which the result does not have
	Dropped exif.Parts // metadata that was dropped without being asked for
}

// ErrNeedsPixels is wrapped by the errors for files that can't be converted from coefficients
// alone, together with one of the reasons below.
var (
	ErrNeedsPixels = errors.New("the pixels are needed")

	ErrModel   = fmt.Errorf("%w: for its components", ErrNeedsPixels) // not luma and chroma
	ErrLuma    = fmt.Errorf("%w: for its luma", ErrNeedsPixels)       // chroma has more samples
	ErrChroma  = fmt.Errorf("%w: for its chroma", ErrNeedsPixels)     // unusual subsampling, and the mix uses chroma
	ErrMix     = fmt.Errorf("%w: for the mix", ErrNeedsPixels)        // too strong
	ErrProfile = fmt.Errorf("%w: for its profile", ErrNeedsPixels)    // no gray profile is equivalent
)

func needsPixels(why error, reason string, args ...any) error {
	e := fault.New(fault.Unsupported, reason, args...)
	e.Err = why
	return e
}

// Gray converts a file to black and white without loss. It does not modify file; the result may
// share memory with it. Errors are ErrNeedsPixels, or those of package fault: Damaged, with the
// position of the damage; Unsupported; Cancelled.
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
	categories := 12 // the categories of 8-bit samples (table F.1)
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

// report fills in what happened to the metadata.
func (i *Info) report(f *segmentFilter, r *rewriter, p *headers) {
	i.BadProfile, i.Dropped, i.Behind = f.bad, f.dropped, p.behind(r.rest)
	if f.options != codec.DropMetadata {
		i.Dropped.Add(i.Behind.Parts...)
	}
}

// lumaHeaders is readHeaders for files whose luma is the gray.
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
