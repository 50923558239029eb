package bw_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// painting returns a picture of one colour.
func painting(c color.Color) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 32, 24))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

// drawPNG returns a PNG file of one colour.
func drawPNG(c color.Color) []byte {
	var file bytes.Buffer
	if err := png.Encode(&file, painting(c)); err != nil {
		panic(err)
	}
	return file.Bytes()
}

// drawJPEG returns a JPEG file of one colour.
func drawJPEG(c color.Color) []byte {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, painting(c), nil); err != nil {
		panic(err)
	}
	return file.Bytes()
}

var (
	red         = color.NRGBA{R: 255, A: 255}
	halfVisible = color.NRGBA{R: 255, A: 128}
)

// A JPEG remains a JPEG. Its luma coefficients are copied bit for bit, so that nothing is lost.
func ExampleConvert() {
	photo := drawJPEG(red)
	result, err := bw.Convert(context.Background(), photo, bw.Options{}, bw.OwnLimits)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := result.Report
	fmt.Println(r.Format, r.Width, r.Height, "lossless:", r.Lossless)
	// Output: jpeg 32 24 lossless: true
}

// A look and a format are chosen. The notes of the report list what the result lacks: JPEG has no
// transparency.
func ExampleConvert_options() {
	look, err := bw.ParseLook("red contrast=1.2")
	if err != nil {
		fmt.Println(err)
		return
	}
	o := bw.Options{Look: look, Format: bw.JPEG, Quality: 80, Metadata: bw.DropMetadata}
	result, err := bw.Convert(context.Background(), drawPNG(halfVisible), o, bw.OwnLimits)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Report.Format, "lossless:", result.Report.Lossless)
	for _, note := range result.Report.Notes {
		fmt.Println(note.Code)
	}
	// Output:
	// jpeg lossless: false
	// white
	// recompressed
}

// An error has a kind, which states whose fault it is, and a sentence for the user.
func ExampleConvert_errors() {
	photo := drawPNG(red)
	for _, file := range [][]byte{[]byte("no picture"), photo[:20], photo} {
		_, err := bw.Convert(context.Background(), file, bw.Options{}, bw.Limits{Pixels: 100})
		var f *fault.Error
		fmt.Println(errors.As(err, &f), fault.KindOf(err))
	}
	// Output:
	// true unsupported
	// true damaged
	// true too large
}

// The header of a file needs no decoding.
func ExampleReadHeader() {
	h, err := bw.ReadHeader(drawPNG(red))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h.Format, h.Width, h.Height, h.Frames)
	// Output: png 32 24 1
}

// A window decodes a photo once, and then shows any look of it.
func ExamplePreview() {
	ctx := context.Background()
	picture, err := bw.Decode(ctx, drawPNG(red), bw.OwnLimits, 16)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range []string{"neutral", "red", "blue"} {
		look, err := bw.ParseLook(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		gray, err := bw.Preview(ctx, picture, bw.Options{Look: look})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(name, gray.Bounds().Size(), gray.At(8, 6))
	}
	// Output:
	// neutral (16,12) {76}
	// red (16,12) {229}
	// blue (16,12) {0}
}

// Options arrive as names and values on every wire.
func ExampleParseOptions() {
	o, err := bw.ParseOptions(map[string]any{"look": "red", "format": "tif", "quality": "80"})
	fmt.Println(o.Format, o.Look, o.Quality, err)

	_, err = bw.ParseOptions(map[string]any{"format": "heic"})
	fmt.Println(err)
	// Output:
	// tiff red 80 <nil>
	// unknown format "heic": there are keep, jpeg, png, gif, bmp, tiff, webp
}

// The table of formats describes what a written file can contain.
func ExampleFormat_Info() {
	for _, format := range []bw.Format{bw.PNG, bw.AVIF} {
		f := format.Info()
		fmt.Println(f.Label, f.Media, f.Extensions[0], "written:", f.Written(), "16 bits:", f.SixteenBit)
	}
	// Output:
	// PNG image/png .png written: true 16 bits: true
	// AVIF image/avif .avif written: false 16 bits: false
}
