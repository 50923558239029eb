package wasm

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tetratelabs/wazero"

	"pretobranco/engine/bw/fault"
)

// A counted context is done after so many questions, and counts how often it was asked.
type counted struct {
	context.Context
	most, asked int
}

func (c *counted) Err() error {
	if c.asked++; c.asked > c.most {
		return context.Canceled
	}
	return nil
}

// small reads a file of testdata.
func small(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// noise is a picture that takes a while to compress.
func noise(side int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = byte(i * i >> 9)
	}
	return img
}

// A codec stops in the middle of its loops: an 81-byte file kept one at work for seconds after
// its caller had gone, because only calls of functions were checked.
func TestStopsInLoops(t *testing.T) {
	for name, work := range map[string]func(context.Context) error{
		"JPEG XL":        func(ctx context.Context) error { _, err := JXL(ctx, small(t, "work.jxl"), anySize); return err },
		"WebP, lossless": func(ctx context.Context) error { _, err := WebP(ctx, noise(500), 0); return err },
		"WebP, lossy":    func(ctx context.Context) error { _, err := WebP(ctx, noise(500), 90); return err },
	} {
		for _, most := range []int{0, 1, 50} {
			ctx := &counted{Context: context.Background(), most: most}
			err := work(ctx)
			// It asks once more, to distinguish a stop from a trap.
			if err == nil || fault.KindOf(err) != fault.Cancelled || ctx.asked > most+3 {
				t.Errorf("%s, after %d questions: %d, %v", name, most, ctx.asked, err)
			}
		}
	}
}

// The checks in the loops are what stops a decode within one call of a codec: the same module without them
// decodes to its end, though its caller has gone. The picture is large enough for many checks.
func TestChecksStopDecode(t *testing.T) {
	file := picture(t, "plain.avif")
	plain := &codec{name: "AVIF", file: avifFile, delays: true, plain: true}
	defer func() { plain.runtime.Close(context.Background()) }()
	decode := func(c *codec, most int) (asked int, err error) {
		ctx := &counted{Context: t.Context(), most: most}
		_, _, _, err = c.decode(ctx, file, anySize, func(depth int) bool { return depth > 8 })
		return ctx.asked, err
	}
	calls, err := decode(plain, math.MaxInt) // one question a call
	if err != nil {
		t.Fatal(err)
	}
	all, err := decode(avif, math.MaxInt)
	if err != nil || all < calls+10 {
		t.Fatalf("%d questions, of them %d between calls, %v", all, calls, err)
	}
	// The last question before the last call, and questions within it.
	for _, most := range []int{calls - 1, all / 2, all - 2} {
		if asked, err := decode(avif, most); err == nil || fault.KindOf(err) != fault.Cancelled || asked > most+3 {
			t.Errorf("after %d of %d questions: %d, %v", most, all, asked, err)
		}
	}
	if asked, err := decode(plain, calls); err != nil || asked != calls {
		t.Errorf("without checks a call that runs is stopped: %d questions, %v", asked, err)
	}
}

// spin is a module with one function, which never returns:
//
//	(func (export "spin") (loop (br 0)))
var spin = []byte("\x00asm\x01\x00\x00\x00" +
	"\x01\x04\x01\x60\x00\x00" + // a type
	"\x03\x02\x01\x00" + // a function of it
	"\x06\x06\x01\x7f\x01\x41\x00\x0b" + // a global variable
	"\x07\x08\x01\x04spin\x00\x00" + // its export
	"\x0a\x09\x01\x07\x00\x03\x40\x0c\x00\x0b\x0b") // its body

func TestEndlessLoop(t *testing.T) {
	code, err := interruptible(spin)
	if err != nil {
		t.Fatal(err)
	}
	r := wazero.NewRuntime(t.Context())
	defer r.Close(t.Context())
	if err := providePause(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	module, err := r.Instantiate(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	ctx := &counted{Context: t.Context(), most: 3}
	if _, err := module.ExportedFunction("spin").Call(ctx); err == nil || ctx.asked != 4 {
		t.Errorf("%v after %d questions", err, ctx.asked)
	}
}

// While a codec is at work the garbage collector can run, which everybody else in the process
// waits for. It had to wait for the codec's end.
func TestCollectsMeanwhile(t *testing.T) {
	if _, err := JXL(&counted{Context: t.Context(), most: 1}, small(t, "work.jxl"), anySize); err == nil {
		t.Fatal("it does not stop")
	}
	ctx, cancel := context.WithCancel(t.Context())
	began, ended := make(chan struct{}), atomic.Bool{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer ended.Store(true)
		JXL(ctx, small(t, "work.jxl"), func(int, int) error { close(began); return nil })
	}()
	<-began
	collections := 0
	for ; collections < 5 && !ended.Load(); collections++ {
		runtime.GC()
	}
	if ended.Load() {
		t.Errorf("%d collections while the codec was at work", collections)
	}
	cancel()
	<-done
}

// A stopped codec's memory goes back to the system.
func TestMemoryGoesBack(t *testing.T) {
	size := func() (kb int) {
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			t.Skip("no /proc")
		}
		_, after, _ := bytes.Cut(status, []byte("VmSize:"))
		fmt.Sscan(string(after), &kb)
		return kb
	}
	stop := func() {
		if _, err := JXL(&counted{Context: t.Context(), most: 20}, small(t, "work.jxl"), anySize); err == nil {
			t.Fatal("it does not stop")
		}
	}
	stop()
	before := size()
	stop()
	if grown := size() - before; grown > maxPages<<6/2 {
		t.Errorf("%d kB of addresses are still reserved", grown)
	}
}

// What a codec traps on is damaged, and says so in a sentence: its stack went out to strangers.
func TestTrap(t *testing.T) {
	for _, cut := range []int{0, 1, 100} {
		file := small(t, "trap.avif")
		_, err := AVIF(t.Context(), file[:len(file)-cut], anySize)
		if err == nil || fault.KindOf(err) != fault.Damaged || strings.ContainsAny(err.Error(), "\n$") || strings.Contains(err.Error(), "wasm") {
			t.Errorf("%d bytes less: %v", cut, err)
		}
		if cut == 0 && !strings.Contains(fault.Detail(err), "unreachable") {
			t.Errorf("the log lacks the cause: %s", fault.Detail(err))
		}
	}
}

// Memory that no system gives is Go's own.
func TestHeapMemory(t *testing.T) {
	h := &heap{make([]byte, 0, 1<<16)}
	h.Reallocate(1 << 16)[5] = 7
	if b := h.Reallocate(5 << 16); len(b) != 5<<16 || b[5] != 7 {
		t.Errorf("%d bytes, %d", len(b), b[5])
	}
	h.Free()
	if m := reserve(1<<16, 1<<62); len(m.Reallocate(1<<16)) != 1<<16 {
		t.Error("more addresses than there are")
	}
}
