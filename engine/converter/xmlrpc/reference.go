package xmlrpc

import "unicode/utf8"

// entities are the five that XML itself defines (XML 1.0, 4.6).
var entities = map[string]byte{"lt": '<', "gt": '>', "amp": '&', "apos": '\'', "quot": '"'}

// reference reads an entity or character reference, whose "&" is not yet read, into s.chunk.
func (s *scanner) reference() error {
	s.at++
	if !s.have(1) {
		return s.early()
	}
	if s.buf[s.at] == '#' {
		s.at++
		return s.character()
	}
	if err := s.readName(); err != nil {
		return err
	}
	c, ok := entities[s.name]
	if !ok {
		return faultf(NotWellFormed, "unknown entity &%s;", s.name)
	}
	s.ref[0] = c
	s.chunk, s.raw = s.ref[:1], false
	return s.expect(';')
}

// character reads a reference by number, whose "&#" is read.
func (s *scanner) character() error {
	base := rune(10)
	if s.have(1) && s.buf[s.at] == 'x' {
		base = 16
		s.at++
	}
	r, digits := rune(0), 0
	for ; s.have(1) && s.buf[s.at] != ';'; digits++ {
		d := digit(s.buf[s.at])
		if d >= base {
			return faultf(NotWellFormed, "a character reference with a wrong digit")
		}
		r = min(r*base+d, utf8.MaxRune+1)
		s.at++
	}
	if !s.have(1) {
		return s.early()
	}
	s.at++
	if digits == 0 || !utf8.ValidRune(r) || !isChar(r) {
		return faultf(NotWellFormed, "a reference to a character that XML does not have")
	}
	s.chunk, s.raw = s.ref[:utf8.EncodeRune(s.ref[:], r)], false
	return nil
}

// digit returns the value of a hexadecimal digit, or 16.
func digit(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c && c <= 'f', 'A' <= c && c <= 'F':
		return rune(c|0x20-'a') + 10
	}
	return 16
}

// isChar reports whether XML has a character (XML 1.0, 2.2).
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || ' ' <= r && r <= 0xd7ff || 0xe000 <= r && r <= 0xfffd || r >= 0x10000
}
