package newsroom

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// RedirectLine is one line of a list of redirects.
type RedirectLine struct {
	From, To string
	// Code says what is wrong with it, as the last part of a message key; empty
	// means that it can be done. "chain" is no fault: it is shortened to one hop.
	Code string
	// Final is where it leads in the end.
	Final string
}

// MaxRedirects bounds one list.
const MaxRedirects = 10_000

// ReadRedirects reads lines of "from,to", or with a semicolon, a tab or spaces
// between, as people paste them.
func ReadRedirects(r io.Reader) ([]RedirectLine, error) {
	text, err := io.ReadAll(io.LimitReader(r, 8<<20))
	if err != nil {
		return nil, err
	}
	var out []RedirectLine
	for n, line := range strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var cells []string
		for _, comma := range ",;\t" {
			c := csv.NewReader(strings.NewReader(line))
			c.Comma, c.FieldsPerRecord, c.LazyQuotes = comma, -1, true
			if cells, err = c.Read(); err == nil && len(cells) == 2 {
				break
			}
		}
		if len(cells) != 2 {
			cells = strings.Fields(line)
		}
		if len(cells) != 2 {
			return nil, &news.Error{Kind: news.Invalid, Op: "read redirects", Code: "redirect_line", Args: map[string]any{"line": n + 1}}
		}
		if out = append(out, RedirectLine{From: strings.TrimSpace(cells[0]), To: strings.TrimSpace(cells[1])}); len(out) > MaxRedirects {
			return nil, &news.Error{Kind: news.TooLarge, Op: "read redirects", Code: "fields", Fields: []news.FieldError{{Field: "lines", Code: "too_many", Limit: MaxRedirects}}}
		}
	}
	return out, nil
}

// SendMany makes many addresses lead elsewhere: every line that can be done, or
// none if All is set and one cannot. DryRun does nothing and tells what would
// happen.
type SendMany struct {
	Edition news.EditionID
	Lines   []RedirectLine
	DryRun  bool
	All     bool
	// Report is the same lines with what became of each.
	Report *[]RedirectLine
}

func (SendMany) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRedirect, Subject{}, nil
}

// errDry ends a transaction that was only tried.
var errDry = errors.New("tried only")

func (c SendMany) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	if len(c.Lines) > MaxRedirects {
		return outcome{}, &news.Error{Kind: news.TooLarge, Op: "send many addresses", Code: "fields",
			Fields: []news.FieldError{{Field: "lines", Code: "too_many", Limit: MaxRedirects}}}
	}
	e, err := tx.Editions().Get(ctx, c.Edition)
	if err != nil {
		return outcome{}, err
	}
	report := make([]RedirectLine, len(c.Lines))
	done := 0
	for i, l := range c.Lines {
		report[i] = l
		from, to := escaped(ownPath(e.Settings.BaseURL, l.From)), ownPath(e.Settings.BaseURL, l.To)
		err := tx.Redirects().Put(ctx, c.Edition, from, to)
		if code, refused := whyNot(err); refused {
			report[i].Code = code
			continue
		} else if err != nil {
			return outcome{}, err
		}
		done++
		report[i].Final = to
		final, err := tx.Redirects().Lookup(ctx, c.Edition, from)
		if err != nil {
			return outcome{}, err
		}
		if final != to {
			report[i].Code, report[i].Final = "chain", final
		}
	}
	if c.Report != nil {
		*c.Report = report
	}
	if c.DryRun {
		return outcome{}, errDry
	}
	if c.All && done < len(report) {
		return outcome{}, news.Refuse(news.Invalid, "send many addresses", "redirects_bad", map[string]any{"n": len(report) - done})
	}
	if done == 0 {
		return outcome{}, nil
	}
	out := defined(c.Edition, news.EventRedirect, "redirect.put_many", fmt.Sprintf("edition %d", c.Edition), news.KeyRedirects(c.Edition))
	out.audit.Reason = fmt.Sprintf("%d addresses", done)
	return out, nil
}

// whyNot tells what is wrong with a line; a fault of the database is not the
// line's.
func whyNot(err error) (code string, refused bool) {
	var e *news.Error
	switch {
	case err == nil:
		return "", false
	case news.Is(err, news.Conflict):
		return "taken", true
	case errors.As(err, &e) && news.Is(err, news.Invalid):
		if e.Code != "" {
			return e.Code, true
		}
		return "url", true
	}
	return "", false
}

// SendManyTry is the dry run of SendMany.
func (n *Newsroom) SendManyTry(ctx context.Context, who Actor, c SendMany) ([]RedirectLine, error) {
	var report []RedirectLine
	c.DryRun, c.Report = true, &report
	if _, err := n.Do(ctx, who, c); err != nil && !errors.Is(err, errDry) {
		return nil, err
	}
	return report, nil
}

// DropRedirect takes an address back.
type DropRedirect struct {
	Edition news.EditionID
	From    string
}

func (DropRedirect) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRedirect, Subject{}, nil
}

func (c DropRedirect) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	if err := tx.Redirects().Remove(ctx, c.Edition, c.From); err != nil {
		return outcome{}, err
	}
	out := defined(c.Edition, news.EventRedirect, "redirect.remove", fmt.Sprintf("edition %d", c.Edition), news.KeyRedirects(c.Edition))
	out.audit.Changes = []store.Change{{Field: "redirect", From: c.From}}
	return out, nil
}

// Redirects lists the operator's redirects by address, after one.
func (n *Newsroom) Redirects(ctx context.Context, who Actor, e news.EditionID, after string, limit int) (out []store.Redirect, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !Can(who, PermRedirect, Subject{}) {
			return news.E(news.Forbidden, string(PermRedirect), nil)
		}
		out, err = tx.Redirects().List(ctx, e, after, limited(limit, 500))
		return err
	})
	return out, err
}
