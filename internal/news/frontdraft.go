package news

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// FrontDraft is a front that is being made. Revision counts its saves; each
// container counts its own.
type FrontDraft struct {
	Front    Front `json:"front"`
	Revision int   `json:"revision"`
}

// FrontRevision is a front that was published once.
type FrontRevision struct {
	Front  Front     `json:"front"`
	Number int       `json:"number"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason,omitempty"`
}

// States of a planned change.
const (
	FrontWaiting   = "waiting"
	FrontDone      = "done"
	FrontCancelled = "cancelled"
	FrontStuck     = "stuck"
)

// FrontChange is an arrangement that goes live at a moment.
type FrontChange struct {
	ID    int64         `json:"id"`
	Front Front         `json:"front"`
	Due   time.Time     `json:"due"`
	State string        `json:"state"`
	By    string        `json:"by"`
	Late  time.Duration `json:"late,omitempty"`
}

// FrontDifference is what publishing a draft would change, by the articles and
// free links on it.
type FrontDifference struct {
	In    []FrontPlace `json:"in,omitempty"`
	Out   []FrontPlace `json:"out,omitempty"`
	Moved []FrontMove  `json:"moved,omitempty"`
	// Rest says that something else differs: names, rules, pictures, the banner.
	Rest bool `json:"rest,omitempty"`
}

// FrontPlace is a card in its place.
type FrontPlace struct {
	Article   ArticleID `json:"article,omitempty"`
	URL       string    `json:"url,omitempty"`
	Container int       `json:"container"`
	Slot      int       `json:"slot"`
}

// FrontMove is a card that stands elsewhere.
type FrontMove struct {
	From FrontPlace `json:"from"`
	To   FrontPlace `json:"to"`
}

// CompareFronts tells what differs between what is live and a draft.
func CompareFronts(live, draft *Front) FrontDifference {
	name := func(p FrontPlace) string { return strconv.FormatInt(int64(p.Article), 10) + " " + p.URL }
	places := func(f *Front) (list []FrontPlace, by map[string]FrontPlace) {
		by = map[string]FrontPlace{}
		for i, c := range f.Containers {
			for k, card := range c.Cards {
				p := FrontPlace{Article: card.Article, Container: i, Slot: k}
				if p.Article == 0 {
					p.URL = card.URL
				}
				list = append(list, p)
				if _, twice := by[name(p)]; !twice {
					by[name(p)] = p
				}
			}
		}
		return list, by
	}
	var d FrontDifference
	was, wasBy := places(live)
	is, isBy := places(draft)
	for _, p := range was {
		if _, ok := isBy[name(p)]; !ok {
			d.Out = append(d.Out, p)
		}
	}
	for _, p := range is {
		old, ok := wasBy[name(p)]
		switch {
		case !ok:
			d.In = append(d.In, p)
		case isBy[name(p)] == p && old != p && !shifted(old, p, was, is, wasBy, isBy, name):
			d.Moved = append(d.Moved, FrontMove{From: old, To: p})
		}
	}
	d.Rest = len(d.In)+len(d.Out)+len(d.Moved) == 0 && !sameFront(live, draft)
	return d
}

// shifted reports whether a card stands elsewhere only because cards before it
// came or went: then nobody moved it.
func shifted(old, now FrontPlace, was, is []FrontPlace, wasBy, isBy map[string]FrontPlace, name func(FrontPlace) string) bool {
	if old.Container != now.Container {
		return false
	}
	common := func(list []FrontPlace, other map[string]FrontPlace, until FrontPlace) (out []string) {
		for _, p := range list {
			if p.Container != until.Container || p.Slot >= until.Slot {
				continue
			}
			if o, ok := other[name(p)]; ok && o.Container == p.Container {
				out = append(out, name(p))
			}
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(common(was, isBy, old), common(is, wasBy, now))
}

// sameFront compares what readers would see, not who saved it how often.
func sameFront(a, b *Front) bool {
	plain := func(f *Front) string {
		g := *f
		g.Containers = slices.Clone(f.Containers)
		for i := range g.Containers {
			g.Containers[i].ID, g.Containers[i].Revision = "", 0
		}
		text, _ := json.Marshal(g)
		return string(text)
	}
	return plain(a) == plain(b)
}
