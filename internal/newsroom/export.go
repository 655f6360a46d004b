package newsroom

import (
	"context"
	"fmt"
	"io"
	"iter"

	"warta/internal/export"
	"warta/internal/news"
	"warta/internal/store"
)

// Export asks for the paper in another system's format.
type Export struct {
	Edition news.EditionID
	// Drafts adds what is not published, for WordPress's format: drafts, texts at
	// the desk and scheduled ones, without the newsroom's own notes (PRS-34).
	Drafts bool
	// Comments adds the comments that readers of the paper's former home saw, with
	// the names under which they were written.
	Comments bool
	// Reason is written into the audit.
	Reason string
	export.Options
}

// ExportWXR writes the paper in WordPress's export format and leaves a row in the
// audit that says who took it out.
func (n *Newsroom) ExportWXR(ctx context.Context, who Actor, x Export, w io.Writer) (export.Counts, error) {
	return n.export(ctx, who, x, "wxr", func(p export.Paper, o export.Options) (export.Counts, error) { return export.WXR(ctx, w, p, o) })
}

// ExportNinjs gives what readers see as ninjs 3.1 items; likewise.
func (n *Newsroom) ExportNinjs(ctx context.Context, who Actor, x Export, put func(name string, item *export.NinjsItem) error) (export.Counts, error) {
	x.Drafts = false
	return n.export(ctx, who, x, "ninjs", func(p export.Paper, o export.Options) (export.Counts, error) { return export.Ninjs(ctx, p, o, put) })
}

func (n *Newsroom) export(ctx context.Context, who Actor, x Export, format string, write func(export.Paper, export.Options) (export.Counts, error)) (export.Counts, error) {
	if !Can(who, PermBackup, Subject{}) {
		return export.Counts{}, denied(who, PermBackup, Subject{})
	}
	var counts export.Counts
	o := x.Options
	if x.Comments {
		o.Comments = n.comments
	}
	// The newest number gives the round one from which media are numbered.
	err := n.db.Read(ctx, func(tx store.Tx) error {
		list, err := tx.Articles().Newest(ctx, x.Edition, 0, 1)
		if err == nil && len(list) > 0 && o.MediaFrom == 0 {
			o.MediaFrom = export.MediaFrom(list[0].ID)
		}
		return err
	})
	if err == nil {
		err = n.db.Published().View(ctx, x.Edition, func(v store.View) (err error) {
			p := export.Published(v, n.db.Reads())
			if x.Drafts {
				p = withDrafts{p, n.db}
			}
			counts, err = write(p, o)
			return err
		})
	}
	if err != nil {
		return counts, fmt.Errorf("export %s: %w", format, err)
	}
	reason := fmt.Sprintf("%d articles, %d pages, %d drafts, %d withdrawn", counts.Articles, counts.Pages, counts.Drafts, counts.Withdrawn)
	if x.Comments {
		reason += fmt.Sprintf(", %d comments", counts.Comments)
	}
	if x.Reason != "" {
		reason += "; " + x.Reason
	}
	return counts, n.Note(ctx, who, AuditNote{Command: "export." + format, Subject: "edition " + fmt.Sprint(int64(x.Edition)), Reason: reason})
}

// comments gives the approved comments of an article.
func (n *Newsroom) comments(ctx context.Context, id news.ArticleID) (out []export.Comment, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		list, err := tx.Imports().Comments(ctx, id)
		for _, c := range list {
			if c.State == "approved" && (c.Type == "" || c.Type == "comment") {
				out = append(out, export.Comment{Number: c.Number, Parent: c.Parent, Author: c.Author, At: c.At, Text: c.Text})
			}
		}
		return err
	})
	return out, err
}

// withDrafts adds what is not published to the paper. The newsroom's own fields
// are taken out here: there is no way around this type into a file. It reads
// piece by piece: a transaction held open beside the long one of the readers'
// side would be ended by an impatient server.
type withDrafts struct {
	export.Paper
	db store.Database
}

func (d withDrafts) Articles(ctx context.Context) iter.Seq2[export.Article, error] {
	return func(yield func(export.Article, error) bool) {
		for a, err := range d.Paper.Articles(ctx) {
			if !yield(a, err) || err != nil {
				return
			}
		}
		for before, more := news.ArticleID(0), true; more; {
			var list []export.Article
			err := d.db.Read(ctx, func(tx store.Tx) (err error) {
				list, before, err = unpublished(ctx, tx, d.Edition().ID, before)
				return err
			})
			if err != nil {
				yield(export.Article{}, err)
				return
			}
			more = before != 0
			var ids []news.ArticleID
			for _, a := range list {
				ids = append(ids, a.ID)
			}
			// What went out since the readers' side was opened was written already, or
			// is left for the next export.
			live, err := d.Paper.Cards(ctx, ids)
			if err != nil {
				yield(export.Article{}, err)
				return
			}
			for _, a := range list {
				if _, ok := live[a.ID]; !ok && !yield(a, nil) {
					return
				}
			}
		}
	}
}

// unpublished gives some articles that readers never saw, newest first, and where
// to go on; zero is the end.
func unpublished(ctx context.Context, tx store.Tx, e news.EditionID, before news.ArticleID) (out []export.Article, next news.ArticleID, err error) {
	const piece = 100
	list, err := tx.Articles().Newest(ctx, e, before, piece)
	if err != nil {
		return nil, 0, err
	}
	for i := range list {
		x, ok, err := draftOf(ctx, tx, &list[i])
		if err != nil {
			return nil, 0, fmt.Errorf("read article %d: %w", list[i].ID, err)
		}
		if ok {
			out = append(out, x)
		}
		next = list[i].ID
	}
	if len(list) < piece {
		next = 0
	}
	return out, next, nil
}

// draftOf gives the text of an article that readers never saw; false for the
// others, and for what the desk decided not to run.
func draftOf(ctx context.Context, tx store.Tx, a *news.Article) (out export.Article, ok bool, err error) {
	var c news.Content
	out = export.Article{State: export.Draft}
	switch {
	case a.Public == news.Scheduled:
		v, err := tx.Articles().Version(ctx, a.Scheduled)
		if err != nil {
			return out, false, err
		}
		c, out.State, out.Due = v.Content, export.Scheduled, a.Due()
	case a.Public != news.Never || a.Work == news.Spiked:
		return out, false, nil
	default:
		if c, err = tx.Articles().Draft(ctx, a.ID); news.Is(err, news.NotFound) {
			return out, false, nil
		} else if err != nil {
			return out, false, err
		}
		if a.Work == news.Desk || a.Work == news.Ready {
			out.State = export.Desk
		}
	}
	if c, err = resolved(ctx, tx, a.Edition, c); err != nil {
		return out, false, err
	}
	c.Slugline, c.NotesInternal = "", ""
	out.PublishedArticle = store.PublishedArticle{ID: a.ID, Edition: a.Edition, Dates: a.Dates, Content: c, Words: c.Body.Words()}
	return out, true, nil
}

func (d withDrafts) Tags(ctx context.Context, ids []news.TagID) (map[news.TagID]news.Tag, error) {
	return among(ctx, d.db, func(tx store.Tx) ([]news.Tag, error) { return tx.Taxonomy().Tags(ctx, ids) }, func(t news.Tag) news.TagID { return t.ID })
}

func (d withDrafts) Topics(ctx context.Context, ids []news.TopicID) (map[news.TopicID]news.Topic, error) {
	return among(ctx, d.db, func(tx store.Tx) ([]news.Topic, error) { return tx.Taxonomy().Topics(ctx, ids) }, func(t news.Topic) news.TopicID { return t.ID })
}

func (d withDrafts) People(ctx context.Context, ids []news.PersonID) (map[news.PersonID]news.Person, error) {
	return among(ctx, d.db, func(tx store.Tx) ([]news.Person, error) { return tx.People().Get(ctx, ids) }, func(p news.Person) news.PersonID { return p.ID })
}

func (d withDrafts) Assets(ctx context.Context, ids []news.AssetID) (map[news.AssetID]news.Asset, error) {
	found, err := among(ctx, d.db, func(tx store.Tx) ([]news.Asset, error) { return tx.Media().Get(ctx, ids) }, func(a news.Asset) news.AssetID { return a.ID })
	for id, a := range found {
		if a.Withheld(d.Now()) {
			delete(found, id)
		} else {
			found[id] = a.Public()
		}
	}
	return found, err
}

// among reads things and gives them by number.
func among[ID comparable, T any](ctx context.Context, db store.Database, get func(store.Tx) ([]T, error), id func(T) ID) (map[ID]T, error) {
	var list []T
	err := db.Read(ctx, func(tx store.Tx) (err error) {
		list, err = get(tx)
		return err
	})
	out := make(map[ID]T, len(list))
	for _, x := range list {
		out[id(x)] = x
	}
	return out, err
}
