package newsroom

import (
	"context"
	"encoding/json"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// Moment is one line of an article's history: a revision with a name, or what
// one person typed within ten minutes.
type Moment struct {
	// Revision is the newest of the group, First the oldest.
	Revision int               `json:"revision"`
	First    int               `json:"first"`
	Kind     news.RevisionKind `json:"kind"`
	By       string            `json:"by"`
	// Name is how the person is called now, where it is one.
	Name string `json:"name,omitempty"`
	// At is the time of the newest, From of the oldest.
	At   time.Time `json:"at"`
	From time.Time `json:"from"`
	// N is how many revisions the line stands for; Displaced are those that hold
	// the losing side of a conflict.
	N         int            `json:"n"`
	Displaced []int          `json:"displaced,omitempty"`
	Version   news.VersionID `json:"version,omitempty"`
}

// momentTime is how much typing makes one line.
const momentTime = 10 * time.Minute

// History lists an article's history, newest first, from below revision before
// (0 is the newest), at most limit lines. next goes on; it is 0 at the end.
func (n *Newsroom) History(ctx context.Context, who Actor, id news.ArticleID, before, limit int) (lines []Moment, next int, err error) {
	err = n.reading(ctx, who, id, func(tx store.Tx) error {
		lines, next = nil, 0
		const page = 500
		open := map[string]int{} // by person: the line that goes on
		for {
			found, err := tx.Articles().Revisions(ctx, id, before, page)
			if err != nil {
				return err
			}
			for _, r := range found {
				if i, ok := open[r.By]; ok && r.Kind.Noise() && lines[i].At.Sub(r.At) < momentTime {
					lines[i].take(r)
				} else {
					if len(lines) == limit {
						next = before
						return nil
					}
					lines = append(lines, Moment{Revision: r.Number, Kind: r.Kind, By: r.By, At: r.At, Version: r.Version})
					lines[len(lines)-1].take(r)
					if r.Kind.Noise() {
						open[r.By] = len(lines) - 1
					}
				}
				before = r.Number
			}
			if len(found) < page {
				return nil
			}
		}
	})
	if err == nil {
		err = n.nameHands(ctx, lines)
	}
	return lines, next, err
}

func (m *Moment) take(r news.Revision) {
	m.First, m.From = r.Number, r.At
	m.N++
	if r.Kind == news.RevisionDisplaced {
		m.Displaced = append(m.Displaced, r.Number)
	}
}

// reading runs fn on a snapshot for somebody who may read the article.
func (n *Newsroom) reading(ctx context.Context, who Actor, id news.ArticleID, fn func(store.Tx) error) error {
	secret := false
	err := n.db.Read(ctx, func(tx store.Tx) error {
		_, s, err := ask(ctx, tx, PermRead, id)
		if err != nil {
			return err
		}
		if !Can(who, PermRead, s) {
			return denied(who, PermRead, s)
		}
		secret = s.Embargoed
		return fn(tx)
	})
	if err == nil && secret {
		err = n.noteRead(ctx, who, id)
	}
	return err
}

// noteRead writes down that somebody read what is under embargo (AUD-3). Who
// cannot be written down does not read.
func (n *Newsroom) noteRead(ctx context.Context, who Actor, id news.ArticleID) error {
	if who.User == 0 {
		return nil
	}
	return n.Note(ctx, who, AuditNote{Command: "read.embargoed", Subject: "article " + id.String()})
}

// Draft is what the editor opens: the text that the newsroom works on, the
// revision that a save must name as its base, and what waits for a decision.
type Draft struct {
	Article   news.Article
	Content   news.Content
	Revision  int
	Conflicts []news.Clash
	At        time.Time
}

// Open gives an article's draft, or what readers have where none is open.
func (n *Newsroom) Open(ctx context.Context, who Actor, id news.ArticleID) (d Draft, err error) {
	err = n.reading(ctx, who, id, func(tx store.Tx) (err error) {
		d = Draft{At: tx.Now()}
		if d.Article, err = tx.Articles().Get(ctx, id); err != nil {
			return err
		}
		d.Revision = d.Article.Revision
		if d.Content, err = headContent(ctx, tx, &d.Article); err != nil {
			return err
		}
		d.Conflicts, err = tx.Saving().OpenConflicts(ctx, id)
		return err
	})
	return d, err
}

// Comparison is two revisions side by side.
type Comparison struct {
	From, To news.Revision
	Fields   []FieldDiff
	// Body is the text in order, by blocks and words; nil when it is the same.
	Body []body.BlockDiff
}

// FieldDiff is one field that differs. Texts are compared by words.
type FieldDiff struct {
	Field  string          `json:"field"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
	Words  []body.WordDiff `json:"words,omitempty"`
}

// Compare gives what changed from one revision to another.
func (n *Newsroom) Compare(ctx context.Context, who Actor, id news.ArticleID, from, to int) (c Comparison, err error) {
	err = n.reading(ctx, who, id, func(tx store.Tx) (err error) {
		if c.From, err = tx.Articles().Revision(ctx, id, from); err != nil {
			return err
		}
		if c.To, err = tx.Articles().Revision(ctx, id, to); err != nil {
			return err
		}
		for _, r := range []*news.Revision{&c.From, &c.To} {
			if r.Content == nil {
				r.Content = new(news.Content)
			}
		}
		c.Fields, c.Body = Differences(c.From.Content, c.To.Content)
		return nil
	})
	return c, err
}

// Differences compares two contents.
func Differences(a, b *news.Content) (fields []FieldDiff, text []body.BlockDiff) {
	for _, name := range news.ChangedFields(a, b) {
		if name == "body" {
			text = body.Diff(a.Body, b.Body)
			continue
		}
		f, _ := news.FieldOf(name)
		d := FieldDiff{Field: name, Before: f.Get(a), After: f.Get(b)}
		var was, is string
		if f.Type().Kind().String() == "string" {
			if d.Before != nil {
				_ = json.Unmarshal(d.Before, &was) // a string's own JSON
			}
			if d.After != nil {
				_ = json.Unmarshal(d.After, &is)
			}
			d.Words = body.DiffText(was, is)
		}
		fields = append(fields, d)
	}
	return fields, text
}
