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

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/codec"
)

// Gray converts a file to black and white without loss. It does not modify file; the result may
// share memory with it. Errors are codec.ErrNeedsPixels, or those of package fault: Damaged, with the
// position of the damage; Unsupported; Cancelled.
func Gray(ctx context.Context, file []byte, o codec.Options) ([]byte, codec.Info, error) {
	p, err := lumaHeaders(file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	info := codec.Info{Header: p.header().Header, Gray: p.model == Grayscale}
	filter, err := newSegmentFilter(ctx, p, o.Metadata)
	if err != nil {
		return nil, codec.Info{}, err
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
		filter.caveats(&info, r, p)
		if bytes.Equal(out, file) {
			bufpool.Put(out)
			out = file
		}
		return out, info, err
	}
}

// caveats adds what became of the metadata.
func (f *segmentFilter) caveats(i *codec.Info, r *rewriter, p *headers) {
	behind := p.behind(r.rest)
	i.BadProfile, i.Dropped = f.bad, f.dropped
	i.Pictures, i.GainMap = behind.Pictures, behind.GainMap
	if f.options != codec.DropMetadata {
		i.Dropped.Add(behind.Parts...)
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
		return nil, needsModel(p.model)
	case p.model == YCbCr && !p.frame.luma():
		return nil, codec.NeedsPixels(codec.ForLuma)
	}
	return p, nil
}

func needsModel(m ColorModel) error {
	return &codec.PixelsError{Reason: codec.ForModel, Model: m.String()}
}
