package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// What callers need to name files that are not read.
type (
	Foreign     = bw.Foreign
	ForeignKind = bw.ForeignKind
)

// ForeignKinds lists the kinds of files that are recognised only to be named.
func ForeignKinds() []ForeignKind { return bw.ForeignKinds() }

// LeftOut is a file or a folder that Scan did not take.
type LeftOut struct {
	Path     string
	Why      error // kinds Unsupported (not a picture), Damaged (empty), or of the file system
	Expected bool  // not worth a message of its own: neither named by a person nor named like a picture
	Reason   LeftReason
	File     Foreign // for LeftOther: what the file is; zero if unknown

	Folder bool // Path is a folder
	Files  int  // how many files are in the folder, if ScanOptions.Count asked for that

	real string // the folder's path without links
}

// A LeftReason is why Scan leaves a file out. The texts are part of the terminal client's
// JSON, so they never change.
type LeftReason string

// Reasons to leave a file or folder out.
const (
	LeftOther      LeftReason = "other"      // not a picture that we can read
	LeftEmpty      LeftReason = "empty"      // a file of no bytes
	LeftMissing    LeftReason = "missing"    // it does not exist, or is a link to nothing
	LeftSpecial    LeftReason = "special"    // a pipe, a socket or a device
	LeftUnreadable LeftReason = "unreadable" // no permission, or the disk reports an error
	LeftSidecar    LeftReason = "sidecar"    // settings that a photo program stores next to a photo
	LeftSystem     LeftReason = "system"     // files of the system: Thumbs.db, .DS_Store, hidden files
	LeftOwn        LeftReason = "own"        // earlier results
	LeftDuplicate  LeftReason = "duplicate"  // the same file again, by another way
	LeftUnsearched LeftReason = "unsearched" // a folder inside a folder, where only that was to be searched
)

// leftReasons lists the reasons in the order in which they are reported, with their English words for one
// and for several files.
var leftReasons = []struct {
	reason    LeftReason
	one, many string
}{
	{LeftOther, "file of unknown kind", "files of unknown kind"},
	{LeftEmpty, "empty file", "empty files"},
	{LeftMissing, "file that is not there", "files that are not there"},
	{LeftSpecial, "pipe or device", "pipes or devices"},
	{LeftUnreadable, "unreadable file", "unreadable files"},
	{LeftSidecar, "sidecar file", "sidecar files"},
	{LeftSystem, "hidden or system file", "hidden or system files"},
	{LeftOwn, "earlier result", "earlier results"},
	{LeftDuplicate, "repeated file", "repeated files"},
	{LeftUnsearched, "file in folders not searched", "files in folders not searched"},
}

// LeftReasons lists every reason in the order in which they are reported.
func LeftReasons() []LeftReason {
	var all []LeftReason
	for _, l := range leftReasons {
		all = append(all, l.reason)
	}
	return all
}

// A LeftCount is how many files and folders were left out for one reason, and for LeftOther of
// one kind and label.
type LeftCount struct {
	Reason  LeftReason
	File    Foreign // without a format
	Files   int     // those in folders as well, where they were counted
	Folders int
}

// CountLeft counts what was left out, by reason and kind, in the order of LeftReasons and ForeignKinds:
// the most important reasons come first.
func CountLeft(all []LeftOut) []LeftCount {
	var counts []LeftCount
	at := map[LeftCount]int{}
	for _, left := range all {
		key := LeftCount{Reason: left.Reason, File: Foreign{Kind: left.File.Kind, Label: left.File.Label}}
		i, known := at[key]
		if !known {
			i = len(counts)
			at[key] = i
			counts = append(counts, key)
		}
		if left.Folder {
			counts[i].Folders++
			counts[i].Files += left.Files
		} else {
			counts[i].Files++
		}
	}
	reasons, kinds := LeftReasons(), append(ForeignKinds(), "")
	slices.SortFunc(counts, func(a, b LeftCount) int {
		return cmp.Or(slices.Index(reasons, a.Reason)-slices.Index(reasons, b.Reason), slices.Index(kinds, a.File.Kind)-slices.Index(kinds, b.File.Kind),
			b.Files-a.Files, strings.Compare(a.File.Label, b.File.Label))
	})
	return counts
}

// String names the files in English: "2 Canon raw files".
func (c LeftCount) String() string {
	if c.File.Kind != "" {
		return c.File.Count(c.Files)
	}
	words := leftReasons[slices.Index(LeftReasons(), c.Reason)]
	if c.Files == 1 {
		return "1 " + words.one
	}
	return fmt.Sprintf("%d %s", c.Files, words.many)
}

// Elsewhere is the address of something that is no file on this computer: it is left out.
func Elsewhere(address string) LeftOut {
	return LeftOut{Path: address, Why: newError(fault.Unsupported, "not a file on this computer"), Reason: LeftMissing}
}
