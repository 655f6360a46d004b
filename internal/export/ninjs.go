package export

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"warta/internal/body"
	"warta/internal/news"
)

// Ninjs gives the paper as ninjs 3.1, the news agencies' JSON (IPTC), one object
// for each article: what readers see of it, with its photos as associations, and
// what was withdrawn as canceled, so that whoever holds a copy takes it down.
// Media that may not be handed on are not in it, nor is foreign markup.
//
// name is a name of the article that is good in a file's name.
func Ninjs(ctx context.Context, p Paper, o Options, put func(name string, item *NinjsItem) error) (Counts, error) {
	e := p.Edition()
	address, err := base(e, o.Base)
	if err != nil {
		return Counts{}, err
	}
	var n Counts
	j := &ninjs{base: address, o: &o, settings: e.Settings.WithDefaults(), sections: map[news.SectionID]taxon{}}
	sections, err := p.Sections(ctx)
	if err != nil {
		return n, fmt.Errorf("read the sections: %w", err)
	}
	for _, s := range sections {
		j.sections[s.ID] = taxon{s.Name, address + s.Path}
		n.Sections++
	}
	err = storiesOf(ctx, p, &o, address, true, func(s *story) error {
		if s.State != Live {
			return nil // an agency's client could take it for usable
		}
		item, err := j.item(s)
		if err != nil {
			return err
		}
		if n.Left += s.left; s.Content.Kind == news.KindPage {
			n.Pages++
		} else {
			n.Articles++
		}
		n.Media += len(item.Associations)
		if o.Progress != nil {
			o.Progress(n)
		}
		return put("article-"+s.ID.String(), item)
	})
	if err != nil {
		return n, err
	}
	for w, err := range p.Withdrawn(ctx) {
		if err != nil {
			return n, fmt.Errorf("read what was withdrawn: %w", err)
		}
		if w.Path == "" {
			continue
		}
		n.Withdrawn++
		if err := put("article-"+w.Article.String(), j.gone(w)); err != nil {
			return n, err
		}
	}
	return n, nil
}

// NinjsItem is an object of ninjs 3.1, with those of its properties that we have
// something to say in.
type NinjsItem struct {
	// Name and Rel are those of an association.
	Name              string        `json:"name,omitempty"`
	Rel               string        `json:"rel,omitempty"`
	URI               string        `json:"uri"`
	Standard          *ninjsKind    `json:"standard,omitempty"`
	Type              string        `json:"type,omitempty"`
	Representation    string        `json:"representationType,omitempty"`
	Version           string        `json:"version,omitempty"`
	FirstCreated      string        `json:"firstCreated,omitempty"`
	VersionCreated    string        `json:"versionCreated,omitempty"`
	PubStatus         string        `json:"pubStatus,omitempty"`
	Language          string        `json:"language,omitempty"`
	CopyrightHolder   string        `json:"copyrightHolder,omitempty"`
	CopyrightNotice   string        `json:"copyrightNotice,omitempty"`
	UsageTerms        string        `json:"usageTerms,omitempty"`
	EdNote            string        `json:"edNote,omitempty"`
	Headlines         []ninjsText   `json:"headlines,omitempty"`
	Title             string        `json:"title,omitempty"`
	By                string        `json:"by,omitempty"`
	Located           string        `json:"located,omitempty"`
	Descriptions      []ninjsText   `json:"descriptions,omitempty"`
	Bodies            []ninjsText   `json:"bodies,omitempty"`
	People            []ninjsTerm   `json:"people,omitempty"`
	Organisations     []ninjsTerm   `json:"organisations,omitempty"`
	Places            []ninjsTerm   `json:"places,omitempty"`
	Events            []ninjsTerm   `json:"events,omitempty"`
	Subjects          []ninjsTerm   `json:"subjects,omitempty"`
	InfoSources       []ninjsSource `json:"infoSources,omitempty"`
	Genres            []ninjsGenre  `json:"genres,omitempty"`
	AltIDs            []ninjsID     `json:"altIds,omitempty"`
	TrustIndicators   []ninjsTrust  `json:"trustIndicators,omitempty"`
	Renditions        []ninjsFile   `json:"renditions,omitempty"`
	DigitalSourceType *ninjsTerm    `json:"digitalSourceType,omitempty"`
	Associations      []*NinjsItem  `json:"associations,omitempty"`
}

type ninjsKind struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Schema  string `json:"schema"`
}

type ninjsText struct {
	Role        string `json:"role,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	CharCount   int    `json:"charCount,omitempty"`
	WordCount   int    `json:"wordCount,omitempty"`
	Value       string `json:"value"`
}

type ninjsTerm struct {
	Name    string `json:"name,omitempty"`
	Rel     string `json:"rel,omitempty"`
	URI     string `json:"uri,omitempty"`
	Literal string `json:"literal,omitempty"`
}

type ninjsSource struct {
	Name string `json:"name,omitempty"`
	Role string `json:"role,omitempty"`
	URI  string `json:"uri,omitempty"`
}

type ninjsGenre struct {
	Name    string `json:"name,omitempty"`
	Literal string `json:"literal,omitempty"`
}

type ninjsID struct {
	Role  string `json:"role"`
	Value string `json:"value"`
}

type ninjsTrust struct {
	Role  string `json:"role"`
	Title string `json:"title,omitempty"`
	Href  string `json:"href,omitempty"`
}

type ninjsFile struct {
	Name        string  `json:"name"`
	Href        string  `json:"href"`
	ContentType string  `json:"contentType,omitempty"`
	Width       int     `json:"width,omitempty"`
	Height      int     `json:"height,omitempty"`
	SizeInBytes int64   `json:"sizeInBytes,omitempty"`
	Duration    float64 `json:"duration,omitempty"`
}

const ninjsSchema = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"

type taxon struct{ name, address string }

type ninjs struct {
	base     string
	o        *Options
	settings news.Settings
	sections map[news.SectionID]taxon
}

func (j *ninjs) message(key string) string {
	if j.o.Message == nil {
		return key
	}
	return j.o.Message(key)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Truncate(time.Second).Format(time.RFC3339)
}

func (j *ninjs) item(s *story) (*NinjsItem, error) {
	c := &s.Content
	it := &NinjsItem{URI: s.abs(s.Path), Standard: &ninjsKind{"ninjs", "3.1", ninjsSchema}, Type: "text", Representation: "full",
		Version: strconv.FormatInt(int64(s.Version), 10), FirstCreated: stamp(s.Dates.FirstPublished), VersionCreated: stamp(later(s.Dates.Display, s.Dates.Updated, s.Dates.Corrected)),
		PubStatus: "usable", Language: firstOf(c.Language, j.settings.Locale), CopyrightHolder: firstOf(j.settings.Masthead.Company, j.settings.Name),
		Title: c.Headline, Located: c.Dateline.Place}
	if it.FirstCreated == "" {
		it.FirstCreated = stamp(s.Dates.Display)
	}
	it.Headlines = texts("main", c.Headline, "kicker", c.Kicker, "short", c.Headlines["short"], "social", c.Headlines["social"])
	it.Descriptions = texts("summary", c.Standfirst, "description", c.Description)
	if err := j.bodies(it, s); err != nil {
		return nil, err
	}
	j.credits(it, s)
	j.subjects(it, s)
	if c.Source != nil {
		it.InfoSources = append(it.InfoSources, ninjsSource{Name: c.Source.Name, Role: "origin", URI: uri(c.Source.URL)})
		it.UsageTerms = c.Source.Licence
	}
	it.AltIDs = append(it.AltIDs, ninjsID{"warta", s.ID.String()})
	if u := uri(c.Canonical); u != "" {
		it.AltIDs = append(it.AltIDs, ninjsID{"canonical", u})
	}
	notes := s.amendments()
	if u := s.unverified(); u != "" {
		notes = append([]string{u}, notes...)
	}
	if c.Flags.Graphic {
		notes = append([]string{j.message("photo.graphic")}, notes...)
	}
	if c.Label != "" {
		notes = append([]string{c.Label}, notes...)
	}
	it.EdNote = strings.Join(notes, "\n")
	if len(s.Amendments) > 0 {
		it.TrustIndicators = append(it.TrustIndicators, ninjsTrust{Role: "http://cv.iptc.org/newscodes/trustindicator/correctionsPolicy",
			Title: j.message("amendment.all"), Href: j.base + "/" + j.message("path.corrections")})
	}
	if c.Label != "" {
		it.Genres = append(it.Genres, ninjsGenre{Name: c.Label, Literal: "advertorial"})
	} else if c.Kind != "" {
		it.Genres = append(it.Genres, ninjsGenre{Name: string(c.Kind), Literal: string(c.Kind)})
	}
	j.media(it, s)
	return it, nil
}

// bodies are the text as XHTML and as plain text.
func (j *ninjs) bodies(it *NinjsItem, s *story) error {
	c := &s.Content
	html, err := c.Body.Render(body.Options{Profile: body.Feed, Resolver: s.resolver(), Message: j.o.Message, Lang: it.Language, Base: j.base,
		Dateline: dateline(c.Dateline, s.outlet), Sponsored: c.Label != ""})
	if err != nil {
		return fmt.Errorf("write the text of article %d: %w", s.ID, err)
	}
	text := c.Body.Text()
	if d := dateline(c.Dateline, s.outlet).String(); d != "" {
		text = d + " " + text
	}
	rich := `<div xmlns="http://www.w3.org/1999/xhtml">` + xhtml(string(html))
	closing := []string{c.ClosingNote, s.unverified()}
	for _, line := range append(closing, s.amendments()...) {
		if line != "" {
			rich += "<p>" + escape(xmlText(line)) + "</p>\n"
			text = strings.TrimRight(text, "\n") + "\n\n" + line
		}
	}
	rich += "</div>"
	it.Bodies = []ninjsText{
		{Role: "main", ContentType: "application/xhtml+xml", WordCount: s.Words, CharCount: utf8.RuneCountInString(rich), Value: rich},
		{Role: "text", ContentType: "text/plain", WordCount: s.Words, CharCount: utf8.RuneCountInString(text), Value: text},
	}
	return nil
}

func texts(pairs ...string) (out []ninjsText) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, ninjsText{Role: pairs[i], ContentType: "text/plain", Value: pairs[i+1]})
		}
	}
	return out
}

func (j *ninjs) credits(it *NinjsItem, s *story) {
	var names []string
	for _, a := range s.byline() {
		if a.Role.InByline() || a.Role == news.RoleWriter {
			names = append(names, a.name)
		}
		t := ninjsTerm{Name: a.name, Rel: firstOf(string(a.Role), "author")}
		if a.slug != "" {
			t.URI = j.base + "/" + j.message("path.author") + "/" + a.slug
		}
		it.People = append(it.People, t)
	}
	it.By = strings.Join(names, ", ")
}

// subjects are sections and tags; those that stand for somebody or something go
// where ninjs has a place for it.
func (j *ninjs) subjects(it *NinjsItem, s *story) {
	for i, id := range append([]news.SectionID{s.Content.Section}, s.Content.More...) {
		if x, ok := j.sections[id]; ok {
			rel := "section"
			if i > 0 {
				rel = "also"
			}
			it.Subjects = append(it.Subjects, ninjsTerm{Name: x.name, Rel: rel, URI: uri(x.address)})
		}
	}
	if s.topic != nil {
		it.Subjects = append(it.Subjects, ninjsTerm{Name: s.topic.Name, Rel: "topic", Literal: s.topic.Slug})
	}
	for _, id := range s.Content.Tags {
		t, ok := s.tags[id]
		if !ok {
			continue
		}
		x := ninjsTerm{Name: t.Name, Rel: "about", URI: j.base + "/" + j.message("path.tag") + "/" + t.Slug}
		switch t.Type {
		case news.TagPerson:
			it.People = append(it.People, x)
		case news.TagOrganisation:
			it.Organisations = append(it.Organisations, x)
		case news.TagPlace:
			it.Places = append(it.Places, x)
		case news.TagEvent:
			it.Events = append(it.Events, x)
		default:
			it.Subjects = append(it.Subjects, x)
		}
	}
}

// media are the lead and the media of the text, each once.
func (j *ninjs) media(it *NinjsItem, s *story) {
	seen := map[news.AssetID]bool{}
	add := func(id news.AssetID, rel, caption, credit, alt string) {
		a, ok := s.assets[id]
		if !ok || seen[id] {
			return
		}
		f, ok := file(&a)
		if !ok {
			return
		}
		seen[id] = true
		m := &NinjsItem{Name: rel + strconv.Itoa(len(it.Associations)+1), Rel: rel, URI: j.base + mediaPath + f.Name,
			PubStatus: "usable", Title: a.Title, CopyrightHolder: firstOf(a.Source, j.settings.Name), CopyrightNotice: a.Copyright,
			By: firstOf(credit, a.Credit), UsageTerms: a.Rights.Licence}
		m.Type = map[string]string{"photo": "picture", "video": "video", "audio": "audio"}[a.Kind]
		if m.Type == "" {
			m.Type = "component"
		}
		m.Descriptions = texts("caption", firstOf(caption, a.Caption), "alt", firstOf(alt, a.Alt))
		if u := uri(a.AISource); u != "" {
			m.DigitalSourceType = &ninjsTerm{URI: u}
		}
		for _, r := range a.Renditions {
			name := "r" + strconv.Itoa(r.Width)
			if r.Crop != "" {
				name = r.Crop + "-" + strconv.Itoa(r.Width)
			}
			m.Renditions = append(m.Renditions, ninjsFile{Name: name, Href: j.base + mediaPath + r.Name, ContentType: r.MIME, Width: r.Width,
				Height: r.Height, SizeInBytes: r.Size, Duration: float64(a.Seconds)})
		}
		it.Associations = append(it.Associations, m)
	}
	if l := s.Content.Lead; l != nil {
		add(l.Asset, "lead", l.Caption, l.Credit, l.Alt)
	}
	for _, id := range s.Content.Body.Refs().Assets {
		add(news.AssetID(id), "body", "", "", "")
	}
}

// gone is a withdrawn article: nothing of what it said, and why.
func (j *ninjs) gone(w news.Withdrawal) *NinjsItem {
	it := &NinjsItem{URI: j.base + w.Path, Standard: &ninjsKind{"ninjs", "3.1", ninjsSchema}, Type: "text", Representation: "full",
		VersionCreated: stamp(w.At), PubStatus: "canceled", Language: j.settings.Locale, EdNote: w.Reason, Title: w.Headline,
		AltIDs: []ninjsID{{"warta", w.Article.String()}}}
	it.Headlines = texts("main", w.Headline)
	return it
}

// uri gives an absolute address, or nothing.
func uri(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

func later(ts ...time.Time) (out time.Time) {
	for _, t := range ts {
		if t.After(out) {
			out = t
		}
	}
	return out
}
