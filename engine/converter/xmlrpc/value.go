package xmlrpc

import (
	"bytes"
	"encoding/base64"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A parser has a function for each element. It is called after the element's start tag, and reads up to
// the end tag.
type parser struct {
	scanner
	limits Limits
	blob   *blobReader // for the picture that is wanted
	values int
	used   int64  // bytes of text taken, of limits.Text
	text   []byte // the text being taken
	cr     bool   // and it ends with a carriage return, written as a line feed
}

// tag reads up to the next tag. Only space may precede it.
func (p *parser) tag() (token, error) {
	for {
		tok, err := p.next()
		if err != nil || tok != text {
			return tok, err
		}
		if len(bytes.Trim(p.chunk, " \t\r\n")) > 0 {
			return tok, faultf(InvalidDocument, "text where an element must be")
		}
	}
}

// start reads the start tag of an element that must come.
func (p *parser) start(name string) error {
	tok, err := p.tag()
	if err == nil && (tok != startTag || p.name != name) {
		err = p.unexpected(tok, "<"+name+">")
	}
	return err
}

// end reads the end tag of the element name.
func (p *parser) end(name string) error {
	tok, err := p.tag()
	if err == nil && (tok != endTag || p.name != name) {
		err = p.unexpected(tok, "</"+name+">")
	}
	return err
}

func (p *parser) unexpected(tok token, wanted string) error {
	switch tok {
	case end:
		return p.early()
	case endTag:
		return faultf(NotWellFormed, "</%s> where %s must be", p.name, wanted)
	}
	return faultf(InvalidDocument, "<%s> where %s must be", p.name, wanted)
}

// value reads a value. With blob it is a *Blob if it is text or base64.
func (p *parser) value(blob bool) (any, error) {
	if p.values++; p.values > p.limits.Values {
		return nil, tooLarge("more than %d values, this program's limit", p.limits.Values)
	}
	tok, err := p.content(blob)
	if err != nil {
		return nil, err
	}
	if tok == endTag {
		if p.name != "value" {
			return nil, p.unexpected(tok, "</value>")
		}
		return p.untyped(blob)
	}
	if len(bytes.Trim(p.text, " \t\r\n")) > 0 || blob && p.blob.started() {
		return nil, faultf(InvalidDocument, "text next to <%s> in a value", p.name)
	}
	v, err := p.typed(p.name, blob)
	if err != nil {
		return nil, err
	}
	return v, p.end("value")
}

// content takes text, into the picture or as text, until there is a tag.
func (p *parser) content(blob bool) (token, error) {
	p.text, p.cr = p.text[:0], false
	for {
		if blob && p.run() {
			continue
		}
		tok, err := p.next()
		switch {
		case err != nil:
			return tok, err
		case tok == end:
			return tok, p.early()
		case tok != text:
			return tok, nil
		case blob:
			err = p.takeBlob()
		default:
			err = p.takeText()
		}
		if err != nil {
			return tok, err
		}
	}
}

// run decodes what has been read if all of it is base64, as most of a picture is. It does not search
// for markup first: decoding finds it. It reports whether it decoded something.
func (p *parser) run() bool {
	if p.cdata || p.closing || !p.have(4) {
		return false
	}
	took := p.blob.run(p.buf[p.at:p.to])
	if took > 0 {
		p.at += took
		p.brackets = 0
	}
	return took > 0
}

func (p *parser) untyped(blob bool) (any, error) {
	if blob {
		return p.blob.blob(false), nil
	}
	return p.taken()
}

// typed reads the element that is a value's type.
func (p *parser) typed(name string, blob bool) (any, error) {
	switch name {
	case "array":
		return p.array()
	case "struct":
		return p.structure()
	}
	isText := name == "string" || name == "base64"
	tok, err := p.content(blob && isText)
	if err == nil && (tok != endTag || p.name != name) {
		err = p.unexpected(tok, "</"+name+">")
	}
	if err != nil {
		return nil, err
	}
	if blob && isText {
		return p.blob.blob(name == "base64"), nil
	}
	s, err := p.taken()
	if err != nil || name == "string" {
		return s, err
	}
	return scalar(name, strings.Trim(s, " \t\r\n"))
}

// takeBlob adds a piece to the picture. Only a limit is an error here.
func (p *parser) takeBlob() error {
	p.blob.write(p.chunk)
	if p.blob.err != nil && p.blob.err != errNotBase64 {
		return p.blob.err
	}
	return nil
}

// takeText adds a piece to the text, in UTF-8 and with XML's one line break.
func (p *parser) takeText() error {
	if p.used += int64(len(p.chunk)); p.used > p.limits.Text {
		return tooLarge("more than %d bytes of text, this program's limit", p.limits.Text)
	}
	if !p.raw || !p.latin1 && !p.cr && bytes.IndexByte(p.chunk, '\r') < 0 {
		p.text = append(p.text, p.chunk...)
		p.cr = false
		return nil
	}
	for _, c := range p.chunk {
		switch {
		case c == '\n' && p.cr: // its line break is written
		case c == '\r':
			p.text = append(p.text, '\n')
		case p.latin1:
			p.text = utf8.AppendRune(p.text, rune(c))
		default:
			p.text = append(p.text, c)
		}
		p.cr = c == '\r'
	}
	return nil
}

// taken returns the text, once it is whole.
func (p *parser) taken() (string, error) {
	for i := 0; i < len(p.text); {
		r, size := rune(p.text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(p.text[i:])
		}
		if r == utf8.RuneError && size == 1 {
			return "", faultf(BadCharacter, "bytes that are not UTF-8")
		}
		if !isChar(r) {
			return "", faultf(NotWellFormed, "a character that XML does not have")
		}
		i += size
	}
	return string(p.text), nil
}

// scalar reads a simple value from its text.
func scalar(name, s string) (any, error) {
	var v any
	var err error
	switch name {
	case "int", "i4":
		v, err = strconv.ParseInt(s, 10, 32)
	case "i8", "ex:i8":
		v, err = strconv.ParseInt(s, 10, 64)
	case "boolean":
		if s != "0" && s != "1" {
			err = strconv.ErrSyntax
		}
		v = s == "1"
	case "double":
		v, err = parseDouble(s)
	case "dateTime.iso8601":
		v, err = parseTime(s)
	case "base64":
		v, err = base64.StdEncoding.DecodeString(strings.Map(func(r rune) rune {
			if r == ' ' || r == '\t' {
				return -1
			}
			return r
		}, s))
	case "nil", "ex:nil":
		if s != "" {
			err = strconv.ErrSyntax
		}
	default:
		return nil, faultf(InvalidDocument, "no type is called <%s>", name)
	}
	if err != nil {
		return nil, faultf(InvalidDocument, "%.40q is not a value of <%s>", s, name)
	}
	return v, nil
}

// parseDouble reads a number without the forms that only Go has, and not infinity.
func parseDouble(s string) (float64, error) {
	if strings.Trim(s, "+-.0123456789eE") != "" {
		return 0, strconv.ErrSyntax
	}
	v, err := strconv.ParseFloat(s, 64)
	if math.IsInf(v, 0) {
		return 0, strconv.ErrRange
	}
	return v, err
}

// parseTime reads the spec's form, and those that are met in its place.
func parseTime(s string) (v time.Time, err error) {
	for _, layout := range []string{"20060102T15:04:05", "2006-01-02T15:04:05", "20060102T15:04:05Z07:00", time.RFC3339} {
		if v, err = time.Parse(layout, s); err == nil {
			return v, nil
		}
	}
	return v, err
}

func (p *parser) array() (any, error) {
	if err := p.start("data"); err != nil {
		return nil, err
	}
	items := []any{}
	for {
		tok, err := p.tag()
		switch {
		case err != nil:
			return nil, err
		case tok == endTag && p.name == "data":
			return items, p.end("array")
		case tok != startTag || p.name != "value":
			return nil, p.unexpected(tok, "<value>")
		}
		item, err := p.value(false)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
}

func (p *parser) structure() (any, error) {
	fields := map[string]any{}
	for {
		tok, err := p.tag()
		switch {
		case err != nil:
			return nil, err
		case tok == endTag && p.name == "struct":
			return fields, nil
		case tok != startTag || p.name != "member":
			return nil, p.unexpected(tok, "<member>")
		}
		name, err := p.textOf("name")
		if err != nil {
			return nil, err
		}
		if err := p.start("value"); err != nil {
			return nil, err
		}
		if fields[name], err = p.value(false); err != nil {
			return nil, err
		}
		if err := p.end("member"); err != nil {
			return nil, err
		}
	}
}

// textOf reads a whole element that holds text alone.
func (p *parser) textOf(name string) (string, error) {
	if err := p.start(name); err != nil {
		return "", err
	}
	tok, err := p.content(false)
	if err == nil && (tok != endTag || p.name != name) {
		err = p.unexpected(tok, "</"+name+">")
	}
	if err != nil {
		return "", err
	}
	return p.taken()
}
