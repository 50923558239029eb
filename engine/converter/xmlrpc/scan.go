package xmlrpc

import (
	"bytes"
	"io"
	"sync"
)

// A token is what the scanner finds next.
type token byte

const (
	startTag token = iota // name is set
	endTag                // name is set; also comes after <name/>
	text                  // chunk is set, and raw: a piece, of which any number may follow each other
	end                   // of the document
)

// maxName is above the length of every name in XML-RPC, and of its attributes.
const maxName = 64

// A scanner cuts a document into tokens, in constant memory. It checks that tags are
// well formed; that they match is up to the parser, which knows what must come.
type scanner struct {
	src    io.Reader
	first  [firstSize]byte   // the buffer at the beginning
	large  *[bufferSize]byte // the buffer later, nil before
	buf    []byte            // one of the two
	at     int               // buf[at:to] is read and not yet scanned
	to     int
	read   int   // bytes so far
	srcErr error // why nothing more can be read

	name  string
	chunk []byte // valid until the next call
	raw   bool   // chunk is as the document has it, not from a reference

	latin1   bool // the document is in ISO-8859-1
	cdata    bool // inside a CDATA section
	closing  bool // a start tag was <name/>
	brackets int  // how many "]" the text so far ends with
	depth    int
	maxDepth int
	ref      [4]byte
}

// A document gets a large buffer only after its first bytes, so that a silent sender occupies
// little memory.
const (
	firstSize  = FirstBuffer
	bufferSize = LargeBuffer
)

// buffers holds read buffers: large enough that system calls don't count, small
// enough to stay in a core's cache.
var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// more reads on, keeping what is not yet scanned. It reports whether anything came.
func (s *scanner) more() bool {
	if s.at > 0 {
		s.to = copy(s.buf, s.buf[s.at:s.to])
		s.at = 0
	}
	if s.large == nil && s.read >= firstSize {
		s.large = buffers.Get().(*[bufferSize]byte)
		copy(s.large[:], s.buf[:s.to])
		s.buf = s.large[:]
	}
	for empty := 0; s.srcErr == nil; empty++ {
		n, err := s.src.Read(s.buf[s.to:])
		s.to += n
		s.read += n
		s.srcErr = err
		if n > 0 {
			return true
		}
		if err == nil && empty > 100 {
			s.srcErr = io.ErrNoProgress
		}
	}
	return false
}

// have makes n bytes available at s.at, n being small, and reports whether there are so many.
func (s *scanner) have(n int) bool {
	for s.to-s.at < n {
		if !s.more() {
			return false
		}
	}
	return true
}

// early is the error of a document that ends where it must not, or cannot be read.
func (s *scanner) early() error {
	if s.srcErr != nil && s.srcErr != io.EOF {
		return s.srcErr
	}
	return faultf(NotWellFormed, "the document ends too early")
}

// next finds the next token.
func (s *scanner) next() (token, error) {
	if s.closing {
		s.closing = false
		s.depth--
		return endTag, nil
	}
	for {
		if !s.have(1) {
			if s.srcErr != io.EOF || s.cdata {
				return end, s.early()
			}
			return end, nil
		}
		switch c := s.buf[s.at]; {
		case s.cdata:
			if s.cdataText() {
				return text, nil
			}
		case c == '&':
			s.brackets = 0
			return text, s.reference()
		case c != '<':
			return text, s.plainText()
		default:
			s.brackets = 0
			tok, found, err := s.markup()
			if found || err != nil {
				return tok, err
			}
		}
	}
}

// plainText takes what is read up to the next markup or reference.
func (s *scanner) plainText() error {
	piece := s.buf[s.at:s.to]
	if i := bytes.IndexByte(piece, '<'); i >= 0 {
		piece = piece[:i]
	}
	if i := bytes.IndexByte(piece, '&'); i >= 0 {
		piece = piece[:i]
	}
	s.at += len(piece)
	s.chunk, s.raw = piece, true
	return s.noSectionEnd(piece)
}

// noSectionEnd refuses "]]>" in text (XML 1.0, 2.4), also across pieces.
func (s *scanner) noSectionEnd(piece []byte) error {
	if bytes.IndexByte(piece, ']') < 0 && s.brackets == 0 {
		return nil
	}
	for _, c := range piece {
		switch {
		case c == ']':
			s.brackets++
		case c == '>' && s.brackets >= 2:
			return faultf(NotWellFormed, "]]> outside of a CDATA section")
		default:
			s.brackets = 0
		}
	}
	return nil
}

// cdataText takes a piece of a CDATA section and reports whether there is one.
func (s *scanner) cdataText() bool {
	piece := s.buf[s.at:s.to]
	switch i := bytes.IndexByte(piece, ']'); {
	case i > 0:
		piece = piece[:i]
	case i == 0 && s.have(3) && string(s.buf[s.at:s.at+3]) == "]]>":
		s.at += 3
		s.cdata = false
		return false
	case i == 0:
		piece = s.buf[s.at : s.at+1]
	}
	s.at += len(piece)
	s.chunk, s.raw = piece, true
	return true
}

// skipTo moves behind the next mark, or reports false if there is none.
func (s *scanner) skipTo(mark string) bool {
	for {
		if i := bytes.Index(s.buf[s.at:s.to], []byte(mark)); i >= 0 {
			s.at += i + len(mark)
			return true
		}
		// The mark may have begun at the end of what is read.
		s.at = max(s.at, s.to-len(mark)+1)
		if !s.more() {
			return false
		}
	}
}
