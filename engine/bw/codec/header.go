package codec

// A Header describes a picture, from the beginning of its file.
type Header struct {
	Width, Height int   // as stored, before the orientation is applied
	Frames        int   // frames of an animation, or pages; 0 counts as 1
	Orientation   int   // how a viewer turns the picture, 1 to 8 as in EXIF; 0 counts as 1, upright
	Pixels        int64 // of all frames, if they have different sizes; 0: Width x Height x Frames
}

// Upright returns the picture's size as a viewer shows it.
func (h Header) Upright() (width, height int) {
	if h.Orientation >= 5 {
		return h.Height, h.Width
	}
	return h.Width, h.Height
}
