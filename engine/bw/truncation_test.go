package bw

import (
	"context"
	"math/rand"
	"path/filepath"
	"testing"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// samples are small files of all formats that are written here, and what is left of shared
// photos that are small.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range made(t, "*") {
		files[filepath.Base(name)] = read(t, name)
	}
	return files
}

// Wherever a file breaks off, it is converted or refused with a reason.
func TestTruncated(t *testing.T) {
	t.Parallel()
	for name, file := range samples(t) {
		for n := 0; n < len(file); n += 1 + len(file)/testkit.Pick(10, 30, 150) {
			if _, err := Convert(context.Background(), file[:n], Options{}, ServerLimits); err != nil && !known(err) {
				t.Errorf("%s, cut to %d of %d bytes: %v", name, n, len(file), err)
			}
			if _, err := Decode(context.Background(), file[:n], ServerLimits, 20); err != nil && !known(err) {
				t.Errorf("%s, cut to %d of %d bytes, previewed: %v", name, n, len(file), err)
			}
			keepsWhatIsThere(t, name, file[:n])
		}
	}
}

// keepsWhatIsThere holds that a damaged file is shown if and only if it can be kept, that what it
// becomes is a whole file, and that the report says so.
func keepsWhatIsThere(t *testing.T, name string, file []byte) {
	t.Helper()
	ctx, limits := context.Background(), Limits{Pixels: 1 << 20, Frames: 100}
	_, refused := Convert(ctx, file, Options{}, limits)
	kept, err := Convert(ctx, file, Options{Damaged: KeepDamaged}, limits)
	_, _, shown := Salvage(ctx, file, limits, 0)
	damage, missing := Missing(ctx, file, Options{}, limits)
	switch {
	case refused == nil && err != nil:
		t.Errorf("%s of %d bytes: refused only to be kept: %v", name, len(file), err)
	case err != nil && !known(err), shown != nil && !known(shown):
		t.Errorf("%s of %d bytes: %v, %v", name, len(file), err, shown)
	case refused != nil && err == nil:
		if fault.KindOf(refused) != fault.Damaged {
			t.Errorf("%s of %d bytes: kept after %v", name, len(file), refused)
		}
		if kept.Report.Lossless || len(kept.Report.Notes) == 0 {
			t.Errorf("%s of %d bytes: the report says nothing: %+v", name, len(file), kept.Report)
		}
		if shown != nil || missing != nil || damage.Whole() {
			t.Errorf("%s of %d bytes: kept, but shown with %v, and known to be %+v, %v", name, len(file), shown, damage, missing)
		}
		if again, err := Convert(ctx, kept.File, Options{}, limits); err != nil {
			t.Errorf("%s of %d bytes: what was kept is %v", name, len(file), err)
		} else if !again.Report.Gray {
			t.Errorf("%s of %d bytes: what was kept is not gray", name, len(file))
		}
	}
}

// Whatever byte is wrong, the same.
func TestWrongBytes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewSource(1))
	for name, file := range samples(t) {
		for range testkit.Pick(4, 12, 60) {
			wrong := append([]byte(nil), file...)
			for range 1 + random.Intn(4) {
				// Headers matter most.
				at := random.Intn(len(wrong))
				if random.Intn(2) == 0 {
					at = random.Intn(min(len(wrong), 200))
				}
				wrong[at] = byte(random.Int())
			}
			keepsWhatIsThere(t, name, wrong)
			for _, format := range []Format{Keep, PNG} {
				if _, err := Convert(context.Background(), wrong, Options{Format: format}, Limits{Pixels: 1 << 20, Frames: 100}); err != nil && !known(err) {
					t.Errorf("%s as %s: %v", name, format, err)
				}
			}
		}
	}
}
