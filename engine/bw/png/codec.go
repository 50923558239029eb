package png

import (
	"bytes"
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Codec is the format's entry in the table of package bw, but for Decode and Encode, which package
// apng completes with animations.
var Codec = codec.Codec{
	Sniff: nearly,
	ReadHeader: func(file []byte) (codec.Header, error) {
		h, err := ReadHeader(file)
		h.Header.Orientation = 0
		if err == nil {
			h.Header.Orientation = Orientation(file)
		}
		return h.Header, err
	},
	Rewrite: Gray,
	Repair: func(ctx context.Context, file []byte, pixels int64, _ bool) ([]byte, fault.Damage, error) {
		return Repair(ctx, file, pixels)
	},
	Complete:     func(file []byte) bool { return bytes.HasSuffix(codec.TrimPadding(file), []byte("IEND\xaeB`\x82")) },
	MetadataSize: metadataSize,
}

// nearly recognises a PNG file by its signature, also if a transfer changed it, which the signature is
// made to show (PNG, 12.1): such a file is damaged, not unknown.
func nearly(head []byte) bool {
	if len(head) < len(signature) {
		return false
	}
	same := 0
	for i := range len(signature) {
		if head[i] == signature[i] {
			same++
		}
	}
	return same >= len(signature)-1 || string(head[:4]) == string(signature[:4])
}
