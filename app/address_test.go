package app

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
)

// oddNames are names that files may have, and that addresses, shells and clipboards write in
// another way.
var oddNames = []string{
	"plain.jpg", "a+b.jpg", "Foto #3.jpg", "#.jpg", "100% real.jpg", "%41.jpg", "a%20b.jpg", "a b.jpg", "what?.jpg", "what?a=b&c#d.jpg",
	"two\nlines.jpg", "three\n\nlines.jpg", " leads.jpg", "trails.jpg ", "  both  ", "tab\t.jpg", "Fotografía 日本 😀.jpg", "latin1 \xe9.jpg", "bad \xff\xfe.jpg",
	"it's \"quoted\".jpg", "back\\slash.jpg", "semi;colon.jpg", "file:x.jpg", "a:b.jpg", "[x]{y}.jpg", "-dash.jpg", "~", "$HOME.jpg", "*.jpg",
}

// oddFiles makes a folder of pictures with odd names.
func oddFiles(t *testing.T) (folder string, paths []string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("other systems forbid some of these names")
	}
	folder = t.TempDir()
	for _, name := range oddNames {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte("GIF89a"+name), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return folder, paths
}

// addresses writes paths as the desktop does.
func addresses(paths []string) (written []string) {
	for _, path := range paths {
		written = append(written, (&url.URL{Scheme: "file", Path: path}).String())
	}
	return written
}

// TestOddNames brings files with odd names in by every way there is. The desktop's chooser once
// lost those with + # ? and %, for their addresses were decoded twice.
func TestOddNames(t *testing.T) {
	folder, paths := oddFiles(t)
	host := strings.ReplaceAll(strings.Join(addresses(paths), "\r\n"), "file:///", "file://localhost/")
	b := newTestWindow(t, Engine("", nil))
	for name, bring := range map[string]func(b *bench){
		"chooser of the desktop": func(b *bench) {
			b.dialogs.files = addresses(paths)
			b.choosers.choosePhotos()
		},
		"chooser of the system": func(b *bench) {
			b.dialogs.files = paths
			b.choosers.choosePhotos()
		},
		"own chooser": func(b *bench) {
			c := widgets.NewChooser(b.words, b.win, folder, widgets.ChooserOptions{}, b.photos.addNamed)
			c.MarkAll()
			c.Finish()
		},
		"a folder": func(b *bench) {
			b.dialogs.folder = folder
			b.choosers.chooseFolder()
		},
		"drop": func(b *bench) {
			var uris []fyne.URI
			for _, path := range paths {
				uris = append(uris, storage.NewFileURI(path))
			}
			b.photos.drop(uris)
		},
		"drop of addresses": func(b *bench) {
			var uris []fyne.URI
			for _, address := range addresses(paths) {
				uri, err := storage.ParseURI(address)
				if err != nil {
					t.Fatal(err)
				}
				uris = append(uris, uri)
			}
			b.photos.drop(uris)
		},
		"arguments":              func(b *bench) { b.photos.addNamed(paths) },
		"arguments as addresses": func(b *bench) { b.photos.addNamed(addresses(paths)) },
		"paste of paths":         func(b *bench) { b.pasteText(strings.Join(paths, "\n")) },
		"paste of lines of DOS":  func(b *bench) { b.pasteText(strings.Join(paths, "\r\n") + "\r\n") },
		"paste of addresses":     func(b *bench) { b.pasteText("copy\n" + strings.Join(addresses(paths), "\n")) },
		"paste of a list":        func(b *bench) { b.pasteText(host + "\r\n") },
		"own copy": func(b *bench) {
			var rows []*model.Row
			for _, path := range paths {
				row := &model.Row{}
				row.Photo.Path = path
				rows = append(rows, row)
			}
			b.photos.copyPaths(rows)
			b.photos.paste()
		},
	} {
		bring(b)
		b.loop.until(t, name, func() bool { return b.model.Len() > 0 && b.photos.scan.under == 0 })
		var found []string
		for _, row := range b.model.Rows() {
			found = append(found, row.Photo.Path)
		}
		for _, path := range paths {
			if !slices.Contains(found, path) {
				t.Errorf("%s: %q is lost", name, filepath.Base(path))
			}
		}
		if len(found) != len(paths) || b.notice() != nil {
			t.Errorf("%s: %d of %d files, and %+v", name, len(found), len(paths), b.notice())
		}
		b.photos.clear()
		b.banner.forget(func(*notice) bool { return true }) // it offers an undo
	}
}

// pasteText pastes a text from the clipboard.
func (b *bench) pasteText(text string) {
	b.app.Clipboard().SetContent(text)
	b.photos.paste()
}

// TestNotThere counts what is named and cannot be used, whichever way it comes.
func TestNotThere(t *testing.T) {
	folder := filepath.ToSlash(t.TempDir())
	names := []string{"file://" + folder + "/gone%20.jpg", "file://" + folder + "/100% gone.jpg", "file:///%00.jpg", "file://host", "https://example.com/a.jpg", folder + "/gone.jpg"}
	for name, bring := range map[string]func(b *bench){
		"chooser":   func(b *bench) { b.dialogs.files = names; b.choosers.choosePhotos() },
		"arguments": func(b *bench) { b.photos.addNamed(names) },
		"paste":     func(b *bench) { b.pasteText(strings.Join(names, "\n")) },
	} {
		b := newTestWindow(t, Engine("", nil))
		bring(b)
		b.loop.until(t, name, func() bool { return b.notice() != nil })
		if n := b.notice(); !strings.Contains(n.text, "6 files left out") || strings.Count(n.details, "\n") != 5 {
			t.Errorf("%s: the banner says %q, %q", name, n.text, n.details)
		}
	}
	b := newTestWindow(t, Engine("", nil))
	uri, err := storage.ParseURI("https://example.com/a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	b.photos.drop([]fyne.URI{uri})
	b.loop.until(t, "the dropped address", func() bool { return b.notice() != nil })
	if n := b.notice(); !strings.Contains(n.text, "1 file left out") || !strings.Contains(n.details, "https://example.com/a.jpg") {
		t.Errorf("of a dropped address the banner says %q, %q", n.text, n.details)
	}
}

func TestPathOf(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths of other systems")
	}
	for text, want := range map[string]string{
		"/a+b#c?d%.jpg":            "/a+b#c?d%.jpg",
		"a%20b.jpg":                "a%20b.jpg",
		"file:x.jpg":               "file:x.jpg",
		"file:///a+b%23c%25.jpg":   "/a+b#c%.jpg",
		"FILE:///a%2520b.jpg":      "/a%20b.jpg",
		"file:/a.jpg":              "/a.jpg",
		"file://localhost/a.jpg":   "/a.jpg",
		"file://desk/a.jpg":        "/a.jpg",
		"file:///a#b?c.jpg":        "/a#b?c.jpg",        // by a program that does not encode
		"file:///100% real #1.jpg": "/100% real #1.jpg", // by another
		"file:///a%0Ab%FF.jpg":     "/a\nb\xff.jpg",
		"file://":                  "",
		"http://host/a.jpg":        "",
		"trash:///a.jpg":           "",
	} {
		path, ok := pathOf(text)
		if ok != (want != "") || ok && path != want {
			t.Errorf("%q is %q, %v, want %q", text, path, ok, want)
		}
	}
}
