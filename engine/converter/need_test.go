package converter

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
	"testing/synctest"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// smallJXL is a JPEG XL of 81 bytes and 2048 x 2048 pixels, which takes seconds.
func smallJXL(t *testing.T) []byte {
	t.Helper()
	file, err := base64.StdEncoding.DecodeString("/wr6PwGQ2GMQAOAAAABAAARAAAQApgFAjRjFkqRXvLd7dUBP+rprfcv4v5uF3gTkA/X2Nm7J81/0ggIZlBvEhO1HCUMyeCYIc6olEAwDAwMD")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func smallJPEG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 320, 240)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// takes is a conversion that takes a while for a JPEG XL, and a millisecond for all else.
func takes(d time.Duration) func(context.Context, []byte, bw.Options, bw.Limits) (bw.Result, error) {
	return func(ctx context.Context, file []byte, _ bw.Options, _ bw.Limits) (bw.Result, error) {
		if bw.Sniff(file) != bw.JXL {
			time.Sleep(time.Millisecond)
			return bw.Result{File: file}, nil
		}
		for range d / time.Millisecond {
			time.Sleep(time.Millisecond)
			if err := ctx.Err(); err != nil {
				return bw.Result{}, err
			}
		}
		return bw.Result{File: file}, nil
	}
}

// Twenty callers that sent an 81-byte JPEG XL had a small JPEG wait for half a minute.
func TestSmallJPEGAmongJXL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Config{Jobs: 2, Convert: takes(10 * time.Second)})
		slow, quick := smallJXL(t), smallJPEG(t)
		for range 20 {
			go func() {
				c := s.convert(t.Context(), slow, bw.Options{Format: bw.JPEG})
				c.job.End()
				if c.err != nil {
					t.Error(c.err)
				}
			}()
		}
		for range 20 {
			time.Sleep(time.Second)
			begun := time.Now()
			c := s.convert(t.Context(), quick, bw.Options{Format: bw.JPEG})
			c.job.End()
			if c.err != nil {
				t.Error(c.err)
			}
			if took := time.Since(begun); took > 3*time.Millisecond {
				t.Errorf("it took %v", took)
			}
		}
		time.Sleep(10 * time.Minute)
	})
}

// A stranger's conversion ends when it takes far longer than it should, one on the user's
// own computer doesn't.
func TestTimeLimit(t *testing.T) {
	for _, own := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := New(Config{Jobs: 1, Own: own, Convert: takes(time.Hour)})
			begun := time.Now()
			c := s.convert(t.Context(), smallJXL(t), bw.Options{Format: bw.JPEG})
			c.job.End()
			err := c.err
			took := time.Since(begun)
			switch {
			case own && err != nil:
				t.Error(err)
			case !own && (err == nil || fault.KindOf(err) != fault.TooLarge || took > DefaultTimeout):
				t.Errorf("after %v: %v", took, err)
			}
			time.Sleep(time.Second) // until it has noticed
		})
	}
}

// Estimates put conversions into the order of what they really take.
func TestNeed(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 320, 240))); err != nil {
		t.Fatal(err)
	}
	var before time.Duration
	for _, c := range []struct {
		name   string
		file   []byte
		format bw.Format
		look   bw.Look
	}{
		{"no picture", []byte("no picture"), bw.JPEG, bw.Neutral},
		{"a JPEG", smallJPEG(t), bw.JPEG, bw.Neutral},
		{"a JPEG to BMP", smallJPEG(t), bw.BMP, bw.Neutral},
		{"a PNG", b.Bytes(), bw.JPEG, bw.Neutral},
		{"a PNG that stays one", b.Bytes(), bw.Keep, bw.Neutral},
		{"a JPEG to WebP", smallJPEG(t), bw.WebP, bw.Neutral},
		{"a JPEG XL", smallJXL(t), bw.JPEG, bw.Neutral},
	} {
		n := need(c.file, bw.Options{Format: c.format, Look: c.look})
		if n.Time <= before || n.Memory < startMemory {
			t.Errorf("%s takes %v and %d bytes, the one before %v", c.name, n.Time, n.Memory, before)
		}
		before = n.Time
	}
}
