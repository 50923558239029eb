package app

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// stateOf is what the list says of a row, and how.
func (b *bench) stateOf(i int) (text string, is model.State) {
	row := b.model.Rows()[i]
	return stateText(b.words, row), row.ShownState()
}

// TestDamagedPreview shows what is there of a damaged photo, says what it lacks, and converts it when
// asked to. The row of a photo said "Ready" next to a preview that said "Damaged".
func TestDamagedPreview(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/cut.jpg", "/p/nothing.jpg", "/p/whole.jpg")
	b.model.Rows()[0].Photo.Format = "jpeg"
	b.model.Select(0)
	b.photos.selected()
	bar := b.compare.damage
	b.loop.until(t, "the preview", func() bool {
		return bar.root.Visible() && b.compare.view.Before() != nil && b.preview.state.has != coarseSide
	})
	if bar.text.Text != "The photo stops at 63 %: the rest is gray." || !bar.keep.Visible() || bar.keep.Text != "Convert what is there" || b.compare.message.Text != "" {
		t.Errorf("%q, button %q", bar.text.Text, bar.keep.Text)
	}
	b.loop.until(t, "the result", func() bool {
		return b.inspector.format != nil && b.compare.view.After() != nil && b.compare.loading == nil
	})
	if text, is := b.stateOf(0); text != "Damaged: stops at 63 %" || is != model.Failed {
		t.Errorf("the row says %q, as %v", text, is)
	}

	b.model.Select(1)
	b.photos.selected()
	b.loop.until(t, "why there is none", func() bool { return b.compare.message.Text != "" })
	if text, is := b.stateOf(1); is != model.Failed || !strings.HasPrefix(text, "Damaged") || bar.root.Visible() {
		t.Errorf("the row says %q, as %v, and the bar %q", text, is, bar.text.Text)
	}
	b.model.Select(2)
	b.photos.selected()
	b.loop.until(t, "a whole photo", func() bool { return b.compare.view.Before() != nil && b.compare.message.Text == "" })
	if text, is := b.stateOf(2); is != model.Ready || text != "Ready" || bar.root.Visible() {
		t.Errorf("the row says %q, as %v", text, is)
	}

	b.model.Select(0)
	b.photos.selected()
	b.loop.until(t, "the preview again", func() bool { return bar.root.Visible() })
	test.Tap(bar.keep)
	b.loop.until(t, "the batch", func() bool { return b.batches.run != nil && b.batches.run.Batch != nil })
	batch := b.backend.server().running()
	if len(batch.photos) != 1 || batch.photos[0].Options == nil || batch.photos[0].Options.Damaged != engine.KeepDamaged || batch.job.Options.Damaged != "" {
		t.Errorf("the batch has %+v", batch.photos)
	}
	if bar.keep.Visible() || !bar.root.Visible() {
		t.Error("it is offered again")
	}
	batch.done(0)
	batch.finish(engine.Summary{Converted: 1})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	if text, is := b.stateOf(0); is != model.Done {
		t.Errorf("the row says %q, as %v", text, is)
	}
	if rows := b.forecast.whatToDo().Rows; len(rows) != 2 {
		t.Errorf("%d rows are to be converted", len(rows))
	}
	b.edits.copyCommand()
	if got := b.app.Clipboard().Content(); strings.Count(got, "-damaged keep") != 1 {
		t.Errorf("the command is %q", got)
	}
}

// TestDamagedBatch offers to convert what is there of all damaged photos of a run, and in the rows'
// menu, also during a run.
func TestDamagedBatch(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg", "/p/d.jpg")
	batch := b.convert(t)
	refuse := func(i int, d engine.Damage) {
		batch.on(engine.Event{Kind: engine.Failed, Index: i, Err: d.Error(nil), Damage: d})
	}
	refuse(0, cutAt)
	refuse(1, engine.Damage{Loss: engine.Gaps, Percent: 91})
	refuse(2, engine.Damage{Loss: engine.Coarse})
	b.loop.until(t, "the failures", func() bool { return b.model.Count(model.ShowErrors) == 3 })
	for i, want := range []string{"Damaged: stops at 63 %", "Damaged: 91 % of it is intact", "Damaged: its fine detail is missing"} {
		if text, _ := b.stateOf(i); text != want {
			t.Errorf("row %d says %q", i, text)
		}
	}
	row := b.model.Rows()[0]
	menu := b.photos.rowMenu(row, []*model.Row{row})
	var keep func()
	for _, item := range menu.Items {
		if item.Label == "Convert what is there" {
			keep = item.Action
		}
	}
	if keep == nil {
		t.Fatal("the menu does not offer it")
	}
	keep()
	b.loop.until(t, "the addition", func() bool { return batch.heard("add") })
	if added := batch.photos[len(batch.photos)-1]; added.Options == nil || added.Options.Damaged != engine.KeepDamaged || added.Path != "/p/a.jpg" {
		t.Errorf("added %+v", added)
	}
	batch.done(4)
	batch.done(3)
	batch.finish(engine.Summary{Converted: 2, Failed: 2})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	if b.notice() == nil || b.notice().text != "2 photos are damaged. What is there of them can be converted." || b.notice().actions[0].label != "Convert what is there: 2 damaged photos" {
		t.Fatalf("the banner says %+v", b.notice())
	}
	b.notice().actions[0].do()
	b.loop.until(t, "another batch", func() bool { return b.backend.server().running() != batch && b.batches.run.Batch != nil })
	if again := b.backend.server().running(); len(again.photos) != 2 || again.photos[1].Options.Damaged != engine.KeepDamaged {
		t.Errorf("it has %+v", again.photos)
	}
}

// TestDamagedThumbnail says in the row why its thumbnail can't be made, before anybody looks at the photo.
func TestDamagedThumbnail(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/whole.jpg", "/p/nothing.jpg")
	b.loop.until(t, "the thumbnails", func() bool { return b.model.Rows()[1].Trouble != nil })
	if text, is := b.stateOf(1); is != model.Failed || text != "Damaged: the file ends before the picture" {
		t.Errorf("the row says %q, as %v", text, is)
	}
}

// Every sentence about damage is there in both languages, and names the percentage where there is one.
func TestDamageText(t *testing.T) {
	for _, language := range []string{"en", "pt-BR"} {
		w := words.New(language)
		for _, format := range []engine.Format{"jpeg", "png"} {
			for _, loss := range []engine.Damage{{Loss: engine.Stops, Percent: 7}, {Loss: engine.Gaps, Percent: 7}, {Loss: engine.Coarse}, {Loss: engine.Doubtful}} {
				text := w.Damage(engine.Photo{Format: format}, loss)
				if text == "" || strings.HasPrefix(text, "damage.") || strings.Contains(text, "7 %") != (loss.Percent == 7) {
					t.Errorf("%s: %q", language, text)
				}
				if said := w.Describe(loss.Error(nil)); !strings.Contains(said, ": ") {
					t.Errorf("%s: %q", language, said)
				}
			}
		}
	}
}
