package words

import (
	"strings"

	"pretobranco/engine"
)

// LeftFiles says how many files were left out for a reason, those of a known kind by its name and
// their label.
func (w *Words) LeftFiles(reason engine.LeftReason, file engine.Foreign, n int) string {
	key := "left." + string(reason)
	if reason == engine.LeftOther && file.Kind != "" {
		key = "left.file." + string(file.Kind)
	}
	if w.Takes(key+".one") < 2 {
		return w.Count(key, n)
	}
	return strings.Join(strings.Fields(w.Count(key, n, file.Label)), " ") // without a label two blanks meet
}

// LeftFolders says how many folders were not searched for a reason.
func (w *Words) LeftFolders(reason engine.LeftReason, n int) string {
	key := "left.folder." + string(reason)
	return w.Count(key, n)
}

// LeftOut says why one file or folder was left out, in the words of the count without its number.
func (w *Words) LeftOut(left engine.LeftOut) string {
	one := w.Number(1) + " "
	if left.Folder {
		return strings.TrimPrefix(w.LeftFolders(left.Reason, 1), one)
	}
	text := strings.TrimPrefix(w.LeftFiles(left.Reason, left.File, 1), one)
	if left.File.Format != "" {
		text += " (" + left.File.Format + ")"
	}
	if left.Reason == engine.LeftUnreadable {
		text = because(text, w.Reason(left.Why))
	}
	return text
}
