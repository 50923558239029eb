package heif

import (
	"encoding/binary"
	"testing"
)

// An entry is an item of a file that a test puts together; its number is its place, from 1 on.
type entry struct {
	kind       string
	data       []byte
	hidden     bool
	content    string // of kind mime
	encoding   string
	properties [][]byte // whole boxes
	references map[string][]int
}

// A draft is a file that a test puts together.
type draft struct {
	brands  []string
	main    int
	parts   []entry
	wide    bool     // items' numbers have four bytes
	inMeta  bool     // their data is in the meta box
	groups  [][]byte // whole boxes
	trailer []byte
}

// bytes returns the file.
func (d draft) bytes() []byte {
	id := func(n int) []byte {
		if d.wide {
			return numbers(uint32(n))
		}
		return binary.BigEndian.AppendUint16(nil, uint16(n))
	}
	version := func(wide uint32) []byte {
		if d.wide {
			return numbers(wide << 24)
		}
		return numbers(0)
	}
	short := func(n int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }
	join := func(all ...[]byte) (out []byte) {
		for _, b := range all {
			out = append(out, b...)
		}
		return out
	}
	brands := []byte(d.brands[0] + "\x00\x00\x00\x00")
	for _, b := range d.brands {
		brands = append(brands, b...)
	}
	var data, infe, ipco, ipma, iref []byte
	count, associated := 0, 0
	for n, p := range d.parts {
		kind := join([]byte(p.kind), []byte{0})
		if p.kind == "mime" {
			kind = join(kind, []byte(p.content), []byte{0}, []byte(p.encoding), []byte{0})
		}
		head := uint32(2 << 24)
		if d.wide {
			head = 3 << 24
		}
		if p.hidden {
			head |= 1
		}
		infe = append(infe, box("infe", numbers(head), id(n+1), short(0), kind)...)
		data = append(data, p.data...)
		if len(p.properties) > 0 {
			ipma = append(ipma, join(id(n+1), []byte{byte(len(p.properties))})...)
			associated++
			for _, property := range p.properties {
				ipco = append(ipco, property...)
				count++
				ipma = append(ipma, byte(count))
			}
		}
		for kind, to := range p.references {
			content := join(id(n+1), short(len(to)))
			for _, t := range to {
				content = append(content, id(t)...)
			}
			iref = append(iref, box(kind, content)...)
		}
	}
	file := func(at int) []byte {
		iloc := join(numbers(1<<24), []byte{0x44, 0}, short(len(d.parts)))
		if d.wide {
			iloc = join(numbers(2<<24), []byte{0x44, 0}, numbers(uint32(len(d.parts))))
		}
		method := 0
		if d.inMeta {
			method, at = 1, 0
		}
		for n, p := range d.parts {
			iloc = append(iloc, join(id(n+1), short(method), short(0), short(1), numbers(uint32(at), uint32(len(p.data))))...)
			at += len(p.data)
		}
		count := join(numbers(0), short(len(d.parts)))
		if d.wide {
			count = join(numbers(1<<24, uint32(len(d.parts))))
		}
		meta := join(numbers(0),
			box("hdlr", numbers(0, 0), []byte("pict"), make([]byte, 13)),
			box("pitm", version(1), id(d.main)),
			box("iloc", iloc),
			box("iinf", count, infe),
			box("iref", version(1), iref),
			box("iprp", box("ipco", ipco), box("ipma", version(1), numbers(uint32(associated)), ipma)),
		)
		if d.groups != nil {
			meta = append(meta, box("grpl", d.groups...)...)
		}
		out := box("ftyp", brands)
		if d.inMeta {
			return join(out, box("meta", meta, box("idat", data)), d.trailer)
		}
		return join(out, box("meta", meta), box("mdat", data), d.trailer)
	}
	return file(len(file(0)) - len(d.trailer) - len(data))
}

// heic is a file with one main picture.
func heic(parts ...entry) draft {
	return draft{brands: []string{"heic", "mif1"}, main: 1, parts: parts}
}

// codedPart returns the coded picture of a file, or a tile of it, as it is stored.
func codedPart(t testing.TB, file []byte) entry {
	t.Helper()
	c, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range c.order {
		if i.kind != "hvc1" && i.kind != "av01" {
			continue
		}
		data, ok := c.data(i)
		if !ok {
			t.Fatal("the picture is not all there")
		}
		p := entry{kind: i.kind, data: data}
		for _, property := range i.properties {
			if property.name != "clap" {
				p.properties = append(p.properties, box(property.name, property.data))
			}
		}
		return p
	}
	t.Fatal("no coded picture")
	return entry{}
}

// with returns an entry with more properties.
func (p entry) with(properties ...[]byte) entry {
	p.properties = append(append([][]byte{}, p.properties...), properties...)
	return p
}

// tied returns an entry with one more kind of reference.
func (p entry) tied(kind string, to ...int) entry {
	all := map[string][]int{kind: to}
	for k, v := range p.references {
		all[k] = v
	}
	p.references = all
	return p
}

func (p entry) asHidden() entry {
	p.hidden = true
	return p
}

func ispe(width, height int) []byte { return box("ispe", numbers(0, uint32(width), uint32(height))) }

func irot(turns byte) []byte { return box("irot", []byte{turns}) }

func imir(axis byte) []byte { return box("imir", []byte{axis}) }

// clap is a clean aperture: width, height and offsets as numerators and denominators.
func clap(n ...int) []byte {
	var content []byte
	for _, v := range n {
		content = append(content, numbers(uint32(int32(v)))...)
	}
	return box("clap", content)
}

func gridPart(columns, rows, width, height int, tiles ...int) entry {
	data := []byte{0, 0, byte(rows - 1), byte(columns - 1), byte(width >> 8), byte(width), byte(height >> 8), byte(height)}
	return entry{kind: "grid", data: data, properties: [][]byte{ispe(width, height)}}.tied("dimg", tiles...)
}

// overlayPart is an overlay of inputs at places, x and y of each.
func overlayPart(width, height int, fill [4]uint16, inputs []int, places ...int) entry {
	data := []byte{0, 0}
	for _, v := range fill {
		data = binary.BigEndian.AppendUint16(data, v)
	}
	for _, v := range append([]int{width, height}, places...) {
		data = binary.BigEndian.AppendUint16(data, uint16(int16(v)))
	}
	return entry{kind: "iovl", data: data, properties: [][]byte{ispe(width, height)}}.tied("dimg", inputs...)
}

// box returns a box.
func box(name string, content ...[]byte) []byte {
	const head = 8
	size := head
	for _, c := range content {
		size += len(c)
	}
	out := append(numbers(uint32(size)), name...)
	for _, c := range content {
		out = append(out, c...)
	}
	return out
}
