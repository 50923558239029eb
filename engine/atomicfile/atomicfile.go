// Package atomicfile puts files on the disk whole or not at all, without replacing anything that
// nobody asked to replace.
//
//	p, err := Create(folder, mode)   a file without a name, or with a temporary one
//	defer p.Close()                  removes it, unless it was published
//	p.Write(data)
//	p.Sync(modTime)                  the data and the date are on the disk
//	p.Publish(path, overwrite)       the file gets its name
//	folders.Sync(folder, top)        the name is on the disk (FolderSyncer)
//
// A reader sees no file or a whole one at every moment, also after kill -9 and, once FolderSyncer
// has returned, after a power cut.
//
// # Without a name
//
// On Linux a pending file has no name (O_TMPFILE), on file systems that are known to keep the data
// of such a file through a power cut. A killed program leaves nothing behind. Elsewhere the file has
// a name that begins with TempPrefix, and Sweep removes what a killed program has left.
//
// # Replacing nothing
//
// Publish without overwrite never replaces a file, not even one that appears at the last moment:
//
//	linkat of the file without a name                  Linux
//	renameat2 with RENAME_NOREPLACE, MoveFileEx        Linux, Windows
//	a hard link, then removing the temporary name      where the system or the disk has no such rename
//	a look, then a rename                              FAT and some network shares: they have neither
//
// Only the last one has a gap, between the look and the rename. Reserving the name with an empty
// file would close it, and would leave half a result when the program is killed.
//
// google/renameio has the model of this package and its names; it replaces files, on Unix alone.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pretobranco/engine/safefile"
)

// TempPrefix begins the names of temporary files. Most systems hide names that begin with a dot.
const TempPrefix = ".pb-"

func tempName(dir string) string {
	return filepath.Join(dir, TempPrefix+strings.ToLower(rand.Text()[:10]))
}

// createTemp makes a new file in dir, with a temporary name.
func createTemp(dir string, mode fs.FileMode) (*os.File, error) {
	for range 100 {
		f, err := os.OpenFile(tempName(dir), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fs.ErrExist
}

// Probe makes a file in a folder and removes it. The error says why files cannot be made there.
func Probe(folder string) error {
	f, err := createTemp(folder, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// AllowsAnyName reports whether a folder can hold names with the characters that Windows, FAT and
// some shares forbid. A folder that does not exist yet is like the nearest one above it.
func AllowsAnyName(folder string) bool {
	for {
		path := tempName(folder) + ` "*:<>?\|.`
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			return errors.Join(f.Close(), os.Remove(path)) == nil
		}
		above := filepath.Dir(folder)
		if _, statErr := os.Stat(folder); !errors.Is(statErr, fs.ErrNotExist) || above == folder {
			return false
		}
		folder = above
	}
}

// Sweep removes temporary files from root and from the folders of the given paths below it. It
// follows no link that leads out of root. No other program may be writing there.
func Sweep(root string, paths []string) {
	r, err := os.OpenRoot(root)
	if err != nil {
		return
	}
	defer r.Close()
	sweepFolder(r, ".")
	swept := map[string]bool{".": true}
	for _, path := range paths {
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if err == nil && !swept[dir] {
			swept[dir] = true
			sweepFolder(r, dir)
		}
	}
}

func sweepFolder(root *os.Root, dir string) {
	folder, err := safefile.OpenFolderIn(root, dir)
	if err != nil {
		return
	}
	defer folder.Close()
	entries, _ := folder.ReadDir(-1)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), TempPrefix) && entry.Type().IsRegular() {
			root.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}
