package site

import (
	"cmp"
	"html"
	"regexp"
	"slices"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// What readers wrote below an article of a former site, shown as it was and closed,
// where the newspaper says so (news.Settings.Comments). There is no form.

// Comment is one of them.
type Comment struct {
	Name string
	At   time.Time
	// Text is its paragraphs, as plain text: what a reader wrote is never markup
	// here, and its links lead nowhere.
	Text []string
	// Depth is 0 for what was said of the article, 1 to 3 for answers.
	Depth int
}

const (
	// maxComments bounds a page's thread, the oldest first.
	maxComments = 500
	// deepest is how far answers step in; those to answers further down stay there.
	deepest = 3
	// commentParagraphs bounds one comment.
	commentParagraphs = 60
)

func (a *assembly) comments(id news.ArticleID) ([]Comment, error) {
	if a.set.Comments != news.CommentsArchive {
		return nil, nil
	}
	list, err := a.view.Comments(a.ctx, id, maxComments)
	if err != nil {
		return nil, err
	}
	return thread(list), nil
}

// thread puts answers below what they answer, the oldest first. An answer to what
// is not shown stands as if it were none.
func thread(list []store.ReaderComment) (out []Comment) {
	there := map[int64]bool{}
	for _, c := range list {
		there[c.Number] = true
	}
	below := map[int64][]store.ReaderComment{}
	for _, c := range list {
		parent := c.Parent
		if !there[parent] || parent == c.Number {
			parent = 0
		}
		below[parent] = append(below[parent], c)
	}
	done := map[int64]bool{}
	var walk func(parent int64, depth int)
	walk = func(parent int64, depth int) {
		answers := below[parent]
		slices.SortStableFunc(answers, func(x, y store.ReaderComment) int {
			return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Number, y.Number))
		})
		for _, c := range answers {
			if done[c.Number] {
				continue
			}
			done[c.Number] = true
			if text := plainComment(c.Text); len(text) > 0 {
				out = append(out, Comment{Name: strings.TrimSpace(c.Author), At: c.At, Text: text, Depth: min(depth, deepest)})
			}
			walk(c.Number, depth+1)
		}
	}
	walk(0, 0)
	// Those that answer each other in a circle.
	for _, c := range list {
		if !done[c.Number] {
			walk(c.Parent, 0)
		}
	}
	return out
}

// plainComment reads the paragraphs of a comment, whatever markup it came with.
// What it gives is text and is escaped as text, so a tag that is read wrongly is
// ugly and nothing worse.
func plainComment(src string) (out []string) {
	var b strings.Builder
	end := func() {
		if text := strings.Join(strings.Fields(html.UnescapeString(b.String())), " "); text != "" && len(out) < commentParagraphs {
			out = append(out, text)
		}
		b.Reset()
	}
	for src != "" {
		switch m := commentTag.FindStringSubmatchIndex(src); {
		case src[0] == '\n':
			// Line ends are WordPress's paragraphs.
			end()
			src = src[1:]
		case src[0] == '<' && m != nil:
			name, opens := strings.ToLower(src[m[2]:m[3]]), src[1] != '/'
			src = src[m[1]:]
			if opens && slices.Contains(silent, name) {
				if at := strings.Index(strings.ToLower(src), "</"+name); at >= 0 {
					src = src[at:]
				} else {
					src = ""
				}
			}
			if !slices.Contains(inline, name) {
				end()
			}
		default:
			n := 1 + strings.IndexAny(src[1:], "<\n")
			if n == 0 {
				n = len(src)
			}
			b.WriteString(src[:n])
			src = src[n:]
		}
	}
	end()
	return out
}

var (
	// commentTag is a tag, or a comment as its name "!", at the beginning of a text.
	commentTag = regexp.MustCompile(`^</?([A-Za-z][A-Za-z0-9]*|!)[^>]*>`)
	// silent elements have no words for readers.
	silent = []string{"script", "style", "textarea", "title", "iframe", "noscript"}
	inline = []string{"a", "b", "strong", "i", "em", "u", "s", "del", "ins", "span", "code", "q", "cite", "abbr", "small", "sub", "sup", "font", "strike", "img"}
)
