package newsroom

import (
	"context"
	"slices"
	"strings"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// Create opens a new article with its first draft (WF-1). Creating twice with
// the same ClientID gives the same article.
type Create struct {
	Edition news.EditionID
	// ID is kept if it is free (imports keep their numbers); 0 lets the store
	// choose.
	ID       news.ArticleID
	ClientID string
	Origin   news.Origin
	Content  news.Content
	// Imported content may break the limits of what is typed here.
	Imported bool
}

func (c Create) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := inSection(ctx, tx, c.Edition, c.Content.Section)
	return PermCreate, s, err
}

func (c Create) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if c.ClientID != "" {
		if !ulid(c.ClientID) {
			return outcome{}, badField("article", "client", "ulid")
		}
		switch id, err := tx.Workflow().ByClient(ctx, c.ClientID); {
		case err == nil:
			return known(ctx, tx, who, id)
		case !news.Is(err, news.NotFound):
			return outcome{}, err
		}
	}
	c.Imported = c.Imported && who.machine()
	if err := c.Content.Validate(news.Check{Imported: c.Imported}); err != nil {
		return outcome{}, err
	}
	if err := mayRaw(ctx, tx, who, c.Edition, nil, &c.Content); err != nil {
		return outcome{}, err
	}
	a, err := create(ctx, tx, who, c)
	if err != nil {
		return outcome{}, err
	}
	row := auditOf(news.CmdCreate, &a, nil)
	return outcome{
		result: resultOf(&a, 0),
		// Nothing that readers see has changed.
		events: []news.Event{{Edition: a.Edition, Kind: news.EventCreated, Article: a.ID}},
		audit:  row,
	}, nil
}

func create(ctx context.Context, tx store.Tx, who Actor, c Create) (news.Article, error) {
	a := news.Article{ID: c.ID, Edition: c.Edition, Work: news.Writing, Public: news.Never, Revision: 1,
		Dates: news.Dates{Created: tx.Now()}, Origin: c.Origin, ClientID: c.ClientID, Section: c.Content.Section, Creator: who.User}
	a.Wrote(who.User)
	if err := tx.Articles().Create(ctx, &a, &c.Content); err != nil {
		return a, err
	}
	kind := news.RevisionManual
	if c.Imported {
		kind = news.RevisionImported
	}
	r := &news.Revision{Article: a.ID, Number: 1, Kind: kind, At: tx.Now(), By: who.String(), Content: &c.Content}
	return a, tx.Articles().AddRevision(ctx, r)
}

// known answers a draft that was sent twice: the same article, unless it is
// somebody else's.
func known(ctx context.Context, tx store.Tx, who Actor, id news.ArticleID) (outcome, error) {
	a, err := tx.Articles().Get(ctx, id)
	if err != nil {
		return outcome{}, err
	}
	if a.Creator != who.User {
		return outcome{}, news.Refuse(news.Conflict, "create article", "client_taken", nil)
	}
	return outcome{result: resultOf(&a, 0)}, nil
}

// ulid reports whether s is a ULID as browsers make them: 26 characters of
// Crockford's base32, whose first keeps it within 128 bits.
func ulid(s string) bool {
	if len(s) != 26 || s[0] > '7' {
		return false
	}
	for i := range len(s) {
		if !strings.ContainsRune("0123456789ABCDEFGHJKMNPQRSTVWXYZ", rune(s[i])) {
			return false
		}
	}
	return true
}

// mayRaw refuses raw HTML that is new or changed from somebody without the
// right to it.
func mayRaw(ctx context.Context, tx store.Tx, who Actor, e news.EditionID, before, after *news.Content) error {
	ids := after.Body.Privileged()
	if len(ids) == 0 || before != nil && sameRaw(before, after) {
		return nil
	}
	s, err := inSection(ctx, tx, e, after.Section)
	if err == nil && who.kind != "import" && !Can(who, PermRawHTML, s) {
		err = &news.Error{Kind: news.Forbidden, Op: "use raw HTML", Code: "raw_html", Fields: []news.FieldError{{Field: "body", Block: ids[0], Code: "raw_html"}}}
	}
	return err
}

func sameRaw(before, after *news.Content) bool {
	var was []string
	collect := func(c *news.Content) (out []string) {
		c.Body.Walk(func(b body.Block) {
			if raw, ok := b.(*body.RawHTML); ok {
				out = append(out, raw.HTML)
			}
		})
		return out
	}
	was = collect(before)
	for _, html := range collect(after) {
		if !slices.Contains(was, html) {
			return false
		}
	}
	return true
}
