package look

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"pretobranco/engine/bw/fault"
)

// Fields returns the look as a struct for JSON and XML-RPC, which ParseFields parses to the same
// look: name (a text) or mix (three numbers), and, where they differ from the look of that name,
// brightness, contrast, gamma (numbers), levels, curve and 1bit (texts).
func (l Look) Fields() map[string]any {
	fields := map[string]any{}
	if l.name == mixed {
		fields["mix"] = []any{l.r, l.g, l.b}
	} else {
		fields["name"] = l.Name()
	}
	for _, p := range l.adjusted() {
		fields[p.key] = p.value
	}
	return fields
}

// ParseFields parses the fields that Fields writes; all are optional. Numbers may be of any type,
// or texts; a mix may be a list or a text. Names are not case-sensitive.
func ParseFields(fields map[string]any) (Look, error) {
	lower := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		small := strings.ToLower(key)
		if _, twice := lower[small]; twice {
			return Look{}, fault.New(fault.Unsupported, "%.40q is set twice", small)
		}
		lower[small] = fields[key]
	}
	l, err := baseOf(lower)
	if err != nil {
		return Look{}, err
	}
	for _, key := range slices.Sorted(maps.Keys(lower)) {
		if key == "name" || key == "mix" {
			continue
		}
		if l, err = l.With(key, lower[key]); err != nil {
			return Look{}, err
		}
	}
	return l, nil
}

// baseOf parses the name or mix of a look.
func baseOf(fields map[string]any) (Look, error) {
	name, hasName := fields["name"]
	weights, hasMix := fields["mix"]
	switch {
	case hasName && hasMix:
		return Look{}, fault.New(fault.Unsupported, "a look has a name or a mix, not both")
	case hasName:
		text, ok := name.(string)
		if !ok {
			return Look{}, fault.New(fault.Unsupported, "the name of a look is a text: there are %s", strings.Join(Names(), ", "))
		}
		return parseBase(strings.TrimSpace(text))
	case hasMix:
		return parseMix(weights)
	}
	return Look{}, nil
}

// parseMix parses three weights, in a list or a text.
func parseMix(value any) (Look, error) {
	if text, ok := value.(string); ok {
		text = strings.TrimSpace(text)
		if len(text) < len(mixed) || !strings.EqualFold(text[:len(mixed)], mixed) {
			text = mixed + "(" + text + ")"
		}
		return parseBase(text)
	}
	list := reflect.ValueOf(value)
	if (list.Kind() != reflect.Slice && list.Kind() != reflect.Array) || list.Len() != 3 {
		return Look{}, fault.New(fault.Unsupported, "a mix is three weights in percent, such as 80, 30, -10")
	}
	var w [3]float64
	for i := range w {
		var err error
		if w[i], err = toNumber("a weight of the mix", list.Index(i).Interface()); err != nil {
			return Look{}, err
		}
	}
	return Look{}.WithWeights(w[0], w[1], w[2])
}
