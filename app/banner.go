package app

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// A notice says what happened, and what can be done.
type notice struct {
	text    string
	bad     bool // an error rather than a message
	firm    bool // a question: no other notice takes its place
	details string
	show    bool // details are a list rather than a reason
	fault   bool // details are those of an error, of which the log may know more
	actions []action
	news    bool // nobody has to answer, although there are actions
}

// An action is a button of a notice.
type action struct {
	label string
	do    func()
	keep  bool // the notice stays
	main  bool // what most people want
}

// asks reports whether somebody has to decide.
func (n notice) asks() bool { return n.firm || len(n.actions) > 0 && !n.news }

// stays returns how long news is shown; 0 is until it is closed.
func (n notice) stays() time.Duration {
	switch {
	case n.bad:
		return 0
	case n.details != "" || len(n.actions) > 0:
		return 20 * time.Second
	}
	return 4*time.Second + time.Duration(len(n.text))*50*time.Millisecond
}

// mostNews is how many news are shown at the same time.
const mostNews = 3

// banner shows notices over the body, above the footer: nothing in the window moves for them.
// A question stays until it is answered; of several the newest is shown, unless an error would be
// hidden by a message. News goes by itself, and no question takes it away.
type banner struct {
	root      *fyne.Container
	words     *words.Words
	do        func(func()) // runs on the window's goroutine
	onDetails func(title, text string)
	onFault   func(title, text string)
	shown     *notice // the question
	question  *widgets.Toast
	news      []newsItem // the newest last
}

// A newsItem is news that is shown.
type newsItem struct {
	*notice
	toast *widgets.Toast
	timer *time.Timer // nil if it stays
}

func newBanner(w *words.Words, do func(func()), onDetails, onFault func(title, text string)) *banner {
	return &banner{words: w, do: do, onDetails: onDetails, onFault: onFault, root: container.New(&widgets.Toasts{Bottom: footerHeight + 10})}
}

// Show puts a notice up.
func (b *banner) Show(n notice) {
	if !n.asks() {
		b.showNews(n)
		return
	}
	if b.shown != nil && (b.shown.bad || b.shown.firm) && !n.bad {
		return
	}
	b.shown = &n
	b.question = b.toast(&n, b.Hide)
	b.place()
}

func (b *banner) showNews(n notice) {
	b.forget(func(old *notice) bool { return old.text == n.text })
	item := newsItem{notice: &n}
	remove := func() {
		b.forget(func(old *notice) bool { return old == &n })
		b.place()
	}
	item.toast = b.toast(&n, remove)
	if stays := n.stays(); stays > 0 {
		expire := func() {
			b.do(func() {
				if item.toast.Hovered() { // it is being read
					item.timer.Reset(stays)
					return
				}
				remove()
			})
		}
		item.timer = time.AfterFunc(stays, expire)
	}
	b.news = append(b.news, item)
	if len(b.news) > mostNews {
		b.stop(b.news[0])
		b.news = b.news[1:]
	}
	b.place()
}

// forget takes news away.
func (b *banner) forget(gone func(*notice) bool) {
	b.news = slices.DeleteFunc(b.news, func(item newsItem) bool {
		if gone(item.notice) {
			b.stop(item)
			return true
		}
		return false
	})
}

func (b *banner) stop(item newsItem) {
	if item.timer != nil {
		item.timer.Stop()
	}
}

// toast makes the card of a notice.
func (b *banner) toast(n *notice, remove func()) *widgets.Toast {
	icon, name := theme.InfoIcon(), widgets.ColorSoft
	if n.bad {
		icon, name = theme.WarningIcon(), theme.ColorNameWarning
	}
	label := widget.NewLabel(words.Sentence(n.text))
	label.Wrapping = fyne.TextWrapWord
	buttons := widgets.Row(6)
	for _, a := range n.actions {
		button := widget.NewButton(a.label, func() { b.act(a, remove) })
		if a.main {
			button.Importance = widget.HighImportance
		}
		buttons.Add(button)
	}
	if n.details != "" {
		label := b.words.Say("banner.details")
		if n.show {
			label = b.words.Say("banner.show")
		}
		open := b.onDetails
		if n.fault {
			open = b.onFault
		}
		details := widget.NewButton(label, func() { open(n.text, n.details) })
		details.Importance = widget.LowImportance
		buttons.Add(details)
	}
	buttons.Add(widgets.NewIconButton(theme.CancelIcon(), b.words.Say("servers.close"), remove))
	line := widgets.Border(nil, nil, widgets.Padded(0, 6, widget.NewIcon(theme.NewColoredResource(icon, name))), container.NewCenter(buttons), label)
	return widgets.NewToast(widgets.Padded(4, 8, line))
}

// act does what one of the buttons says.
func (b *banner) act(a action, remove func()) {
	if !a.keep {
		remove()
	}
	a.do()
}

// Enter does what the first button of the question says, or else of the newest news.
func (b *banner) Enter() {
	if b.shown != nil && len(b.shown.actions) > 0 {
		b.act(b.shown.actions[0], b.Hide)
	}
}

// Hide takes the question down.
func (b *banner) Hide() {
	if b.shown != nil {
		b.shown, b.question = nil, nil
		b.place()
	}
}

// Clear takes everything down.
func (b *banner) Clear() {
	b.forget(func(*notice) bool { return true })
	b.shown, b.question = nil, nil
	b.place()
}

// place shows what there is: the question next to the footer, the oldest news next.
func (b *banner) place() {
	b.root.Objects = nil
	if b.question != nil {
		b.root.Objects = append(b.root.Objects, b.question)
	}
	for _, item := range b.news {
		b.root.Objects = append(b.root.Objects, item.toast)
	}
	b.root.Refresh()
}

// says reports whether a notice is shown, be it without its details.
func (b *banner) says(n notice) bool {
	same := func(shown *notice) bool {
		return shown != nil && shown.text == n.text && (shown.details == n.details || shown.details == "")
	}
	return same(b.shown) || slices.ContainsFunc(b.news, func(item newsItem) bool { return same(item.notice) })
}
