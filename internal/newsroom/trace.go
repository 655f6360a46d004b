package newsroom

import (
	"context"
	"fmt"
	"slices"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// trace is an article before a command, so that the audit tells what the command
// changed of it, whichever command that was (AUD-1).
type trace struct {
	on      bool
	article news.Article
}

// traced looks at a command's article. Saves are recorded by their revisions,
// and a redaction must not write down what it takes.
func traced(ctx context.Context, tx store.Tx, cmd Command, of Subject) (trace, error) {
	switch cmd.(type) {
	case Save, Redact:
		return trace{}, nil
	}
	if of.Article == 0 {
		return trace{}, nil
	}
	a, err := tx.Articles().Get(ctx, of.Article)
	if news.Is(err, news.NotFound) {
		return trace{}, nil
	}
	return trace{on: err == nil, article: a}, err
}

// compare adds to a row what differs now: the article's states and times, the
// hash of the version that readers have or that waits, before and after, and the
// names of its changed fields. Only short ones are there in words.
func (t trace) compare(ctx context.Context, tx store.Tx, row *store.AuditRow) error {
	if !t.on || row.Subject != "article "+t.article.ID.String() {
		return nil
	}
	was := t.article
	is, err := tx.Articles().Get(ctx, was.ID)
	if err != nil {
		return err
	}
	for _, f := range []struct{ field, from, to string }{
		{"work", string(was.Work), string(is.Work)},
		{"public", string(was.Public), string(is.Public)},
		{"path", was.Path, is.Path},
		{"section", number(int64(was.Section)), number(int64(is.Section))},
		{"assignee", number(int64(was.Assignee)), number(int64(is.Assignee))},
		{"embargo", embargoed(&was), embargoed(&is)},
		{"scheduled", instant(was.Due()), instant(is.Due())},
		{"expires", instant(was.Flow.ExpiresAt), instant(is.Flow.ExpiresAt)},
		{"first_published", instant(was.Dates.FirstPublished), instant(is.Dates.FirstPublished)},
		{"display", instant(was.Dates.Display), instant(is.Dates.Display)},
	} {
		if f.from != f.to {
			row.Changes = append(row.Changes, store.Change{Field: f.field, From: f.from, To: f.to})
		}
	}
	from, to := was.Live, is.Live
	if from == to && was.Scheduled != is.Scheduled {
		to = is.Scheduled
		if was.Scheduled != 0 {
			from = was.Scheduled
		}
	}
	if from == to {
		return nil
	}
	var before, after news.Content
	if from != 0 {
		v, err := tx.Articles().Version(ctx, from)
		if err != nil {
			return err
		}
		before, row.Before = v.Content, contentHash(&v)
	}
	if to == 0 {
		return nil
	}
	v, err := tx.Articles().Version(ctx, to)
	if err != nil {
		return err
	}
	after = v.Content
	if row.Content == "" {
		row.Content = contentHash(&v)
	}
	for _, c := range changes(before, after) {
		if !slices.Contains(inWords, c.Field) {
			// Never in the audit: the text of an article (AUD-3).
			c.From, c.To = "", ""
		}
		if c.Field == "section" && slices.ContainsFunc(row.Changes, func(x store.Change) bool { return x.Field == "section" }) {
			continue
		}
		row.Changes = append(row.Changes, c)
	}
	return nil
}

// inWords are the fields of a content that the audit quotes; of the others it
// says that they changed.
var inWords = []string{"headline", "kicker", "slug", "slugline", "section", "more", "tags", "topic", "kind", "language", "canonical"}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func embargoed(a *news.Article) string {
	if a.Embargo == nil {
		return ""
	}
	return instant(a.Embargo.Until)
}
