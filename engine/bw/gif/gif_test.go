package gif

import (
	"bytes"
	"compress/lzw"
	"context"
	"image"
	"image/color"
	stdgif "image/gif"
	"math/rand"
	"testing"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
)

// animation draws frames of wild colours with image/gif, of odd sizes and places, with local palettes
// in every second one.
func animation(t testing.TB, frames int) []byte {
	t.Helper()
	random := rand.New(rand.NewSource(5))
	palette := func() color.Palette {
		p := make(color.Palette, 1<<(1+random.Intn(8)))
		for i := range p {
			p[i] = color.RGBA{uint8(random.Int()), uint8(random.Int()), uint8(random.Int()), 255}
		}
		return p
	}
	global := palette()
	g := &stdgif.GIF{LoopCount: 3, Config: image.Config{Width: 40, Height: 30, ColorModel: global}}
	for i := range frames {
		p := global
		if i%2 == 1 {
			p = palette()
		}
		w, h := 1+random.Intn(40), 1+random.Intn(30)
		if i == 0 {
			w, h = 40, 30
		}
		x, y := random.Intn(41-w), random.Intn(31-h)
		img := image.NewPaletted(image.Rect(x, y, x+w, y+h), p)
		for k := range img.Pix {
			img.Pix[k] = uint8(random.Intn(len(p)) * (k / 7 % 3) / 2)
		}
		g.Image, g.Delay, g.Disposal = append(g.Image, img), append(g.Delay, i), append(g.Disposal, byte(1+i%3))
	}
	var b bytes.Buffer
	if err := stdgif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGrayAgainstImageGIF(t *testing.T) {
	file := animation(t, 12)
	got, info, err := Gray(context.Background(), file, codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if info.Frames != 12 || info.Width != 40 || info.Height != 30 || info.Gray || len(got) != len(file) {
		t.Errorf("%+v, %d bytes of %d", info, len(got), len(file))
	}
	before, err := stdgif.DecodeAll(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	after, err := stdgif.DecodeAll(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	for i, img := range after.Image {
		if !bytes.Equal(img.Pix, before.Image[i].Pix) || img.Rect != before.Image[i].Rect || after.Delay[i] != before.Delay[i] || after.Disposal[i] != before.Disposal[i] {
			t.Errorf("frame %d has changed", i)
		}
		for k, c := range img.Palette {
			r, g, b, _ := before.Image[i].Palette[k].RGBA()
			v := codec.Luma(uint8(r>>8), uint8(g>>8), uint8(b>>8))
			if c != (color.RGBA{v, v, v, 255}) {
				t.Fatalf("colour %d of frame %d is %v", k, i, c)
			}
		}
	}
	frames, err := Decode(context.Background(), file, true)
	if err != nil || len(frames) != 12 {
		t.Fatalf("%d frames, %v", len(frames), err)
	}
}

// Both ways through the codes see the same, whatever the data; compress/lzw is the judge of
// what is sound.
func TestMeasureAndExpand(t *testing.T) {
	random := rand.New(rand.NewSource(6))
	for range 3000 {
		bits := 2 + random.Intn(7)
		pix := make([]byte, random.Intn(6000))
		for i := range pix {
			pix[i] = byte(random.Intn(1<<bits) * (i / 50 % 2))
		}
		var b bytes.Buffer
		z := lzw.NewWriter(&b, lzw.LSB, bits)
		z.Write(pix)
		z.Close()
		data := b.Bytes()
		whole := random.Intn(2) == 0
		if !whole {
			data = data[:random.Intn(len(data)+1)]
			if len(data) > 0 && random.Intn(2) == 0 {
				data[random.Intn(len(data))] = byte(random.Int())
			}
		}
		out := make([]byte, len(pix))
		n, sound := measure(bits, data, len(pix))
		n2, sound2 := expand(bits, data, out)
		if n != n2 || sound != sound2 {
			t.Fatalf("measured %d %v, expanded %d %v", n, sound, n2, sound2)
		}
		if whole && (n != len(pix) || !sound || !bytes.Equal(out, pix)) {
			t.Fatalf("%d of %d pixels, %v", n, len(pix), sound)
		}
	}
}

// A file that ends early is refused if a pixel is missing, and mended if none is.
func TestCutShort(t *testing.T) {
	file := animation(t, 1)
	mended := 0
	for n := range file {
		got, _, err := Gray(context.Background(), file[:n], codec.Options{})
		if err != nil {
			if fault.KindOf(err) != fault.Damaged {
				t.Fatalf("cut to %d bytes: %v", n, err)
			}
			continue
		}
		mended++
		if _, err := stdgif.DecodeAll(bytes.NewReader(got)); err != nil {
			t.Errorf("cut to %d of %d bytes, the mended file: %v", n, len(file), err)
		}
	}
	if mended == 0 || mended > 8 {
		t.Errorf("%d cut files were taken for whole", mended)
	}
}

// A file cut anywhere keeps its whole frames, and of the first one what there is.
func TestRepair(t *testing.T) {
	for _, count := range []int{1, 5} {
		file := animation(t, count)
		whole, err := Decode(context.Background(), file, true)
		if err != nil {
			t.Fatal(err)
		}
		most, last := 0, 0
		for n := range file {
			out, damage, err := Repair(context.Background(), file[:n], 0)
			if err != nil {
				if fault.KindOf(err) != fault.Damaged || most > 0 {
					t.Fatalf("%d of %d bytes: %v", n, len(file), err)
				}
				continue
			}
			if _, err := stdgif.DecodeAll(bytes.NewReader(out)); err != nil {
				t.Fatalf("%d of %d bytes: image/gif says %v of what was repaired", n, len(file), err)
			}
			frames, err := Decode(context.Background(), out, true)
			if err != nil || len(frames) < most {
				t.Fatalf("%d of %d bytes: %d frames, %v", n, len(file), len(frames), err)
			}
			most = len(frames)
			if damage.Whole() && (count == 1 || n > len(file)-8) && most != count || !damage.Whole() && damage.Loss != fault.Stops {
				t.Errorf("%d of %d bytes: %v, %d frames", n, len(file), damage, most)
			}
			rows := 30
			if count == 1 && !damage.Whole() {
				rows = (damage.Percent*30 + 99) / 100
				if damage.Percent < last {
					t.Errorf("%v after %d %%", damage, last)
				}
				last = damage.Percent
			}
			for i, f := range frames {
				if i == len(frames)-1 && i > 0 && !damage.Whole() {
					continue // it may be a part of one
				}
				got, want := f.Image.(*image.NRGBA), whole[i].Image.(*image.NRGBA)
				if i == 0 && count > 1 && len(frames) == 1 {
					continue
				}
				if !bytes.Equal(got.Pix[:rows*got.Stride], want.Pix[:rows*want.Stride]) {
					t.Fatalf("%d of %d bytes, %v: frame %d is another one", n, len(file), damage, i)
				}
			}
		}
		if most != count || count == 1 && last < 80 {
			t.Errorf("at most %d frames and %d %%", most, last)
		}
		if _, info, err := Gray(context.Background(), file[:len(file)-1], codec.Options{}); err != nil || !info.Endless {
			t.Errorf("without its trailer: %+v, %v", info, err)
		}
		if _, info, err := Gray(context.Background(), file, codec.Options{}); err != nil || info.Endless {
			t.Errorf("%+v, %v", info, err)
		}
	}
}

// A frame whose data is wrong is a gap between those around it; an interlaced one shows what passes there are.
func TestRepairFrames(t *testing.T) {
	file := animation(t, 5)
	s := &scanner{file: file}
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	for frame := 0; ; {
		b, err := s.next()
		if err != nil || b.kind == trailer {
			break
		}
		if b.kind != picture {
			continue
		}
		broken := bytes.Clone(file)
		broken[b.data-1] = 0 // no such size of codes
		out, damage, err := Repair(context.Background(), broken, 0)
		if err != nil || damage != (fault.Damage{Loss: fault.Gaps, Percent: 80}) && frame < 4 {
			t.Errorf("frame %d: %v, %v", frame, damage, err)
		}
		if frames, err := Decode(context.Background(), out, true); err != nil || len(frames) != 4 {
			t.Errorf("frame %d: %d frames, %v", frame, len(frames), err)
		}
		frame++
	}

	palette := color.Palette{color.Black, color.White, color.Gray{99}, color.Gray{50}}
	img := image.NewPaletted(image.Rect(0, 0, 13, 29), palette)
	for i := range img.Pix {
		img.Pix[i] = byte(i / 13 * i % 7 / 2)
	}
	var b bytes.Buffer
	if err := stdgif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	still := b.Bytes()
	at := bytes.LastIndex(still, []byte{0x2c, 0, 0, 0, 0, 13, 0, 29, 0})
	still[at+9] |= 0x40
	want, err := Decode(context.Background(), still, false)
	if err != nil {
		t.Fatal(err)
	}
	coarse := 0
	for n := at + 12; n < len(still); n++ {
		out, damage, err := Repair(context.Background(), still[:n], 0)
		if err != nil {
			continue
		}
		got, err := Decode(context.Background(), out, false)
		if err != nil {
			t.Fatal(err)
		}
		for y := 0; y < 29; y += 8 {
			if damage.Loss == fault.Stops {
				continue
			}
			for x := range 13 {
				if got[0].Image.At(x, y) != want[0].Image.At(x, y) {
					t.Fatalf("%d bytes, %v: pixel %d, %d", n, damage, x, y)
				}
			}
		}
		if damage.Loss == fault.Coarse {
			coarse++
		}
	}
	if coarse < 10 {
		t.Errorf("%d times without all passes", coarse)
	}
}

// Limits hold, and a large frame of which there is nearly nothing is nothing.
func TestRepairLimits(t *testing.T) {
	file := animation(t, 1)
	if _, _, err := Repair(context.Background(), file[:len(file)-20], 1000); err == nil || fault.KindOf(err) != fault.TooLarge {
		t.Error(err)
	}
	at := bytes.Index(file, []byte{0x2c, 0, 0, 0, 0, 40, 0, 30, 0})
	claim := bytes.Clone(file)
	copy(claim[at+5:], "\xff\xff\xff\xff")
	if _, _, err := Repair(context.Background(), claim, 0); err == nil || fault.KindOf(err) != fault.Damaged {
		t.Error(err)
	}
}

func TestMetadata(t *testing.T) {
	file := animation(t, 2)
	packet := `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="12,34N"/></rdf:RDF></x:xmpmeta>`
	var more []byte
	more = append(more, "\x21\xfe\x07a word \x00"...)
	more = append(more, "\x21\xff\x0b"+xmpKey+packet+"\x01"...)
	for i := 255; i >= 0; i-- {
		more = append(more, byte(i))
	}
	more = append(more, 0)
	at := tableStart
	if file[10]&0x80 != 0 {
		at += 3 * 2 << (file[10] & 7)
	}
	file = append(append(append([]byte(nil), file[:at]...), more...), file[at:]...)
	for metadata, want := range map[codec.Metadata][3]bool{
		codec.KeepMetadata: {true, true, true}, codec.DropLocation: {true, true, false}, codec.DropMetadata: {false, false, false},
	} {
		got, info, err := Gray(context.Background(), file, codec.Options{Metadata: metadata})
		if err != nil || info.Frames != 2 {
			t.Fatalf("%+v, %v", info, err)
		}
		has := [3]bool{bytes.Contains(got, []byte("a word")), bytes.Contains(got, []byte("xmpmeta")), bytes.Contains(got, []byte("12,34N"))}
		if has != want {
			t.Errorf("metadata %d: comment, XMP, place: %v", metadata, has)
		}
		if !bytes.Contains(got, []byte("NETSCAPE2.0")) {
			t.Error("the loop is lost")
		}
		if _, err := stdgif.DecodeAll(bytes.NewReader(got)); err != nil {
			t.Error(err)
		}
	}
}

func TestEncode(t *testing.T) {
	full := image.NewGray(image.Rect(0, 0, 256, 2))
	for i := range full.Pix {
		full.Pix[i] = byte(i)
	}
	holes := image.NewNRGBA(image.Rect(0, 0, 256, 2))
	for i := range 512 {
		copy(holes.Pix[4*i:], []byte{byte(i), byte(i), byte(i), byte(i / 256 * 255)})
	}
	file, squeezed, err := Encode([]codec.Frame{{Image: full, Delay: 120 * time.Millisecond}, {Image: holes}}, 5, codec.Extra{}, false)
	if err != nil || !squeezed {
		t.Fatalf("squeezed %v, %v", squeezed, err)
	}
	g, err := stdgif.DecodeAll(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if g.LoopCount != 4 || g.Delay[0] != 12 || !bytes.Equal(g.Image[0].Pix, full.Pix) {
		t.Errorf("loop %d, delay %v", g.LoopCount, g.Delay)
	}
	for x := range 256 {
		_, _, _, above := g.Image[1].At(x, 0).RGBA()
		v, _, _, below := g.Image[1].At(x, 1).RGBA()
		// Every gray is in use: black makes room for transparency.
		if above != 0 || below != 0xffff || int(v>>8) != max(1, x) {
			t.Fatalf("pixel %d is %d, opacity %d and %d", x, v>>8, above, below)
		}
	}
}

// FuzzGray holds the frames of what is accepted to the gray of those that came in, as our
// decoder and image/gif see them. Pixels that can't be read are copied as they are.
func FuzzGray(f *testing.F) {
	f.Add(animation(f, 1))
	f.Add(animation(f, 5))
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := ReadHeader(file)
		if err != nil || h.Width*h.Height*h.Frames > 1<<18 {
			return
		}
		got, _, err := Gray(context.Background(), file, codec.Options{})
		if err != nil {
			return
		}
		frames, err := Decode(context.Background(), file, true)
		again, err2 := Decode(context.Background(), got, true)
		if (err == nil) != (err2 == nil) || len(frames) != len(again) {
			t.Fatalf("%d frames (%v), gray %d (%v)", len(frames), err, len(again), err2)
		}
		for i := range frames {
			gray, _, err := raster.Gray(context.Background(), frames[i].Image, nil)
			if err != nil {
				t.Fatal(err)
			}
			one, err := raster.Shrink(context.Background(), gray, 0)
			if err != nil {
				t.Fatal(err)
			}
			two := again[i].Image.(*image.NRGBA)
			for k := 3; k < len(two.Pix); k += 4 {
				if one.Pix[k] != two.Pix[k] || one.Pix[k] != 0 && one.Pix[k-1] != two.Pix[k-1] {
					t.Fatalf("frame %d differs at %d", i, k/4)
				}
			}
		}
		judged, err := stdgif.DecodeAll(bytes.NewReader(file))
		if err != nil {
			return
		}
		result, err := stdgif.DecodeAll(bytes.NewReader(got))
		if err != nil || len(result.Image) != len(judged.Image) {
			t.Fatalf("image/gif reads the original, but not the result: %v", err)
		}
		for i, m := range judged.Image {
			if !bytes.Equal(m.Pix, result.Image[i].Pix) || m.Rect != result.Image[i].Rect || judged.Delay[i] != result.Delay[i] {
				t.Fatalf("image/gif sees another frame %d", i)
			}
		}
	})
}
