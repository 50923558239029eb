package exif

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/bmp"
)

// red is a picture in colour, and grey one without.
func red() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 256 {
		img.SetRGBA(i%16, i/16, color.RGBA{255, uint8(i), 0, 255})
	}
	return img
}

func grey() image.Image {
	img := image.NewGray(image.Rect(0, 0, 16, 16))
	for i := range img.Pix {
		img.Pix[i] = byte(i)
	}
	return img
}

func asJPEG(img image.Image) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, img, nil)
	return b.Bytes()
}

// regray makes a JPEG gray by its pixels.
func regray(file []byte) ([]byte, error) {
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	out := image.NewGray(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(x, y))
		}
	}
	return asJPEG(out), nil
}

// coloured pictures of every kind that metadata may hold, and what marks their end.
func hidden(t *testing.T) map[string][]byte {
	t.Helper()
	made := map[string][]byte{"JPEG": asJPEG(red())}
	made["JPEG without its first byte"] = append([]byte{2}, asJPEG(red())[1:]...)
	made["JPEG that breaks off"] = made["JPEG"][:len(made["JPEG"])-9]
	var b bytes.Buffer
	png.Encode(&b, red())
	made["PNG"] = bytes.Clone(b.Bytes())
	b.Reset()
	gif.Encode(&b, red(), nil)
	made["GIF"] = bytes.Clone(b.Bytes())
	b.Reset()
	bmp.Encode(&b, red())
	made["BMP"] = bytes.Clone(b.Bytes())
	made["WebP"] = []byte("RIFF\x18\x00\x00\x00WEBPVP8L\x0b\x00\x00\x00/colourful.\x00")
	made["HEIC"] = []byte("\x00\x00\x00\x14ftypheic\x00\x00\x00\x00mif1\x00\x00\x00\x0emeta colour")
	made["JPEG XL"] = []byte("\x00\x00\x00\x0cJXL \r\n\x87\n\x00\x00\x00\x12jxlc colourful")
	made["JPEG 2000"] = []byte("\xff\x4f\xff\x51 colourful things \xff\xd9")
	made["base64"] = []byte(base64.StdEncoding.EncodeToString(made["JPEG"]))
	made["base64 in lines"] = []byte(strings.ReplaceAll(inLines(base64.StdEncoding.EncodeToString(made["PNG"]), 76), "\n", "&#xA;\n"))
	made["base64 of JSON"] = []byte(strings.ReplaceAll(base64.StdEncoding.EncodeToString(made["JPEG"]), "/", `\/`))
	made["base64 of the web"] = []byte(base64.RawURLEncoding.EncodeToString(made["GIF"]))
	made["hexadecimal digits"] = []byte(inLines(hex.EncodeToString(made["JPEG"]), 72))
	made["base64 in hexadecimal digits"] = []byte(hex.EncodeToString(made["base64"]))
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(made["PNG"])
	z.Close()
	made["deflated"] = packed.Bytes()
	for _, order := range orders {
		for kind, photometric := range map[string]uint16{"RGB": 2, "YCbCr": 6, "palette": 3} {
			d := draft{order: order, first: map[uint16]field{0x100: {3, 1, order.AppendUint16(nil, 4)}, 0x101: {3, 1, order.AppendUint16(nil, 2)}}}
			d.first[tagCompression], d.first[tagPhotometric] = d.short(1), d.short(photometric)
			d.first[tagSamplesPerPixel] = d.short(3)
			d.first[tagStripOffsets], d.first[tagStripByteCounts] = d.long(0), d.long(24)
			block := d.build()
			b, _ := parse(block)
			order.PutUint32(block[b.find(b.first, tagStripOffsets)+8:], uint32(len(block)))
			made["TIFF "+kind+" "+order.String()] = append(block, "colours in strips of RGB"...)
		}
	}
	raw := append([]byte("8BIM\x04\x0c\x00\x00\x00\x00\x00\x34\x00\x00\x00\x00"), make([]byte, 24)...)
	made["Photoshop's plain thumbnail"] = append(raw, "a thumbnail in colour..."...)
	return made
}

func inLines(text string, n int) string {
	var lines []string
	for len(text) > n {
		lines = append(lines, text[:n])
		text = text[n:]
	}
	return strings.Join(append(lines, text), "\n")
}

// Pictures are found and made gray wherever they are, and all around them stays. Previews in maker
// notes once kept their colour.
func TestGrayPictures(t *testing.T) {
	before, behind := []byte("what stands before it\x00\x01;"), []byte(";\x00what stands behind it")
	for name, picture := range hidden(t) {
		data := slices.Concat(before, picture, behind)
		original := bytes.Clone(data)
		if !HasColour(data) {
			t.Errorf("%s: no colour is found", name)
			continue
		}
		out := GrayPictures(data, regray)
		if !bytes.Equal(data, original) {
			t.Fatalf("%s: the argument was changed", name)
		}
		if len(out) != len(data) || !bytes.HasPrefix(out, before) {
			t.Errorf("%s: what stands before it has changed", name)
		}
		if whole := !strings.Contains(name, "breaks off") && name != "JPEG XL" && name != "HEIC"; whole && !bytes.HasSuffix(out, behind) {
			t.Errorf("%s: what stands behind it has changed: %q", name, out[len(out)-len(behind):])
		}
		for _, word := range []string{"colour", "RGB"} {
			if bytes.Contains(out[len(before):], []byte(word)) {
				t.Errorf("%s: its bytes are still there", name)
			}
		}
		if bytes.HasPrefix(picture, []byte{0xff, 0xd8}) && !strings.Contains(name, "breaks") {
			img, err := jpeg.Decode(bytes.NewReader(out[len(before):]))
			if _, isGray := img.(*image.Gray); err != nil || !isGray {
				t.Errorf("%s: no gray picture is in its place: %T, %v", name, img, err)
			}
		}
		if again := GrayPictures(out, regray); !bytes.Equal(again, out) {
			t.Errorf("%s: it changes a second time", name)
		}
		if gone := GrayPictures(data, failing); len(gone) != len(data) || bytes.HasSuffix(gone, slices.Concat(picture[len(picture)-12:], behind)) && !strings.HasSuffix(name, "off") {
			t.Errorf("%s: it stays if it can't be made gray", name)
		}
	}
	for name, data := range map[string][]byte{
		"gray JPEG": asJPEG(grey()), "text": []byte(strings.Repeat("a text that goes on and on ", 50)), "nothing": nil,
		"JPEG's first bytes": []byte("\xff\xd8\xff\xe0\x00\x10JFIF"), "half a header": asJPEG(red())[:60],
	} {
		if HasColour(data) {
			t.Errorf("%s: colour is found", name)
		}
		if out := GrayPictures(data, regray); !bytes.Equal(out, data) {
			t.Errorf("%s: it is changed", name)
		}
	}
}

// A preview in a maker note turns gray in its place, and one that doesn't fit goes: its maker's
// offsets stay true.
func TestPreviewInMakerNote(t *testing.T) {
	for _, order := range orders {
		d := camera(order)
		d.second, d.thumbnail = nil, nil
		preview := asJPEG(red())
		d.exif[tagMakerNote] = raw(slices.Concat([]byte("a maker's own notes, with offsets of its own"), preview, []byte("behind it")))
		block := d.build()
		out := Rewrite(block, Options{Thumbnail: regray})
		at := bytes.Index(block, preview)
		if len(out) != len(block) || !bytes.Equal(out[:at], block[:at]) || bytes.Contains(out, preview) {
			t.Fatalf("%v: the block has changed elsewhere", order)
		}
		if img, err := jpeg.Decode(bytes.NewReader(out[at:])); err != nil || img.ColorModel() != color.GrayModel {
			t.Errorf("%v: %v", order, err)
		}
		longer := func(file []byte) ([]byte, error) { return append(bytes.Clone(file), 0), nil }
		out = Rewrite(block, Options{Thumbnail: longer})
		if !bytes.Equal(out[at:at+len(preview)], make([]byte, len(preview))) || !bytes.Contains(out, []byte("behind it")) {
			t.Errorf("%v: a preview that doesn't fit is still there", order)
		}
		if out := Rewrite(block, Options{}); !bytes.Equal(out, block) {
			t.Errorf("%v: changed without a wish", order)
		}
	}
}

// Plain samples in IFD1 turn gray in their place, too, unless the picture is turned.
func TestThumbnailInStrips(t *testing.T) {
	for _, order := range orders {
		d := camera(order)
		d.thumbnail = nil
		d.second = map[uint16]field{0x100: d.short(2), 0x101: d.short(2), tagCompression: d.short(1), tagPhotometric: d.short(2), tagSamplesPerPixel: d.short(3),
			tagStripOffsets: d.long(0), tagStripByteCounts: d.long(12)}
		block := d.build()
		b, _ := parse(block)
		order.PutUint32(block[b.find(b.second, tagStripOffsets)+8:], uint32(len(block)))
		block = append(block, 255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9)
		out := Rewrite(block, Options{Thumbnail: smaller})
		if got := out[len(block)-12:]; !bytes.Equal(got, []byte{76, 76, 76, 150, 150, 150, 29, 29, 29, 9, 9, 9}) {
			t.Errorf("%v: the samples are %v", order, got)
		}
		if b, _ := parse(out); b.second.at == 0 {
			t.Errorf("%v: IFD1 is gone", order)
		}
		turned := Rewrite(block, Options{Thumbnail: failing, Orientation: 1}) // the camera's picture has 6
		if b, _ := parse(turned); b.second.at != 0 {
			t.Errorf("%v: a thumbnail that lies on its side is still linked", order)
		}
	}
}

// Data that is made to be searched for long is given up soon, and counts as coloured.
func TestHostilePictures(t *testing.T) {
	start := time.Now()
	segments := bytes.Repeat([]byte("\xff\xd8\xff\xe0\x00\x04\xff\xd8"), 1<<18)
	directories := bytes.Repeat([]byte("II*\x00\x08\x00\x00\x00\xff\xff"), 1<<17)
	strips := []byte("MM\x00*\x00\x00\x00\x08\x00\x03")
	for _, e := range [][3]uint32{{tagPhotometric, 1, 2 << 16}, {tagStripOffsets, 1 << 16, 50}, {tagSamplesPerPixel, 1, 3 << 16}} {
		strips = binary.BigEndian.AppendUint32(strips, e[0]<<16|uint32(typeShort+e[1]>>16))
		strips = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(strips, e[1]), e[2])
	}
	strips = append(append(strips, 0, 0, 0, 0), bytes.Repeat([]byte{0, 0, 0, 60}, 1<<17)...)
	runs := []byte(strings.Repeat("/9j/4AAQ", 1<<18))
	for name, data := range map[string][]byte{"segments": segments, "directories": directories, "strips": strips, "runs": runs} {
		HasColour(data)
		GrayPictures(data, func([]byte) ([]byte, error) { return nil, errors.New("no") })
		if took := time.Since(start); took > time.Minute {
			t.Fatalf("%s: %v", name, took)
		}
	}
}

// FuzzGrayPictures holds that what is gray stays so, and that no byte is added or lost.
func FuzzGrayPictures(f *testing.F) {
	f.Add(camera(binary.BigEndian).build())
	f.Add(asJPEG(red()))
	f.Fuzz(func(t *testing.T, data []byte) {
		out := GrayPictures(data, regray)
		if out == nil && data != nil {
			return
		}
		if len(out) != len(data) {
			t.Fatalf("%d bytes became %d", len(data), len(out))
		}
		if again := GrayPictures(out, regray); !bytes.Equal(again, out) {
			t.Fatalf("%q changes a second time, to %q", out, again)
		}
	})
}
