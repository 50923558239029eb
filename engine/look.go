package engine

import (
	"context"
	"image"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/look"
)

// What callers need to make looks of their own.
type (
	OneBit = look.OneBit
	Method = look.Method
	Levels = look.Levels
	Curve  = look.Curve
)

// Methods of pure black and white.
const (
	NoMethod       = look.None
	Threshold      = look.Threshold
	Otsu           = look.Otsu
	Sauvola        = look.Sauvola
	FloydSteinberg = look.FloydSteinberg
	Ordered        = look.Ordered
)

// The numbers that a look starts from, and how far they go.
const (
	LeastWeight, MostWeight         = look.LeastWeight, look.MostWeight
	LeastBrightness, MostBrightness = look.LeastBrightness, look.MostBrightness
	LeastContrast, MostContrast     = look.LeastContrast, look.MostContrast
	LeastGamma, MostGamma           = look.LeastGamma, look.MostGamma
	LeastSpan                       = look.LeastSpan

	DefaultThreshold = look.DefaultThreshold
	DefaultK         = look.DefaultK
)

// AutoWindow is the default window of Sauvola's method for a picture.
func AutoWindow(width, height int) int { return look.AutoWindow(width, height) }

// CurveNames returns the names of tone curves in display order, none first.
func CurveNames() []string { return look.CurveNames() }

// ParseCurve parses a tone curve: its name, or five points.
func ParseCurve(text string) (Curve, error) { return look.ParseCurve(text) }

// MeasuredLook returns a look with its automatic levels as those of a decoded picture.
func MeasuredLook(ctx context.Context, img image.Image, look Look) (Look, error) {
	return bw.Measured(ctx, img, look)
}

// Histogram counts the pixels of a decoded picture that have each level of gray with a look, before its
// 1-bit method.
func Histogram(ctx context.Context, img image.Image, look Look) ([256]int64, error) {
	return bw.Histogram(ctx, img, look)
}

// Looks returns the looks with a name, in the order in which to show them.
func Looks() []Look { return bw.Looks() }

// ParseLook reads a look as people write it, "red" or "mix(80,30,-10) contrast=1.2"; ""
// is the neutral one. The error's sentence lists the valid names.
func ParseLook(text string) (Look, error) { return bw.ParseLook(text) }

// ParseLookField reads a look out of JSON: a text, or a struct of fields.
func ParseLookField(value any) (Look, error) { return bw.ParseLookField(value) }

// ReadLook reads a look from a file: as people write it, or JSON of that text or of a
// struct of fields.
func ReadLook(file []byte) (Look, error) { return bw.ReadLook(file) }

// PreviewLook shows what a look makes of a picture that is on the screen, by the code that
// converts: for sliders, which can't wait for a whole photo.
func PreviewLook(ctx context.Context, img image.Image, look Look) (image.Image, error) {
	return bw.Preview(ctx, img, Options{Look: look})
}
