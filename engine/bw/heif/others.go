package heif

import (
	"bytes"
	"slices"
)

// pictures counts the pictures that a viewer shows of a file: those of its sequence, and items that
// are not hidden, and no other picture's thumbnail, plane of opacity or depth, gain map, part, or
// equal.
func (c *container) pictures() (n int) {
	n = c.burst.frames
	if c.inBurst {
		return n
	}
	if e := c.primary.extents; n > 0 && len(e) == 1 && !c.primary.inIdat && e[0].at == c.burst.first.at {
		n-- // the main picture is also the sequence's first
	}
	parts := map[uint64]bool{}
	for _, i := range c.order {
		for _, id := range i.refers("dimg") {
			parts[id] = true
		}
	}
	equals := map[uint64]bool{}
	for _, g := range c.groups {
		if g.kind == "altr" && slices.Contains(g.ids, c.primary.id) {
			for _, id := range g.ids {
				equals[id] = true
			}
		}
	}
	for _, i := range c.order {
		switch {
		case i == c.primary:
			n++
		case !picture(i) || i.hidden || parts[i.id] || equals[i.id]:
		case len(i.refers("thmb")) > 0 || len(i.refers("auxl")) > 0:
		default:
			n++
		}
	}
	return n
}

// picture reports whether an item is a picture.
func picture(i *item) bool {
	switch i.kind {
	case "hvc1", "hev1", "lhv1", "av01", "avc1", "vvc1", "evc1", "jpeg", "j2k1", "unci", "grid", "iden", "iovl":
		return true
	case "mime":
		return i.content == "image/jpeg"
	}
	return false
}

// gainMap reports whether the file has a gain map for its main picture: as an item that tone
// maps it (tmap, ISO 21496-1, C), or as an auxiliary picture of a maker's own kind.
func (c *container) gainMap() bool {
	made := c.inputs(c.primary)
	return slices.ContainsFunc(c.order, func(i *item) bool {
		return i.kind == "tmap" && (i == c.primary || i.refersTo("dimg", made)) ||
			i.refersTo("auxl", made) && i.auxiliary("auxC", "hdrgainmap", "gainmap", "urn:iso:std:iso:ts:21496")
	})
}

// opacity reports whether the file has a plane of opacity for its main picture.
func (c *container) opacity() bool {
	if c.inBurst {
		return c.burst.opacity
	}
	made := c.inputs(c.primary)
	return slices.ContainsFunc(c.order, func(i *item) bool {
		return i.refersTo("auxl", made) && i.auxiliary("auxC", alphaKinds...)
	})
}

// alphaKinds are the types of planes of opacity.
var alphaKinds = []string{"hevc:2015:auxid:1\x00", "avc:2015:auxid:1\x00", "auxiliary:alpha\x00"}

// auxiliary reports whether the type of an auxiliary picture or track, which a property of this
// name says, has one of these in it.
func (i *item) auxiliary(property string, kinds ...string) bool {
	data := bytes.ToLower(i.property(property))
	return slices.ContainsFunc(kinds, func(kind string) bool { return bytes.Contains(data, []byte(kind)) })
}
