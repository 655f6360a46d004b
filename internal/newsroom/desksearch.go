package newsroom

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
)

// SearchRequest is a question to the newsroom's own index, with words such as
// "author:rina state:siap banjir" (S8.1).
type SearchRequest struct {
	Edition news.EditionID
	Text    string
	Filter
	// Before continues below the last article of the page before.
	Before news.ArticleID
	Limit  int
}

// SearchAnswer is what was found, newest article first. Unknown are filter
// words that say nothing here: a person or section that is not there.
type SearchAnswer struct {
	Rows    []store.DeskRow
	Unknown []string
}

// filterWords are the words of a question that narrow it, in both languages.
var filterWords = map[string]string{
	"author": "author", "penulis": "author", "oleh": "author", "by": "author",
	"state": "state", "status": "state", "work": "state",
	"section": "section", "kanal": "section", "rubrik": "section",
	"tag": "tag", "topik": "tag",
	"kind": "kind", "jenis": "kind",
	"has": "has", "ada": "has", "no": "lacks", "tanpa": "lacks",
	"is": "is", "milik": "is", "id": "id",
}

// stateWords are the states as people call them.
var stateWords = map[string]any{
	"ditulis": news.Writing, "writing": news.Writing, "draf": news.Writing, "draft": news.Writing,
	"meja": news.Desk, "desk": news.Desk, "siap": news.Ready, "ready": news.Ready,
	"dikembalikan": news.Returned, "kembali": news.Returned, "returned": news.Returned,
	"spike": news.Spiked, "spiked": news.Spiked, "settled": news.Settled,
	"terbit": news.Live, "live": news.Live, "terjadwal": news.Scheduled, "scheduled": news.Scheduled,
	"dicabut": news.Withdrawn, "withdrawn": news.Withdrawn, "never": news.Never,
}

var markWords = map[string]string{
	"photo": "photo", "foto": "photo", "gambar": "photo", "embargo": "embargo", "notes": "notes", "catatan": "notes",
	"trouble": "trouble", "masalah": "trouble", "due": "due", "jadwal": "due",
}

var kindWords = map[string]news.ArticleKind{
	"berita": news.KindNews, "opini": news.KindOpinion, "foto": news.KindPhoto, "iklan": news.KindAdvertorial, "laman": news.KindPage,
	"halaman": news.KindPage, "wawancara": news.KindInterview, "analisis": news.KindAnalysis, "penjelasan": news.KindExplainer,
}

// parse takes the filter words out of a question.
func (e *eyes) parse(r *SearchRequest) (rest string, id news.ArticleID, unknown []string, err error) {
	var words []string
	for _, w := range splitQuestion(r.Text) {
		name, value, ok := strings.Cut(w, ":")
		what := filterWords[strings.ToLower(name)]
		if !ok || what == "" || value == "" || strings.HasPrefix(value, "//") {
			words = append(words, w)
			continue
		}
		value = strings.Trim(value, `"`)
		known := true
		switch what {
		case "author":
			known, err = e.author(r, value)
		case "section":
			known, err = e.section(r, value)
		case "tag":
			var t news.Tag
			t, err = e.tx.Taxonomy().FindTag(e.ctx, r.Edition, value)
			if known = err == nil; known {
				r.Tags = append(r.Tags, t.ID)
			} else if news.Is(err, news.NotFound) {
				err = nil
			}
		case "state":
			switch s := stateWords[strings.ToLower(value)].(type) {
			case news.WorkState:
				r.Work = append(r.Work, s)
			case news.PublicState:
				r.Public = append(r.Public, s)
			default:
				known = false
			}
		case "kind":
			k := news.ArticleKind(strings.ToLower(value))
			if also, ok := kindWords[string(k)]; ok {
				k = also
			}
			if known = slices.Contains(news.ArticleKinds, k); known {
				r.Kinds = append(r.Kinds, k)
			}
		case "has", "lacks":
			m, ok := markWords[strings.ToLower(value)]
			if known = ok; ok && what == "has" {
				r.Has = append(r.Has, m)
			} else if ok {
				r.Lacks = append(r.Lacks, m)
			}
		case "is":
			switch strings.ToLower(value) {
			case "mine", "saya":
				r.Mine = true
			default:
				known = false
			}
		case "id":
			n, bad := strconv.ParseInt(value, 10, 64)
			if known = bad == nil && n > 0; known {
				id = news.ArticleID(n)
			}
		}
		if err != nil {
			return "", 0, nil, err
		}
		if !known {
			unknown = append(unknown, w)
		}
	}
	return strings.Join(words, " "), id, unknown, nil
}

// splitQuestion parts at spaces, but not inside quotes.
func splitQuestion(text string) []string {
	var out []string
	var b strings.Builder
	quoted := false
	for _, r := range search.Clean(text) {
		if r == '"' {
			quoted = !quoted
		}
		if r == ' ' && !quoted {
			if b.Len() > 0 {
				out = append(out, b.String())
			}
			b.Reset()
			continue
		}
		b.WriteRune(r)
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}

// fewAuthors bounds how many people a first name stands for.
const fewAuthors = 40

// author finds people by the beginning of their name, and by the whole of it
// those who have no profile.
func (e *eyes) author(r *SearchRequest, name string) (bool, error) {
	if n, err := strconv.ParseInt(name, 10, 64); err == nil {
		r.Authors = append(r.Authors, news.PersonID(n))
		return true, nil
	}
	found, err := e.tx.Names().PeopleByPrefix(e.ctx, name, fewAuthors)
	if err != nil {
		return false, err
	}
	for _, p := range found {
		r.Authors = append(r.Authors, p.ID)
	}
	r.Names = append(r.Names, name)
	return true, nil
}

func (e *eyes) section(r *SearchRequest, name string) (bool, error) {
	all, err := e.tx.Taxonomy().Sections(e.ctx, r.Edition)
	if err != nil {
		return false, err
	}
	for _, s := range all {
		if strings.EqualFold(s.Name, name) || s.Slug == strings.ToLower(name) {
			r.Sections = append(r.Sections, s.ID)
			return true, nil
		}
	}
	return false, nil
}

// searchPatience is how long a search waits for the index to catch up.
const searchPatience = 200 * time.Millisecond

// Search looks for articles by their words, an address or a number, in
// everything that the actor may read: drafts and notes, too. What may not be
// read is not there, and is not counted either.
func (n *Newsroom) Search(ctx context.Context, who Actor, r SearchRequest) (SearchAnswer, error) {
	if !holdsSomewhere(who, PermRead) {
		return SearchAnswer{}, news.E(news.Forbidden, string(PermRead), nil)
	}
	n.catchUpIndex(ctx)
	limit := limited(r.Limit, 100)
	var out SearchAnswer
	asked := r
	err := n.db.Read(ctx, func(tx store.Tx) error {
		out = SearchAnswer{}
		e := newEyes(ctx, tx, who)
		r := asked
		r.Filter = asked.Filter.clone()
		rest, id, unknown, err := e.parse(&r)
		if err != nil {
			return err
		}
		if out.Unknown = unknown; len(unknown) > 0 {
			return nil
		}
		groups, not, err := e.groups(r.Edition, r.Filter)
		if err != nil {
			return err
		}
		if id == 0 {
			if id, err = e.byAddress(r.Edition, rest); err != nil {
				return err
			}
			if id != 0 {
				rest = ""
			}
		}
		if id != 0 {
			return e.take(&out, []news.ArticleID{id}, r.Edition, nil, nil, limit)
		}
		q := search.For("id").Parse(rest)
		if q.Empty() {
			return e.listed(&out, r, groups, not, limit)
		}
		find := store.DeskFind{Terms: stems(q.Terms), Not: stems(q.Not), Phrases: q.Phrases, NotPhrases: q.NotPhrases,
			Groups: groups, Before: r.Before, Limit: max(2*limit, 50)}
		for len(out.Rows) < limit {
			ids, err := tx.Desk().Find(ctx, find)
			if err != nil {
				return err
			}
			if err := e.take(&out, ids, r.Edition, groups, not, limit); err != nil {
				return err
			}
			if len(ids) < find.Limit {
				break
			}
			find.Before = ids[len(ids)-1]
		}
		return nil
	})
	return out, err
}

func (f Filter) clone() Filter {
	f.Sections, f.Authors, f.Names, f.Tags = slices.Clone(f.Sections), slices.Clone(f.Authors), slices.Clone(f.Names), slices.Clone(f.Tags)
	f.Kinds, f.Work, f.Public = slices.Clone(f.Kinds), slices.Clone(f.Work), slices.Clone(f.Public)
	f.Has, f.Lacks = slices.Clone(f.Has), slices.Clone(f.Lacks)
	return f
}

func stems(terms []search.Term) [][]string {
	out := make([][]string, len(terms))
	for i, t := range terms {
		out[i] = t.Stems
	}
	return out
}

// listed answers a question of filters alone, in the list's own order.
func (e *eyes) listed(out *SearchAnswer, r SearchRequest, groups [][]store.Facet, not []store.Facet, limit int) error {
	q := store.DeskQuery{Edition: r.Edition, Groups: groups, Not: not, Since: r.Since, Limit: limit, Keep: e.readable}
	if r.Before != 0 {
		last, err := e.tx.Desk().Rows(e.ctx, []news.ArticleID{r.Before})
		if err != nil {
			return err
		}
		for _, row := range last {
			q.BeforeAt, q.BeforeID = row.Changed, row.Article
		}
	}
	rows, err := e.tx.Desk().List(e.ctx, q)
	out.Rows = rows
	return err
}

// readable leaves out what the actor may not read; a fault counts as no.
func (e *eyes) readable(r *store.DeskRow) bool {
	s, err := e.of(r)
	return err == nil && e.reads(s)
}

// take adds the rows of articles that fit and may be read.
func (e *eyes) take(out *SearchAnswer, ids []news.ArticleID, edition news.EditionID, groups [][]store.Facet, not []store.Facet, limit int) error {
	rows, err := e.tx.Desk().Rows(e.ctx, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		if len(out.Rows) == limit || r.Edition != edition || !e.readable(r) || slices.ContainsFunc(not, r.In) {
			continue
		}
		if slices.ContainsFunc(groups, func(g []store.Facet) bool { return !slices.ContainsFunc(g, r.In) }) {
			continue
		}
		out.Rows = append(out.Rows, *r)
	}
	return nil
}

// byAddress finds the article that an address or a number alone means.
func (e *eyes) byAddress(edition news.EditionID, text string) (news.ArticleID, error) {
	if strings.ContainsRune(text, ' ') || text == "" {
		return 0, nil
	}
	if n, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64); err == nil && n > 0 {
		if row, _, err := e.subject(news.ArticleID(n)); err != nil || row != nil {
			return news.ArticleID(n), err
		}
		return 0, nil
	}
	u, err := url.Parse(text)
	if err != nil || !strings.HasPrefix(u.EscapedPath(), "/") || u.Scheme == "" && !strings.HasPrefix(text, "/") {
		return 0, nil
	}
	if last := u.Path[strings.LastIndexByte(u.Path, '/')+1:]; strings.Contains(u.Path, "/newsroom/a/") {
		n, _ := strconv.ParseInt(last, 10, 64)
		return news.ArticleID(n), nil
	}
	return e.tx.Desk().AtAddress(e.ctx, edition, u.EscapedPath())
}
