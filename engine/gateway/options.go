package gateway

import (
	"encoding/json"
	"net/url"
	"strconv"
	"unicode/utf8"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd/checksum"
)

// Wishes are what a client asks for with its pictures: the fields of bw.ParseOptions,
// and "report":true, which has a message {"result":...} sent before each binary answer,
// with checksums if there is "sums":true as well. Each message of options replaces the one before as a whole, and the query.
type clientOptions struct {
	convert bw.Options
	report  bool
	sums    bool
	sum     uint32 // of the message, which starts with {
	err     error  // of options that cannot be had; the answer to every picture
}

// maxOptions is the length of the longest message of options.
const maxOptions = 64 << 10

// queryOptions reads wishes from the query of a handshake.
func queryOptions(query url.Values) clientOptions {
	fields := map[string]any{}
	var w clientOptions
	for name, values := range query {
		switch name {
		case "token": // httpd's
		case "report", "sums":
			yes, err := strconv.ParseBool(values[0])
			if err != nil {
				return clientOptions{err: errYesNo}
			}
			*w.flag(name) = yes
		default:
			fields[name] = values[0]
		}
	}
	w.convert, w.err = bw.ParseOptions(fields)
	return w
}

var errYesNo = fault.New(fault.Unsupported, "report and sums are true or false")

func (w *clientOptions) flag(name string) *bool {
	if name == "sums" {
		return &w.sums
	}
	return &w.report
}

// parseOptions reads wishes from a message.
func parseOptions(text []byte) clientOptions {
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil || !utf8.Valid(text) {
		return clientOptions{err: fault.New(fault.Unsupported, "the options are not a JSON object")}
	}
	var w clientOptions
	for _, name := range []string{"report", "sums"} {
		value, given := fields[name]
		yes, ok := value.(bool)
		if given && !ok {
			return clientOptions{err: errYesNo}
		}
		*w.flag(name) = yes
		delete(fields, name)
	}
	w.convert, w.err = bw.ParseOptions(fields)
	w.sum = checksum.Sum(text)
	return w
}

// message returns the message that asks for w.
func (w clientOptions) message() []byte {
	fields := w.convert.Fields()
	fields["report"], fields["sums"] = w.report, w.sums
	text, err := json.Marshal(fields)
	if err != nil {
		// Fields holds only text and numbers.
		panic(err)
	}
	return text
}
