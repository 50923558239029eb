package about

// A Codec is a library in C or C++ that is part of one of the WebAssembly modules in
// engine/bw/wasm.
type Codec struct {
	Name, Version string
	Licence       string // SPDX identifier
	Module        string // the file, such as avif.wasm.gz
}

// Codecs returns the codecs with the versions that the makefiles of their modules name.
func Codecs() []Codec {
	return []Codec{
		{"libavif", "1.1.1", "BSD-2-Clause", "avif.wasm.gz"},
		{"aom", "3.10.0", "BSD-2-Clause", "avif.wasm.gz"},
		{"libjxl", "0.11.0", "BSD-3-Clause", "jxl.wasm.gz"},
		{"libwebp", "1.4.0", "BSD-3-Clause", "webp.wasm.gz"},
	}
}
