package newsroom

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// articleSubject is what permissions over an article are asked for; an article
// that the database does not have is not found.
func articleSubject(ctx context.Context, tx store.Tx, id news.ArticleID) (Subject, error) {
	row, s, err := newEyes(ctx, tx, Actor{}).subject(id)
	if err == nil && row == nil {
		err = news.E(news.NotFound, "get article "+id.String(), nil)
	}
	return s, err
}

// AddNote writes beside a text, or answers in a thread.
type AddNote struct {
	Article news.ArticleID
	// Thread is the note that is answered.
	Thread  news.NoteID
	Anchor  news.Anchor
	Text    string
	MustFix bool
	// Note is what was written.
	Note *news.Note
}

func (c AddNote) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := articleSubject(ctx, tx, c.Article)
	return PermNote, s, err
}

const maxNote = 4000

func (c AddNote) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	op := "note on article " + c.Article.String()
	if err := mayWriteNotes(ctx, tx, who, c.Article); err != nil {
		return outcome{}, err
	}
	switch length := news.Length(c.Text); {
	case length == 0:
		return outcome{}, badField("note", "text", "required")
	case length > maxNote:
		return outcome{}, &news.Error{Kind: news.Invalid, Op: op, Code: "fields", Fields: []news.FieldError{{Field: "text", Code: "too_long", Limit: maxNote}}}
	}
	n := news.Note{Article: c.Article, Thread: c.Thread, At: tx.Now(), By: who.String(), Author: who.User, Name: who.Name,
		Anchor: c.Anchor, Text: strings.TrimSpace(c.Text), MustFix: c.MustFix}
	if c.Thread != 0 {
		first, err := tx.Notes().Get(ctx, c.Thread)
		if err != nil {
			return outcome{}, err
		}
		if first.Article != c.Article {
			return outcome{}, news.E(news.NotFound, op, nil)
		}
		n.Thread, n.Anchor, n.MustFix = first.Thread, first.Anchor, false
	} else {
		text, err := tx.Desk().Head(ctx, c.Article)
		if err != nil && !news.Is(err, news.NotFound) {
			return outcome{}, err
		}
		n.Anchor = Reattach(c.Anchor, text.Body)
	}
	if err := tx.Notes().Add(ctx, &n); err != nil {
		return outcome{}, err
	}
	if c.Note != nil {
		*c.Note = n
	}
	return noted(ctx, tx, c.Article, "note.add", "")
}

// mayWriteNotes: what may not be read cannot be written to either.
func mayWriteNotes(ctx context.Context, tx store.Tx, who Actor, id news.ArticleID) error {
	if who.User == 0 {
		return nil
	}
	return newEyes(ctx, tx, who).mustRead(id)
}

func noted(ctx context.Context, tx store.Tx, id news.ArticleID, command, reason string) (outcome, error) {
	a, err := tx.Articles().Get(ctx, id)
	if err != nil {
		return outcome{}, err
	}
	row := auditOf(news.Command(command), &a, nil)
	row.Reason = reason
	return outcome{result: resultOf(&a, 0), events: []news.Event{{Edition: a.Edition, Kind: news.EventNote, Article: a.ID}}, audit: row}, nil
}

// ResolveNote closes a thread; Reopen opens it again.
type ResolveNote struct {
	Note   news.NoteID
	Reopen bool
}

func (c ResolveNote) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	n, err := tx.Notes().Get(ctx, c.Note)
	if err != nil {
		return PermNote, Subject{}, err
	}
	s, err := articleSubject(ctx, tx, n.Article)
	return PermNote, s, err
}

func (c ResolveNote) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	n, err := tx.Notes().Get(ctx, c.Note)
	if err != nil {
		return outcome{}, err
	}
	if err := mayWriteNotes(ctx, tx, who, n.Article); err != nil {
		return outcome{}, err
	}
	command := "note.resolve"
	at, by := tx.Now(), who.String()
	if c.Reopen {
		command, at, by = "note.reopen", time.Time{}, ""
	}
	if err := tx.Notes().Resolve(ctx, n.Thread, at, by); err != nil {
		return outcome{}, err
	}
	return noted(ctx, tx, n.Article, command, fmt.Sprintf("note %d", n.Thread))
}

// Notes lists an article's notes, each where its words stand now.
func (n *Newsroom) Notes(ctx context.Context, who Actor, id news.ArticleID) (out []news.Note, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if err := newEyes(ctx, tx, who).mustRead(id); err != nil {
			return err
		}
		if out, err = tx.Notes().Of(ctx, id); err != nil {
			return err
		}
		text, err := tx.Desk().Head(ctx, id)
		if err != nil && !news.Is(err, news.NotFound) {
			return err
		}
		for i := range out {
			out[i].Anchor = Reattach(out[i].Anchor, text.Body)
		}
		return nil
	})
	return out, err
}

// Reattach finds an anchor's words in a text as it is now: where they stood,
// elsewhere in the block, in another block, else the block alone, else the
// whole article. A note never vanishes (BODY-9).
func Reattach(a news.Anchor, d body.Doc) news.Anchor {
	if a.Block == "" && a.Quote == "" {
		return news.Anchor{}
	}
	var own string
	there := false
	type piece struct{ id, text string }
	var others []piece
	d.Walk(func(b body.Block) {
		text := body.Doc{Blocks: []body.Block{b}}.Text()
		if b.BlockID() == a.Block && !there {
			own, there = text, true
		} else {
			others = append(others, piece{b.BlockID(), text})
		}
	})
	if a.Quote == "" {
		if there {
			return news.Anchor{Block: a.Block}
		}
		return news.Anchor{}
	}
	if from, ok := nearest(own, a.Quote, a.From); ok {
		return news.Anchor{Block: a.Block, From: from, To: from + utf8.RuneCountInString(a.Quote), Quote: a.Quote}
	}
	for _, o := range others {
		if from, ok := nearest(o.text, a.Quote, 0); ok {
			return news.Anchor{Block: o.id, From: from, To: from + utf8.RuneCountInString(a.Quote), Quote: a.Quote}
		}
	}
	if there {
		return news.Anchor{Block: a.Block, Quote: a.Quote}
	}
	return news.Anchor{Quote: a.Quote}
}

// nearest finds the occurrence of a quotation that is nearest to where it stood,
// in code points.
func nearest(text, quote string, was int) (int, bool) {
	best, found := 0, false
	for at := 0; at <= len(text); {
		i := strings.Index(text[at:], quote)
		if i < 0 {
			break
		}
		from := utf8.RuneCountInString(text[:at+i])
		if !found || abs(from-was) < abs(best-was) {
			best, found = from, true
		}
		at += i + max(1, len(quote))
	}
	return best, found
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
