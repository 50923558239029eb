package heif

import (
	"bytes"
	"slices"

	"pretobranco/engine/bw/exif"
)

// pictures counts the pictures that a viewer shows: those of the sequence, and items that are not
// hidden, thumbnails, alpha planes, depth maps, gain maps, parts or alternatives of others.
func (c *container) pictures() (n int) {
	n = c.burst.frames
	if c.inBurst {
		return n
	}
	if e := c.primary.extents; n > 0 && len(e) == 1 && !c.primary.inIdat && e[0].at == c.burst.first.at {
		n-- // the main picture is also the first of the sequence
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

// gainMap reports whether the main picture has a gain map: as a tone-mapping item (tmap, ISO
// 21496-1, C), or as a proprietary auxiliary picture.
func (c *container) gainMap() bool {
	made := c.inputs(c.primary)
	return slices.ContainsFunc(c.order, func(i *item) bool {
		return i.kind == "tmap" && (i == c.primary || i.refersTo("dimg", made)) ||
			i.refersTo("auxl", made) && i.auxiliary("auxC", "hdrgainmap", "gainmap", "urn:iso:std:iso:ts:21496")
	})
}

// unread lists the metadata of a file that no other format holds: a C2PA manifest, in a box of its
// own (C2PA 2.1, A.5).
func (c *container) unread() (parts exif.Parts) {
	boxes(c.file, func(name string, content []byte) bool {
		if name == "uuid" && bytes.HasPrefix(content, []byte("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81")) {
			parts.Add(exif.PartCredentials)
		}
		return true
	})
	return parts
}

// opacity reports whether the main picture has an alpha plane.
func (c *container) opacity() bool {
	if c.inBurst {
		return c.burst.opacity
	}
	made := c.inputs(c.primary)
	return slices.ContainsFunc(c.order, func(i *item) bool {
		return i.refersTo("auxl", made) && i.auxiliary("auxC", alphaKinds...)
	})
}

// alphaKinds are the types of alpha planes.
var alphaKinds = []string{"hevc:2015:auxid:1\x00", "avc:2015:auxid:1\x00", "auxiliary:alpha\x00"}

// auxiliary reports whether the type in a property of this name contains one of these.
func (i *item) auxiliary(property string, kinds ...string) bool {
	data := bytes.ToLower(i.property(property))
	return slices.ContainsFunc(kinds, func(kind string) bool { return bytes.Contains(data, []byte(kind)) })
}
