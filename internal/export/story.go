package export

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// story is an article with everything that it names.
type story struct {
	Article
	base   string
	outlet string
	zone   *time.Location
	o      *Options
	cards  map[news.ArticleID]store.Card
	assets map[news.AssetID]news.Asset
	tags   map[news.TagID]news.Tag
	people map[news.PersonID]news.Person
	topic  *news.Topic
	reads  int64
	// left counts what could not be written.
	left int
}

// storiesOf reads articles with what they name, some at a time. partner leaves
// out media that may not be handed on.
func storiesOf(ctx context.Context, p Paper, o *Options, base string, partner bool, fn func(*story) error) error {
	var batch []*story
	settings := p.Edition().Settings.WithDefaults()
	zone := settings.Location()
	flush := func() error {
		if err := fill(ctx, p, batch, partner); err != nil {
			return err
		}
		for _, s := range batch {
			if err := fn(s); err != nil {
				return err
			}
		}
		batch = batch[:0]
		return nil
	}
	for a, err := range p.Articles(ctx) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("read the articles: %w", err)
		}
		if batch = append(batch, &story{Article: a, base: base, outlet: settings.Outlet, zone: zone, o: o}); len(batch) == piece {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func fill(ctx context.Context, p Paper, batch []*story, partner bool) error {
	var articles, all []news.ArticleID
	var assets []news.AssetID
	var tags []news.TagID
	var people []news.PersonID
	var topics []news.TopicID
	for _, s := range batch {
		c := &s.Content
		all = append(all, s.ID)
		refs := c.Body.Refs()
		for _, id := range refs.Articles {
			articles = append(articles, news.ArticleID(id))
		}
		articles = append(append(articles, c.Related...), c.Follows)
		for _, x := range s.Amendments {
			articles = append(articles, x.Reply)
		}
		for _, id := range refs.Assets {
			assets = append(assets, news.AssetID(id))
		}
		if c.Lead != nil {
			assets = append(assets, c.Lead.Asset)
		}
		tags = append(tags, c.Tags...)
		topics = append(topics, c.Topic)
		for _, x := range c.Byline {
			people = append(people, x.Person)
		}
	}
	cards, err := p.Cards(ctx, once(articles))
	if err != nil {
		return err
	}
	found, err := p.Assets(ctx, once(assets))
	if err != nil {
		return err
	}
	for id, a := range found {
		if a.Withheld(p.Now()) || partner && a.Rights.NoSyndication {
			delete(found, id)
		}
	}
	words, err := p.Tags(ctx, once(tags))
	if err != nil {
		return err
	}
	persons, err := p.People(ctx, once(people))
	if err != nil {
		return err
	}
	threads, err := p.Topics(ctx, once(topics))
	if err != nil {
		return err
	}
	reads, err := p.Readings(ctx, all)
	if err != nil {
		return err
	}
	for _, s := range batch {
		s.cards, s.assets, s.tags, s.people, s.reads = cards, found, words, persons, reads[s.ID]
		if t, ok := threads[s.Content.Topic]; ok {
			s.topic = &t
		}
	}
	return nil
}

// once sorts ids and leaves out zero and repetitions.
func once[ID cmp.Ordered](ids []ID) []ID {
	var zero ID
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id ID) bool { return id <= zero })
}

func (s *story) message(key string, args ...any) string {
	if s.o.Message == nil {
		return key
	}
	return s.o.Message(key, args...)
}

// abs makes a path of the paper a whole address.
func (s *story) abs(path string) string { return s.base + path }

// mediaPath stands before the name of a file in its public address.
const mediaPath = "/-/media/"

// file is the public file of an asset that stands for it: the largest of a photo
// in a format that everything reads. False when there is none.
func file(a *news.Asset) (news.Rendition, bool) {
	rank := func(r news.Rendition) int {
		i := slices.Index([]string{"image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml", "image/avif"}, r.MIME)
		if i < 0 {
			return 100
		}
		return i
	}
	var best news.Rendition
	for _, r := range a.Renditions {
		if r.Crop != "" || r.MIME == "text/vtt" || r.Name == "" {
			continue
		}
		if best.Name == "" || a.Kind == "photo" && (rank(r) < rank(best) || rank(r) == rank(best) && r.Width > best.Width) {
			best = r
		}
	}
	return best, best.Name != ""
}

// asset gives a medium of the text and its file.
func (s *story) asset(id int64) (a news.Asset, f news.Rendition, ok bool) {
	if id <= 0 {
		return a, f, false
	}
	if a, ok = s.assets[news.AssetID(id)]; ok {
		f, ok = file(&a)
	}
	if !ok {
		s.left++
	}
	return a, f, ok
}

// link gives the address and headline of an article that readers may see.
func (s *story) link(id news.ArticleID) (address, headline string, ok bool) {
	c, ok := s.cards[id]
	if !ok || c.Path == "" {
		return "", "", false
	}
	return s.abs(c.Path), c.Headline, true
}

// author is a credit with what is known of its person.
type author struct {
	news.Credit
	slug, name string
}

// byline gives the credits that have a name.
func (s *story) byline() []author {
	var out []author
	for _, c := range s.Content.Byline {
		x := author{Credit: c, name: c.Name}
		if p, ok := s.people[c.Person]; ok {
			x.slug, x.name = p.Slug, p.Name
		}
		if x.name != "" {
			out = append(out, x)
		}
	}
	return out
}

// Article and Asset make a story a resolver of package body.
func (s *story) resolver() body.Resolver { return resolver{s} }

type resolver struct{ s *story }

func (r resolver) Article(id int64) (body.Link, bool) {
	c, ok := r.s.cards[news.ArticleID(id)]
	if !ok || c.Path == "" {
		return body.Link{}, false
	}
	return body.Link{URL: c.Path, Headline: c.Headline}, true
}

func (r resolver) Asset(id int64) (body.Medium, bool) {
	a, ok := r.s.assets[news.AssetID(id)]
	if !ok {
		return body.Medium{}, false
	}
	f, ok := file(&a)
	if !ok {
		return body.Medium{}, false
	}
	return body.Medium{Kind: a.Kind, Width: a.Width, Height: a.Height, Caption: a.Caption, Credit: a.Credit, Alt: a.Alt, Title: a.Title,
		MIME: a.MIME, Size: f.Size, Seconds: a.Seconds, AI: a.AISource != "",
		Sources: []body.Source{{URL: mediaPath + f.Name, Width: f.Width, Height: f.Height, MIME: f.MIME, Size: f.Size}}}, true
}

// dateline is what opens the text.
func dateline(d news.Dateline, own string) body.Dateline {
	if d.Place == "" || d.NoOutlet {
		return body.Dateline{Place: d.Place}
	}
	if d.Outlet != "" {
		own = d.Outlet
	}
	return body.Dateline{Place: d.Place, Outlet: own}
}

// unverified is the note that ends a report which is still to be verified
// (press-rules.md PRS-30); it must not be lost on the way.
func (s *story) unverified() string {
	u := s.Content.Flags.Unverified
	switch {
	case u == nil:
		return ""
	case u.Note != "":
		return "[" + strings.Trim(u.Note, "[]() ") + "]"
	}
	return s.message("unverified.note")
}

// amendments are the notices in words, oldest first (PRS-3).
func (s *story) amendments() []string {
	var out []string
	for _, a := range s.Amendments {
		text := s.message("amendment."+string(a.Kind)) + " (" + s.when(a.At) + "): " + a.Note
		if u, _, ok := s.link(a.Reply); ok {
			text += " " + u
		}
		out = append(out, text)
	}
	return out
}

func (s *story) when(t time.Time) string { return t.In(s.zone).Format("2006-01-02 15:04 -07:00") }

// plainLines are a text's lines without empty ones.
func plainLines(t string) []string {
	return strings.FieldsFunc(t, func(r rune) bool { return r == '\n' || r == '\r' })
}
