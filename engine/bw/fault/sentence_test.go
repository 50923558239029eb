package fault

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestNew holds what of an error is public: the sentence and those of causes of this package, but
// no text of other errors, which may hold a path or a stack.
func TestNew(t *testing.T) {
	inner := New(Damaged, "the data stops at %d %%", 43)
	for _, c := range []struct {
		err    *Error
		format string
		text   string
		cause  error
	}{
		{New(Damaged, "plain"), "plain", "plain", nil},
		{New(TooLarge, "page %d has %.1f MB of %q", 3, 2.25, "a"), "page %s has %s MB of %s", `page 3 has 2.2 MB of "a"`, nil},
		{New(Damaged, "a JPEG in the file is damaged: %w", inner), "a JPEG in the file is damaged", "a JPEG in the file is damaged: the data stops at 43 %", inner},
		{New(Damaged, "a frame is damaged: %w", fmt.Errorf("chunk: %w", inner)), "a frame is damaged", "a frame is damaged: the data stops at 43 %", inner},
		{New(Cancelled, "cancelled: %w", context.Canceled), "cancelled", "cancelled", context.Canceled},
		{New(Internal, "no connection").With(io.EOF, nil), "no connection", "no connection", io.EOF},
	} {
		if c.err.Reason.Format != c.format || c.err.Error() != c.text || c.cause != nil && !errors.Is(c.err, c.cause) {
			t.Errorf("%q as %q, want %q as %q; causes %v", c.err, c.err.Reason.Format, c.text, c.format, c.err.Err)
		}
		if got := Unpack(c.err.Reason.Pack(), c.text); got.Format != c.format || got.String() != c.text {
			t.Errorf("%q came as %+v", c.text, got)
		}
	}
}

// TestSentenceIn puts values into a translation, in another order, too.
func TestSentenceIn(t *testing.T) {
	words := map[string]string{"the data stops at %s %%": "os dados acabam em %s %%", "page %s of %s is damaged": "das %[2]s páginas, a %[1]s está danificada"}
	s := New(Damaged, "page %d of %d is damaged: %w", 2, 9, New(Damaged, "the data stops at %d %%", 43)).Reason
	in := func(format string) string { return words[format] }
	if got, want := s.In(in), "das 9 páginas, a 2 está danificada: os dados acabam em 43 %"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestUnpack takes nothing from another program that does not say what its English says.
func TestUnpack(t *testing.T) {
	for packed, want := range map[string]string{
		"": "100 % sure", "{": "100 % sure", `{"format":"something else"}`: "100 % sure",
		`{"format":"%s %% sure"}`:                "100 % sure",
		`{"format":"%s %% sure","args":["100"]}`: "100 % sure",
	} {
		if got := Unpack(packed, "100 % sure"); got.String() != want {
			t.Errorf("%s: %q", packed, got)
		}
	}
	if got := Unpack(`{"format":"%s %% sure","args":["100"]}`, "100 % sure"); got.Format != "%s %% sure" {
		t.Errorf("%+v", got)
	}
	if packed := Quote("não\n").Pack(); strings.ContainsFunc(packed, func(r rune) bool { return r < ' ' || r > '~' }) || Unpack(packed, "não\n").Format != "%s" {
		t.Error(packed)
	}
}

// TestDetail has the causes and the stack that the sentence leaves out.
func TestDetail(t *testing.T) {
	err := func() (err error) {
		defer func() {
			if v := recover(); v != nil {
				err = Recovered(v, "the converter failed on this picture")
			}
		}()
		var nothing []byte
		_ = nothing[len(nothing)]
		return nil
	}()
	if err.Error() != "the converter failed on this picture" || KindOf(err) != Internal {
		t.Errorf("%v", err)
	}
	detail := Detail(New(Damaged, "a frame is damaged: %w", err))
	for _, want := range []string{"damaged: a frame is damaged: the converter failed on this picture\n", "index out of range [0] with length 0", "sentence_test.go:"} {
		if !strings.Contains(detail, want) {
			t.Errorf("no %q in\n%s", want, detail)
		}
	}
	// An error that got causes twice has joined errors within joined ones.
	twice := New(Internal, "lost").With(New(Damaged, "a frame is damaged: %w", err)).With(io.ErrUnexpectedEOF)
	if got := Detail(twice); !strings.Contains(got, "sentence_test.go:") || !strings.HasSuffix(got, "\nunexpected EOF") {
		t.Errorf("of joined errors: %s", got)
	}
	if got := Detail(io.EOF); got != "internal: EOF" {
		t.Error(got)
	}
}
