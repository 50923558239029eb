package gif

import (
	"bytes"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
)

// ReadExtra reads a file's metadata. Damaged parts are absent.
func ReadExtra(file []byte) (e codec.Extra) {
	s := &scanner{file: file}
	if s.start() != nil {
		return e
	}
	if n := file[aspectAt]; n != 0 {
		e.Resolution = exif.NewResolution(64, float64(n)+15, 0)
	}
	var comments [][]byte
	for {
		b, err := s.next()
		if err != nil || b.kind == trailer {
			e.Comment = bytes.Join(comments, []byte("\n"))
			return e
		}
		if b.kind != extension {
			continue
		}
		switch {
		case b.label == comment:
			if text := bytes.TrimRight(s.content(b.data), "\x00"); len(text) > 0 {
				comments = append(comments, text)
			}
		case s.applicationKey == profileKey:
			e.Profile = s.content(b.data + 12)
		case s.applicationKey == xmpKey:
			if content := file[b.data+12 : b.to]; len(content) > magic && content[len(content)-magic] == 1 {
				e.XMP = content[:len(content)-magic]
			}
		case s.applicationKey == "MGK8BIM0000", s.applicationKey == "MGKIPTC0000":
			content := s.content(b.data + 12)
			if bytes.HasPrefix(content, []byte{0x1c}) {
				e.IPTC = content
				break
			}
			iptc, others := exif.SplitPhotoshop(content)
			if iptc != nil {
				e.IPTC = iptc
			}
			if others != nil {
				e.Photoshop = others
			}
		case b.label == application && s.applicationKey == credentialsKey:
			e.Unknown.Add(exif.PartCredentials)
		case b.label == application && !s.loops():
			e.Unknown.Add(exif.PartOther)
		}
	}
}
