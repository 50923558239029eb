// Package wasm runs codecs written in C and compiled to WebAssembly. They read AVIF and JPEG XL, and
// write WebP.
//
//	libavif, libaom  AVIF     avif.wasm.gz
//	libjxl           JPEG XL  jxl.wasm.gz
//	libwebp          WebP     webp.wasm.gz
//
// A codec is sandboxed: it has no access to other memory, files, clocks or the network. Its memory
// is bounded, and it stops within milliseconds after its caller's context ends (interrupt.go). A
// codec is compiled once, on first use, and each picture gets an instance with its own memory. Its
// machine code is kept in the user's cache folder (cache.go).
// Programs that never use a codec only pay for the size of its file.
//
// The files are from the modules github.com/gen2brain/avif v0.4.4, jpegxl v0.4.5 and webp v0.5.5,
// whose Makefiles have the sources' versions and build instructions; the licences are
// in assets/about/codecs. The modules themselves are not used, as in dynamically linked programs
// they would load a library of the system without a sandbox.
package wasm

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"io"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
)

// maxPages is the largest memory of an instance: 3 GiB, in pages of 64 KiB.
const maxPages = 3 << 14

var (
	//go:embed avif.wasm.gz
	avifFile []byte
	//go:embed jxl.wasm.gz
	jxlFile []byte
	//go:embed webp.wasm.gz
	webpFile []byte

	avif = &codec{name: "AVIF", file: avifFile, delays: true}
	jxl  = &codec{name: "JPEG XL", file: jxlFile}
	webp = &codec{name: "WebP", file: webpFile}
)

// A codec is a compiled module.
type codec struct {
	name   string
	file   []byte
	delays bool // it writes a delay for each picture that it has decoded
	plain  bool // without the checks of interrupt.go, for tests

	once     sync.Once
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	err      error
}

func (c *codec) compile() {
	ctx := context.Background()
	z, err := gzip.NewReader(bytes.NewReader(c.file))
	if err != nil {
		c.err = err
		return
	}
	code, err := io.ReadAll(z)
	if err != nil {
		c.err = err
		return
	}
	if !c.plain {
		if code, c.err = interruptible(code); c.err != nil {
			return
		}
	}
	if folder, err := cacheFolder(); err == nil && c.compileCached(ctx, code, folder) == nil {
		return
	}
	c.err = c.compileWith(ctx, code, wazero.NewRuntimeConfig())
}

// compileWith compiles a module in a new runtime.
func (c *codec) compileWith(ctx context.Context, code []byte, config wazero.RuntimeConfig) error {
	r := wazero.NewRuntimeWithConfig(ctx, config.WithMemoryLimitPages(maxPages))
	err := providePause(ctx, r)
	if err == nil {
		_, err = wasi_snapshot_preview1.Instantiate(ctx, r)
	}
	if err == nil {
		c.compiled, err = r.CompileModule(ctx, code)
	}
	if err != nil {
		r.Close(ctx)
		return err
	}
	c.runtime = r
	return nil
}

// An instance is a running codec for one picture.
type instance struct {
	codec  *codec
	ctx    context.Context
	module api.Module
}

// start returns a new instance, which must be closed.
func (c *codec) start(ctx context.Context) (*instance, error) {
	c.once.Do(c.compile)
	if c.err != nil {
		return nil, fault.New(fault.Internal, "the %s codec can't be started: %w", c.name, c.err)
	}
	// A reactor has no main; its constructors are in _initialize.
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize")
	module, err := c.runtime.InstantiateModule(experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(reserve)), c.compiled, config)
	if err != nil {
		return nil, (&instance{codec: c, ctx: ctx}).failed(err)
	}
	return &instance{c, ctx, module}, nil
}

func (i *instance) close() { i.module.Close(context.Background()) }

// failed returns the error of a call: cancellation, or a trap.
func (i *instance) failed(err error) error {
	if i.ctx.Err() != nil {
		return fault.New(fault.Cancelled, "cancelled: %w", i.ctx.Err())
	}
	return fault.New(fault.Damaged, "the %s file is damaged, or needs more memory than there is: %w", i.codec.name, err)
}

func (i *instance) call(function string, arguments ...uint64) (uint32, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, i.failed(err)
	}
	results, err := i.module.ExportedFunction(function).Call(i.ctx, arguments...)
	if err != nil {
		return 0, i.failed(err)
	}
	if len(results) == 0 {
		return 0, nil
	}
	return uint32(results[0]), nil
}

// alloc allocates memory in the instance.
func (i *instance) alloc(size int) (uint32, error) {
	if int64(size) > maxPages<<16 {
		return 0, fault.New(fault.TooLarge, "the picture needs %d bytes in the %s codec, over its limit", size, i.codec.name)
	}
	at, err := i.call("malloc", uint64(size))
	if err == nil && at == 0 {
		err = fault.New(fault.TooLarge, "the picture needs more memory than the %s codec has", i.codec.name)
	}
	return at, err
}

// put copies bytes into the instance.
func (i *instance) put(data []byte) (uint32, error) {
	at, view, err := i.place(len(data))
	copy(view, data)
	return at, err
}

// place allocates memory in the instance and returns it, to be filled before the next call.
func (i *instance) place(size int) (at uint32, view []byte, err error) {
	if at, err = i.alloc(max(1, size)); err != nil {
		return 0, nil, err
	}
	view, ok := i.module.Memory().Read(at, uint32(size))
	if !ok {
		return 0, nil, fault.New(fault.Internal, "the %s codec has no memory for its file", i.codec.name)
	}
	return at, view, nil
}

// numbers reads n 32-bit numbers.
func (i *instance) numbers(at uint32, n int) ([]int, error) {
	out := make([]int, n)
	for k := range out {
		v, ok := i.module.Memory().ReadUint32Le(at + uint32(4*k))
		if !ok {
			return nil, fault.New(fault.Internal, "the %s codec lost its memory", i.codec.name)
		}
		out[k] = int(v)
	}
	return out, nil
}

// take copies bytes from the instance.
func (i *instance) take(at uint32, size int) ([]byte, error) {
	view, ok := i.module.Memory().Read(at, uint32(size))
	if !ok {
		return nil, fault.New(fault.Internal, "the %s codec lost its picture", i.codec.name)
	}
	out := bufpool.Make(size)
	copy(out, view)
	return out, nil
}
