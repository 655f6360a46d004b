package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"warta/internal/news"
)

// listKind is how pub_list.kind writes List.By.
type listKind int64

const (
	byEdition listKind = 1
	bySection listKind = 2
	byPrimary listKind = 3
	byTag     listKind = 4
	byPerson  listKind = 5
	byTopic   listKind = 6
	byKind    listKind = 7
	byPage    listKind = 8
)

var listKinds = map[string]listKind{
	"edition": byEdition, "section": bySection, "primary": byPrimary, "tag": byTag, "person": byPerson,
	"topic": byTopic, "kind": byKind, "page": byPage,
}

// list is one list of one edition.
type list struct {
	edition news.EditionID
	kind    listKind
	id      int64
}

func listOf(e news.EditionID, l List) (list, error) {
	kind, ok := listKinds[l.By]
	if !ok {
		return list{}, refuse(news.Invalid, "list by %q", l.By)
	}
	if kind == byEdition || kind == byPage {
		return list{e, kind, int64(e)}, nil
	}
	return list{e, kind, l.ID}, nil
}

func compareLists(a, b list) int {
	return cmp.Or(cmp.Compare(a.edition, b.edition), cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
}

// listsOf gives the lists in which an article stands, sorted. Static pages have
// a list of their own, and no other unless they are listed.
func listsOf(p *PublishedArticle) []list {
	var out []list
	if p.Content.Kind == news.KindPage {
		out = append(out, list{p.Edition, byPage, int64(p.Edition)})
	}
	if !p.Listed {
		return out
	}
	out = append(out, list{p.Edition, byEdition, int64(p.Edition)})
	if k := slices.Index(news.ArticleKinds, p.Content.Kind); k >= 0 {
		out = append(out, list{p.Edition, byKind, int64(k)})
	}
	if p.Content.Topic != 0 {
		out = append(out, list{p.Edition, byTopic, int64(p.Content.Topic)})
	}
	if p.Content.Section != 0 {
		out = append(out, list{p.Edition, byPrimary, int64(p.Content.Section)})
	}
	for _, id := range p.Sections {
		out = append(out, list{p.Edition, bySection, int64(id)})
	}
	for _, id := range p.Content.Tags {
		out = append(out, list{p.Edition, byTag, int64(id)})
	}
	for _, credit := range p.Content.Byline {
		if credit.Person != 0 {
			out = append(out, list{p.Edition, byPerson, int64(credit.Person)})
		}
	}
	slices.SortFunc(out, compareLists)
	return slices.Compact(out)
}

// writeLists and readLists are the form of pub_article.lists: "1:1 2:5 4:17",
// kind and id of each list.
func writeLists(ls []list) string {
	var b strings.Builder
	for i, l := range ls {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatInt(int64(l.kind), 10))
		b.WriteByte(':')
		b.WriteString(strconv.FormatInt(l.id, 10))
	}
	return b.String()
}

func readLists(e news.EditionID, text string) ([]list, error) {
	var out []list
	for _, part := range strings.Fields(text) {
		kind, id, _ := strings.Cut(part, ":")
		k, err1 := strconv.ParseInt(kind, 10, 64)
		n, err2 := strconv.ParseInt(id, 10, 64)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("read lists %q", text)
		}
		out = append(out, list{e, listKind(k), n})
	}
	return out, nil
}

// standing is where an article stands in its lists.
type standing struct {
	article news.ArticleID
	at      int64
	ad      int64
	lists   []list
}

// edition tells in which edition's archive the article stands, if it is listed.
func (s standing) edition() (e news.EditionID, listed bool) {
	for _, l := range s.lists {
		if l.kind == byEdition {
			return l.edition, true
		}
	}
	return 0, false
}

// move takes an article from where it stood to where it stands now. Rows are
// touched only where the two differ.
func (t *tx) move(ctx context.Context, from, to standing) error {
	same := from.at == to.at && from.ad == to.ad
	for _, l := range from.lists {
		if same && slices.Contains(to.lists, l) {
			continue
		}
		n, err := t.exec(ctx, `
			DELETE FROM pub_list
			WHERE edition = CAST($1 AS BIGINT) AND kind = CAST($2 AS BIGINT) AND id = CAST($3 AS BIGINT)
				AND at = $4 AND article = $5`,
			int64(l.edition), int64(l.kind), l.id, from.at, int64(from.article))
		if err != nil {
			return err
		}
		t.count(l, -n)
	}
	var join []list
	for _, l := range to.lists {
		if !same || !slices.Contains(from.lists, l) {
			join = append(join, l)
		}
	}
	for chunk := range slices.Chunk(join, rowsPerInsert) {
		if err := t.join(ctx, chunk, to); err != nil {
			return err
		}
	}
	return nil
}

// rowsPerInsert is the number of rows in the text of join: an article stands in
// about eight lists.
const rowsPerInsert = 8

// join adds an article to at most rowsPerInsert lists with one statement; room
// that is left repeats the first row, which then conflicts with itself.
func (t *tx) join(ctx context.Context, ls []list, s standing) error {
	args := make([]any, 0, 3+3*rowsPerInsert)
	args = append(args, s.at, int64(s.article), s.ad)
	for i := range rowsPerInsert {
		l := ls[0]
		if i < len(ls) {
			l = ls[i]
			t.count(l, 1)
		}
		args = append(args, int64(l.edition), int64(l.kind), l.id)
	}
	_, err := t.exec(ctx, `
		INSERT INTO pub_list (at, article, ad, edition, kind, id) VALUES
			($1, $2, $3, $4, $5, $6), ($1, $2, $3, $7, $8, $9), ($1, $2, $3, $10, $11, $12),
			($1, $2, $3, $13, $14, $15), ($1, $2, $3, $16, $17, $18), ($1, $2, $3, $19, $20, $21),
			($1, $2, $3, $22, $23, $24), ($1, $2, $3, $25, $26, $27)
		ON CONFLICT DO NOTHING`, args...)
	return err
}

func (t *tx) count(l list, n int64) {
	if t.counts == nil {
		t.counts = make(map[list]int64)
	}
	t.counts[l] += n
}

// flushCounts writes the changes of counts in one order, whoever writes.
func (t *tx) flushCounts(ctx context.Context) error {
	changed := make([]list, 0, len(t.counts))
	for l, n := range t.counts {
		if n != 0 {
			changed = append(changed, l)
		}
	}
	slices.SortFunc(changed, compareLists)
	for len(changed) >= countsAtOnce {
		args := make([]any, 0, 4*countsAtOnce)
		for _, l := range changed[:countsAtOnce] {
			args = append(args, int64(l.edition), int64(l.kind), l.id, t.counts[l])
		}
		if _, err := t.exec(ctx, addCountsAtOnce, args...); err != nil {
			return err
		}
		changed = changed[countsAtOnce:]
	}
	for _, l := range changed {
		_, err := t.exec(ctx, `
			INSERT INTO pub_count (edition, kind, id, n) VALUES ($1, $2, $3, $4)
			ON CONFLICT (edition, kind, id) DO UPDATE SET n = pub_count.n + excluded.n`,
			int64(l.edition), int64(l.kind), l.id, t.counts[l])
		if err != nil {
			return err
		}
	}
	clear(t.counts)
	return t.flushMonths(ctx)
}

// An import changes hundreds of counts at once.
const (
	countsAtOnce          = 8
	addCountsAtOnce query = `
		INSERT INTO pub_count (edition, kind, id, n) VALUES
			($1, $2, $3, $4), ($5, $6, $7, $8), ($9, $10, $11, $12), ($13, $14, $15, $16),
			($17, $18, $19, $20), ($21, $22, $23, $24), ($25, $26, $27, $28), ($29, $30, $31, $32)
		ON CONFLICT (edition, kind, id) DO UPDATE SET n = pub_count.n + excluded.n`
)

func (t *tx) flushMonths(ctx context.Context) error {
	changed := slices.SortedFunc(maps.Keys(t.months), func(a, b editionMonth) int {
		return cmp.Or(cmp.Compare(a.edition, b.edition), cmp.Compare(a.month, b.month))
	})
	for _, m := range changed {
		_, err := t.exec(ctx, `
			INSERT INTO pub_month (edition, month, n, changed) VALUES ($1, $2, $3, $4)
			ON CONFLICT (edition, month) DO UPDATE SET n = pub_month.n + excluded.n,
				changed = CASE WHEN excluded.changed > pub_month.changed THEN excluded.changed ELSE pub_month.changed END`,
			int64(m.edition), m.month, t.months[m].n, t.months[m].changed)
		if err != nil {
			return err
		}
	}
	clear(t.months)
	return nil
}
