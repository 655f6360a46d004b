package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"warta/internal/news"
)

var _ Publishing = publishing{}

type publishing struct{ *tx }

// shown is what Show must know of an article that readers already have.
type shown struct {
	edition news.EditionID
	version news.VersionID
	path    string
	digest  string
	standing
}

func (t *tx) shown(ctx context.Context, id news.ArticleID) (*shown, error) {
	was := shown{standing: standing{article: id}}
	var lists string
	err := t.row(ctx, `
		SELECT edition, version, path, digest, at, CASE WHEN kind = 'advertorial' THEN 1 ELSE 0 END, lists
		FROM pub_article WHERE id = $1`,
		[]any{int64(id)}, &was.edition, &was.version, &was.path, &was.digest, &was.at, &was.ad, &lists)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	was.lists, err = readLists(was.edition, lists)
	return &was, err
}

func (t publishing) Show(ctx context.Context, p *PublishedArticle, when time.Time) error {
	op := fmt.Sprintf("show article %d", p.ID)
	if err := checkText(op, p); err != nil {
		return err
	}
	rec, err := newRecord(p, when)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	was, err := t.shown(ctx, p.ID)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	switch {
	case was == nil:
		err = t.showFirst(ctx, rec, when)
	case was.version == p.Version && was.digest == rec.digest:
		return nil
	default:
		err = t.showAgain(ctx, was, rec, when)
	}
	if err == nil {
		err = t.showAround(ctx, p)
	}
	return t.fail(err, "%s", op)
}

// showAround writes what an article's record means elsewhere: the lines of its
// amendments, its links, and that its pictures may be seen.
func (t publishing) showAround(ctx context.Context, p *PublishedArticle) error {
	if err := t.enterAmendments(ctx, p.Edition, p.ID, p.Amendments); err != nil {
		return err
	}
	if err := t.link(ctx, p); err != nil {
		return err
	}
	return t.use(ctx, news.KeyArticle(p.ID), articleAssets(p))
}

func (t publishing) showFirst(ctx context.Context, r *record, when time.Time) error {
	if err := t.claim(ctx, r.Edition, r.Path, owner{article: r.ID}); err != nil {
		return err
	}
	// The article may have been withdrawn before, or taken back.
	var was news.Withdrawal
	err := t.row(ctx, `SELECT data FROM pub_notice WHERE article = $1`, []any{int64(r.ID)}, fromJSON(&was))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err == nil {
		if err := t.drop(ctx, `DELETE FROM pub_notice WHERE article = $1`, r.ID); err != nil {
			return err
		}
		if err := t.drop(ctx, `DELETE FROM pub_former WHERE article = $1`, r.ID); err != nil {
			return err
		}
	}
	if err == nil && was.Ground != news.GroundEditing {
		if err := t.enter(ctx, registerLine{edition: r.Edition, kind: RegisterReinstated, at: when, article: r.ID}); err != nil {
			return err
		}
	}
	if err := t.writeRecord(ctx, r); err != nil {
		return err
	}
	if err := t.move(ctx, standing{}, r.standing); err != nil {
		return err
	}
	t.touchMonths(standing{}, r.standing, when)
	return t.live(ctx, r.ID, r.Version, when)
}

func (t publishing) showAgain(ctx context.Context, was *shown, r *record, when time.Time) error {
	if was.path != r.Path || was.edition != r.Edition {
		if err := t.claim(ctx, r.Edition, r.Path, owner{article: r.ID}); err != nil {
			return err
		}
	}
	if err := t.writeRecord(ctx, r); err != nil {
		return err
	}
	if err := t.move(ctx, was.standing, r.standing); err != nil {
		return err
	}
	t.touchMonths(was.standing, r.standing, when)
	if was.version == r.Version {
		return nil
	}
	if err := t.closeInterval(ctx, r.ID, when); err != nil {
		return err
	}
	return t.live(ctx, r.ID, r.Version, when)
}

func (t publishing) Hide(ctx context.Context, id news.ArticleID, w news.Withdrawal) error {
	if err := checkText("hide article "+id.String(), w); err != nil {
		return err
	}
	was, err := t.shown(ctx, id)
	if err != nil {
		return t.fail(err, "hide article %d", id)
	}
	if was == nil {
		return refuse(news.NotFound, "hide article %d", id)
	}
	t.touchMonths(was.standing, standing{}, w.At)
	w.Article = id
	if w.Path == "" {
		w.Path = was.path
	}
	data, err := encode(w)
	if err != nil {
		return t.fail(err, "hide article %d", id)
	}
	for _, step := range []func() error{
		func() error { return t.move(ctx, was.standing, standing{}) },
		func() error { return t.drop(ctx, `DELETE FROM pub_text WHERE article = $1`, id) },
		func() error { return t.drop(ctx, `DELETE FROM pub_article WHERE id = $1`, id) },
		func() error { return t.closeInterval(ctx, id, w.At) },
		func() error { return t.leaveLists(ctx, was.standing, w.At) },
		func() error { return t.unlink(ctx, id) },
		func() error { return t.use(ctx, news.KeyArticle(id), nil) },
		func() error {
			if w.Ground == news.GroundEditing {
				return nil
			}
			return t.enter(ctx, registerLine{edition: was.edition, kind: RegisterWithdrawn, at: w.At, article: id,
				note: w.Reason, ground: w.Ground})
		},
		func() error {
			_, err := t.exec(ctx, `INSERT INTO pub_notice (article, edition, data) VALUES ($1, $2, $3)`,
				int64(id), int64(was.edition), data)
			return err
		},
	} {
		if err := step(); err != nil {
			return t.fail(err, "hide article %d", id)
		}
	}
	return nil
}

func (t publishing) drop(ctx context.Context, text query, id news.ArticleID) error {
	_, err := t.exec(ctx, text, int64(id))
	return err
}

// live begins an interval. Two versions of one microsecond leave the later.
func (t publishing) live(ctx context.Context, id news.ArticleID, v news.VersionID, since time.Time) error {
	_, err := t.exec(ctx, `
		INSERT INTO pub_interval (article, since, until, version) VALUES ($1, $2, NULL, $3)
		ON CONFLICT (article, since) DO UPDATE SET version = excluded.version, until = NULL`,
		int64(id), since.UnixMicro(), int64(v))
	return err
}

func (t publishing) closeInterval(ctx context.Context, id news.ArticleID, until time.Time) error {
	_, err := t.exec(ctx, `UPDATE pub_interval SET until = $2 WHERE article = $1 AND until IS NULL`,
		int64(id), until.UnixMicro())
	return err
}

// record is a published article ready to be written.
type record struct {
	*PublishedArticle
	standing
	content, amendments, sections, filed, digest string
}

func newRecord(p *PublishedArticle, when time.Time) (*record, error) { return newRecordOf(p, when, "") }

// newRecordOf takes the content as it was written already, where that has nothing
// that readers do not get.
func newRecordOf(p *PublishedArticle, when time.Time, written string) (*record, error) {
	public := p.Content
	if public.Slugline != "" || public.NotesInternal != "" {
		public.Slugline, public.NotesInternal, written = "", "", ""
	}
	display := p.Dates.Display
	if display.IsZero() {
		display = when
	}
	r := &record{PublishedArticle: p, standing: standing{
		article: p.ID, at: display.UnixMicro(), ad: number(public.Kind == news.KindAdvertorial), lists: listsOf(p),
	}}
	for _, part := range []struct {
		into *string
		from any
	}{
		{&r.content, &public}, {&r.amendments, p.Amendments}, {&r.sections, p.Sections}, {&r.filed, filedUnder(&public)},
	} {
		if part.into == &r.content && written != "" {
			r.content = written
			continue
		}
		text, err := encode(part.from)
		if err != nil {
			return nil, err
		}
		*part.into = text
	}
	r.digest = r.sum()
	return r, nil
}

// filedUnder are the sections that an editor chose, the primary first.
func filedUnder(c *news.Content) []news.SectionID {
	filed := append([]news.SectionID{}, c.More...)
	if c.Section != 0 {
		filed = slices.Insert(filed, 0, c.Section)
	}
	return filed
}

// sum is the digest of everything that is shown.
func (r *record) sum() string {
	h := sha256.New()
	d := r.Dates
	fmt.Fprintf(h, "%d %q %d %d %d %d %d %d %t %d %d %d %s\n", r.Edition, r.Path, d.Created.UnixMicro(),
		d.FirstPublished.UnixMicro(), d.Display.UnixMicro(), d.Updated.UnixMicro(), d.Corrected.UnixMicro(),
		r.at, r.Listed, r.Words, r.Photos, r.Seconds, writeLists(r.lists))
	for _, s := range []string{r.sections, r.amendments, r.content} {
		h.Write([]byte(s))
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// newest gives the kind of the newest amendment.
func newest(as []news.Amendment) string {
	if len(as) == 0 {
		return ""
	}
	return string(as[len(as)-1].Kind)
}

// row is what pub_article holds of the article.
func (r *record) row() []any {
	c := &r.Content
	lead := news.LeadMedia{}
	if c.Lead != nil {
		lead = *c.Lead
	}
	return []any{int64(r.ID), int64(r.Edition), int64(r.Version), r.Path, r.at, micros(r.Dates.Updated), string(c.Kind),
		c.Language, c.Headline, c.Kicker, c.Standfirst, c.Label, int64(c.Section), int64(lead.Asset), lead.Caption,
		lead.Alt, newest(r.Amendments), number(c.Flags.Unverified != nil), number(r.Listed),
		writeLists(r.lists), r.digest, number(c.Flags.Graphic), number(c.Flags.Child || c.Flags.Victim), r.Photos, r.Seconds,
		number(c.Flags.NoIndex || c.Canonical != "")}
}

// textRow is what pub_text holds of it.
func (r *record) textRow() []any {
	return []any{int64(r.ID), micros(r.Dates.Created), micros(r.Dates.FirstPublished), micros(r.Dates.Display),
		micros(r.Dates.Corrected), r.Words, r.filed, r.sections, r.amendments, r.content}
}

func (t publishing) writeRecord(ctx context.Context, r *record) error {
	_, err := t.exec(ctx, `
		INSERT INTO pub_article (id, edition, version, path, at, updated, kind, language, headline, kicker, standfirst,
			label, section, photo, photo_caption, photo_alt, amendment, unverified, listed, lists, digest,
			graphic, protected, photos, seconds, noindex)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
			$24, $25, $26)
		ON CONFLICT (id) DO UPDATE SET edition = excluded.edition, version = excluded.version, path = excluded.path,
			at = excluded.at, updated = excluded.updated, kind = excluded.kind, language = excluded.language,
			headline = excluded.headline, kicker = excluded.kicker, standfirst = excluded.standfirst,
			label = excluded.label, section = excluded.section, photo = excluded.photo,
			photo_caption = excluded.photo_caption, photo_alt = excluded.photo_alt, amendment = excluded.amendment,
			unverified = excluded.unverified, listed = excluded.listed, lists = excluded.lists,
			digest = excluded.digest, graphic = excluded.graphic, protected = excluded.protected,
			photos = excluded.photos, seconds = excluded.seconds, noindex = excluded.noindex`,
		r.row()...)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `
		INSERT INTO pub_text (article, created, first_published, display, corrected, words, filed, sections,
			amendments, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (article) DO UPDATE SET created = excluded.created, first_published = excluded.first_published,
			display = excluded.display, corrected = excluded.corrected, words = excluded.words,
			filed = excluded.filed, sections = excluded.sections, amendments = excluded.amendments,
			content = excluded.content`,
		r.textRow()...)
	return err
}
