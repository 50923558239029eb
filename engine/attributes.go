package engine

import (
	"os"
	"strings"

	"github.com/pkg/xattr"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/bw"
)

// attributes are the extended attributes that a result gets from its photo: tags, comments and
// ratings of file managers.
type attributes map[string][]byte

// mostAttributes bounds the bytes of one file's attributes.
const mostAttributes = 256 << 10

// readAttributes returns the attributes of a photo that its result keeps with these options. Disks
// and systems without attributes have none.
func readAttributes(photo *os.File, o Options) attributes {
	if o.Metadata == bw.DropMetadata {
		return nil
	}
	names, err := xattr.FList(photo)
	if err != nil {
		return nil
	}
	var all attributes
	size := 0
	for _, name := range names {
		if !keptAttribute(name) || o.Metadata == bw.WithoutLocation && namesPlace(name) {
			continue
		}
		value, err := xattr.FGet(photo, name)
		more := len(name) + len(value)
		if err != nil || size+more > mostAttributes {
			continue
		}
		size += more
		if all == nil {
			all = attributes{}
		}
		all[name] = value
	}
	return all
}

// write sets the attributes of a result, as far as its disk can hold them.
func (a attributes) write(result *atomicfile.PendingFile) {
	for name, value := range a {
		result.SetAttribute(name, value)
	}
}

// keptAttribute reports whether an attribute says something of the photo to people. Others belong to
// the system, or describe the bytes of the original file.
func keptAttribute(name string) bool {
	lower := strings.ToLower(name)
	for _, bytes := range []string{"checksum", "md5", "sha1", "sha2", "sha5", "shatag", "crc32", "hash", "etag", "thumbnail", "preview", "dosattrib", "dropbox"} {
		if strings.Contains(lower, bytes) {
			return false
		}
	}
	return strings.HasPrefix(name, "user.") || // Linux, FreeBSD
		strings.HasPrefix(name, "com.apple.metadata:") // Finder's tags and comments
}

// namesPlace reports whether an attribute may say where a photo was taken.
func namesPlace(name string) bool {
	lower := strings.ToLower(name)
	for _, place := range []string{"gps", "geo", "location", "latitude", "longitude", "altitude", "place", "city", "country"} {
		if strings.Contains(lower, place) {
			return true
		}
	}
	return false
}
