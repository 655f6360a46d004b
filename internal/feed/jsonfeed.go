package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// jsonFeed is JSON Feed 1.1 (jsonfeed.org).
type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePage    string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonItem struct {
	ID          string       `json:"id"`
	URL         string       `json:"url"`
	Title       string       `json:"title"`
	ContentHTML string       `json:"content_html"`
	Summary     string       `json:"summary,omitempty"`
	Image       string       `json:"image,omitempty"`
	Published   string       `json:"date_published"`
	Modified    string       `json:"date_modified,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Tags        []string     `json:"tags,omitempty"`
	Language    string       `json:"language,omitempty"`
	Warta       *jsonWarta   `json:"_warta,omitempty"`
}

// jsonWarta is our extension: what a newspaper owes its readers and the format
// has no words for.
type jsonWarta struct {
	Kind       string          `json:"kind,omitempty"`
	Label      string          `json:"label,omitempty"`
	Unverified string          `json:"unverified,omitempty"`
	Amendments []jsonAmendment `json:"amendments,omitempty"`
	Image      *jsonImage      `json:"image,omitempty"`
}

type jsonAmendment struct {
	Kind  string `json:"kind,omitempty"`
	Label string `json:"label"`
	Note  string `json:"note"`
	At    string `json:"at"`
	Date  string `json:"date"`
	Reply string `json:"reply,omitempty"`
}

type jsonImage struct {
	Alt     string `json:"alt,omitempty"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	AI      string `json:"ai,omitempty"`
	Width   int    `json:"width,omitempty"`
	Height  int    `json:"height,omitempty"`
}

// JSON writes JSON Feed 1.1 with the extension _warta.
func JSON(p Paper, l List, articles []Article, full bool) ([]byte, error) {
	f := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: title(p, l), HomePage: l.URL, FeedURL: l.Self,
		Description: l.Description, Language: p.Lang, Authors: []jsonAuthor{{p.Name, p.URL}}, Items: []jsonItem{}}
	for _, hub := range p.Hubs {
		f.Hubs = append(f.Hubs, jsonHub{"WebSub", hub})
	}
	for _, a := range articles {
		f.Items = append(f.Items, jsonOf(p, a, full))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	// The answer is no part of a page: nothing can end a script element here.
	enc.SetEscapeHTML(false)
	if err := enc.Encode(f); err != nil {
		return nil, fmt.Errorf("write the JSON feed of %s: %w", l.URL, err)
	}
	return b.Bytes(), nil
}

func jsonOf(p Paper, a Article, full bool) jsonItem {
	it := jsonItem{ID: guid(a), URL: a.URL, Title: Labelled(a, a.Headline), Summary: summaryText(a),
		Published: when(a.Published), Tags: categories(a)}
	if full {
		it.ContentHTML = fullHTML(a)
	}
	if it.ContentHTML == "" {
		// Without a content an item is not valid.
		it.ContentHTML = summaryHTML(a)
	}
	if a.Changed.After(a.Published) {
		it.Modified = when(a.Changed)
	}
	if a.Lang != p.Lang {
		it.Language = a.Lang
	}
	for _, c := range a.Authors {
		if c.Name != "" {
			it.Authors = append(it.Authors, jsonAuthor(c))
		}
	}
	w := jsonWarta{Kind: string(a.Kind), Label: a.Label, Unverified: a.Unverified}
	for _, m := range a.Amendments {
		w.Amendments = append(w.Amendments, jsonAmendment{m.Kind, m.Label, m.Note, when(m.At), m.Date, m.Reply})
	}
	if len(a.Images) > 0 {
		i := a.Images[0]
		it.Image = i.URL
		w.Image = &jsonImage{i.Alt, i.Caption, i.Credit, i.AI, i.Width, i.Height}
	}
	it.Warta = &w
	return it
}
