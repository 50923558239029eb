package look

import (
	"math"
	"reflect"
	"strconv"
	"strings"

	"pretobranco/engine/bw/fault"
)

// number formats a number as the shortest text that parses to the same number.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// within returns an error for a number out of range, including NaN.
func within(what string, v, least, most float64) error {
	if v >= least && v <= most {
		return nil
	}
	return fault.New(fault.Unsupported, "%s of %s is out of range: %s to %s", what, number(v), number(least), number(most))
}

// whole converts a number without a fraction to an int.
func whole(what string, v float64) (int, error) {
	if v != math.Trunc(v) || math.Abs(v) > 1e6 {
		return 0, fault.New(fault.Unsupported, "%s of %s is not a whole number in its range", what, number(v))
	}
	return int(v), nil
}

// toNumber converts a number of any type, or in a text.
func toNumber(what string, value any) (float64, error) {
	switch v := reflect.ValueOf(value); {
	case v.Kind() == reflect.String: // also json.Number
		f, err := strconv.ParseFloat(strings.TrimSpace(v.String()), 64)
		if err == nil {
			return f, nil
		}
		return 0, fault.New(fault.Unsupported, "%s of %.40q is not a number", what, v.String())
	case v.CanInt():
		return float64(v.Int()), nil
	case v.CanUint():
		return float64(v.Uint()), nil
	case v.Kind() == reflect.Float32: // 1.2 stays 1.2
		return strconv.ParseFloat(strconv.FormatFloat(v.Float(), 'g', -1, 32), 64)
	case v.CanFloat():
		return v.Float(), nil
	}
	return 0, fault.New(fault.Unsupported, "%s is not a number", what)
}

// call parses a name with optional numbers in brackets: name(1,2).
func call(text string) (name string, numbers []float64, err error) {
	name, list, ok := strings.Cut(strings.TrimSpace(text), "(")
	if !ok {
		return name, nil, nil
	}
	list, ok = strings.CutSuffix(list, ")")
	if !ok {
		return "", nil, fault.New(fault.Unsupported, "the brackets of %.40q don't match", text)
	}
	for _, part := range strings.Split(list, ",") {
		v, err := toNumber("a number in "+strconv.Quote(name), part)
		if err != nil {
			return "", nil, err
		}
		numbers = append(numbers, v)
	}
	return strings.TrimSpace(name), numbers, nil
}
