package engine

import (
	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// check holds a result against its original: a server may be broken, and nothing
// but a whole picture of the same size is saved.
func check(file, result []byte) error {
	after, err := bw.ReadHeader(result)
	if err != nil {
		return newError(fault.Internal, "the server's answer is not a picture", err)
	}
	if !bw.Complete(result) {
		return newError(fault.Internal, "the server's answer breaks off")
	}
	before, err := bw.ReadHeader(file)
	if err != nil {
		return nil // it was converted all the same, by a server that knows more
	}
	width, height := before.Upright()
	if w, h := after.Upright(); w != width || h != height {
		return fault.New(fault.Internal, "the server's answer is another picture: %dx%d, not %dx%d", w, h, width, height)
	}
	return nil
}
