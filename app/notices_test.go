package app

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// TestNotices shows news next to a question: neither takes the other away, the same news is shown
// once, and news goes by itself unless it is an error. The files that were left out were once
// forgotten when a batch went on.
func TestNotices(t *testing.T) {
	b := newBench(t, nil)
	did := 0
	b.banner.Show(notice{text: "left out", details: "a list"})
	b.banner.Show(notice{text: "the disk is full", bad: true, actions: []action{{label: "Resume", do: func() { did++ }}}})
	b.banner.Show(notice{text: "copied"})
	b.banner.Show(notice{text: "copied"})
	if len(b.banner.news) != 2 || b.banner.shown == nil || len(b.banner.root.Objects) != 3 {
		t.Fatalf("%d news are shown", len(b.banner.news))
	}
	b.banner.Show(notice{text: "an offer", actions: []action{{label: "Convert"}}})
	if b.banner.shown.text != "the disk is full" {
		t.Error("a message takes the place of an error")
	}
	b.banner.Enter()
	if did != 1 || b.banner.shown != nil || len(b.banner.news) != 2 {
		t.Errorf("after the answer %d news are shown", len(b.banner.news))
	}
	for _, c := range []struct {
		n    notice
		goes bool
	}{{notice{text: "x"}, true}, {notice{text: "x", details: "y"}, true}, {notice{text: "x", bad: true}, false}} {
		if stays := c.n.stays(); (stays > 0) != c.goes || stays > time.Minute {
			t.Errorf("%+v stays %v", c.n, stays)
		}
	}
	for _, text := range []string{"1", "2", "3", "4"} {
		b.banner.Show(notice{text: text})
	}
	if len(b.banner.news) != mostNews || b.banner.news[0].text != "2" {
		t.Errorf("%d news are shown", len(b.banner.news))
	}
	b.banner.Clear()
	if len(b.banner.root.Objects) != 0 {
		t.Error("Escape leaves a notice")
	}
}

// TestRemoveUndone takes photos out of the list and has them come back, by the notice and by Ctrl+Z.
// One tap on Clear, next to the filter, once cost 5,000 photos and their looks.
func TestRemoveUndone(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	red := parse(t, "red")
	b.model.Rows()[1].Own = &red
	b.photos.clear()
	n := b.notice()
	if b.model.Len() != 0 || n == nil || n.text != "3 photos removed from the list." || !b.empty.Visible() {
		t.Fatalf("the window says %+v", n)
	}
	n.actions[0].do()
	if b.model.Len() != 3 || b.model.Rows()[1].Own == nil || b.notice() != nil || !b.main.Visible() {
		t.Errorf("%d photos come back", b.model.Len())
	}
	b.photos.press(1, 0)
	b.photos.remove()
	b.edits.undo()
	if b.model.Len() != 3 || b.model.Rows()[1].Name() != "b.jpg" {
		t.Errorf("%d photos come back", b.model.Len())
	}
	b.edits.redo()
	if b.model.Len() != 2 {
		t.Errorf("%d photos are left", b.model.Len())
	}
	b.edits.undo()
	recipe := b.settings.Recipe
	recipe.Quality = 50
	b.edits.setRecipe(recipe)
	b.edits.undo()
	if b.settings.Recipe.Quality == 50 || b.model.Len() != 3 {
		t.Error("a setting is not undone after a removal")
	}
}

// TestPart offers to convert what is selected, or what the filter shows, and counts what it shows. A
// filter that showed 4 of 52 photos once said 51, and offered to convert 52.
func TestPart(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/img_1.jpg", "/p/img_2.jpg", "/p/other.jpg")
	b.know(t)
	if b.footer.other.Visible() {
		t.Error("a part is offered without one")
	}
	b.header.filter.SetText("img")
	if b.list.title.Text != "PHOTOS  2 of 3" || b.list.tabs.Buttons[1].Text != "Waiting 2" || b.footer.other.Text != "Convert 2 shown" || !b.footer.other.Visible() || b.footer.convert.Text != "Convert 3 photos" {
		t.Errorf("the filter: %q, %q, %q, %q", b.list.title.Text, b.list.tabs.Buttons[1].Text, b.footer.other.Text, b.footer.convert.Text)
	}
	b.header.filter.SetText("")
	if b.list.title.Text != "PHOTOS  3" || b.footer.other.Visible() {
		t.Errorf("without a filter: %q, %q", b.list.title.Text, b.footer.other.Text)
	}
	b.photos.press(0, 0)
	b.photos.press(2, fyne.KeyModifierControl)
	if b.footer.other.Text != "Convert 2 selected" || !b.footer.other.Visible() {
		t.Errorf("two selected: %q", b.footer.other.Text)
	}
	b.footer.otherDo()
	b.loop.until(t, "the batch", func() bool { return b.batches.run != nil && b.batches.run.Batch != nil })
	if batch := b.backend.server().running(); len(batch.photos) != 2 || batch.photos[1].Path != "/p/other.jpg" {
		t.Errorf("the batch has %v", batch.photos)
	}
}

// TestArguments does not show the card to drop photos on while those that the program was started with
// are searched: it flashed.
func TestArguments(t *testing.T) {
	b := newBench(t, nil)
	b.AddNamed([]string{"/p/a.jpg"})
	if b.empty.Visible() || !b.main.Visible() {
		t.Error("the empty card flashes")
	}
	b.loop.until(t, "the photo", func() bool { return b.photos.scan.under == 0 })
	b.photos.clear()
	if !b.empty.Visible() {
		t.Error("an empty list shows no card")
	}
	b.AddNamed(nil)
	if !b.empty.Visible() {
		t.Error("without arguments there is no card")
	}
}
