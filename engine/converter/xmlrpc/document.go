package xmlrpc

import (
	"io"

	"pretobranco/engine/bw/bufpool"
)

// ReadCall reads a methodCall. The first parameter becomes a *Blob, decoded as it
// comes, if image says so for the method and it is text or base64. Its bytes are appended to into,
// which may be nil and belongs to ReadCall from now on. The caller returns the buffer of the Blob to
// package room. An error is a *Fault for a bad document, of package fault for one over a limit, or src's own.
func ReadCall(src io.Reader, limits Limits, into []byte, image func(method string) bool) (call Call, err error) {
	p, done := open(src, limits, into)
	defer done()
	if err := p.prolog(); err != nil {
		return call, err
	}
	if err := p.start("methodCall"); err != nil {
		return call, err
	}
	if call.Method, err = p.textOf("methodName"); err != nil {
		return call, err
	}
	if !validMethod(call.Method) {
		return call, faultf(InvalidDocument, "%.40q cannot be the name of a method", call.Method)
	}
	switch tok, err := p.tag(); {
	case err != nil:
		return call, err
	case tok == startTag && p.name == "params":
		if err := p.params(&call, image(call.Method)); err != nil {
			return call, err
		}
		if err := p.end("methodCall"); err != nil {
			return call, err
		}
	case tok != endTag || p.name != "methodCall":
		return call, p.unexpected(tok, "<params>")
	}
	return call, p.finish()
}

// ReadResponse reads a methodResponse: one value, a *Blob if it is text or
// base64, whose bytes are appended to into as ReadCall's are. A fault is an error of type *Fault.
func ReadResponse(src io.Reader, limits Limits, into []byte) (any, error) {
	p, done := open(src, limits, into)
	defer done()
	if err := p.prolog(); err != nil {
		return nil, err
	}
	if err := p.start("methodResponse"); err != nil {
		return nil, err
	}
	tok, err := p.tag()
	if err != nil {
		return nil, err
	}
	if tok == startTag && p.name == "fault" {
		return nil, p.fault()
	}
	if tok != startTag || p.name != "params" {
		return nil, p.unexpected(tok, "<params>")
	}
	var call Call
	if err := p.params(&call, true); err != nil {
		return nil, err
	}
	if len(call.Params) != 1 {
		return nil, faultf(InvalidDocument, "a response with %d values in place of one", len(call.Params))
	}
	if err := p.end("methodResponse"); err != nil {
		return nil, err
	}
	return call.Params[0], p.finish()
}

// open makes a parser; done gives its buffers back, but for that of a picture that came.
func open(src io.Reader, limits Limits, into []byte) (p *parser, done func()) {
	limits = limits.withDefaults()
	p = &parser{limits: limits, blob: newBlobReader(into, limits.Image)}
	p.src, p.maxDepth, p.buf = src, limits.Depth, p.first[:]
	return p, func() {
		if p.large != nil {
			buffers.Put(p.large)
		}
		if !p.blob.taken {
			bufpool.Put(p.blob.data)
		}
	}
}

// params reads the parameters, of which the first may be a picture.
func (p *parser) params(call *Call, blob bool) error {
	for {
		tok, err := p.tag()
		switch {
		case err != nil:
			return err
		case tok == endTag && p.name == "params":
			return nil
		case tok != startTag || p.name != "param":
			return p.unexpected(tok, "<param>")
		}
		if err := p.start("value"); err != nil {
			return err
		}
		v, err := p.value(blob && len(call.Params) == 0)
		if err != nil {
			return err
		}
		call.Params = append(call.Params, v)
		if err := p.end("param"); err != nil {
			return err
		}
	}
}

// fault reads a fault, and returns it or the error.
func (p *parser) fault() error {
	if err := p.start("value"); err != nil {
		return err
	}
	v, err := p.value(false)
	if err != nil {
		return err
	}
	fields, _ := v.(map[string]any)
	code, ok1 := fields["faultCode"].(int64)
	reason, ok2 := fields["faultString"].(string)
	if !ok1 || !ok2 {
		return faultf(InvalidDocument, "a fault without faultCode and faultString")
	}
	if err := p.end("fault"); err != nil {
		return err
	}
	if err := p.end("methodResponse"); err != nil {
		return err
	}
	if err := p.finish(); err != nil {
		return err
	}
	return &Fault{Code: int(code), String: reason, Received: true}
}

// finish reads to the end of the document, where only space and comments may be.
func (p *parser) finish() error {
	tok, err := p.tag()
	if err == nil && tok != end {
		err = faultf(NotWellFormed, "something after the end of the document")
	}
	return err
}

// validMethod reports whether a method's name has only the characters of the specification.
func validMethod(name string) bool {
	for _, c := range []byte(name) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '_' && c != '.' && c != ':' && c != '/' {
			return false
		}
	}
	return 0 < len(name) && len(name) <= 255
}
