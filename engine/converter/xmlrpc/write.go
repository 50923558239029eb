package xmlrpc

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

const declaration = `<?xml version="1.0"?>` + "\n"

// CallAround returns the head and the tail of a call whose first parameter is a
// picture in a <string>. options, if not nil, is the second one.
func CallAround(method string, options map[string]any) (head, tail string, err error) {
	head = declaration + "<methodCall><methodName>" + method + "</methodName><params><param><value><string>"
	t := []byte("</string></value></param>")
	if options != nil {
		t = append(t, "<param>"...)
		if t, err = AppendValue(t, options); err != nil {
			return "", "", err
		}
		t = append(t, "</param>"...)
	}
	return head, string(t) + "</params></methodCall>\n", nil
}

// ResponseAround returns the head and the tail of a response whose value is a
// picture, in a <base64> or in a <string>.
func ResponseAround(typed bool) (head, tail string) {
	head, tail = blobTags(typed)
	return declaration + "<methodResponse><params><param><value>" + head,
		tail + "</value></param></params></methodResponse>\n"
}

func blobTags(typed bool) (start, end string) {
	if typed {
		return "<base64>", "</base64>"
	}
	return "<string>", "</string>"
}

// Response returns the document that answers v.
func Response(v any) ([]byte, error) {
	b := []byte(declaration + "<methodResponse><params><param>")
	b, err := AppendValue(b, v)
	return append(b, "</param></params></methodResponse>\n"...), err
}

// MulticallResponse returns the document that answers a multicall: the Payloads one after the
// other. Each answer is a Fault's Fields, or an array of one value; pictures are of type Blob.
func MulticallResponse(answers []any) ([]*Payload, error) {
	var parts []*Payload
	b := []byte(declaration + "<methodResponse><params><param><value><array><data>")
	for _, answer := range answers {
		if array, ok := answer.([]any); ok && len(array) == 1 {
			if blob, ok := array[0].(Blob); ok {
				start, end := blobTags(blob.Typed)
				head := string(b) + "<value><array><data><value>" + start
				parts = append(parts, NewPayload(head, blob.Data, end+"</value></data></array></value>"))
				b = b[:0]
				continue
			}
		}
		var err error
		if b, err = AppendValue(b, answer); err != nil {
			return nil, err
		}
	}
	return append(parts, NewPayload(string(b)+"</data></array></value></param></params></methodResponse>\n", nil, "")), nil
}

// Document returns the document that answers f.
func (f *Fault) Document() []byte {
	b := []byte(declaration + "<methodResponse><fault>")
	b, _ = AppendValue(b, f.Fields())
	return append(b, "</fault></methodResponse>\n"...)
}

// Fields returns f as a struct, its form also in the answer to a multicall.
func (f *Fault) Fields() map[string]any {
	return map[string]any{"faultCode": f.Code, "faultString": f.String}
}

// AppendValue appends v as a <value>. An error means that XML-RPC has no such type.
func AppendValue(b []byte, v any) ([]byte, error) {
	b = append(b, "<value>"...)
	var err error
	switch v := v.(type) {
	case nil:
		b = append(b, "<nil/>"...)
	case bool:
		b = append(b, "<boolean>"...)
		b = append(b, map[bool]byte{false: '0', true: '1'}[v])
		b = append(b, "</boolean>"...)
	case int:
		b = appendInt(b, int64(v))
	case int64:
		b = appendInt(b, v)
	case float64:
		b = append(b, "<double>"...)
		b = strconv.AppendFloat(b, v, 'f', -1, 64)
		b = append(b, "</double>"...)
	case string:
		b = append(b, "<string>"...)
		b = appendText(b, v)
		b = append(b, "</string>"...)
	case time.Time:
		b = append(b, "<dateTime.iso8601>"...)
		b = v.AppendFormat(b, "20060102T15:04:05")
		b = append(b, "</dateTime.iso8601>"...)
	case []byte:
		b = append(b, "<base64>"...)
		b = base64.StdEncoding.AppendEncode(b, v)
		b = append(b, "</base64>"...)
	case Blob:
		head, tail := blobTags(v.Typed)
		b = append(b, head...)
		b = base64.StdEncoding.AppendEncode(b, v.Data)
		b = append(b, tail...)
	case []any:
		b = append(b, "<array><data>"...)
		for _, item := range v {
			if b, err = AppendValue(b, item); err != nil {
				return b, err
			}
		}
		b = append(b, "</data></array>"...)
	case map[string]any:
		b = append(b, "<struct>"...)
		for _, name := range slices.Sorted(maps.Keys(v)) {
			b = append(b, "<member><name>"...)
			b = appendText(b, name)
			b = append(b, "</name>"...)
			if b, err = AppendValue(b, v[name]); err != nil {
				return b, err
			}
			b = append(b, "</member>"...)
		}
		b = append(b, "</struct>"...)
	default:
		return b, fmt.Errorf("XML-RPC has no type for %T", v)
	}
	return append(b, "</value>"...), nil
}

// appendInt uses i8, which the specification does not have, only for large values.
func appendInt(b []byte, v int64) []byte {
	name := "int"
	if v != int64(int32(v)) {
		name = "i8"
	}
	return fmt.Appendf(b, "<%s>%d</%s>", name, v, name)
}

// appendText escapes markup, and a carriage return, which XML reads as a line feed. A character that
// XML does not have becomes U+FFFD.
func appendText(b []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '\r':
			b = append(b, "&#13;"...)
		case !isChar(r):
			b = utf8.AppendRune(b, utf8.RuneError)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}
