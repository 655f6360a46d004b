package site

import (
	"fmt"
	"time"

	"warta/internal/news"
)

// breaks are the page types that carry the banner of news that just broke:
// where readers arrive. On registers, people and static pages it would be in
// the way of what they came for.
var breaks = map[string]bool{"front": true, "section": true, "article": true}

// frontAt is an edition's home front at one position of the ledger.
type frontAt struct {
	seq    news.Seq
	front  news.Front
	edited bool
}

// homeFront is the home page's front, which nobody may change. Every article's
// page asks for its banner, so that it is read once per position of the ledger.
func (a *assembly) homeFront() (news.Front, bool, error) {
	a.key(news.KeyFront(a.ed.ID, news.FrontOf{}))
	if a.draft != nil {
		// What is being arranged is nobody else's: it is not remembered.
		return a.readFront(news.FrontOf{})
	}
	if f, ok := a.s.fronts.Load(a.ed.ID); ok {
		if f := f.(frontAt); f.seq == a.view.Seq() {
			return f.front, f.edited, nil
		}
	}
	f := frontAt{seq: a.view.Seq()}
	var err error
	f.front, f.edited, err = a.readFront(news.FrontOf{})
	if err == nil {
		a.s.fronts.Store(a.ed.ID, f)
	}
	return f.front, f.edited, err
}

// readFront gives an edited page; edited is false when there is none.
func (a *assembly) readFront(of news.FrontOf) (f news.Front, edited bool, err error) {
	a.key(news.KeyFront(a.ed.ID, of))
	if a.draft != nil && a.draft.Of == of {
		return *a.draft, true, nil
	}
	f, err = a.view.Front(a.ctx, of)
	if news.Is(err, news.NotFound) {
		return news.Front{}, false, nil
	}
	if err != nil {
		return news.Front{}, false, fmt.Errorf("read the front of %s: %w", of, err)
	}
	return f, true, nil
}

// breaking is the banner of this moment, or nil. It does not point to the page
// it stands on, and goes with its article when that is withdrawn; one whose
// article is still to come is a text without a link.
func (a *assembly) breaking() (*Breaking, error) {
	f, _, err := a.homeFront()
	if err != nil || f.Breaking == nil || !f.Breaking.Until.After(a.now) {
		return nil, err
	}
	b := f.Breaking
	a.bound(b.Until)
	out := &Breaking{Text: b.Text, URL: b.URL}
	if b.Article != 0 {
		cards, err := a.cited([]news.ArticleID{b.Article})
		if err != nil {
			return nil, err
		}
		if c, live := cards[b.Article]; live {
			out.URL = c.Path
		} else if _, err := a.view.Withdrawal(a.ctx, b.Article); err == nil {
			return nil, nil
		} else if !news.Is(err, news.NotFound) {
			return nil, fmt.Errorf("read the banner's article: %w", err)
		}
	}
	if out.URL == a.rq.path {
		return nil, nil
	}
	return out, nil
}

// bound makes the page end with a moment to come, if nothing ends it earlier.
func (a *assembly) bound(t time.Time) {
	if t.After(a.now) && t.Before(a.until) {
		a.until = t
	}
}
