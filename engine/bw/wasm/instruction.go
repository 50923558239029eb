package wasm

import "encoding/binary"

// Opcodes that are read or written (WebAssembly Core Specification 2.0, 5.4).
const (
	opBlock      = 0x02
	opLoop       = 0x03
	opIf         = 0x04
	opEnd        = 0x0b
	opCall       = 0x10
	opReturnCall = 0x12
	opGlobalGet  = 0x23
	opGlobalSet  = 0x24
	opI32Const   = 0x41
	opI64Const   = 0x42
	opF32Const   = 0x43
	opF64Const   = 0x44
	opI32Eqz     = 0x45
	opI32Sub     = 0x6b
	opRefFunc    = 0xd2
	opMore       = 0xfc // prefix: saturating conversions, bulk memory, tables
	opVector     = 0xfd // prefix: vector instructions

	emptyBlock = 0x40
)

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
	if n <= 0 || v >= 1<<31 {
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

// skip skips n LEB128 numbers.
func (p *parser) skip(numbers int) {
	for ; numbers > 0 && !p.broken; numbers-- {
		for p.byte()&0x80 != 0 {
		}
	}
}

// constant skips a constant expression including its end. It must not refer to functions, whose
// indices would change.
func (p *parser) constant() {
	for !p.broken {
		op := p.byte()
		if op == opEnd {
			return
		}
		p.broken = p.broken || op == opRefFunc
		p.instruction(op)
	}
}

// instruction skips the immediates of an opcode. An unknown opcode breaks the parser, which can't
// determine its length.
func (p *parser) instruction(op byte) {
	switch {
	case op <= 0x01, op == 0x05, op == opEnd, op == 0x0f, op == 0x1a, op == 0x1b, 0x45 <= op && op <= 0xc4, op == 0xd1:
	case op == opBlock, op == opLoop, op == opIf, op == 0x0c, op == 0x0d, op == opCall, op == opReturnCall,
		0x20 <= op && op <= 0x26, op == 0x3f, op == 0x40, op == opI32Const, op == opI64Const, op == 0xd0, op == opRefFunc:
		p.skip(1)
	case op == 0x11, op == 0x13, 0x28 <= op && op <= 0x3e: // calls through a table, loads and stores
		p.skip(2)
	case op == 0x0e: // br_table
		p.skip(p.number() + 1)
	case op == 0x1c: // select with types
		p.take(p.number())
	case op == opF32Const:
		p.take(4)
	case op == opF64Const:
		p.take(8)
	case op == opMore:
		p.more(p.number())
	case op == opVector:
		p.vector(p.number())
	default:
		p.broken = true
	}
}

func (p *parser) more(op int) {
	switch {
	case op <= 7:
	case op == 9, op == 11, op == 13, 15 <= op && op <= 17:
		p.skip(1)
	case op <= 14:
		p.skip(2)
	default:
		p.broken = true
	}
}

func (p *parser) vector(op int) {
	switch {
	case op <= 11, op == 92, op == 93: // loads and stores
		p.skip(2)
	case op == 12, op == 13: // a constant, a shuffle
		p.take(16)
	case 21 <= op && op <= 34: // one lane
		p.take(1)
	case 84 <= op && op <= 91: // one lane from or to memory
		p.skip(2)
		p.take(1)
	case op > 0x113:
		p.broken = true
	}
}
