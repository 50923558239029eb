package jpeg

import (
	"context"
	"errors"
	"image"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

func isNeedsPixels(err error) bool {
	return errors.Is(err, codec.ErrNeedsPixels) && fault.KindOf(err) == fault.Unsupported
}

// What can't be done on coefficients says why.
func TestNeedsPixels(t *testing.T) {
	cases := map[string][]byte{
		"RGB":     made(t, 20, 20, "-rgb"),
		"smaller": made(t, 20, 20, "-sample", "1x1,2x1,2x1"),
	}
	for reason, file := range cases {
		_, _, err := Gray(context.Background(), file, codec.Options{})
		if !isNeedsPixels(err) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v", reason, err)
		}
	}
}

// libjpeg decides the colour model by JFIF, Adobe's marker and the identifiers.
func TestColorModel(t *testing.T) {
	bare := dropped(t, made(t, 20, 20), mAPP0)
	adobe := func(file []byte, transform byte) []byte {
		return append(appendSegment([]byte{0xff, mSOI}, mAPP14, []byte("Adobe\x00\x64\x00\x00\x00\x00"), []byte{transform}), file[2:]...)
	}
	named := func(name string) []byte {
		file := change(t, bare, mSOF0, func(s []byte) []byte {
			s[10], s[13], s[16] = name[0], name[1], name[2]
			return s
		})
		return change(t, file, mSOS, func(s []byte) []byte {
			s[5], s[7], s[9] = name[0], name[1], name[2]
			return s
		})
	}
	for _, c := range []struct {
		file []byte
		want ColorModel
	}{
		{bare, YCbCr},
		{adobe(bare, 0), RGB},
		{adobe(bare, 1), YCbCr},
		{adobe(made(t, 20, 20), 0), YCbCr}, // JFIF comes first
		{named("RGB"), RGB},
		{named("abc"), YCbCr},
		{adobe(named("RGB"), 1), YCbCr},
		{made(t, 20, 20, "-grayscale"), Grayscale},
	} {
		h, err := ReadHeader(c.file)
		if err != nil || h.Model != c.want {
			t.Errorf("%v, %v instead of %v", h.Model, err, c.want)
		}
		// jpegtran makes gray files of YCbCr alone.
		_, complaint, failed := try(t, c.file, "jpegtran", "-grayscale")
		if serves := c.want == YCbCr || c.want == Grayscale; serves != (failed == nil && complaint == "") {
			t.Errorf("%v, but jpegtran says %v, %s", c.want, failed, complaint)
		}
	}
}

func TestUnsupported(t *testing.T) {
	for marker, name := range map[byte]string{0xc3: "lossless", 0xc9: "arithmetic", 0xca: "arithmetic", 0xc5: "hierarchical"} {
		file := change(t, made(t, 20, 20), mSOF0, func(s []byte) []byte {
			s[1] = marker
			return s
		})
		_, _, err := Gray(context.Background(), file, codec.Options{})
		if fault.KindOf(err) != fault.Unsupported || !strings.Contains(err.Error(), name) || errors.Is(err, codec.ErrNeedsPixels) {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := change(t, made(t, 20, 20), mSOF0, func(s []byte) []byte {
		s[4] = 12
		return s
	})
	if _, err := ReadHeader(file); fault.KindOf(err) != fault.Unsupported || !strings.Contains(err.Error(), "12 bits") {
		t.Error(err)
	}
}

// A header says its size, however large, so that limits can be held against it; the picture
// itself is refused where libjpeg refuses it.
func TestLargestHeader(t *testing.T) {
	tiny, _, err := Encode(context.Background(), image.NewGray(image.Rect(0, 0, 9, 9)), 75, codec.Extra{})
	if err != nil {
		t.Fatal(err)
	}
	for _, side := range []int{maxSide, maxSide + 1, 65535} {
		file := change(t, tiny, mSOF0, func(s []byte) []byte {
			s[5], s[6], s[7], s[8] = byte(side>>8), byte(side), byte(side>>8), byte(side)
			return s
		})
		if h, err := ReadHeader(file); err != nil || h.Width != side || h.Height != side {
			t.Errorf("%d: %+v, %v", side, h, err)
		}
		want := fault.Damaged // there are no so many blocks
		if side > maxSide {
			want = fault.Unsupported
		}
		_, _, err := Gray(context.Background(), file, codec.Options{})
		_, small := Decode(context.Background(), file, 8)
		if fault.KindOf(err) != want || fault.KindOf(small) != want {
			t.Errorf("%d: %v, %v", side, err, small)
		}
	}
}

// A conversion ends soon after its context is cancelled.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err := Gray(ctx, made(t, 1500, 1000, "-quality", "95"), codec.Options{})
	if fault.KindOf(err) != fault.Cancelled {
		t.Error(err)
	}
}
