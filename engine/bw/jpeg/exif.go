package jpeg

import "bytes"

// EXIF returns the first EXIF block of a file, without the segment's identifier, or nil. The start
// of a file is sufficient if it contains the whole block.
func EXIF(file []byte) []byte {
	w, err := newWalker(file)
	for err == nil {
		var marker byte
		var body []byte
		if marker, body, err = w.next(); marker == 0 || marker == mSOS {
			break
		}
		if block, ok := bytes.CutPrefix(body, exifName); ok && marker == mAPP1 {
			return block
		}
	}
	return nil
}
