package look

import (
	"bytes"
	"encoding/json"

	"pretobranco/engine/bw/fault"
)

// Read parses a look in a file: text for Parse, or JSON with that text or with the struct for
// ParseFields.
func Read(file []byte) (Look, error) {
	file = bytes.TrimSpace(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))) // byte order mark
	if len(file) == 0 {
		return Look{}, fault.New(fault.Unsupported, "the file of the look is empty")
	}
	if file[0] != '{' && file[0] != '"' {
		return Parse(string(file))
	}
	var value any
	if err := json.Unmarshal(file, &value); err != nil {
		return Look{}, fault.New(fault.Unsupported, "the file of the look is no JSON: %v", err).With(err)
	}
	return ParseAny(value)
}

// ParseAny parses a look in either form: a text, or a struct of fields.
func ParseAny(value any) (Look, error) {
	switch v := value.(type) {
	case string:
		return Parse(v)
	case map[string]any:
		return ParseFields(v)
	}
	return Look{}, fault.New(fault.Unsupported, "a look is a text, as red contrast=1.2, or a struct of name or mix, %s", settings)
}
