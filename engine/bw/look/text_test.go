package look

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
)

// texts returns the lines of testdata/looks.txt: what is written, and what is expected.
func texts(t testing.TB) (lines [][2]string) {
	t.Helper()
	file, err := os.ReadFile("testdata/looks.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(file)) {
		text, want, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " => ")
		if ok && !strings.HasPrefix(line, "#") {
			lines = append(lines, [2]string{text, want})
		}
	}
	if len(lines) < 50 {
		t.Fatalf("only %d lines in looks.txt", len(lines))
	}
	return lines
}

func TestParse(t *testing.T) {
	for _, line := range texts(t) {
		text, want := line[0], line[1]
		l, err := Parse(text)
		if part, fails := strings.CutPrefix(want, "! "); fails {
			if err == nil || !strings.Contains(err.Error(), part) || fault.KindOf(err) != fault.Unsupported {
				t.Errorf("%s: error is %v, want %q", text, err, part)
			}
			if l != (Look{}) {
				t.Errorf("%s: an error, and the look %v", text, l)
			}
			continue
		}
		if err != nil || l.String() != want {
			t.Errorf("%s: %q, %v, want %q", text, l, err, want)
		}
		comesBack(t, l)
	}
	if _, err := Parse(strings.Repeat("a", 1000)); err == nil || len(err.Error()) > 400 {
		t.Errorf("a long text: %v", err)
	}
}

// comesBack checks that every form of a look is read back to the same look.
func comesBack(t *testing.T, l Look) {
	t.Helper()
	if again, err := Parse(l.String()); err != nil || again != l {
		t.Errorf("%q is read as %q, %v", l, again, err)
	}
	if again, err := ParseFields(l.Fields()); err != nil || again != l {
		t.Errorf("the fields of %q are read as %q, %v", l, again, err)
	}
	wire, err := json.Marshal(l.Fields())
	if err != nil {
		t.Fatalf("%q: %v", l, err)
	}
	var fields map[string]any
	if err := json.Unmarshal(wire, &fields); err != nil {
		t.Fatalf("%q: %v", l, err)
	}
	if again, err := ParseFields(fields); err != nil || again != l {
		t.Errorf("the JSON %s of %q is read as %q, %v", wire, l, again, err)
	}
	var again struct{ Look Look }
	if wire, err = json.Marshal(struct{ Look Look }{l}); err == nil {
		err = json.Unmarshal(wire, &again)
	}
	if err != nil || again.Look != l {
		t.Errorf("%q comes out of %s as %q, %v", l, wire, again.Look, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, line := range texts(f) {
		f.Add(line[0])
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := Parse(text)
		if err != nil {
			if fault.KindOf(err) != fault.Unsupported || len(err.Error()) > 500 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		comesBack(t, l)
		if l.Formula() == "" || strings.Contains(l.Formula(), "\n") {
			t.Errorf("%q: the formula is %q", text, l.Formula())
		}
		gray, rgb := make([]uint8, 2), []uint8{0, 100, 255, 255, 255, 255}
		row8, _, stays := l.Rows()
		if row8(gray, rgb); stays && gray[1] != 255 {
			t.Errorf("%q: white becomes %d", text, gray[1])
		}
	})
}
