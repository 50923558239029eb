package jpeg

import (
	"bytes"
	"context"
	"image"
	"path/filepath"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// breakable returns small files of all kinds that Repair must read.
func breakable(t testing.TB) map[string][]byte {
	t.Helper()
	script := filepath.Join(t.TempDir(), "script")
	writeFile(t, script, []byte("0; 1; 2;"))
	files := small(t)
	files["4:4:4 at 100"] = made(t, 25, 17, "-sample", "1x1", "-quality", "100")
	files["4:4:0"] = made(t, 17, 40, "-sample", "1x2")
	files["restarts"] = made(t, 50, 41, "-restart", "1B")
	files["restarts at the row"] = made(t, 70, 41, "-restart", "1", "-optimize")
	files["scan by scan"] = made(t, 33, 25, "-scans", script, "-restart", "2B")
	files["progressive with restarts"] = made(t, 40, 33, "-progressive", "-restart", "3B", "-sample", "1x1")
	files["progressive gray"] = made(t, 40, 33, "-progressive", "-grayscale")
	return files
}

// salvages holds what Repair makes of a damaged file against libjpeg, which must see the same
// coefficients in both.
func salvages(t testing.TB, file []byte) (all, luma fault.Damage, out []byte) {
	t.Helper()
	out, all, luma, err := Repair(context.Background(), file)
	if a, l, e := Assess(context.Background(), file); a != all || l != luma || (e == nil) != (err == nil) {
		t.Errorf("assessed as %v, %v, %v; repaired with %v, %v, %v", a, l, e, all, luma, err)
	}
	if err != nil {
		refused(t, err)
		return all, luma, nil
	}
	v := compared(t, file, out)
	if v.Second != "" {
		t.Errorf("libjpeg says %q of what was made", v.Second)
	}
	switch {
	case v.Refused, v.Colours == nil, v.Pixels && *v.Colours, beyond(file), cutInSegment(file):
	case !*v.Coefficients:
		t.Errorf("libjpeg sees another luma (%s)", v.Complaint)
	case !*v.Colours:
		t.Errorf("libjpeg sees other colours (%s)", v.Complaint)
	}
	return all, luma, out
}

// cutInSegment reports whether a file breaks off in a segment, for which libjpeg takes an end
// marker that it makes up.
func cutInSegment(file []byte) bool {
	w, err := newWalker(file)
	for marker := byte(1); err == nil && marker != 0 && marker != mEOI; {
		at := w.at
		if marker, _, err = w.next(); marker == 0 {
			return at < len(file)
		}
		if marker == mSOS {
			w.skipData()
		}
	}
	return false
}

// beyond reports whether damage has led to coefficients that no file can have: they end at what
// one can, which libjpeg does not see to.
func beyond(file []byte) bool {
	p, err := readHeaders(file)
	if err != nil {
		return false
	}
	k := &salvage{ctx: context.Background(), file: file, height: p.frame.height, last: 63}
	k.run()
	for _, p := range k.planes {
		for i := range p.across * p.down {
			for _, c := range append([]int16{p.coeffs.dc[i]}, p.coeffs.at(i).ac...) {
				if c > mostCoefficient || c < -mostCoefficient-1 {
					return true
				}
			}
		}
	}
	return false
}

// A file cut anywhere keeps what libjpeg reads of it, and is whole only if nothing of the picture
// is missing.
func TestRepairTruncation(t *testing.T) {
	for name, file := range breakable(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			last := 0
			for n := range len(file) {
				if n%testkit.Pick(41, 11, 1) != 0 && n < len(file)-20 {
					continue
				}
				all, luma, out := salvages(t, file[:n:n])
				if out == nil {
					if last > 0 || n > len(file)-3 {
						t.Errorf("nothing is there")
					}
				} else {
					if luma.Whole() {
						if v := compared(t, file, gray(t, out, codec.Options{})); !*v.Coefficients {
							t.Errorf("it is not whole")
						}
					}
					if n >= len(file)-2 && !all.Whole() {
						t.Errorf("only the end marker is missing: %v", all)
					}
					if luma.Percent < last && !luma.Whole() && luma.Loss != fault.Coarse {
						t.Errorf("%v after %d %%", luma, last)
					}
					if luma.Loss == fault.Gaps || luma.Percent > 99 {
						t.Errorf("%v", luma)
					}
					last = luma.Percent
				}
				if t.Failed() {
					t.Fatalf("%d of %d bytes: %v, %v", n, len(file), all, luma)
				}
			}
		})
	}
}

// A file with a wrong byte keeps what libjpeg reads of it.
func TestRepairCorruption(t *testing.T) {
	for name, file := range breakable(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for at := range file {
				for _, change := range []byte{0xff, 0x10, 0x01} {
					if (at+int(change))%testkit.Pick(131, 29, 1) != 0 {
						continue
					}
					broken := bytes.Clone(file)
					broken[at] ^= change
					if at >= 9 && at < 20 {
						continue // libjpeg warns of versions in JFIF's segment, which stay
					}
					if salvages(t, broken); t.Failed() {
						t.Fatalf("byte %d ^ %02x", at, change)
					}
				}
			}
		})
	}
}

// The camera's photographs, cut as cards and connections cut them.
func TestRepairPhotographs(t *testing.T) {
	for _, name := range []string{"camera/133.jpg", "camera/049.jpg", "camera/151.jpg", "camera/141.jpg", "seed/tigre.jpg", "seed/unsplash-2.jpg", "other/orientation-6.jpg"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := photo(t, name)
			for _, n := range []int{len(file) * 11 / 100, len(file) / 2, len(file) * 999 / 1000, len(file) - 2} {
				_, luma, out := salvages(t, file[:n])
				if out == nil {
					t.Fatalf("%d of %d bytes: nothing is there", n, len(file))
				}
				if n == len(file)-2 && !luma.Whole() && name != "camera/141.jpg" {
					t.Errorf("only the end marker is missing: %v", luma)
				}
			}
		})
	}
}

// A file that has all of its picture is whole whatever follows, or doesn't. It was refused
// as one that "stops at 100 %".
func TestWholeWithoutEnd(t *testing.T) {
	files := breakable(t)
	for name, file := range files {
		body := file[:len(file)-2]
		for what, end := range map[string]string{
			"nothing": "", "half a marker": "\xff", "a byte": "\x00", "zeros": string(make([]byte, 5000)), "a text": "and so on",
			"a restart marker": "\xff\xd3", "an unknown marker": "\xff\x17\x00\x09abc", "half a segment": "\xff\xe1\x40\x00Exif",
			"a wrong table": "\xff\xc4\x00\x05abc", "another picture": string(file),
		} {
			out, all, _, err := Repair(context.Background(), append(bytes.Clone(body), end...))
			if err != nil || !all.Whole() {
				t.Errorf("%s, then %s: %v, %v", name, what, all, err)
				continue
			}
			if v := compared(t, file, gray(t, out, codec.Options{})); !*v.Coefficients {
				t.Errorf("%s, then %s: another picture", name, what)
			}
		}
		_, info, err := Gray(context.Background(), file, codec.Options{})
		if err != nil || info.Endless || Endless(file) {
			t.Errorf("%s has its end: %+v, %v", name, info, err)
		}
		if !Endless(body) {
			t.Errorf("%s has no end", name)
		}
		if _, info, err := Gray(context.Background(), body, codec.Options{}); err == nil && !info.Endless {
			t.Errorf("%s has no end: %+v", name, info)
		}
	}
}

// Zeros where a disk was never written are no picture: they were decoded into noise, and the
// picture was whole.
func TestZerosAtTheEnd(t *testing.T) {
	for name, file := range breakable(t) {
		first := bytes.Index(file, []byte{0xff, mSOS})
		n := first + (len(file)-first)*2/3
		_, wanted, _, err := Repair(context.Background(), file[:n:n])
		if err != nil {
			t.Fatal(err)
		}
		filled := append(bytes.Clone(file[:n]), make([]byte, 100*len(file))...)
		if _, _, err := Gray(context.Background(), filled, codec.Options{}); err == nil {
			t.Errorf("%s: zeros are a picture", name)
		}
		if _, got, _, err := Repair(context.Background(), filled); err != nil || got.Whole() || got.Percent > wanted.Percent || got.Percent < wanted.Percent-4 {
			t.Errorf("%s: %v, %v with zeros behind it, %v", name, wanted, got, err)
		}
	}
	// Where zeros are what a flat picture is made of, they are data.
	flat, _, err := Encode(context.Background(), image.NewGray(image.Rect(0, 0, 800, 600)), 75, codec.Extra{})
	if err != nil {
		t.Fatal(err)
	}
	if _, all, _, err := Repair(context.Background(), flat[:len(flat)-2]); zeroTail(flat[:len(flat)-3]) < fillBytes || err != nil || !all.Whole() {
		t.Errorf("a flat picture: %v, %v", all, err)
	}
}

// What has nothing of its picture is refused as damaged.
func TestNothingIsThere(t *testing.T) {
	file, progressive := made(t, 45, 29), made(t, 45, 29, "-progressive")
	cases := map[string][]byte{
		"no scan":              file[:bytes.Index(file, []byte{0xff, mSOS})],
		"a scan's header":      file[:bytes.Index(file, []byte{0xff, mSOS})+14],
		"no height":            change(t, file, mSOF0, func(s []byte) []byte { s[5], s[6] = 0, 0; return s }),
		"no quantisation":      dropped(t, file, mDQT),
		"no header":            dropped(t, file, mSOF0),
		"no Huffman tables":    dropped(t, progressive, mDHT),
		"no header, but scans": dropped(t, progressive, mSOF2),
		"nothing":              {},
	}
	for name, file := range cases {
		if _, all, _, err := Repair(context.Background(), file); err == nil || fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %v, %v", name, all, err)
		}
	}
	// A restart interval that is damaged is a gap, with everything around it intact.
	broken := made(t, 160, 160, "-restart", "1")
	copy(broken[len(broken)/2:], "\xff\x01\xff\x01")
	if _, all, _, err := Repair(context.Background(), broken); err != nil || all.Loss != fault.Gaps || all.Percent < 60 || all.Percent > 95 {
		t.Errorf("a gap: %v, %v", all, err)
	}
}
