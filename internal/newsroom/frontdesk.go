package newsroom

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// onFront is whose a front is: a section's front lies in that section, the home
// page in none, so that it takes a grant over everything.
func onFront(ctx context.Context, tx store.Tx, e news.EditionID, of news.FrontOf) (Subject, error) {
	s := Subject{Scoped: true}
	if of.Section == 0 {
		return s, nil
	}
	var err error
	s.Sections, err = newEyes(ctx, tx, Actor{}).up(e, of.Section)
	return s, err
}

// EditFront is one step of making a front: it changes the draft, which readers
// do not see. Exactly one of its parts is set.
type EditFront struct {
	Edition news.EditionID
	Of      news.FrontOf
	// Put changes a container, or adds one that has no ID. Its Revision is the
	// one that the person looked at: another one's container is nobody's
	// conflict (FED-2).
	Put *news.Container
	// Remove takes a container away, looked at in IfRevision.
	Remove     string
	IfRevision int
	// Order is the containers' order, by their IDs.
	Order []string
	// Trending replaces the tags and topics put forward.
	Trending *[]news.Trend
	// Reset throws the draft away and begins from what is live.
	Reset bool
	// Draft is the draft afterwards.
	Draft *news.FrontDraft
}

func (c EditFront) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := onFront(ctx, tx, c.Edition, c.Of)
	return PermFront, s, err
}

func (c EditFront) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	d, err := frontDraft(ctx, tx, c.Edition, c.Of)
	if err != nil {
		return outcome{}, err
	}
	was := d.Revision
	op := "edit the front of " + c.Of.String()
	before := d.Front
	before.Containers = slices.Clone(d.Front.Containers)
	switch {
	case c.Reset:
		live, err := liveFront(ctx, tx, c.Edition, c.Of)
		if err != nil {
			return outcome{}, err
		}
		d.Front = named0(live)
	case c.Put != nil:
		if err := putContainer(op, &d.Front, c.Put); err != nil {
			return outcome{}, err
		}
	case c.Remove != "":
		i := slices.IndexFunc(d.Front.Containers, func(x news.Container) bool { return x.ID == c.Remove })
		if i < 0 {
			return outcome{}, news.E(news.NotFound, op, nil)
		}
		if has := d.Front.Containers[i]; has.Revision != c.IfRevision {
			return outcome{}, containerConflict(op, has)
		}
		d.Front.Containers = slices.Delete(d.Front.Containers, i, i+1)
	case c.Trending != nil:
		d.Front.Trending = *c.Trending
	case c.Order != nil:
		if err := orderContainers(op, &d.Front, c.Order); err != nil {
			return outcome{}, err
		}
	default:
		return outcome{}, badField("front", "put", "required")
	}
	if err := d.Front.Validate(); err != nil {
		return outcome{}, err
	}
	d.Revision++
	if err := tx.FrontDesk().PutDraft(ctx, &d, was); err != nil {
		return outcome{}, err
	}
	if c.Draft != nil {
		*c.Draft = d
	}
	out := defined(c.Edition, news.EventFront, "front.edit", "front of "+c.Of.String())
	out.audit.Revision = d.Revision
	out.audit.Before, out.audit.Content = hashed(before), hashed(d.Front)
	out.audit.Changes = cardChanges(news.CompareFronts(&before, &d.Front))
	out.result.Revision = d.Revision
	return out, nil
}

// frontDraft gives the draft, or begins one from what is live; its revision is
// then 0.
func frontDraft(ctx context.Context, tx store.Tx, e news.EditionID, of news.FrontOf) (news.FrontDraft, error) {
	d, err := tx.FrontDesk().Draft(ctx, e, of)
	if !news.Is(err, news.NotFound) {
		return d, err
	}
	live, err := liveFront(ctx, tx, e, of)
	return news.FrontDraft{Front: named0(live)}, err
}

// liveFront is what readers have; a front that nobody arranged is empty.
func liveFront(ctx context.Context, tx store.Tx, e news.EditionID, of news.FrontOf) (news.Front, error) {
	f, err := tx.Fronts().Get(ctx, e, of)
	if news.Is(err, news.NotFound) {
		return news.Front{Edition: e, Of: of}, nil
	}
	return f, err
}

// named0 gives each container a name of its own. The banner is no part of a
// draft: it has its own commands and its own permission.
func named0(f news.Front) news.Front {
	f.Containers = slices.Clone(f.Containers)
	for i := range f.Containers {
		if f.Containers[i].ID == "" {
			// The same every time, until somebody saves it.
			f.Containers[i].ID = fmt.Sprintf("c%d", i+1)
		}
		if f.Containers[i].Revision == 0 {
			f.Containers[i].Revision = 1
		}
	}
	f.Breaking = nil
	return f
}

func putContainer(op string, f *news.Front, c *news.Container) error {
	now := *c
	if now.ID == "" {
		now.ID, now.Revision = strings.ToLower(rand.Text()[:10]), 1
		f.Containers = append(f.Containers, now)
		*c = now
		return nil
	}
	i := slices.IndexFunc(f.Containers, func(x news.Container) bool { return x.ID == c.ID })
	if i < 0 {
		return news.E(news.NotFound, op, nil)
	}
	if has := f.Containers[i]; has.Revision != c.Revision {
		return containerConflict(op, has)
	}
	now.Revision++
	f.Containers[i] = now
	*c = now
	return nil
}

// containerConflict tells what the container is now, so that both orders can be
// shown side by side; the caller's own is in the caller's hand.
func containerConflict(op string, has news.Container) error {
	return news.Refuse(news.Stale, op, "container_stale", map[string]any{"name": has.Name, "revision": has.Revision, "theirs": has})
}

func orderContainers(op string, f *news.Front, ids []string) error {
	var out []news.Container
	for _, id := range ids {
		i := slices.IndexFunc(f.Containers, func(x news.Container) bool { return x.ID == id })
		if i < 0 || slices.ContainsFunc(out, func(x news.Container) bool { return x.ID == id }) {
			return news.Refuse(news.Stale, op, "front_order", nil)
		}
		out = append(out, f.Containers[i])
	}
	if len(out) != len(f.Containers) {
		return news.Refuse(news.Stale, op, "front_order", nil)
	}
	f.Containers = out
	return nil
}

// cardChanges writes a difference for the audit.
func cardChanges(d news.FrontDifference) []store.Change {
	name := func(p news.FrontPlace) string {
		if p.Article != 0 {
			return fmt.Sprintf("article %d at %d.%d", p.Article, p.Container+1, p.Slot+1)
		}
		return fmt.Sprintf("%s at %d.%d", p.URL, p.Container+1, p.Slot+1)
	}
	var out []store.Change
	for _, p := range d.In {
		out = append(out, store.Change{Field: "in", To: name(p)})
	}
	for _, p := range d.Out {
		out = append(out, store.Change{Field: "out", From: name(p)})
	}
	for _, m := range d.Moved {
		out = append(out, store.Change{Field: "moved", From: name(m.From), To: name(m.To)})
	}
	if d.Rest {
		out = append(out, store.Change{Field: "rest"})
	}
	return out
}

// PublishFront makes the draft what readers see. What was live stays until the
// transaction ends, and is in the history for ever.
type PublishFront struct {
	Edition news.EditionID
	Of      news.FrontOf
	// IfRevision is the draft that the person looked at.
	IfRevision int
	// At plans it for a moment to come instead (FED-3).
	At time.Time
	// Planned is the number of the planned change.
	Planned *int64
}

func (c PublishFront) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := onFront(ctx, tx, c.Edition, c.Of)
	return PermFront, s, err
}

// soonest is how far ahead a planned change must lie (WF-11).
const soonest = 5 * time.Second

func (c PublishFront) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	op := "publish the front of " + c.Of.String()
	d, err := tx.FrontDesk().Draft(ctx, c.Edition, c.Of)
	if news.Is(err, news.NotFound) {
		return outcome{}, news.Refuse(news.Conflict, op, "no_front_draft", nil)
	}
	if err != nil {
		return outcome{}, err
	}
	if c.IfRevision != 0 && c.IfRevision != d.Revision {
		return outcome{}, news.Refuse(news.Stale, op, "front_stale", map[string]any{"revision": d.Revision})
	}
	if c.At.IsZero() {
		return goLive(ctx, tx, who, d.Front, "front.publish", "")
	}
	if c.At.Before(tx.Now().Add(soonest)) {
		return outcome{}, badField("front", "at", "past")
	}
	change := news.FrontChange{Front: d.Front, Due: c.At, By: who.String()}
	if err := tx.FrontDesk().Plan(ctx, &change); err != nil {
		return outcome{}, err
	}
	if c.Planned != nil {
		*c.Planned = change.ID
	}
	out := defined(c.Edition, news.EventFront, "front.schedule", "front of "+c.Of.String())
	out.audit.Content = hashed(d.Front)
	out.audit.Changes = []store.Change{{Field: "scheduled", To: instant(c.At)}}
	out.audit.Reason = "for " + c.At.UTC().Format(time.RFC3339)
	return out, nil
}

// goLive writes an arrangement for readers, and into the history.
func goLive(ctx context.Context, tx store.Tx, who Actor, f news.Front, command, reason string) (outcome, error) {
	live, err := liveFront(ctx, tx, f.Edition, f.Of)
	if err != nil {
		return outcome{}, err
	}
	// The first publication through here keeps what was there before, so that it
	// can come back.
	if list, err := tx.FrontDesk().Revisions(ctx, f.Edition, f.Of, 0, 1); err != nil {
		return outcome{}, err
	} else if len(list) == 0 && len(live.Containers) > 0 {
		if err := tx.FrontDesk().Keep(ctx, &news.FrontRevision{Front: live, At: tx.Now(), By: "before"}); err != nil {
			return outcome{}, err
		}
	}
	f.Breaking = live.Breaking
	if err := putFront(ctx, tx, &f); err != nil {
		return outcome{}, err
	}
	r := news.FrontRevision{Front: f, At: tx.Now(), By: who.String(), Reason: reason}
	if err := tx.FrontDesk().Keep(ctx, &r); err != nil {
		return outcome{}, err
	}
	out := defined(f.Edition, news.EventFront, command, "front of "+f.Of.String(), news.KeyFront(f.Edition, f.Of))
	out.audit.Revision, out.audit.Reason = r.Number, reason
	out.audit.Before, out.audit.Content = hashed(live), hashed(f)
	out.audit.Changes = cardChanges(news.CompareFronts(&live, &f))
	out.result.Revision = r.Number
	return out, nil
}

// putFront writes both sides of an arrangement.
func putFront(ctx context.Context, tx store.Tx, f *news.Front) error {
	if err := f.Validate(); err != nil {
		return err
	}
	if err := tx.Fronts().Put(ctx, f); err != nil {
		return err
	}
	var pictures []news.AssetID
	for _, c := range f.Containers {
		for _, card := range c.Cards {
			pictures = append(pictures, card.Image)
		}
	}
	if err := showAssets(ctx, tx, pictures); err != nil {
		return err
	}
	return tx.Publishing().PutFront(ctx, *f)
}

// RestoreFront brings an earlier front back at once, by its number or as of a
// moment (N1, FED-1). The draft follows, so that the next publication does not
// undo it.
type RestoreFront struct {
	Edition news.EditionID
	Of      news.FrontOf
	Number  int
	AsOf    time.Time
	Reason  string
}

func (c RestoreFront) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := onFront(ctx, tx, c.Edition, c.Of)
	return PermFront, s, err
}

func (c RestoreFront) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	var old news.FrontRevision
	var err error
	if c.Number != 0 {
		old, err = tx.FrontDesk().Revision(ctx, c.Edition, c.Of, c.Number)
	} else {
		old, err = tx.FrontDesk().AsOf(ctx, c.Edition, c.Of, c.AsOf)
		if news.Is(err, news.NotFound) {
			old.Front, err = tx.Fronts().At(ctx, c.Edition, c.Of, c.AsOf)
		}
	}
	if err != nil {
		return outcome{}, err
	}
	d, err := frontDraft(ctx, tx, c.Edition, c.Of)
	if err != nil {
		return outcome{}, err
	}
	was := d.Revision
	d.Front = named0(old.Front)
	for i := range d.Front.Containers {
		d.Front.Containers[i].Revision += was + 1 // nobody's open container fits any more
	}
	d.Revision++
	if err := tx.FrontDesk().PutDraft(ctx, &d, was); err != nil {
		return outcome{}, err
	}
	reason := c.Reason
	if old.Number != 0 {
		reason = strings.TrimSpace(fmt.Sprintf("revision %d %s", old.Number, reason))
	}
	return goLive(ctx, tx, who, d.Front, "front.restore", reason)
}

// CancelFront takes a planned change back.
type CancelFront struct{ Planned int64 }

func (c CancelFront) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	f, err := tx.FrontDesk().Change(ctx, c.Planned)
	if err != nil {
		return PermFront, Subject{}, err
	}
	s, err := onFront(ctx, tx, f.Front.Edition, f.Front.Of)
	return PermFront, s, err
}

func (c CancelFront) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	f, err := tx.FrontDesk().Change(ctx, c.Planned)
	if err != nil {
		return outcome{}, err
	}
	err = tx.FrontDesk().Settle(ctx, c.Planned, news.FrontCancelled, 0)
	if news.Is(err, news.Stale) {
		return outcome{}, news.Refuse(news.Conflict, "cancel a planned front", "front_settled", nil)
	}
	if err != nil {
		return outcome{}, err
	}
	return defined(f.Front.Edition, news.EventFront, "front.cancel", "front of "+f.Front.Of.String()), nil
}

// dueFront makes one planned change live. found says whether there was one.
type dueFront struct{ found bool }

func (*dueFront) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermFront, Subject{}, nil
}

func (c *dueFront) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	c.found = false
	due, err := tx.FrontDesk().Due(ctx, 1)
	if err != nil || len(due) == 0 {
		return outcome{}, err
	}
	c.found = true
	f := due[0]
	late := tx.Now().Sub(f.Due)
	if err := tx.FrontDesk().Settle(ctx, f.ID, news.FrontDone, late); err != nil {
		if news.Is(err, news.Stale) {
			return outcome{}, nil // another node has it
		}
		return outcome{}, err
	}
	if err := f.Front.Validate(); err != nil {
		return outcome{}, err
	}
	return goLive(ctx, tx, who, f.Front, "front.publish", fmt.Sprintf("scheduled by %s; %d ms late", f.By, late.Milliseconds()))
}

// DueFronts makes every planned change of a front live whose time has come, in
// their order, and says how many: the sweep of due items calls it each second.
func (n *Newsroom) DueFronts(ctx context.Context) (int, error) {
	any, err := n.anything(ctx, func(tx store.Tx) (int, error) {
		due, err := tx.FrontDesk().Due(ctx, 1)
		return len(due), err
	})
	for i := 0; ; i++ {
		if err != nil || !any {
			return i, err
		}
		c := &dueFront{}
		if _, err := n.Do(ctx, Clock(), c); err != nil {
			return i, err
		}
		if !c.found {
			return i, nil
		}
	}
}

// Break puts the banner up (FED-4).
type Break struct {
	Edition news.EditionID
	Text    string
	Article news.ArticleID
	URL     string
	Level   string
	// For is how long it stands; 0 means 45 minutes.
	For time.Duration
}

func (Break) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermBreaking, Subject{Scoped: true}, nil
}

func (c Break) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	switch {
	case news.Length(c.Text) > news.MaxBreaking:
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "put up the banner", Code: "fields",
			Fields: []news.FieldError{{Field: "text", Code: "too_long", Limit: news.MaxBreaking}}}
	case c.Level != "" && !slices.Contains(news.BreakingLevels, c.Level):
		return outcome{}, badField("banner", "level", "unknown")
	case c.For < 0 || c.For > news.BreakingMost:
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "put up the banner", Code: "fields",
			Fields: []news.FieldError{{Field: "for", Code: "range", Limit: int(news.BreakingMost / time.Minute)}}}
	case c.For == 0:
		c.For = news.BreakingDefault
	}
	return banner(ctx, tx, c.Edition, "banner.put", &news.Breaking{Text: strings.TrimSpace(c.Text), Article: c.Article, URL: c.URL, Level: c.Level,
		Until: tx.Now().Add(c.For)})
}

// EndBreak takes the banner down.
type EndBreak struct{ Edition news.EditionID }

func (EndBreak) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermBreaking, Subject{Scoped: true}, nil
}

func (c EndBreak) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	return banner(ctx, tx, c.Edition, "banner.end", nil)
}

func banner(ctx context.Context, tx store.Tx, e news.EditionID, command string, b *news.Breaking) (outcome, error) {
	home := news.FrontOf{}
	f, err := liveFront(ctx, tx, e, home)
	if err != nil {
		return outcome{}, err
	}
	was := f.Breaking
	f.Breaking = b
	if err := putFront(ctx, tx, &f); err != nil {
		return outcome{}, err
	}
	out := defined(e, news.EventFront, command, "front of home", news.KeyFront(e, home))
	out.audit.Changes = changes(was, b)
	return out, nil
}

// FrontWarning is something that an editor may want to change (FED-5).
type FrontWarning struct {
	// Code is "old" (older than 12 hours in the top three), "image_twice",
	// "cut" (a headline that the layout will not hold) or "not_live".
	Code      string
	Container int
	Slot      int
	Article   news.ArticleID
}

// FrontState is a front as the newsroom sees it.
type FrontState struct {
	Live     news.Front
	Draft    news.FrontDraft
	Changes  news.FrontDifference
	Warnings []FrontWarning
	Planned  []news.FrontChange
}

// Front gives live and draft side by side, what publishing would change, and
// what an editor may want to look at.
func (n *Newsroom) Front(ctx context.Context, who Actor, e news.EditionID, of news.FrontOf) (s FrontState, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !holdsSomewhere(who, PermRead) && !holdsSomewhere(who, PermFront) {
			return news.E(news.Forbidden, string(PermFront), nil)
		}
		if s.Live, err = liveFront(ctx, tx, e, of); err != nil {
			return err
		}
		if s.Draft, err = frontDraft(ctx, tx, e, of); err != nil {
			return err
		}
		plain := s.Live
		plain.Breaking = nil
		s.Changes = news.CompareFronts(&plain, &s.Draft.Front)
		if s.Planned, err = tx.FrontDesk().Planned(ctx, e, of); err != nil {
			return err
		}
		s.Warnings, err = newEyes(ctx, tx, who).frontWarnings(&s.Draft.Front)
		return err
	})
	return s, err
}

const (
	oldOnTop  = 12 * time.Hour
	topOfPage = 3
)

// headlineFits is how many code points a card's headline may have in a layout
// before it is cut.
var headlineFits = map[string]int{"lead": 110, "headlines": 120, "list": 120, "": 120}

const headlineFitsElse = 90

func (e *eyes) frontWarnings(f *news.Front) ([]FrontWarning, error) {
	var out []FrontWarning
	images := map[news.AssetID]bool{}
	place := 0
	for i, c := range f.Containers {
		for k, card := range c.Cards {
			place++
			warn := func(code string) {
				out = append(out, FrontWarning{Code: code, Container: i, Slot: k, Article: card.Article})
			}
			headline, image := card.Headline, card.Image
			if card.Article != 0 {
				row, s, err := e.subject(card.Article)
				if err != nil {
					return nil, err
				}
				if row == nil || row.Public != news.Live || !e.glances(s) {
					warn("not_live")
					continue
				}
				if place <= topOfPage && e.tx.Now().Sub(row.WentOut()) > oldOnTop {
					warn("old")
				}
				if headline == "" {
					headline = row.Headline
				}
				if image == 0 && !card.HideImage {
					content, err := e.tx.Desk().Head(e.ctx, card.Article)
					if err != nil {
						return nil, err
					}
					if content.Lead != nil {
						image = content.Lead.Asset
					}
				}
			}
			if image != 0 && images[image] {
				warn("image_twice")
			}
			images[image] = true
			fits, ok := headlineFits[c.Layout]
			if !ok {
				fits = headlineFitsElse
			}
			if news.Length(headline) > fits {
				warn("cut")
			}
		}
	}
	return out, nil
}

// FrontHistory lists earlier fronts, newest first, below before.
func (n *Newsroom) FrontHistory(ctx context.Context, who Actor, e news.EditionID, of news.FrontOf, before, limit int) (out []news.FrontRevision, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !holdsSomewhere(who, PermRead) && !holdsSomewhere(who, PermFront) {
			return news.E(news.Forbidden, string(PermFront), nil)
		}
		out, err = tx.FrontDesk().Revisions(ctx, e, of, before, limited(limit, 100))
		return err
	})
	return out, err
}

// anything looks without taking the writers' place.
func (n *Newsroom) anything(ctx context.Context, count func(store.Tx) (int, error)) (any bool, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		found, err := count(tx)
		any = found > 0
		return err
	})
	return any, err
}
