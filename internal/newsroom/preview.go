package newsroom

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/store"
)

// A preview is a revision as its page would print it, for somebody who must see
// it before it is published (SCH-8, threat N4). Inside, a session opens it. For
// somebody outside there is a signed link to one revision; what is under embargo
// has none. The paper's site prints both: it is handed what follows by the
// binary's wiring and has no way here itself.

// PreviewTime is how long a preview link lasts at most.
const PreviewTime = 24 * time.Hour

// Signer makes and ends signed links; auth.Keeper is one.
type Signer interface {
	Sign(ctx context.Context, c *auth.Claim) (string, error)
	Verify(ctx context.Context, p auth.Purpose, token string) (auth.Claim, error)
	Revoke(ctx context.Context, p auth.Purpose, token string) error
}

// DraftPage is a revision with everything that its page names, as readers would
// get it: nothing of the newsroom's own is in it.
type DraftPage struct {
	Article store.PublishedArticle
	People  map[news.PersonID]news.Person
	Tags    map[news.TagID]news.Tag
	Topics  map[news.TopicID]news.Topic
	Assets  map[news.AssetID]news.Asset
}

// PreviewLink opens one revision to whoever has it.
type PreviewLink struct {
	Article  news.ArticleID
	Edition  news.EditionID
	Revision int
	// Token is the secret; Nonce names the link in the audit.
	Token, Nonce string
	Ends         time.Time
}

// Path is the link's address on the readers' host.
func (l *PreviewLink) Path() string { return "/-/pratinjau/" + l.Token }

// SharePreview makes a link to a revision, zero for the newest, that ends after
// a time, zero for the longest. Whoever may read the draft may.
func (n *Newsroom) SharePreview(ctx context.Context, who Actor, id news.ArticleID, revision int, last time.Duration) (PreviewLink, error) {
	op := "share a preview of article " + id.String()
	if n.signer == nil {
		return PreviewLink{}, news.E(news.Unavailable, op, nil)
	}
	if last == 0 {
		last = PreviewTime
	}
	if last < time.Minute || last > PreviewTime {
		return PreviewLink{}, news.Refuse(news.Invalid, op, "preview_time", nil)
	}
	var link PreviewLink
	err := n.reads(ctx, who, id, func(tx store.Tx, a *news.Article) error {
		if code := closedTo(a, tx.Now()); code != "" {
			return news.Refuse(news.Conflict, op, code, nil)
		}
		r, err := revisionOf(ctx, tx, a, revision)
		link = PreviewLink{Article: id, Edition: a.Edition, Revision: r.Number, Ends: tx.Now().Add(last).Truncate(time.Second)}
		return err
	})
	if err != nil {
		return PreviewLink{}, err
	}
	claim := auth.Claim{Purpose: auth.PurposePreview, Subject: previewSubject(id, link.Revision), Until: link.Ends}
	if link.Token, err = n.signer.Sign(ctx, &claim); err != nil {
		return PreviewLink{}, err
	}
	link.Nonce = claim.Nonce
	// Nobody has the link before the audit has it.
	err = n.Note(ctx, who, AuditNote{Command: "preview.share", Subject: "article " + id.String(),
		Reason: "revision " + strconv.Itoa(link.Revision) + ", link " + link.Nonce + ", until " + link.Ends.UTC().Format(time.RFC3339)})
	if err != nil {
		return PreviewLink{}, err
	}
	return link, nil
}

// RevokePreview ends a link to an article before its time. Whoever may read the
// draft may; a link that is over or of another article is a Conflict.
func (n *Newsroom) RevokePreview(ctx context.Context, who Actor, id news.ArticleID, token string) error {
	op := "revoke a preview of article " + id.String()
	if n.signer == nil {
		return news.E(news.Unavailable, op, nil)
	}
	if err := n.reads(ctx, who, id, func(store.Tx, *news.Article) error { return nil }); err != nil {
		return err
	}
	claim, err := n.signer.Verify(ctx, auth.PurposePreview, token)
	if err != nil {
		return news.Refuse(news.Conflict, op, "preview_over", nil)
	}
	if of, _, ok := parseSubject(claim.Subject); !ok || of != id {
		return news.Refuse(news.Conflict, op, "preview_over", nil)
	}
	if err := n.signer.Revoke(ctx, auth.PurposePreview, token); err != nil {
		return err
	}
	return n.Note(ctx, who, AuditNote{Command: "preview.revoke", Subject: "article " + id.String(), Reason: "link " + claim.Nonce})
}

// VerifyPreview believes a link's token, or is NotFound, and says which revision
// it opens.
func (n *Newsroom) VerifyPreview(ctx context.Context, token string) (subject string, err error) {
	if n.signer == nil {
		return "", news.E(news.NotFound, "verify a preview link", nil)
	}
	claim, err := n.signer.Verify(ctx, auth.PurposePreview, token)
	return claim.Subject, err
}

// LinkedDraft gives what a verified link opens. NotFound when it may not be shown
// any more: purged, withdrawn, or put under embargo since.
func (n *Newsroom) LinkedDraft(ctx context.Context, subject string) (*DraftPage, error) {
	var out *DraftPage
	err := n.linked(ctx, subject, func(tx store.Tx, a *news.Article, c news.Content) (err error) {
		out, err = draftPage(ctx, tx, a, c)
		return err
	})
	return out, err
}

// LinkedFile opens a file that such a draft shows, and no other.
func (n *Newsroom) LinkedFile(ctx context.Context, subject, name string) (io.ReadSeekCloser, error) {
	err := n.linked(ctx, subject, func(tx store.Tx, a *news.Article, c news.Content) error {
		m, err := tx.Library().ByFile(ctx, name)
		if err != nil {
			return err
		}
		if slices.Contains(citedAssets(c), m.ID) && !m.Withheld(tx.Now()) && slices.Contains(renditionNames(&m), name) {
			return nil
		}
		return news.E(news.NotFound, "open a preview's file", nil)
	})
	if err != nil {
		return nil, err
	}
	return n.open(ctx, name)
}

// linked runs fn on the content that a verified link opens.
func (n *Newsroom) linked(ctx context.Context, subject string, fn func(tx store.Tx, a *news.Article, c news.Content) error) error {
	id, revision, ok := parseSubject(subject)
	if !ok {
		return missing(0)
	}
	return n.db.Read(ctx, func(tx store.Tx) error {
		a, err := load(ctx, tx, "preview", id, 0)
		if err != nil {
			return err
		}
		if closedTo(&a, tx.Now()) != "" {
			return missing(id)
		}
		r, err := revisionOf(ctx, tx, &a, revision)
		if err != nil {
			return err
		}
		return fn(tx, &a, *r.Content)
	})
}

// Printed is a page as bytes, with its header.
type Printed struct {
	Body   []byte
	Header http.Header
	// Revision is the one that it shows. Embargoed: who reads it is written down
	// (AUD-3), by whoever opens it to a person.
	Revision  int
	Embargoed bool
}

// RenderDraft prints a revision, zero for the newest, inside the newsroom: for
// somebody who may read it, under embargo too. Its pictures open for the same
// session, on the newsroom's host.
func (n *Newsroom) RenderDraft(ctx context.Context, who Actor, id news.ArticleID, revision int) (Printed, error) {
	if n.print == nil {
		return Printed{}, news.E(news.Unavailable, "render a draft", nil)
	}
	var page *DraftPage
	var out Printed
	err := n.reads(ctx, who, id, func(tx store.Tx, a *news.Article) error {
		r, err := revisionOf(ctx, tx, a, revision)
		if err != nil {
			return err
		}
		out = Printed{Revision: r.Number, Embargoed: underEmbargo(a, tx.Now())}
		page, err = draftPage(ctx, tx, a, *r.Content)
		return err
	})
	if err != nil {
		return Printed{}, err
	}
	out.Body, out.Header, err = n.print(ctx, page)
	return out, err
}

// reads runs fn for somebody who may read the article's draft. To others it is
// missing.
func (n *Newsroom) reads(ctx context.Context, who Actor, id news.ArticleID, fn func(tx store.Tx, a *news.Article) error) error {
	return n.db.Read(ctx, func(tx store.Tx) error {
		if err := newEyes(ctx, tx, who).mustRead(id); err != nil {
			return err
		}
		a, err := load(ctx, tx, "preview", id, 0)
		if err != nil {
			return err
		}
		return fn(tx, &a)
	})
}

func underEmbargo(a *news.Article, now time.Time) bool {
	return a.Embargo != nil && now.Before(a.Embargo.Until)
}

// closedTo says why an article has no preview outside, or "".
func closedTo(a *news.Article, now time.Time) string {
	switch {
	case underEmbargo(a, now):
		return "preview_embargo"
	case a.Public == news.Withdrawn:
		return "preview_withdrawn"
	}
	return ""
}

// revisionOf finds a revision with its text; zero asks for the newest.
func revisionOf(ctx context.Context, tx store.Tx, a *news.Article, number int) (news.Revision, error) {
	asked := number
	if number == 0 {
		asked = a.Revision
	}
	r, err := tx.Articles().Revision(ctx, a.ID, asked)
	if number == 0 && (news.Is(err, news.NotFound) || err == nil && r.Content == nil) {
		// A step of the desk's is a number without a text of its own.
		r, err = tx.Saving().Ancestor(ctx, a.ID, asked)
	}
	if err == nil && r.Content == nil {
		err = news.E(news.NotFound, "get revision "+strconv.Itoa(asked)+" of article "+a.ID.String(), nil)
	}
	return r, err
}

// draftPage is project for what is not published: it writes nothing.
func draftPage(ctx context.Context, tx store.Tx, a *news.Article, c news.Content) (*DraftPage, error) {
	if c.Kind == "" {
		c.Kind = news.KindNews
	}
	p, err := project(ctx, tx, a, &news.Version{Article: a.ID, Content: c})
	if err != nil {
		return nil, err
	}
	if p.Dates.FirstPublished.IsZero() {
		p.Dates.FirstPublished = tx.Now()
	}
	if p.Dates.Display.IsZero() {
		p.Dates.Display = p.Dates.FirstPublished
	}
	out := &DraftPage{Article: *p, People: map[news.PersonID]news.Person{}, Tags: map[news.TagID]news.Tag{},
		Topics: map[news.TopicID]news.Topic{}, Assets: map[news.AssetID]news.Asset{}}
	if ids := creditedPeople(p.Content); len(ids) > 0 {
		found, err := tx.People().Get(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			out.People[x.ID] = x
		}
	}
	if len(p.Content.Tags) > 0 {
		found, err := tx.Taxonomy().Tags(ctx, p.Content.Tags)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			out.Tags[x.ID] = x
		}
	}
	if p.Content.Topic != 0 {
		found, err := tx.Taxonomy().Topics(ctx, []news.TopicID{p.Content.Topic})
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			out.Topics[x.ID] = x
		}
	}
	if ids := citedAssets(p.Content); len(ids) > 0 {
		found, err := tx.Media().Get(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			if !m.Withheld(tx.Now()) {
				out.Assets[m.ID] = m.Public()
			}
		}
	}
	return out, nil
}

func previewSubject(id news.ArticleID, revision int) string {
	return id.String() + "/" + strconv.Itoa(revision)
}

func parseSubject(s string) (news.ArticleID, int, bool) {
	a, b, ok := strings.Cut(s, "/")
	id, err := strconv.ParseInt(a, 10, 64)
	revision, err2 := strconv.Atoi(b)
	return news.ArticleID(id), revision, ok && err == nil && err2 == nil && id > 0 && revision > 0
}
