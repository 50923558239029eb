package wasm

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// Compiled WebAssembly runs on a goroutine until it returns. It can't be stopped, and the Go
// scheduler and garbage collector can't preempt it: a collection waits for it, and blocks all other
// goroutines. The runtime's own mechanism for interruption (WithCloseOnContextDone) makes the
// codecs five times slower. So every loop of a module decrements a counter in a global variable,
// the fuel, and calls Go when it reaches zero:
//
//	fuel--    if fuel == 0 { pause()    fuel = stretch }
//
// pause is a host function. It traps if the context of the call is done. Instrumenting loops is
// sufficient: code between two iterations is short.

// stretch is the number of iterations between two calls, typically a tenth of a millisecond. A call
// takes less than a hundredth of that.
const stretch = 10_000

// The module and name of the host function.
const pauseModule, pauseName = "pretobranco", "pause"

var errModule = errors.New("the module is not as expected")

// providePause defines the host function.
func providePause(ctx context.Context, r wazero.Runtime) error {
	pause := api.GoFunc(func(ctx context.Context, _ []uint64) {
		if err := ctx.Err(); err != nil {
			panic(err) // the call returns it as an error
		}
	})
	_, err := r.NewHostModuleBuilder(pauseModule).NewFunctionBuilder().WithGoFunction(pause, nil, nil).Export(pauseName).Instantiate(ctx)
	return err
}

// Sections of a module (WebAssembly Core Specification, 5.5).
const (
	customSection   = 0
	typeSection     = 1
	importSection   = 2
	globalSection   = 6
	exportSection   = 7
	startSection    = 8
	elementSection  = 9
	codeSection     = 10
	functionImport  = 0
	globalImport    = 3
	functionType    = 0x60
	typeI32         = 0x7f
	variable        = 1
	functionsOfType = 0 // the only supported form of element segments: flags 0
)

// An instrumenter inserts the checks, section by section. Imported functions come first in the
// index space, so the indices of all functions that the module defines increase by one.
type instrumenter struct {
	types   int // index of pause's type
	pause   int // index of pause
	globals int // number of imported globals
	fuel    int // index of the fuel global
}

// interruptible returns a module with a check in every loop. The module must have types and a
// global variable, as every compiled module with a stack has.
func interruptible(module []byte) ([]byte, error) {
	if len(module) < 8 {
		return nil, errModule
	}
	p := &parser{data: module[8:]}
	out := append(make([]byte, 0, len(module)+len(module)/4), module[:8]...)
	section := func(id byte, content []byte) {
		out = append(binary.AppendUvarint(append(out, id), uint64(len(content))), content...)
	}
	b := instrumenter{types: -1, pause: -1, fuel: -1}
	for len(p.data) > 0 && !p.broken {
		id := p.byte()
		s := &parser{data: p.take(p.number())}
		if id > importSection && b.pause < 0 && b.types >= 0 {
			section(importSection, b.imports(&parser{data: []byte{0}}))
		}
		content := s.data
		switch id {
		case customSection:
			continue // names and others, which contain the old indices
		case typeSection:
			content = b.addType(s)
		case importSection:
			content = b.imports(s)
		case globalSection:
			content = b.addFuel(s)
		case exportSection:
			content = b.exports(s)
		case startSection:
			content = b.function(nil, s.number())
		case elementSection:
			content = b.elements(s)
		case codeSection:
			if b.fuel < 0 || b.pause < 0 {
				return nil, errModule
			}
			content = b.code(s)
		}
		p.broken = p.broken || s.broken
		section(id, content)
	}
	if p.broken {
		return nil, errModule
	}
	return out, nil
}

// function appends the new index of a function.
func (b *instrumenter) function(out []byte, index int) []byte {
	if index >= b.pause {
		index++
	}
	return binary.AppendUvarint(out, uint64(index))
}

// addType adds the type of a function without parameters and results.
func (b *instrumenter) addType(s *parser) []byte {
	b.types = s.number()
	out := binary.AppendUvarint(nil, uint64(b.types+1))
	return append(append(out, s.data...), functionType, 0, 0)
}

// imports adds pause after the existing imports.
func (b *instrumenter) imports(s *parser) []byte {
	n := s.number()
	all := s.data
	functions := 0
	for range n {
		s.take(s.number())
		s.take(s.number())
		switch s.byte() {
		case functionImport:
			functions++
			s.number()
		case globalImport:
			b.globals++
			s.take(2)
		default:
			s.broken = true // imported tables and memories are not supported
		}
	}
	b.pause = functions
	out := append(binary.AppendUvarint(nil, uint64(n+1)), all...)
	out = append(append(out, byte(len(pauseModule))), pauseModule...)
	out = append(append(out, byte(len(pauseName))), pauseName...)
	return binary.AppendUvarint(append(out, functionImport), uint64(max(0, b.types)))
}

// addFuel adds the global variable.
func (b *instrumenter) addFuel(s *parser) []byte {
	n := s.number()
	all := s.data
	for range n {
		s.take(2)
		s.constant()
	}
	b.fuel = b.globals + n
	out := append(binary.AppendUvarint(nil, uint64(n+1)), all...)
	return append(appendStretch(append(out, typeI32, variable)), opEnd)
}

// appendStretch appends the instruction that loads the stretch.
func appendStretch(out []byte) []byte {
	out = append(out, opI32Const)
	rest := stretch
	for ; rest >= 0x40; rest >>= 7 { // signed LEB128: bit 6 of the last byte is the sign
		out = append(out, byte(rest&0x7f|0x80))
	}
	return append(out, byte(rest))
}

// exports updates the indices of exported functions.
func (b *instrumenter) exports(s *parser) []byte {
	n := s.number()
	out := binary.AppendUvarint(nil, uint64(n))
	for range n {
		name := s.take(s.number())
		out = append(binary.AppendUvarint(out, uint64(len(name))), name...)
		kind := s.byte()
		out = append(out, kind)
		if index := s.number(); kind == functionImport {
			out = b.function(out, index)
		} else {
			out = binary.AppendUvarint(out, uint64(index))
		}
	}
	return out
}

// elements updates the indices of functions in tables.
func (b *instrumenter) elements(s *parser) []byte {
	n := s.number()
	out := binary.AppendUvarint(nil, uint64(n))
	for range n {
		if s.number() != functionsOfType {
			s.broken = true
			return nil
		}
		from := s.data
		s.constant()
		out = append(append(out, functionsOfType), from[:len(from)-len(s.data)]...)
		count := s.number()
		out = binary.AppendUvarint(out, uint64(count))
		for range count {
			if s.broken {
				return nil
			}
			out = b.function(out, s.number())
		}
	}
	return out
}

// code updates the indices in all functions and inserts a check into every loop.
func (b *instrumenter) code(s *parser) []byte {
	fuel := binary.AppendUvarint(nil, uint64(b.fuel))
	check := append(append([]byte{opGlobalGet}, fuel...), opI32Const, 1, opI32Sub, opGlobalSet)
	check = append(append(append(check, fuel...), opGlobalGet), fuel...)
	check = binary.AppendUvarint(append(check, opI32Eqz, opIf, emptyBlock, opCall), uint64(b.pause))
	check = append(append(append(appendStretch(check), opGlobalSet), fuel...), opEnd)
	n := s.number()
	out := binary.AppendUvarint(nil, uint64(n))
	var changed []byte
	for range n {
		f := &parser{data: s.take(s.number())}
		changed = b.body(changed[:0], f, check)
		if f.broken || s.broken {
			s.broken = true
			return nil
		}
		out = append(binary.AppendUvarint(out, uint64(len(changed))), changed...)
	}
	return out
}

// body appends the body of a function.
func (b *instrumenter) body(out []byte, f *parser, check []byte) []byte {
	from := f.data
	for range f.number() { // local variables come first: count and type
		f.number()
		f.byte()
	}
	copied := func() { out, from = append(out, from[:len(from)-len(f.data)]...), f.data }
	for len(f.data) > 0 && !f.broken {
		switch op := f.byte(); op {
		case opLoop:
			f.instruction(op)
			copied()
			out = append(out, check...)
		case opCall, opReturnCall, opRefFunc:
			copied()
			out = b.function(out, f.number())
			from = f.data
		default:
			f.instruction(op)
		}
	}
	copied()
	return out
}
