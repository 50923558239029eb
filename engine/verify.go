package engine

import (
	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// verifyResult compares a result with its original: a server may be broken, and only a complete
// picture of the same size is saved.
func verifyResult(file, result []byte) error {
	after, err := bw.ReadHeader(result)
	if err != nil {
		return newError(fault.Internal, "the server's answer is not a picture", err)
	}
	if !bw.Complete(result) {
		return newError(fault.Internal, "the server's answer is incomplete")
	}
	before, err := bw.ReadHeader(file)
	if err != nil {
		return nil // the server supports more formats than this program
	}
	width, height := before.Upright()
	if w, h := after.Upright(); w != width || h != height {
		return fault.New(fault.Internal, "the server's answer is another picture: %dx%d, not %dx%d", w, h, width, height)
	}
	return nil
}
