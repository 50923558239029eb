package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Group is a card of the inspector that opens and closes by a tap on its title, or with Space
// or Enter when that has the focus.
type Group struct {
	Root    fyne.CanvasObject
	Head    *groupHead
	content *fyne.Container
	onFold  func(open bool)
	Escape  func() // what Escape does while its title has the focus; nil for nothing
}

// NewGroup makes a group, open or closed; onFold hears of what a person does.
func NewGroup(title string, open bool, onFold func(open bool), objects ...fyne.CanvasObject) *Group {
	g := &Group{onFold: onFold, content: Padded(2, 0, Column(2, objects...))}
	g.Head = newGroupHead(title, func() {
		g.set(!g.Open())
		g.onFold(g.Open())
	})
	g.Head.escape = func() {
		if g.Escape != nil {
			g.Escape()
		}
	}
	g.Root = NewSurface(ColorCard, 6, Padded(4, 6, Column(0, g.Head, g.content)))
	g.set(open)
	return g
}

// Open reports whether the content can be seen.
func (g *Group) Open() bool { return g.content.Visible() }

// Unfold opens the group without telling.
func (g *Group) Unfold() { g.set(true) }

func (g *Group) set(open bool) {
	Show(open, g.content)
	icon := theme.MenuExpandIcon()
	if open {
		icon = theme.MenuDropDownIcon()
	}
	g.Head.icon.SetResource(icon)
}

// Say puts a word behind the title: what there is inside, for when it is closed.
func (g *Group) Say(text string) { SetText(g.Head.summary, text) }

// groupHead is the title of a group.
type groupHead struct {
	widget.BaseWidget
	follower
	icon    *widget.Icon
	title   *widget.Label
	summary *widget.Label
	ground  *Surface
	row     fyne.CanvasObject
	onTap   func()
	escape  func()
}

var (
	_ fyne.Tappable      = (*groupHead)(nil)
	_ fyne.Focusable     = (*groupHead)(nil)
	_ desktop.Cursorable = (*groupHead)(nil)
)

func newGroupHead(title string, onTap func()) *groupHead {
	h := &groupHead{icon: widget.NewIcon(nil), title: Caption(title), summary: Caption(""), onTap: onTap}
	h.title.TextStyle.Bold = true
	h.summary.Truncation = fyne.TextTruncateEllipsis
	h.summary.Alignment = fyne.TextAlignTrailing
	h.row = Border(nil, nil, h.title, h.icon, h.summary)
	h.ground = NewSurface(ColorCard, 4, h.row)
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer is part of fyne.Widget.
func (h *groupHead) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(h.ground) }

// Tapped opens or closes.
func (h *groupHead) Tapped(*fyne.PointEvent) { h.onTap() }

// Cursor shows that it can be tapped.
func (h *groupHead) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained is part of fyne.Focusable.
func (h *groupHead) FocusGained() {
	h.light(theme.ColorNameFocus)
	h.gained()
}

// FocusLost is part of fyne.Focusable.
func (h *groupHead) FocusLost() { h.light(ColorCard) }

func (h *groupHead) light(name fyne.ThemeColorName) {
	h.ground.name = name
	h.ground.Refresh()
}

// TypedKey opens or closes by Space and Enter.
func (h *groupHead) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		h.onTap()
	case fyne.KeyEscape:
		h.escape()
	}
}

// TypedRune is part of fyne.Focusable.
func (h *groupHead) TypedRune(rune) {}
