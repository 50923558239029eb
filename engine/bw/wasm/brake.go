package wasm

import (
	"encoding/binary"
	"errors"
)

// A runtime's own way to stop a module asks, on every turn of every loop, whether to go on:
// the codecs become five times slower. So each function is given a brake in its stead:
// it looks at a global variable when it is called, and traps if that isn't zero. A picture
// takes millions of calls, and each costs a load and a branch.
//
//	global.get brake    if    unreachable    end

// brakeName is the name by which the variable is exported.
const brakeName = "brake"

var errModule = errors.New("the module is not as expected")

// Sections of a module (WebAssembly Core Specification, 5.5).
const (
	importSection = 2
	globalSection = 6
	exportSection = 7
	codeSection   = 10
)

// withBrake returns a module whose functions have brakes. It must export something and
// have a global variable, as every module with a stack of its own does.
func withBrake(module []byte) ([]byte, error) {
	if len(module) < 8 {
		return nil, errModule
	}
	p := &parser{data: module[8:]}
	out := append(make([]byte, 0, len(module)+len(module)/8), module[:8]...)
	imported, global, exported := 0, -1, false
	for len(p.data) > 0 && !p.broken {
		id := p.byte()
		s := &parser{data: p.take(p.number())}
		content := s.data
		switch id {
		case importSection:
			imported = importedGlobals(s)
		case globalSection:
			n := s.number()
			global = imported + n
			content = append(binary.AppendUvarint(nil, uint64(n+1)), s.data...)
			content = append(content, 0x7f, 1, 0x41, 0, 0x0b) // an i32 that changes, 0 at first
		case exportSection:
			content = append(binary.AppendUvarint(nil, uint64(s.number()+1)), s.data...)
			content = append(append(content, byte(len(brakeName))), brakeName...)
			content = binary.AppendUvarint(append(content, 3), uint64(max(0, global)))
			exported = true
		case codeSection:
			if global < 0 || !exported {
				return nil, errModule
			}
			content = brakes(s, global)
		}
		p.broken = p.broken || s.broken
		out = append(binary.AppendUvarint(append(out, id), uint64(len(content))), content...)
	}
	if p.broken {
		return nil, errModule
	}
	return out, nil
}

// brakes gives each function one.
func brakes(s *parser, global int) []byte {
	check := binary.AppendUvarint([]byte{0x23}, uint64(global))
	check = append(check, 0x04, 0x40, 0x00, 0x0b)
	n := s.number()
	out := binary.AppendUvarint(nil, uint64(n))
	for range n {
		body := s.take(s.number())
		f := &parser{data: body}
		for range f.number() { // local variables come first: how many, of which type
			f.number()
			f.byte()
		}
		if f.broken || s.broken {
			s.broken = true
			return nil
		}
		head := len(body) - len(f.data)
		out = binary.AppendUvarint(out, uint64(len(body)+len(check)))
		out = append(append(append(out, body[:head]...), check...), f.data...)
	}
	return out
}

// importedGlobals counts the variables among what a module imports: they come first.
func importedGlobals(s *parser) (n int) {
	for range s.number() {
		s.take(s.number())
		s.take(s.number())
		switch s.byte() {
		case 0:
			s.number()
		case 3:
			n++
			s.take(2)
		default:
			s.broken = true // tables and memories are the codecs' own
		}
	}
	return n
}

// A parser reads a module.
type parser struct {
	data   []byte
	broken bool
}

func (p *parser) byte() byte {
	if b := p.take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (p *parser) number() int {
	v, n := binary.Uvarint(p.data)
	if n <= 0 || v > 1<<31 {
		p.data, p.broken = nil, true
		return 0
	}
	p.data = p.data[n:]
	return int(v)
}

func (p *parser) take(n int) []byte {
	if n > len(p.data) {
		p.data, p.broken = nil, true
		return nil
	}
	b := p.data[:n]
	p.data = p.data[n:]
	return b
}
