package model

import (
	"fmt"
	"testing"

	"pretobranco/engine"
)

// listed returns a model with n photos, named a, b, c...
func listed(n int) *Model {
	m := New()
	var photos []engine.Photo
	for i := range n {
		photos = append(photos, engine.Photo{Path: fmt.Sprintf("/p/%c.jpg", 'a'+i), Size: int64(100 + i%3)})
	}
	m.Add(photos)
	return m
}

// names joins the names of rows without their extension.
func names(rows []*Row) string {
	text := ""
	for _, row := range rows {
		text += row.Name()[:1]
	}
	return text
}

func TestAddTwice(t *testing.T) {
	m := listed(3)
	if m.Current() == nil || m.Current().Name() != "a.jpg" {
		t.Error("the first photo is not looked at")
	}
	if added := m.Add([]engine.Photo{{Path: "/p/b.jpg"}, {Path: "/p/z.jpg", Size: 5}}); names(added) != "z" {
		t.Errorf("added %q, want only the new one", names(added))
	}
	if m.Len() != 4 {
		t.Errorf("%d photos", m.Len())
	}
}

func TestSelection(t *testing.T) {
	m := listed(6)
	for _, step := range []struct {
		do   func()
		want string
		at   string
	}{
		{func() { m.Select(1) }, "b", "b"},
		{func() { m.Extend(3) }, "bcd", "d"},
		{func() { m.Extend(0) }, "ab", "a"},
		{func() { m.Toggle(4) }, "abe", "e"},
		{func() { m.Toggle(0) }, "be", "e"},
		{func() { m.Move(1, false) }, "f", "f"},
		{func() { m.Move(1, false) }, "f", "f"},
		{func() { m.Move(-2, true) }, "def", "d"},
		{func() { m.Select(99) }, "def", "d"},
		{func() { m.Toggle(5); m.Toggle(3); m.Toggle(4) }, "e", "e"},
		{func() { m.SelectAll() }, "abcdef", "e"},
	} {
		step.do()
		if got := names(m.Chosen()); got != step.want || m.Current().Name()[:1] != step.at {
			t.Errorf("selected %q at %s, want %q at %s", got, m.Current().Name(), step.want, step.at)
		}
	}
}

func TestRemove(t *testing.T) {
	m := listed(5)
	m.Select(2)
	m.Set(m.Rows()[3], Running)
	if _, stayed := m.Remove([]*Row{m.Rows()[2], m.Rows()[3]}); stayed != 1 {
		t.Errorf("%d stayed, want the one that is being converted", stayed)
	}
	if names(m.Rows()) != "abde" || m.Current().Name() != "d.jpg" || names(m.Chosen()) != "d" {
		t.Errorf("left %q at %s", names(m.Rows()), m.Current().Name())
	}
	m.Set(m.Rows()[2], Done)
	m.Remove(append([]*Row(nil), m.Rows()...))
	if m.Len() != 0 || m.Current() != nil || m.Count(ShowDone) != 0 {
		t.Errorf("not empty: %d photos", m.Len())
	}
	if added := m.Add([]engine.Photo{{Path: "/p/a.jpg"}}); len(added) != 1 {
		t.Error("a photo that was removed cannot be added again")
	}
}

func TestFilter(t *testing.T) {
	m := listed(6)
	rows := m.Rows()
	m.Set(rows[1], Done)
	m.Set(rows[2], Skipped)
	m.Set(rows[4], Failed)
	for _, c := range []struct {
		filter Filter
		text   string
		order  Order
		want   string
	}{
		{ShowAll, "", ByAdded, "abcdef"},
		{ShowDone, "", ByAdded, "bc"},
		{ShowErrors, "", ByAdded, "e"},
		{ShowAll, " D.JP", ByAdded, "d"},
		{ShowErrors, "d", ByAdded, ""},
		{ShowAll, "", BySize, "cfbead"},
		{ShowAll, "", ByState, "ecbadf"},
	} {
		m.Show(c.filter, c.text, c.order, false)
		if got := names(m.Shown()); got != c.want {
			t.Errorf("%+v shows %q", c, got)
		}
	}
	if m.Count(ShowAll) != 6 || m.Count(ShowDone) != 2 || m.Count(ShowErrors) != 1 {
		t.Error("the counts are wrong")
	}
	// A state that changes under a filter moves the row when it is asked for.
	m.Show(ShowErrors, "", ByAdded, false)
	m.Set(rows[0], Failed)
	if !m.Refilter() || names(m.Shown()) != "ae" {
		t.Errorf("shows %q", names(m.Shown()))
	}
}

// BenchmarkAdd100000 adds a very large folder.
func BenchmarkAdd100000(b *testing.B) {
	photos := make([]engine.Photo, 100_000)
	for i := range photos {
		photos[i].Path = fmt.Sprintf("/p/%d.jpg", i)
	}
	for b.Loop() {
		New().Add(photos)
	}
}
