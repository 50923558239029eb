package look

import (
	"strconv"
	"strings"

	"pretobranco/engine/bw/fault"
)

// A Method converts gray to pure black and white.
type Method uint8

const (
	None           Method = iota // keep gray
	Threshold                    // white above a number
	Otsu                         // the threshold that splits the histogram best
	Sauvola                      // a local threshold for every pixel, for documents
	FloydSteinberg               // error diffusion, the same as Pillow's convert("1")
	Ordered                      // Bayer's 8x8 matrix, the same as ImageMagick's o8x8
)

var methods = []string{"none", "threshold", "otsu", "sauvola", "floyd-steinberg", "ordered"}

func (m Method) String() string {
	if int(m) < len(methods) {
		return methods[m]
	}
	return methods[None]
}

// Methods returns the names of the methods, none first.
func Methods() []string { return append([]string(nil), methods...) }

// OneBit is a method and its parameters. The zero value keeps gray.
type OneBit struct {
	Method    Method
	Threshold int     // for Threshold: gray above it is white, 0 to 255
	K         float64 // for Sauvola: sensitivity k, 0 to 1
	Window    int     // for Sauvola: side of the window in pixels, odd; 0 is AutoWindow
}

const (
	DefaultThreshold = 127 // the upper half is white, as in Pillow's convert("1", dither=0)
	DefaultK         = 0.2

	leastWindow, mostWindow = 3, 999
)

// AutoWindow returns the default window of Sauvola: about 1/40 of the picture's short side, odd,
// and larger than the grain.
func AutoWindow(width, height int) int {
	return min(max(9, min(width, height)/40|1), mostWindow)
}

// checked validates a method's numbers and drops those that it doesn't use.
func (o OneBit) checked() (OneBit, error) {
	switch o.Method {
	case None, Otsu, FloydSteinberg, Ordered:
		return OneBit{Method: o.Method}, nil
	case Threshold:
		return OneBit{Method: Threshold, Threshold: o.Threshold}, within("threshold", float64(o.Threshold), 0, 255)
	case Sauvola:
		if err := within("sauvola's k", o.K, 0, 1); err != nil {
			return OneBit{}, err
		}
		if o.Window != 0 && (o.Window < leastWindow || o.Window > mostWindow || o.Window%2 == 0) {
			return OneBit{}, fault.New(fault.Unsupported, "sauvola's window of %d is out of range: odd numbers from %d to %d, or 0 for one that suits the picture",
				o.Window, leastWindow, mostWindow)
		}
		return OneBit{Method: Sauvola, K: o.K + 0, Window: o.Window}, nil
	}
	return OneBit{}, fault.New(fault.Unsupported, "unknown 1-bit method: there are %s", strings.Join(methods, ", "))
}

// String returns the form that ParseOneBit parses: a method's name, and in brackets the numbers
// that differ from the defaults.
func (o OneBit) String() string {
	switch {
	case o.Method == Threshold && o.Threshold != DefaultThreshold:
		return "threshold(" + strconv.Itoa(o.Threshold) + ")"
	case o.Method == Sauvola && o.Window != 0:
		return "sauvola(" + number(o.K) + "," + strconv.Itoa(o.Window) + ")"
	case o.Method == Sauvola && o.K != DefaultK:
		return "sauvola(" + number(o.K) + ")"
	}
	return o.Method.String()
}

// ParseOneBit parses a method: none, threshold(T), otsu, sauvola(k, window), floyd-steinberg or
// ordered. Brackets, or the window alone, may be omitted.
func ParseOneBit(text string) (OneBit, error) {
	name, numbers, err := call(text)
	if err != nil {
		return OneBit{}, err
	}
	o := OneBit{Method: Method(len(methods)), Threshold: DefaultThreshold, K: DefaultK}
	for m, known := range methods {
		if strings.EqualFold(name, known) {
			o.Method = Method(m)
		}
	}
	takes := 0
	switch o.Method {
	case Method(len(methods)):
		return OneBit{}, fault.New(fault.Unsupported, "unknown 1-bit method %.40q: there are %s", name, strings.Join(methods, ", "))
	case Threshold:
		takes = 1
		if len(numbers) > 0 {
			o.Threshold, err = whole("threshold", numbers[0])
		}
	case Sauvola:
		takes = 2
		if len(numbers) > 0 {
			o.K = numbers[0]
		}
		if len(numbers) > 1 {
			o.Window, err = whole("sauvola's window", numbers[1])
		}
	}
	if err != nil {
		return OneBit{}, err
	}
	if len(numbers) > takes {
		return OneBit{}, fault.New(fault.Unsupported, "1-bit method %s takes at most %d numbers: there are threshold(T), sauvola(k, window)", o.Method, takes)
	}
	return o.checked()
}
