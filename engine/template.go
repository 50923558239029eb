package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A Template makes the names of results out of what is known of their photos:
//
//	{name}    the photo's, without its extension
//	{n}       its number in the batch, from 1; {n:4} with at least four digits
//	{date}    when it was taken, 2024-05-31; without that in it, when its file was changed last
//	{look}    the look's
//	{folder}  of the folder that the photo is in
//
// All other text is literal, and a slash makes a folder. The extension is appended.
type Template struct{ parts []part }

// A part is a field, or text if that has no name.
type part struct {
	field, text string
	digits      int
}

// DefaultTemplate keeps names as they are.
const DefaultTemplate = "{name}"

// TemplateFields lists the fields as they are written, the number with its digits.
var TemplateFields = []string{"{name}", "{n:4}", "{date}", "{look}", "{folder}"}

// What may be wrong with a template.
type TemplateProblem string

const (
	TemplateOpen    TemplateProblem = "open"    // a { without its }
	TemplateClose   TemplateProblem = "close"   // a } without its {
	TemplateField   TemplateProblem = "field"   // no such field
	TemplateDigits  TemplateProblem = "digits"  // {n:...} with what is no number from 1 to 9
	TemplateLetter  TemplateProblem = "letter"  // a letter that some systems do not allow in names
	TemplateFolder  TemplateProblem = "folder"  // a folder without a name, or outside the results' folder
	TemplateNothing TemplateProblem = "nothing" // no name at all
	TemplateHidden  TemplateProblem = "hidden"  // a name that begins with a dot
)

// A TemplateError is what is wrong with a template, and where.
type TemplateError struct {
	Problem TemplateProblem
	Text    string // the part that is wrong
}

func (e *TemplateError) Error() string {
	switch e.Problem {
	case TemplateOpen:
		return fmt.Sprintf("%s has no }", e.Text)
	case TemplateClose:
		return "a } has no {"
	case TemplateField:
		return fmt.Sprintf("there is no %s: there are {name}, {n}, {date}, {look} and {folder}", e.Text)
	case TemplateDigits:
		return fmt.Sprintf("%s is no number of digits: write {n:1} to {n:9}", e.Text)
	case TemplateLetter:
		return fmt.Sprintf("a file's name cannot hold %s", e.Text)
	case TemplateFolder:
		return "a folder in the name has no name of its own"
	case TemplateHidden:
		return "a name that begins with a dot would be hidden"
	}
	return "the name is empty"
}

// ParseTemplate reads a template; "" is the default. Errors are *TemplateError.
func ParseTemplate(text string) (Template, error) {
	var t Template
	if text == "" {
		text = DefaultTemplate
	}
	for rest := text; rest != ""; {
		at := strings.IndexAny(rest, "{}")
		if at < 0 {
			at = len(rest)
		}
		if at > 0 {
			t.parts = append(t.parts, part{text: rest[:at]})
			rest = rest[at:]
			continue
		}
		end := strings.IndexByte(rest, '}')
		switch {
		case end == 0:
			return Template{}, &TemplateError{TemplateClose, "}"}
		case end < 0 || strings.Contains(rest[1:end], "{"):
			return Template{}, &TemplateError{TemplateOpen, rest}
		}
		p, err := field(rest[:end+1])
		if err != nil {
			return Template{}, err
		}
		t.parts = append(t.parts, p)
		rest = rest[end+1:]
	}
	return t, t.check(text)
}

// field reads one field with its braces.
func field(text string) (part, error) {
	name, digits, found := strings.Cut(text[1:len(text)-1], ":")
	switch name {
	case "name", "n", "date", "look", "folder":
	default:
		return part{}, &TemplateError{TemplateField, text}
	}
	p := part{field: name, digits: 1}
	if !found {
		return p, nil
	}
	if name != "n" {
		return part{}, &TemplateError{TemplateField, text}
	}
	var err error
	if p.digits, err = strconv.Atoi(digits); err != nil || p.digits < 1 || p.digits > 9 {
		return part{}, &TemplateError{TemplateDigits, text}
	}
	return p, nil
}

// check holds the text around the fields against what systems take for a name.
func (t Template) check(text string) error {
	for _, p := range t.parts {
		for _, r := range p.text {
			if r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"|?*\`, r) {
				return &TemplateError{TemplateLetter, strconv.QuoteRune(r)}
			}
		}
	}
	folders := strings.Split(text, "/")
	for i, folder := range folders {
		bare := strings.TrimSpace(folder)
		switch {
		case bare == "" && len(folders) == 1:
			return &TemplateError{TemplateNothing, text}
		case bare == "" || strings.Trim(bare, ".") == "":
			return &TemplateError{TemplateFolder, text}
		case bare[0] == '.' && i == len(folders)-1:
			return &TemplateError{TemplateHidden, text}
		}
	}
	return nil
}

// has reports whether a field is in the template.
func (t Template) has(field string) bool {
	for _, p := range t.parts {
		if p.field == field {
			return true
		}
	}
	return false
}

// values are the values of the fields.
type values struct {
	name   string
	number int
	date   time.Time
	look   string
	folder string
}

// fill returns the name for values, with slashes only where the template has them.
func (t Template) fill(v values) string {
	var b strings.Builder
	value := func(s string) { b.WriteString(strings.ReplaceAll(s, "/", "_")) }
	for _, p := range t.parts {
		switch p.field {
		case "":
			b.WriteString(p.text)
		case "name":
			value(v.name)
		case "n":
			fmt.Fprintf(&b, "%0*d", p.digits, v.number)
		case "date":
			b.WriteString(v.date.Format(time.DateOnly))
		case "look":
			value(v.look)
		case "folder":
			value(v.folder)
		}
	}
	return b.String()
}

// lookName returns a look as part of a name: mix(80,30,-10) contrast=1.2 becomes
// mix-80-30--10-contrast-1.2.
func lookName(look Look) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '-' {
			return r
		}
		return ' '
	}, look.String())
	return strings.Join(strings.Fields(name), "-")
}
