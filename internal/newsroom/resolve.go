package newsroom

import (
	"context"
	"encoding/json"
	"slices"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// Resolve ends a conflict (SAVE-11): with theirs, which stands already, with
// mine, with both, or with something else in Value. Any editor of the article
// may; all sides stay in the history.
type Resolve struct {
	Article news.ArticleID
	Number  int
	Choice  string
	// Value is the field's value or the whole block, as JSON, when Choice is
	// "edit".
	Value json.RawMessage
}

func (r Resolve) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return editing(ctx, tx, r.Article)
}

func (r Resolve) op() string { return "resolve conflict in article " + r.Article.String() }

func (r Resolve) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if !slices.Contains(news.ClashChoices, r.Choice) {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: r.op(), Code: "fields", Fields: []news.FieldError{{Field: "choice", Code: "unknown"}}}
	}
	a, err := tx.Articles().Get(ctx, r.Article)
	if err != nil {
		return outcome{}, err
	}
	c, err := tx.Saving().Conflict(ctx, r.Article, r.Number)
	if err != nil {
		return outcome{}, err
	}
	if !c.Resolved.IsZero() {
		return outcome{}, news.Refuse(news.Conflict, r.op(), "conflict_over", nil)
	}
	head, err := headContent(ctx, tx, &a)
	if err != nil {
		return outcome{}, err
	}
	after := head
	if r.Choice != "theirs" {
		if after, err = r.apply(&head, &c); err != nil {
			return outcome{}, err
		}
	}
	if err := amend(ctx, tx, who, &a, news.RevisionManual, &head, &after); err != nil {
		return outcome{}, err
	}
	c.Resolved, c.ResolvedBy, c.Choice = tx.Now(), who.String(), r.Choice
	if err := tx.Saving().PutConflict(ctx, &c); err != nil {
		return outcome{}, err
	}
	return outcome{result: resultOf(&a, 0)}, nil
}

// amend writes a changed draft as a revision of its own; nothing when nothing
// changed. What it breaks, if anything, is refused as a whole.
func amend(ctx context.Context, tx store.Tx, who Actor, a *news.Article, kind news.RevisionKind, head, after *news.Content) error {
	if len(news.ChangedFields(head, after)) == 0 {
		return nil
	}
	was := a.Revision
	w := saving{tx: tx, who: who, a: a, base: head, mine: *after}
	s, err := w.there(ctx, after.Section)
	if err != nil {
		return err
	}
	w.raw = Can(who, PermRawHTML, s)
	if bad := w.wrong(); bad != nil {
		return &news.Error{Kind: news.Invalid, Op: "edit article " + a.ID.String(), Code: "fields", Fields: bad}
	}
	if err := w.revise(ctx, kind, was, head, after); err != nil {
		return err
	}
	return putDraft(ctx, tx, who, a, was, after)
}

func (r Resolve) apply(head *news.Content, c *news.Clash) (news.Content, error) {
	after := *head
	value := c.Mine
	if r.Choice == "edit" {
		value = r.Value
	}
	if c.Field != "body" {
		f, ok := news.FieldOf(c.Field)
		if !ok {
			return after, news.E(news.Invalid, r.op(), nil)
		}
		if r.Choice == "both" {
			if value, ok = bothValues(f.Get(head), c.Mine); !ok {
				return after, news.Refuse(news.Conflict, r.op(), "not_both", nil)
			}
		}
		return after, f.Set(&after, value)
	}
	var err error
	if c.Block == "" {
		after.Body, err = r.wholeText(head.Body, value)
	} else {
		after.Body, err = r.block(head.Body, c, value)
	}
	return after, err
}

// bothValues joins two texts with a space, and two lists without repeating.
func bothValues(theirs, mine json.RawMessage) (json.RawMessage, bool) {
	var a, b any
	if json.Unmarshal(theirs, &a) != nil || json.Unmarshal(mine, &b) != nil {
		return nil, false
	}
	if x, ok := a.(string); ok {
		if y, ok := b.(string); ok {
			out, err := plainJSON(x + " " + y)
			return out, err == nil
		}
		return nil, false
	}
	var x, y []json.RawMessage
	if json.Unmarshal(theirs, &x) != nil || json.Unmarshal(mine, &y) != nil {
		return nil, false
	}
	for _, v := range y {
		if !slices.ContainsFunc(x, func(o json.RawMessage) bool { return string(o) == string(v) }) {
			x = append(x, v)
		}
	}
	out, err := plainJSON(x)
	return out, err == nil
}

func (r Resolve) wholeText(head body.Doc, value json.RawMessage) (body.Doc, error) {
	d, err := body.Parse(value)
	if err != nil {
		return head, &news.Error{Kind: news.Invalid, Op: r.op(), Code: "fields", Fields: []news.FieldError{unread(err, "")}}
	}
	if r.Choice == "both" {
		out := head
		out.Blocks = slices.Clone(head.Blocks)
		changed := body.ChangedBlocks(head, d)
		for _, b := range d.Blocks {
			if slices.Contains(changed, b.BlockID()) {
				out.Blocks = append(out.Blocks, b)
			}
		}
		d = out
	}
	d.AssignIDs("resolve")
	return d, nil
}

func (r Resolve) block(head body.Doc, c *news.Clash, value json.RawMessage) (body.Doc, error) {
	wrong := func(err error) error {
		return &news.Error{Kind: news.Invalid, Op: r.op(), Code: "fields", Fields: []news.FieldError{unread(err, c.Block)}, Err: err}
	}
	b, err := body.ParseBlock(value)
	if err != nil {
		return head, wrong(err)
	}
	now := head.Find(c.Block)
	out, ok := head, false
	switch {
	case now == nil:
		// It was deleted meanwhile: whoever wants it gets it back, at the end.
		out.Blocks = append(slices.Clone(head.Blocks), b)
		out.AssignIDs("resolve")
		ok = true
	case r.Choice == "both":
		out, ok = head.InsertAfter(c.Block, b)
	case r.Choice == "edit":
		if b, ok = body.Take(now, b, ""); ok {
			out, ok = head.Replace(c.Block, b)
		}
	default:
		if b, ok = body.Take(now, b, c.Part); ok {
			out, ok = head.Replace(c.Block, b)
		}
	}
	if !ok {
		return head, news.Refuse(news.Conflict, r.op(), "not_there", nil)
	}
	return out, nil
}
