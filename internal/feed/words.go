package feed

import (
	"html"
	"strings"
	"time"

	"warta/internal/news"
)

// Labelled puts the label of paid content (PRS-60), and of a reply, before a
// headline that stands where no stamp can be printed.
func Labelled(a Article, headline string) string {
	if (a.Kind == news.KindAdvertorial || a.Answers) && a.Label != "" {
		return "[" + a.Label + "] " + headline
	}
	return headline
}

// guid is the stored number: it outlives headline, address and host.
func guid(a Article) string {
	if a.GUID != "" {
		return a.GUID
	}
	return "article-" + a.ID.String()
}

// title of a list's feed.
func title(p Paper, l List) string {
	if l.Name != "" && l.Name != p.Name {
		return l.Name + " - " + p.Name
	}
	return p.Name
}

// newest is the moment of the newest change that a feed tells of: an article's,
// an amendment's or a withdrawal's. A feed without any has none.
func newest(l List, articles []Article) time.Time {
	var t time.Time
	for _, a := range articles {
		if a.Changed.After(t) {
			t = a.Changed
		}
	}
	for _, f := range l.Former {
		if f.At.After(t) {
			t = f.At
		}
	}
	return t
}

// lead is what stands for the text where it is not given in full.
func lead(a Article) string {
	if a.Standfirst != "" {
		return a.Standfirst
	}
	return a.Description
}

// summaryText is the summary as plain text, with the notices before it (PRS-4)
// and the note on what is not verified after it (PRS-30).
func summaryText(a Article) string {
	var parts []string
	for _, m := range a.Amendments {
		parts = append(parts, join(" ", m.Label+" ("+m.Date+"): "+m.Note, m.Reply))
	}
	for _, t := range a.Ties {
		parts = append(parts, t.Label+": "+t.Text+" "+t.URL)
	}
	return join("\n\n", append(parts, lead(a), a.Unverified)...)
}

// summaryHTML is the summary for formats that read it as HTML.
func summaryHTML(a Article) string {
	var b strings.Builder
	notices(&b, a)
	if text := lead(a); text != "" {
		paragraph(&b, "", text)
	}
	if a.Unverified != "" {
		paragraph(&b, "em", a.Unverified)
	}
	if b.Len() == 0 {
		// A content without a summary before it is shown cut by some readers.
		paragraph(&b, "", Labelled(a, a.Headline))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// fullHTML is the whole text with what the page prints around it.
func fullHTML(a Article) string {
	var b strings.Builder
	b.Grow(len(a.HTML) + 512)
	notices(&b, a)
	if a.Standfirst != "" {
		paragraph(&b, "strong", a.Standfirst)
	}
	b.WriteString(a.HTML)
	if a.Unverified != "" {
		if !strings.HasSuffix(a.HTML, "\n") {
			b.WriteByte('\n')
		}
		paragraph(&b, "em", a.Unverified)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func notices(b *strings.Builder, a Article) {
	for _, m := range a.Amendments {
		b.WriteString("<p><strong>" + html.EscapeString(m.Label) + `</strong> (<time datetime="` + when(m.At) + `">` +
			html.EscapeString(m.Date) + "</time>): " + html.EscapeString(m.Note))
		if m.Reply != "" {
			b.WriteString(` <a href="` + html.EscapeString(m.Reply) + `">` + html.EscapeString(m.ReplyText) + "</a>")
		}
		b.WriteString("</p>\n")
	}
	for _, t := range a.Ties {
		b.WriteString("<p>" + html.EscapeString(t.Label) + `: <a href="` + html.EscapeString(t.URL) + `">` + html.EscapeString(t.Text) + "</a></p>\n")
	}
}

func paragraph(b *strings.Builder, mark, text string) {
	b.WriteString("<p>")
	if mark != "" {
		b.WriteString("<" + mark + ">")
	}
	b.WriteString(html.EscapeString(text))
	if mark != "" {
		b.WriteString("</" + mark + ">")
	}
	b.WriteString("</p>\n")
}

func join(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}
