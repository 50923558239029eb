package wasm

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/tetratelabs/wazero"
)

// Compiling a codec takes up to a second, far longer than a small picture. So the machine code is
// kept in the user's cache folder, and later starts of the program load it:
//
//	CACHE/pretobranco/codecs/wazero-VERSION-ARCHITECTURE-SYSTEM/HASH
//
// The hash covers the module and the features of the processor, so another version of a codec, of
// the runtime or of the machine has a file of its own. The files are executed, so the folder must
// be private (private); otherwise, and where there is no such folder, codecs are compiled at each
// start.

// mostCached bounds the size of all files in the folder: a few versions of all codecs.
const mostCached = 96 << 20

var errNotPrivate = errors.New("the folder of compiled codecs may be written by others")

// cacheFolder returns the folder of compiled codecs, which it makes if needed.
func cacheFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "pretobranco", "codecs")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	return folder, checkPrivate(folder)
}

// checkPrivate returns an error unless folder and all folders in it belong to this user and to
// nobody else, and hold only regular files.
func checkPrivate(folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path != folder {
			return nil // another process has removed it
		}
		if err != nil {
			return err
		}
		info, err := entry.Info()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !info.IsDir() && !info.Mode().IsRegular(), !private(info):
			return errNotPrivate
		}
		return nil
	})
}

// compileCached compiles a module, or loads it from the folder. It removes a file that the runtime
// refuses.
func (c *codec) compileCached(ctx context.Context, code []byte, folder string) error {
	cache, err := wazero.NewCompilationCacheWithDir(folder)
	if err != nil {
		return err
	}
	before := cached(folder)
	if err = c.compileWith(ctx, code, wazero.NewRuntimeConfig().WithCompilationCache(cache)); err != nil {
		for _, f := range before {
			_ = os.Remove(f.path) // one of them is damaged
		}
		return err
	}
	if after := cached(folder); len(after) > len(before) {
		trim(after, mostCached)
	}
	return nil
}

// A cachedFile is a file in the folder.
type cachedFile struct {
	path string
	info fs.FileInfo
}

// cached returns the files in the folder, the newest first.
func cached(folder string) (files []cachedFile) {
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			if info, err := entry.Info(); err == nil {
				files = append(files, cachedFile{path, info})
			}
		}
		return nil
	})
	slices.SortFunc(files, func(a, b cachedFile) int { return b.info.ModTime().Compare(a.info.ModTime()) })
	return files
}

// trim removes files, the oldest first, until the others have at most the given size.
func trim(files []cachedFile, most int64) {
	var size int64
	for _, f := range files {
		if size += f.info.Size(); size > most {
			_ = os.Remove(f.path)               // another process may run it: the system keeps it until then
			_ = os.Remove(filepath.Dir(f.path)) // if it is empty
		}
	}
}
