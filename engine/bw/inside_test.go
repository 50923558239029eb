package bw

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/gif"
	stdjpeg "image/jpeg"
	stdpng "image/png"
	"io"
	"regexp"
	"strings"

	xbmp "golang.org/x/image/bmp"
	xtiff "golang.org/x/image/tiff"
	xwebp "golang.org/x/image/webp"

	"pretobranco/engine/bw/tiff"
)

// A seeker looks for pictures in colour at every byte of a file, and for a word: in the file as it
// is, in whatever is deflated in it, in base64 and in hexadecimal digits. It shares nothing with the
// code that takes them out.
type seeker struct {
	word  string
	found []string
	words int
}

// colourInside lists the pictures in colour of a file.
func colourInside(file []byte) []string {
	s := &seeker{}
	s.look("", file, 0)
	return s.found
}

// wordInside reports whether a word is anywhere in a file.
func wordInside(file []byte, word string) bool {
	s := &seeker{word: word}
	s.look("", file, 0)
	return s.words > 0
}

func (s *seeker) say(where string, at int, what string, arguments ...any) {
	s.found = append(s.found, fmt.Sprintf("%s%d: ", where, at)+fmt.Sprintf(what, arguments...))
}

// each calls f for each place where data has a text.
func each(data []byte, text string, f func(at int)) {
	for at := 0; ; at++ {
		i := bytes.Index(data[at:], []byte(text))
		if i < 0 {
			return
		}
		at += i
		f(at)
	}
}

// coloured reports whether a picture has colours, more than rounding makes.
func colouredImage(img image.Image) bool {
	b := img.Bounds()
	step := max(1, max(b.Dx(), b.Dy())/200)
	for y := b.Min.Y; y < b.Max.Y; y += step {
		for x := b.Min.X; x < b.Max.X; x += step {
			r, g, bl, a := img.At(x, y).RGBA()
			if d := max(r, g, bl) - min(r, g, bl); a > 0 && d > 3<<8 {
				return true
			}
		}
	}
	return false
}

func (s *seeker) look(where string, data []byte, depth int) {
	if s.word != "" && bytes.Contains(data, []byte(s.word)) {
		s.words++
	}
	if s.word == "" {
		s.pictures(where, data)
	}
	if depth >= 3 {
		return
	}
	for _, level := range []string{"\x78\x01", "\x78\x5e", "\x78\x9c", "\x78\xda"} {
		each(data, level, func(at int) {
			z, err := zlib.NewReader(bytes.NewReader(data[at:]))
			if err != nil {
				return
			}
			if text, _ := io.ReadAll(io.LimitReader(z, 16<<20)); len(text) > 40 {
				s.look(fmt.Sprintf("%s%d inflated: ", where, at), text, depth+1)
			}
		})
	}
	for _, run := range runs.FindAllIndex(data, -1) {
		digits := strings.NewReplacer("\n", "", "\r", "", " ", "", "\t", "", "&#xA;", "", "&#10;", "", "\\", "", "-", "+", "_", "/").Replace(string(data[run[0]:run[1]]))
		for shift := range 4 {
			text, _ := base64.RawStdEncoding.DecodeString(digits[shift : len(digits)-(len(digits)-shift)%4])
			s.look(fmt.Sprintf("%s%d in base64: ", where, run[0]), text, 3)
		}
	}
	for _, run := range hexRuns.FindAllIndex(data, -1) {
		digits := strings.NewReplacer("\n", "", "\r", "", " ", "", "\t", "").Replace(string(data[run[0]:run[1]]))
		if text, err := hex.DecodeString(digits[:len(digits)&^1]); err == nil {
			s.look(fmt.Sprintf("%s%d in hexadecimal digits: ", where, run[0]), text, depth+1)
		}
	}
	if depth == 0 {
		for i, text := range joinedPieces(data) {
			s.look(fmt.Sprintf("piece %d, joined: ", i), text, 1)
		}
	}
}

// joinedPieces joins what a JPEG's segments hold of each kind, without what each begins with, and
// the sub-blocks of a GIF's extensions.
func joinedPieces(file []byte) (pieces [][]byte) {
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8")):
		var heads = map[string]int{"Exif\x00\x00": 0, "Photoshop 3.0\x00": 0, "FPXR\x00": 2, "http://ns.adobe.com/xmp/extension/\x00": 40, "": 0}
		for name, more := range heads {
			var whole []byte
			for at := 2; at+4 < len(file) && file[at] == 0xff && file[at+1] != 0xda; {
				size := 2 + int(binary.BigEndian.Uint16(file[at+2:]))
				if rest, ok := bytes.CutPrefix(file[at+4:min(len(file), at+size)], []byte(name)); ok && file[at+1] >= 0xe1 && len(rest) >= more {
					whole = append(whole, rest[more:]...)
				}
				at += size
			}
			pieces = append(pieces, whole)
		}
	case bytes.HasPrefix(file, []byte("GIF8")):
		for _, begin := range []string{"\x21\xff\x0b", "\x21\xfe"} {
			each(file, begin, func(at int) {
				if at += 2; begin != "\x21\xfe" {
					at += 12
				}
				var whole []byte
				for at < len(file) && file[at] > 0 {
					end := min(len(file), at+1+int(file[at]))
					whole = append(whole, file[at+1:end]...)
					at = end
				}
				pieces = append(pieces, whole)
			})
		}
	}
	return pieces
}

var hexRuns = regexp.MustCompile(`(?:[0-9a-fA-F]{36,}[ \t\r\n]*)+`)

var runs = regexp.MustCompile(`[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|[ \t\r\n]|&#xA;|&#10;|\\){90,}`)

func (s *seeker) pictures(where string, data []byte) {
	each(data, "\xd8\xff", func(at int) {
		if at == 0 {
			return
		}
		file := append([]byte{0xff}, data[at:]...)
		img, err := stdjpeg.Decode(bytes.NewReader(file))
		switch {
		case err == nil && colouredImage(img):
			s.say(where, at-1, "a JPEG of %v", img.Bounds())
		case err != nil && components(file) > 1:
			s.say(where, at-1, "a JPEG of colours that breaks off: %v", err)
		}
	})
	each(data, "\x89PNG\r\n\x1a\n", func(at int) {
		if img, err := stdpng.Decode(bytes.NewReader(data[at:])); err == nil && colouredImage(img) {
			s.say(where, at, "a PNG of %v", img.Bounds())
		}
	})
	each(data, "GIF8", func(at int) {
		if g, err := gif.DecodeAll(bytes.NewReader(data[at:])); err == nil {
			for _, img := range g.Image {
				if colouredImage(img) {
					s.say(where, at, "a GIF of %v", img.Bounds())
				}
			}
		}
	})
	each(data, "WEBPVP8", func(at int) {
		if at < 8 {
			return
		}
		if img, err := xwebp.Decode(bytes.NewReader(data[at-8:])); err == nil && colouredImage(img) {
			s.say(where, at-8, "a WebP of %v", img.Bounds())
		}
	})
	each(data, "BM", func(at int) {
		if c, err := xbmp.DecodeConfig(bytes.NewReader(data[at:])); err == nil && c.Width*c.Height < 1<<20 {
			if img, err := xbmp.Decode(bytes.NewReader(data[at:])); err == nil && colouredImage(img) {
				s.say(where, at, "a BMP of %v", img.Bounds())
			}
		}
	})
	for _, name := range []string{"ftyp", "JXL \r\n\x87\n"} {
		each(data, name, func(at int) {
			if at < 4 {
				return
			}
			if img, err := Decode(context.Background(), data[at-4:], OwnLimits, 0); err == nil && colouredImage(img) {
				s.say(where, at-4, "a %s of %v", Sniff(data[at-4:]), img.Bounds())
			}
		})
	}
	for _, order := range []string{"II*\x00", "MM\x00*"} {
		each(data, order, func(at int) { s.directories(fmt.Sprintf("%s%d: ", where, at), data[at:]) })
	}
	for _, name := range []string{"8BIM\x04\x09\x00\x00", "8BIM\x04\x0c\x00\x00"} {
		each(data, name, func(at int) {
			d := data[at+8:]
			if len(d) < 4+28 || binary.BigEndian.Uint32(d[4:]) != 0 {
				return
			}
			if size := binary.BigEndian.Uint32(d); size > 28 && int(size) <= len(d)-4 && colouredSamples(d[4+28:4+size]) {
				s.say(where, at, "a plain thumbnail of Photoshop's")
			}
		})
	}
	each(data, "JFIF\x00", func(at int) {
		if at < 4 || len(data) < at+14 || data[at-3] != 0xe0 {
			return
		}
		if n := 3 * int(data[at+12]) * int(data[at+13]); n > 0 && at+14+n <= len(data) && colouredSamples(data[at+14:at+14+n]) {
			s.say(where, at, "a thumbnail of JFIF's")
		}
	})
	each(data, "JFXX\x00", func(at int) {
		if len(data) < at+8+768 {
			return
		}
		if kind := data[at+5]; (kind == 0x11 || kind == 0x13) && colouredSamples(data[at+8:at+8+768]) {
			s.say(where, at, "a thumbnail of JFXX's")
		}
	})
}

func colouredSamples(d []byte) bool {
	for ; len(d) >= 3; d = d[3:] {
		if d[0] != d[1] || d[1] != d[2] {
			return true
		}
	}
	return false
}

// components is how many a JPEG's header claims, if a scan follows; 0 for what is no JPEG.
func components(file []byte) (n int) {
	for at := 2; at+9 < len(file) && file[at] == 0xff; {
		switch marker := file[at+1]; {
		case marker >= 0xc0 && marker <= 0xc2:
			n = int(file[at+9])
		case marker == 0xda:
			return n
		case marker < 0xc0 || marker >= 0xd0 && marker <= 0xd9:
			return 0
		}
		at += 2 + int(binary.BigEndian.Uint16(file[at+2:]))
	}
	return 0
}

// directories decodes the picture of each directory of a TIFF file or an EXIF block.
func (s *seeker) directories(where string, block []byte) {
	if len(block) < 8 {
		return
	}
	var order binary.ByteOrder = binary.LittleEndian
	if block[0] == 'M' {
		order = binary.BigEndian
	}
	todo, seen := []uint32{order.Uint32(block[4:])}, map[uint32]bool{0: true}
	for len(todo) > 0 && len(seen) < 100 {
		at := todo[0]
		todo = todo[1:]
		if seen[at] || int(at)+2 > len(block) {
			continue
		}
		seen[at] = true
		n := int(order.Uint16(block[at:]))
		if int(at)+2+12*n > len(block) {
			continue
		}
		strips := false
		for i := range n {
			e := block[int(at)+2+12*i:]
			switch tag := order.Uint16(e); tag {
			case 330, 34665: // one sub-directory is told by its offset
				todo = append(todo, order.Uint32(e[8:]))
			case 273, 324:
				strips = true
			}
		}
		if end := int(at) + 2 + 12*n; end+4 <= len(block) {
			todo = append(todo, order.Uint32(block[end:]))
		}
		if !strips {
			continue
		}
		file := bytes.Clone(block)
		order.PutUint32(file[4:], at)
		img, err := xtiff.Decode(bytes.NewReader(file))
		if err != nil {
			img, _, err = tiff.Decode(context.Background(), file)
		}
		if err == nil && colouredImage(img) {
			s.say(where, int(at), "a TIFF picture of %v", img.Bounds())
		}
	}
}
