package look

import (
	"strings"

	"pretobranco/engine/bw/fault"
)

// String returns the text that Parse parses to the same look: its name or mix, then the differences
// from the look of that name.
//
//	red
//	mix(80,30,-10) contrast=1.2
//	red brightness=-0.05 contrast=1.2 gamma=0.9 levels=0.05,0.92 curve=soft 1bit=sauvola(0.3,25)
func (l Look) String() string {
	var s strings.Builder
	s.WriteString(l.Name())
	if l.name == mixed {
		s.WriteString("(" + number(l.r) + "," + number(l.g) + "," + number(l.b) + ")")
	}
	for _, p := range l.adjusted() {
		s.WriteString(" " + p.key + "=")
		switch v := p.value.(type) {
		case float64:
			s.WriteString(number(v))
		case string:
			s.WriteString(v)
		}
	}
	return s.String()
}

// setting is a part of a look other than its base.
type setting struct {
	key   string
	value any // a float64 or a string
}

// adjusted returns what differs from the look of the same name.
func (l Look) adjusted() (parts []setting) {
	plain, _ := find(l.Name())
	if l.brightness != plain.brightness {
		parts = append(parts, setting{"brightness", l.Brightness()})
	}
	if l.contrast != plain.contrast {
		parts = append(parts, setting{"contrast", l.Contrast()})
	}
	if l.gamma != plain.gamma {
		parts = append(parts, setting{"gamma", l.Gamma()})
	}
	if l.levels != plain.levels {
		parts = append(parts, setting{"levels", l.levels.String()})
	}
	if l.curve != plain.curve {
		parts = append(parts, setting{"curve", l.curve.String()})
	}
	if l.bit != plain.bit {
		parts = append(parts, setting{"1bit", l.bit.String()})
	}
	return parts
}

const settings = "brightness, contrast, gamma, levels, curve, 1bit"

// Parse parses a look: words separated by spaces. One may be a name or mix(R,G,B) in percent; the
// others are settings, each at most once. Case doesn't matter. Without a name the look is neutral.
func Parse(text string) (Look, error) {
	words, err := split(text)
	if err != nil {
		return Look{}, err
	}
	var l Look
	var named bool
	var rest []string
	for _, word := range words {
		if strings.Contains(word, "=") {
			rest = append(rest, word)
			continue
		}
		if named {
			return Look{}, fault.New(fault.Unsupported, "a look has one name or one mix: %.40q is a second", word)
		}
		named = true
		if l, err = parseBase(word); err != nil {
			return Look{}, err
		}
	}
	seen := map[string]bool{}
	for _, word := range rest {
		key, value, _ := strings.Cut(word, "=")
		key = strings.ToLower(key)
		if seen[key] {
			return Look{}, fault.New(fault.Unsupported, "%.40q is set twice", key)
		}
		seen[key] = true
		if l, err = l.With(key, value); err != nil {
			return Look{}, err
		}
	}
	return l, nil
}

// parseBase parses a name or mix(R,G,B).
func parseBase(word string) (Look, error) {
	if l, ok := find(word); ok {
		return l, nil
	}
	name, numbers, err := call(word)
	if err != nil {
		return Look{}, err
	}
	if !strings.EqualFold(name, mixed) {
		return Look{}, fault.New(fault.Unsupported, "unknown look %.40q: there are %s and mix(R,G,B)", word, strings.Join(Names(), ", "))
	}
	if len(numbers) != 3 {
		return Look{}, fault.New(fault.Unsupported, "a mix is three weights in percent, such as mix(80,30,-10)")
	}
	return Look{}.WithWeights(numbers[0], numbers[1], numbers[2])
}

// With returns the look with another brightness, contrast, gamma, levels, curve or 1bit. value is a
// text, a number of any type, or for levels and curve a list of numbers.
func (l Look) With(key string, value any) (Look, error) {
	switch key {
	case "levels":
		levels, err := ParseLevels(value)
		if err != nil {
			return Look{}, err
		}
		return l.WithLevels(levels)
	case "curve":
		curve, err := ParseCurve(value)
		if err != nil {
			return Look{}, err
		}
		return l.WithCurve(curve), nil
	case "1bit":
		text, ok := value.(string)
		if !ok {
			return Look{}, fault.New(fault.Unsupported, "1bit is the name of a method: there are %s", strings.Join(methods, ", "))
		}
		bit, err := ParseOneBit(text)
		if err != nil {
			return Look{}, err
		}
		return l.WithOneBit(bit)
	}
	change, ok := map[string]func(float64) (Look, error){
		"brightness": l.WithBrightness,
		"contrast":   l.WithContrast,
		"gamma":      l.WithGamma,
	}[key]
	if !ok {
		return Look{}, fault.New(fault.Unsupported, "a look has no setting %.40q: it has a name or a mix, and %s", key, settings)
	}
	v, err := toNumber(key, value)
	if err != nil {
		return Look{}, err
	}
	return change(v)
}

// MarshalText encodes a look as a string in JSON.
func (l Look) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText parses the text of a look, see Parse.
func (l *Look) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err == nil {
		*l = parsed
	}
	return err
}

// split splits a text at spaces outside of brackets and removes those inside.
func split(text string) (words []string, err error) {
	if len(text) > 500 {
		return nil, fault.New(fault.Unsupported, "a look of %d characters is too long: it has a name or a mix, and %s", len(text), settings)
	}
	var word strings.Builder
	inside := false
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, c := range text {
		switch {
		case c == '(' && !inside, c == ')' && inside:
			inside = !inside
			word.WriteRune(c)
		case c == '(' || c == ')':
			return nil, fault.New(fault.Unsupported, "the brackets of the look %.40q don't match", text)
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			if !inside {
				end()
			}
		default:
			word.WriteRune(c)
		}
	}
	if inside {
		return nil, fault.New(fault.Unsupported, "the brackets of the look %.40q don't match", text)
	}
	end()
	return words, nil
}
