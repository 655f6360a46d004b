package feed

import (
	"encoding/json"
	"fmt"
	"time"

	"warta/internal/news"
)

// node is one schema.org object. Absent values are left out, never written
// empty: a validator takes "" for a fault. Properties are written in
// alphabetical order, so the same page gives the same bytes.
type node map[string]any

func (n node) set(name string, value any) node {
	switch v := value.(type) {
	case string:
		if v == "" {
			return n
		}
	case int:
		if v == 0 {
			return n
		}
	case []node:
		if len(v) == 0 {
			return n
		}
	case []string:
		if len(v) == 0 {
			return n
		}
	case node:
		if v == nil {
			return n
		}
	}
	n[name] = value
	return n
}

// document writes a node for a script element of type application/ld+json.
// encoding/json writes <, > and & as \u escapes, so that neither "</script>"
// nor "<!--" can end or hide the element (SD-3).
func document(n node) ([]byte, error) {
	n["@context"] = "https://schema.org"
	b, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("write JSON-LD: %w", err)
	}
	return b, nil
}

// articleTypes are the schema.org types of the kinds; the others are NewsArticle.
var articleTypes = map[news.ArticleKind]string{
	news.KindOpinion:     "OpinionNewsArticle",
	news.KindAnalysis:    "AnalysisNewsArticle",
	news.KindExplainer:   "BackgroundNewsArticle",
	news.KindAdvertorial: "AdvertiserContentArticle",
	news.KindPage:        "WebPage",
}

// ArticleLD is an article's own structured data.
func ArticleLD(p Paper, a Article) ([]byte, error) {
	kind := articleTypes[a.Kind]
	if kind == "" {
		kind = "NewsArticle"
	}
	n := node{"@type": kind}
	n.set("headline", a.Headline).
		set("alternativeHeadline", a.Alternative).
		set("description", a.Description).
		set("url", a.URL).
		set("mainEntityOfPage", a.URL).
		set("inLanguage", a.Lang).
		set("datePublished", when(a.Published)).
		set("publisher", publisher(p))
	if kind == "WebPage" {
		return document(n.set("name", a.Headline))
	}
	modified := a.Updated
	if modified.IsZero() {
		modified = a.Published
	}
	n.set("dateModified", when(modified)).
		set("author", authors(p, a)).
		set("editor", people(a.Editors)).
		set("image", images(p, a.Images)).
		set("articleSection", a.Section).
		set("keywords", a.Tags).
		set("wordCount", a.Words).
		set("dateline", a.Dateline).
		set("isAccessibleForFree", true).
		set("correction", corrections(a.Amendments)).
		set("video", films(a.Films)).
		set("hasPart", gallery(p, a))
	if a.Source.URL != "" {
		n.set("isBasedOn", a.Source.URL)
	} else if a.Source.Name != "" {
		n.set("citation", a.Source.Name)
	}
	return document(n)
}

// publisher is the paper in short; its full entry stands on the front.
func publisher(p Paper) node {
	n := node{"@type": "NewsMediaOrganization", "@id": p.URL + "#paper"}.set("name", p.Name).set("url", p.URL)
	return n.set("logo", logo(p))
}

func logo(p Paper) node {
	if p.Logo.URL == "" {
		return nil
	}
	return node{"@type": "ImageObject"}.set("url", p.Logo.URL).set("width", p.Logo.Width).set("height", p.Logo.Height)
}

// authors are the people of the byline; an article without a name is the
// paper's own.
func authors(p Paper, a Article) []node {
	if list := people(a.Authors); list != nil {
		return list
	}
	return []node{node{"@type": "Organization"}.set("name", p.Name).set("url", p.URL)}
}

func people(credits []Credit) []node {
	var out []node
	for _, c := range credits {
		if c.Name != "" {
			out = append(out, node{"@type": "Person"}.set("name", c.Name).set("url", c.URL))
		}
	}
	return out
}

func images(p Paper, list []Image) []node {
	var out []node
	var all []Image
	for _, i := range list {
		all = append(all, i)
		for _, s := range i.Shapes {
			cut := i
			cut.URL, cut.Width, cut.Height = s.URL, s.Width, s.Height
			all = append(all, cut)
		}
	}
	for _, i := range all {
		n := node{"@type": "ImageObject"}
		n.set("url", i.URL).set("width", i.Width).set("height", i.Height).
			set("caption", i.Caption).set("creditText", i.Credit)
		if i.Credit != "" {
			n.set("copyrightNotice", i.Credit)
		} else {
			n.set("copyrightNotice", p.Name)
		}
		if i.AI != "" {
			n.set("description", i.AI).
				set("digitalSourceType", "https://schema.org/TrainedAlgorithmicMediaDigitalSource")
		}
		out = append(out, n)
	}
	return out
}

func corrections(list []Amendment) []node {
	var out []node
	for _, a := range list {
		out = append(out, node{"@type": "CorrectionComment"}.set("name", a.Label).set("text", a.Note).
			set("datePublished", when(a.At)).set("url", a.Reply))
	}
	return out
}

// BreadcrumbLD is the way to a page; nil for fewer than two steps.
func BreadcrumbLD(crumbs []Crumb) ([]byte, error) {
	if len(crumbs) < 2 {
		return nil, nil
	}
	var items []node
	for i, c := range crumbs {
		items = append(items, node{"@type": "ListItem"}.set("position", i+1).set("name", c.Name).set("item", c.URL))
	}
	return document(node{"@type": "BreadcrumbList", "itemListElement": items})
}

// FrontLD is the paper itself: the site, the organisation behind it, and the
// stories on its front in their order.
func FrontLD(p Paper, stories []ListItem) ([]byte, error) {
	m := p.Masthead
	org := node{"@type": "NewsMediaOrganization", "@id": p.URL + "#paper"}
	org.set("name", p.Name).set("url", p.URL).set("legalName", m.Company).set("description", p.Tagline).
		set("publishingPrinciples", p.Guideline).set("ethicsPolicy", p.Ethics).
		set("correctionsPolicy", p.Corrections).set("masthead", p.MastheadURL).
		set("ownershipFundingInfo", p.MastheadURL).set("sameAs", p.SameAs).set("logo", logo(p))
	if m.Address != "" {
		org.set("address", node{"@type": "PostalAddress", "streetAddress": m.Address})
	}
	if m.Email != "" || m.Phone != "" {
		org.set("contactPoint", node{"@type": "ContactPoint", "contactType": "newsroom"}.
			set("email", m.Email).set("telephone", m.Phone))
	}
	site := node{"@type": "WebSite", "@id": p.URL + "#site"}
	site.set("name", p.Name).set("url", p.URL).set("inLanguage", p.Lang).set("description", p.Tagline).
		set("publisher", node{"@id": p.URL + "#paper"})
	graph := []node{site, org}
	if list := itemList(stories); list != nil {
		graph = append(graph, list)
	}
	return document(node{"@graph": graph})
}

// ListLD is a page of articles.
func ListLD(p Paper, l List) ([]byte, error) {
	return document(node{"@type": "CollectionPage"}.set("name", l.Name).set("description", l.Description).
		set("url", l.URL).set("inLanguage", p.Lang).set("mainEntity", itemList(l.Articles)))
}

func itemList(articles []ListItem) node {
	if len(articles) == 0 {
		return nil
	}
	var items []node
	for i, a := range articles {
		items = append(items, node{"@type": "ListItem"}.set("position", i+1).set("name", a.Name).set("url", a.URL))
	}
	return node{"@type": "ItemList", "itemListElement": items}
}

// AboutLD is a page by which the paper explains itself.
func AboutLD(p Paper, l List) ([]byte, error) {
	return document(node{"@type": "AboutPage"}.set("name", l.Name).set("description", l.Description).
		set("url", l.URL).set("inLanguage", p.Lang).set("publisher", publisher(p)))
}

// PersonLD is a person's page.
func PersonLD(p Paper, l List, person news.Person) ([]byte, error) {
	n := node{"@type": "Person"}.set("name", person.Name).set("url", l.URL).
		set("jobTitle", person.Title).set("description", person.Bio)
	n.set("worksFor", publisher(p))
	var same []string
	for _, c := range person.Contacts {
		same = append(same, c.URL)
	}
	n.set("sameAs", same)
	return document(node{"@type": "ProfilePage"}.set("url", l.URL).set("inLanguage", p.Lang).
		set("mainEntity", n).set("hasPart", itemList(l.Articles)))
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
