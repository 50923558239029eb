package words

import (
	"testing"
	"time"
)

func TestNewWords(t *testing.T) {
	for language, want := range map[string]string{
		"": "en", "en": "en", "en-GB": "en", "de-DE": "en", "pt-BR": "pt-BR", "pt": "pt-BR", "pt-PT": "pt-BR", "PT_BR": "pt-BR", "C": "en",
	} {
		if got := New(language).Language; got != want {
			t.Errorf("a system in %q is spoken to in %q, want %q", language, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	en, pt := New("en"), New("pt-BR")
	for _, c := range [][2]string{
		{en.Number(1234567), "1,234,567"}, {pt.Number(-1234), "-1.234"}, {en.Number(999), "999"},
		{en.Bytes(0), "0 B"}, {en.Bytes(999), "999 B"}, {en.Bytes(1000), "1 KB"}, {en.Bytes(8_230_000), "8.2 MB"},
		{pt.Bytes(8_230_000), "8,2 MB"}, {en.Bytes(999_600), "1 MB"}, {en.Bytes(123_400_000), "123 MB"},
		{en.Change(8_230_000, 7_100_000), "8.2 › 7.1 MB"}, {en.Change(1_200_000, 900_000), "1.2 MB › 900 KB"},
		{en.Took(1234 * time.Millisecond), "1.2 s"}, {en.Took(59 * time.Second), "59 s"},
		{en.Took(100 * time.Second), "1 min 40 s"}, {en.Took(2 * time.Hour), "2 h 0 min"},
		{en.Left(72 * time.Second), "1 min 10 s left"}, {en.Left(42 * time.Minute), "42 min left"},
		{en.Count("footer.convert", 1), "Convert 1 photo"}, {en.Count("footer.convert", 0), "Convert 0 photos"},
		{en.Count("footer.convert", 4820), "Convert 4,820 photos"}, {pt.Count("footer.convert", 0), "Converter 0 foto"},
	} {
		if c[0] != c[1] {
			t.Errorf("written as %q, want %q", c[0], c[1])
		}
	}
}
