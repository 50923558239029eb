package gateway

import (
	"encoding/json"
	"net/url"
	"strconv"
	"unicode/utf8"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// Wishes are what a client asks for with its pictures: the fields of bw.ParseOptions,
// and "report":true, which has a message {"result":...} sent before each binary answer,
// with checksums if there is "sums":true as well. Each message of options replaces the one before as a whole, and the query.
type wishes struct {
	options bw.Options
	report  bool
	sums    bool
	sum     uint32 // of the message, which starts with {
	err     error  // of options that cannot be had; the answer to every picture
}

// maxWishes is the length of the longest message of options.
const maxWishes = 64 << 10

// queryWishes reads wishes from the query of a handshake.
func queryWishes(query url.Values) wishes {
	fields := map[string]any{}
	var w wishes
	for name, values := range query {
		switch name {
		case "token": // httpd's
		case "report", "sums":
			yes, err := strconv.ParseBool(values[0])
			if err != nil {
				return wishes{err: errYesNo}
			}
			*w.flag(name) = yes
		default:
			fields[name] = values[0]
		}
	}
	w.options, w.err = bw.ParseOptions(fields)
	return w
}

var errYesNo = fault.New(fault.Unsupported, "report and sums are true or false")

func (w *wishes) flag(name string) *bool {
	if name == "sums" {
		return &w.sums
	}
	return &w.report
}

// jsonWishes reads wishes from a message.
func jsonWishes(text []byte) wishes {
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil || !utf8.Valid(text) {
		return wishes{err: fault.New(fault.Unsupported, "the options are not a JSON object")}
	}
	var w wishes
	for _, name := range []string{"report", "sums"} {
		value, given := fields[name]
		yes, ok := value.(bool)
		if given && !ok {
			return wishes{err: errYesNo}
		}
		*w.flag(name) = yes
		delete(fields, name)
	}
	w.options, w.err = bw.ParseOptions(fields)
	w.sum = sum(text)
	return w
}

// message returns the message that asks for w.
func (w wishes) message() []byte {
	fields := w.options.Fields()
	fields["report"], fields["sums"] = w.report, w.sums
	text, err := json.Marshal(fields)
	if err != nil {
		// Fields holds only text and numbers.
		panic(err)
	}
	return text
}
