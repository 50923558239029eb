package jpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// small returns small files of different kinds, for breaking.
func small(t testing.TB) map[string][]byte {
	return map[string][]byte{
		"4:2:0":       made(t, 33, 17, "-optimize"),
		"4:2:2":       made(t, 40, 17, "-sample", "2x1", "-quality", "95", "-restart", "2B", "-optimize"),
		"progressive": made(t, 33, 17, "-progressive"),
		"gray":        made(t, 19, 9, "-grayscale", "-optimize"),
	}
}

// accepts holds a damaged file that we read against libjpeg, which must read it as well
// and see the same in both.
func accepts(t testing.TB, file, out []byte) {
	t.Helper()
	v := compared(t, file, out)
	switch {
	case v.Pixels:
	case v.Refused:
		t.Errorf("libjpeg refuses it: %s", v.Complaint)
	case v.Coefficients == nil:
		want, _, _ := try(t, file, "jpegtran", "-copy", "none", "-grayscale", "-optimize")
		got, _, _ := try(t, out, "jpegtran", "-copy", "none", "-optimize")
		if len(want) == 0 || !bytes.Equal(want, got) {
			t.Errorf("libjpeg sees something else (%s)", v.Complaint)
		}
	case !*v.Coefficients:
		// Where scans of a progressive file are missing, libjpeg smooths the picture, but only if all
		// components allow it. So the coefficients must do.
		t.Errorf("libjpeg sees something else (%s)", v.Complaint)
	}
}

// refused checks what an error must be.
func refused(t testing.TB, err error) {
	t.Helper()
	if kind := fault.KindOf(err); kind != fault.Damaged && kind != fault.Unsupported {
		t.Errorf("%v is of the kind %q", err, kind)
	}
}

func TestTruncation(t *testing.T) {
	for name, file := range small(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n := 0; n < len(file); n += testkit.Pick(7, 3, 1) {
				out, _, err := Gray(context.Background(), file[:n:n], codec.Options{})
				if err != nil {
					refused(t, err)
					continue
				}
				if n < len(file)-2 {
					t.Errorf("nothing is missing at %d of %d bytes", n, len(file))
				}
				if accepts(t, file[:n], out); t.Failed() {
					t.Fatalf("%d of %d bytes", n, len(file))
				}
			}
		})
	}
}

// A photograph that breaks off is refused with how far it came.
func TestTruncationSaysWhere(t *testing.T) {
	file := made(t, 400, 400)
	for _, part := range []int{20, 50, 90} {
		_, _, err := Gray(context.Background(), file[:len(file)*part/100], codec.Options{})
		at := -1
		if err != nil {
			fmt.Sscanf(err.Error(), "the picture's data stops at %d %%", &at)
		}
		if at < part-10 || at > part+10 {
			t.Errorf("broken off at %d %%: %v", part, err)
		}
	}
}

func TestCorruption(t *testing.T) {
	for name, file := range small(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			accepted := 0
			for at := range file {
				for _, change := range []byte{0xff, 0x10} {
					if (at+int(change))%testkit.Pick(17, 5, 1) != 0 {
						continue
					}
					broken := bytes.Clone(file)
					broken[at] ^= change
					out, _, err := Gray(context.Background(), broken, codec.Options{})
					if err != nil {
						refused(t, err)
						continue
					}
					accepted++
					if accepts(t, broken, out); t.Failed() {
						t.Fatalf("byte %d ^ %02x", at, change)
					}
				}
			}
			if accepted == 0 {
				t.Error("every change was noticed, even those of tables that nothing uses")
			}
		})
	}
}

// FuzzGray asks for no panic, no end reached too late, that what was repaired is whole, a result that is read again, and that
// libjpeg reads what we read and sees the same in it.
func FuzzGray(f *testing.F) {
	for _, file := range small(f) {
		f.Add(file)
	}
	for _, file := range shapes(f) {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		ReadHeader(file)
		ReadExtra(file)
		Decode(context.Background(), file, 1<<(len(file)%4))
		DecodeGray(context.Background(), file, 1<<(len(file)/4%4))
		if h, err := ReadHeader(file); err == nil && h.Width*h.Height < 1<<22 {
			if out, _, _, err := Repair(context.Background(), file); err == nil {
				if _, _, err := Gray(context.Background(), out, codec.Options{}); err != nil && !errors.Is(err, codec.ErrNeedsPixels) {
					t.Fatalf("what was repaired is refused: %v", err)
				}
			}
		}
		out, info, err := Gray(context.Background(), file, codec.Options{Metadata: codec.Metadata(len(file) % 3)})
		if err != nil {
			refused(t, err)
			return
		}
		again, second, err := Gray(context.Background(), out, codec.Options{})
		if err != nil {
			t.Fatalf("the result is refused: %v", err)
		}
		if !second.Gray || second.Width != info.Width || second.Height != info.Height {
			t.Fatalf("%+v became %+v", info, second)
		}
		if !bytes.Equal(out, again) {
			t.Fatal("the result does not pass through untouched")
		}
		if info.Width*info.Height < 1<<22 {
			accepts(t, file, out)
		}
	})
}
