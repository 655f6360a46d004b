package site

import (
	"fmt"
	"html"
	"strconv"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/store"
)

// registerLimit is how many lines of the registers a feed holds; the page has
// all of them, for ever.
const registerLimit = 100

// registerFeed writes every amendment and withdrawal, newest first (PRS-5,
// PRS-14, PRS-24).
func (a *assembly) registerFeed(f feed.Format) (*cache.Page, error) {
	a.key(news.KeyRegister(a.ed.ID))
	lines, err := a.view.Register(a.ctx, store.RegisterQuery{Limit: registerLimit})
	if err != nil {
		return nil, fmt.Errorf("read the register: %w", err)
	}
	items := make([]feed.Article, len(lines))
	for i, line := range lines {
		items[i] = a.registerItem(line)
	}
	return a.feedAnswer(f, feed.List{Name: a.word("feed.register"), Description: a.word("feed.register.about"),
		URL: a.abs("/" + a.word("path.corrections"))}, items, true)
}

// registerItem is a line of the register. Its id is the line's, which is never
// given to another one.
func (a *assembly) registerItem(line store.RegisterEntry) feed.Article {
	a.key(news.KeyCard(line.Article), news.KeyArticle(line.Article))
	if line.Reply != 0 {
		a.key(news.KeyCard(line.Reply))
	}
	label := a.registerLabel(line.Kind)
	at := a.at(line.At)
	// Where the ground hides the headline, the store gives none.
	title := label
	if line.Headline != "" {
		title += ": " + line.Headline
	} else {
		title += " (" + at.Format("2006-01-02") + ")"
	}
	note := line.Note
	var body string
	if line.Ground != "" {
		body += "<p>" + html.EscapeString(a.word("ground."+string(line.Ground))) + "</p>\n"
	}
	if note != "" {
		body += "<p>" + html.EscapeString(note) + "</p>\n"
	}
	if line.Path != "" {
		text := line.Headline
		if text == "" {
			text = a.abs(line.Path)
		}
		body += `<p><a href="` + html.EscapeString(a.abs(line.Path)) + `">` + html.EscapeString(text) + "</a></p>\n"
	}
	if line.ReplyPath != "" {
		body += `<p><a href="` + html.EscapeString(a.abs(line.ReplyPath)) + `">` + html.EscapeString(line.ReplyHeadline) + "</a></p>\n"
	}
	return feed.Article{ID: line.Article, GUID: "register-" + strconv.FormatInt(line.ID, 10), URL: a.abs(line.Path), Headline: title,
		Kind: news.ArticleKind(line.Kind), Label: label, Description: note, Lang: a.loc.Tag(), Published: at, Changed: at, HTML: body}
}

// registerLabel is the printed word of a line's kind.
func (a *assembly) registerLabel(kind store.RegisterKind) string {
	switch kind {
	case store.RegisterWithdrawn:
		return a.word("label.withdrawn")
	case store.RegisterReinstated:
		return a.word("feed.reinstated")
	}
	return a.word("amendment." + string(kind))
}
