package bw

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pretobranco/engine/bw/fault"
)

// Options control a conversion. The zero value is the neutral look, in
// the picture's own format, with all of its metadata. They are the same on every
// wire: an XML-RPC struct, a JSON object and a URL's query all hold the fields
// that Fields names.
type Options struct {
	Look     Look
	Format   Format       // "" leaves the choice to the wire; Convert takes it as Keep
	Quality  int          // of a lossy format, 1 to 100; 0 is DefaultQuality
	Metadata Metadata     // what of the metadata is kept
	Damaged  DamagePolicy // what is made of a damaged picture
}

// DefaultQuality is the quality of a lossy file when none is asked for.
const DefaultQuality = 90

// Metadata selects how much of the metadata is kept: EXIF, XMP, IPTC, comments,
// dates. What the picture itself needs (its profile and orientation) is always
// kept.
type Metadata string

const (
	KeepMetadata    Metadata = ""           // all of it
	WithoutLocation Metadata = "nolocation" // all but where it was taken
	DropMetadata    Metadata = "none"       // none of it
)

// DamagePolicy selects what is done with a picture of which a part is missing or wrong. A picture whose file
// lacks only its end marker is intact, and always converted.
type DamagePolicy string

const (
	RefuseDamaged DamagePolicy = "refuse" // an error; Convert takes "" as this
	KeepDamaged   DamagePolicy = "keep"   // the intact part is converted, and the report contains how much that is
)

// Target is the format that a picture of this one becomes. A format that isn't written here
// becomes JPEG, or PNG for pure black and white and for what is clear: transparent somewhere,
// which is known only after decoding.
func (o Options) Target(source Format, clear bool) Format {
	target := o.Format
	if keeps(target, source) {
		target = source
	}
	switch row := target.Info(); {
	case row.Format == "" || row.Written():
		return target
	case clear || bilevel(o.Look):
		return PNG
	}
	return JPEG
}

// Fields returns o as the names and values that ParseOptions takes.
func (o Options) Fields() map[string]any {
	fields := map[string]any{"look": o.Look.String()}
	if o.Format != "" {
		fields["format"] = string(o.Format)
	}
	if o.Quality != 0 {
		fields["quality"] = o.Quality
	}
	if o.Metadata != KeepMetadata {
		fields["metadata"] = string(o.Metadata)
	}
	if o.Damaged != "" {
		fields["damaged"] = string(o.Damaged)
	}
	return fields
}

// ParseOptions parses options from the names and values of a wire: text,
// whole numbers of any type, or for the look an inner map. An unknown name or value is
// Unsupported, and the reason lists those that exist.
func ParseOptions(fields map[string]any) (Options, error) {
	var o Options
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		var err error
		switch value := fields[name]; name {
		case "look":
			o.Look, err = ParseLookField(value)
		case "format":
			o.Format, err = formatOption(value)
		case "quality":
			o.Quality, err = wholeNumber(name, value, 1, 100)
		case "metadata":
			o.Metadata, err = parseMetadata(value)
		case "damaged":
			o.Damaged, err = oneOf(name, value, RefuseDamaged, KeepDamaged)
		default:
			err = fault.New(fault.Unsupported, "unknown option %q: there are damaged, format, look, metadata, quality", name)
		}
		if err != nil {
			return Options{}, err
		}
	}
	return o, nil
}

func parseMetadata(value any) (Metadata, error) {
	switch value {
	case "all":
		return KeepMetadata, nil
	case string(WithoutLocation), string(DropMetadata):
		return Metadata(value.(string)), nil
	}
	return "", fault.New(fault.Unsupported, "unknown metadata %q: there are all, nolocation, none", value)
}

// formatOption reads a format that can be written, by its name or by an extension.
func formatOption(value any) (Format, error) {
	text, _ := value.(string)
	if f, ok := parseFormat(text); ok && (f == Keep || f.Info().Written()) {
		return f, nil
	}
	return "", fault.New(fault.Unsupported, "unknown %s %q: there are %s", "format", fmt.Sprint(value), FormatNames())
}

// oneOf reads a value that must be one of several texts.
func oneOf[T ~string](name string, value any, known ...T) (T, error) {
	text, _ := value.(string)
	if i := slices.Index(known, T(strings.ToLower(text))); i >= 0 {
		return known[i], nil
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return "", fault.New(fault.Unsupported, "unknown %s %q: there are %s", name, fmt.Sprint(value), strings.Join(names, ", "))
}

// wholeNumber reads a whole number, also from a query's text and from JSON's floats.
func wholeNumber(name string, value any, low, high int) (int, error) {
	number, err := strconv.ParseFloat(fmt.Sprint(value), 64)
	if err != nil || number != float64(int(number)) || int(number) < low || int(number) > high {
		return 0, fault.New(fault.Unsupported, "%s %q is not a whole number from %d to %d", name, fmt.Sprint(value), low, high)
	}
	return int(number), nil
}
