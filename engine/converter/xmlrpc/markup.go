package xmlrpc

import (
	"bytes"
	"strings"
)

// names of XML-RPC, so that finding one allocates nothing.
var names = map[string]string{}

func init() {
	for _, name := range strings.Fields("methodCall methodResponse methodName params param value fault array data struct member name " +
		"int i4 i8 boolean double string dateTime.iso8601 base64 nil ex:nil ex:i8") {
		names[name] = name
	}
}

// markup reads what begins with "<". It reports whether that is a token: comments
// and processing instructions are none.
func (s *scanner) markup() (token, bool, error) {
	if !s.have(2) {
		return end, false, s.early()
	}
	switch s.buf[s.at+1] {
	case '/':
		s.at += 2
		if err := s.readName(); err != nil {
			return end, false, err
		}
		s.skipSpace()
		s.depth--
		return endTag, true, s.expect('>')
	case '?':
		s.at += 2
		return end, false, s.instruction()
	case '!':
		return end, false, s.declaration()
	}
	s.at++
	if s.depth++; s.depth > s.maxDepth {
		return end, false, tooLarge("elements nested deeper than %d, this program's limit", s.maxDepth)
	}
	if err := s.readName(); err != nil {
		return end, false, err
	}
	return startTag, true, s.attributes()
}

// declaration reads what begins with "<!": a comment, the start of a CDATA section,
// or a document type, which is refused.
func (s *scanner) declaration() error {
	switch {
	case s.have(4) && string(s.buf[s.at:s.at+4]) == "<!--":
		s.at += 4
		// XML 1.0, 2.5: "--" must not occur within a comment.
		if !s.skipTo("--") || !s.have(1) {
			return s.early()
		}
		return s.expect('>')
	case s.have(9) && string(s.buf[s.at:s.at+9]) == "<![CDATA[":
		s.at += 9
		s.cdata = true
		return nil
	case s.have(9) && string(s.buf[s.at:s.at+9]) == "<!DOCTYPE":
		return faultf(NotWellFormed, "a document type is not accepted")
	case !s.have(9) && s.srcErr != nil:
		return s.early()
	}
	return faultf(NotWellFormed, "unknown markup after <!")
}

// instruction skips a processing instruction, whose "<?" is read.
func (s *scanner) instruction() error {
	if err := s.readName(); err != nil {
		return err
	}
	if strings.EqualFold(s.name, "xml") {
		return faultf(NotWellFormed, "an XML declaration must be the first thing in a document")
	}
	if !s.have(2) {
		return s.early()
	}
	if !isSpace(s.buf[s.at]) && string(s.buf[s.at:s.at+2]) != "?>" {
		return faultf(NotWellFormed, "an instruction with a name of wrong characters")
	}
	if !s.skipTo("?>") {
		return s.early()
	}
	return nil
}

// attributes reads the rest of a start tag. XML-RPC has no attributes but namespaces;
// they are held to ASCII and passed over.
func (s *scanner) attributes() error {
	tag := s.name
	for {
		spaced := s.skipSpace()
		if !s.have(1) {
			return s.early()
		}
		switch s.buf[s.at] {
		case '>':
			s.at++
			s.name = tag
			return nil
		case '/':
			s.at++
			s.name, s.closing = tag, true
			return s.expect('>')
		}
		if !spaced {
			return faultf(NotWellFormed, "a tag with a name of wrong characters")
		}
		if err := s.attribute(); err != nil {
			return err
		}
	}
}

func (s *scanner) attribute() error {
	if err := s.readName(); err != nil {
		return err
	}
	s.skipSpace()
	if err := s.expect('='); err != nil {
		return err
	}
	s.skipSpace()
	if !s.have(1) {
		return s.early()
	}
	quote := s.buf[s.at]
	if quote != '"' && quote != '\'' {
		return faultf(NotWellFormed, "an attribute without quotes")
	}
	for s.at++; ; s.at++ {
		if !s.have(1) {
			return s.early()
		}
		switch c := s.buf[s.at]; {
		case c == quote:
			s.at++
			return nil
		case c == '<' || c == '&' || c >= 0x7f || c < ' ' && !isSpace(c):
			return faultf(NotWellFormed, "an attribute with characters other than plain ASCII")
		}
	}
}

// readName reads an ASCII name into s.name.
func (s *scanner) readName() error {
	var b [maxName]byte
	n, colons := 0, 0
	for ; s.have(1); s.at++ {
		c := s.buf[s.at]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
		if !letter && (n == 0 || c != '-' && c != '.' && c != ':' && (c < '0' || c > '9')) {
			break
		}
		if c == ':' {
			colons++
		}
		if n == maxName || colons > 1 {
			return faultf(NotWellFormed, "a name too long or with two colons")
		}
		b[n] = c
		n++
	}
	if !s.have(1) {
		return s.early()
	}
	if n == 0 || b[n-1] == ':' {
		return faultf(NotWellFormed, "a tag without a name")
	}
	known, ok := names[string(b[:n])]
	if !ok {
		known = string(b[:n])
	}
	s.name = known
	return nil
}

// skipSpace reports whether there was any.
func (s *scanner) skipSpace() (any bool) {
	for s.have(1) && isSpace(s.buf[s.at]) {
		s.at++
		any = true
	}
	return any
}

func (s *scanner) expect(c byte) error {
	if !s.have(1) {
		return s.early()
	}
	if s.buf[s.at] != c {
		return faultf(NotWellFormed, "%q where %q must be", s.buf[s.at], c)
	}
	s.at++
	return nil
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// prolog reads what only the beginning of a document may hold: a byte order mark
// and the XML declaration.
func (s *scanner) prolog() error {
	if s.have(2) && (string(s.buf[s.at:s.at+2]) == "\xff\xfe" || string(s.buf[s.at:s.at+2]) == "\xfe\xff") {
		return faultf(BadEncoding, "UTF-16 is not read here: send UTF-8")
	}
	if s.have(3) && string(s.buf[s.at:s.at+3]) == "\xef\xbb\xbf" {
		s.at += 3
	}
	if !s.have(6) || string(s.buf[s.at:s.at+5]) != "<?xml" || !isSpace(s.buf[s.at+5]) {
		return nil
	}
	s.at += 5
	declaration, err := s.declared()
	if err != nil {
		return err
	}
	if version := pseudo(declaration, "version"); version != "1.0" {
		return faultf(NotWellFormed, "XML of version %.40q: 1.0 is read", version)
	}
	switch encoding := pseudo(declaration, "encoding"); strings.ToLower(encoding) {
	case "", "utf-8", "us-ascii":
	case "iso-8859-1":
		s.latin1 = true
	default:
		return faultf(BadEncoding, "unsupported encoding %.40q: send UTF-8", encoding)
	}
	return nil
}

// maxDeclaration is far above what an XML declaration with its three short words needs.
const maxDeclaration = 1 << 10

// declared reads the rest of an XML declaration, up to and with its "?>".
func (s *scanner) declared() ([]byte, error) {
	for {
		head := s.buf[s.at:min(s.to, s.at+maxDeclaration)]
		if i := bytes.Index(head, []byte("?>")); i >= 0 {
			s.at += i + 2
			return head[:i], nil
		}
		if len(head) == maxDeclaration {
			return nil, faultf(NotWellFormed, "an XML declaration without an end")
		}
		if !s.more() {
			return nil, s.early()
		}
	}
}

// pseudo returns the value of a pseudo-attribute of an XML declaration.
func pseudo(declaration []byte, name string) string {
	_, rest, ok := bytes.Cut(declaration, []byte(name))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if !ok || len(rest) == 0 || rest[0] != '=' {
		return ""
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	value, _, _ := bytes.Cut(rest[1:], rest[:1])
	return string(value)
}
