package ingest

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"warta/internal/body"
	"warta/internal/news"
)

// A score tells how well pages are read, on pages of which somebody else wrote down
// what they say. Two layouts of gold data are known:
//
//   - news: <dir>/meta.json names pages (*.html.gz) with their addresses; beside the
//     pages of a publisher stands <publisher>.json with a version of the gold for
//     each page, oldest first (the layout of fundus);
//   - articles: a folder per page with source.html, expected.html and
//     expected-metadata.json (the layout of readability's tests).

// Reading is what a reader of pages found: the article's title, time and text.
type Reading struct {
	Title string
	// Others are further headlines that the page has: for search engines, for other
	// sites.
	Others    []string
	Published time.Time
	Text      string
}

// Reader reads one page.
type Reader func(page []byte, address string) (Reading, error)

// Gold is a page with what it says.
type Gold struct {
	Name, Address string
	// Page is the HTML as it was saved.
	Page []byte
	// Title, Published and Text are what a person, or the publisher's own structure,
	// says. An empty one does not count.
	Title     string
	Published time.Time
	// Summary is the standfirst; it counts as text when a reader takes it so.
	Summary, Text string
	// Bare is the text without captions, where Text has them.
	Bare string
	// Exact: the time is good to the minute and has its zone.
	Exact bool
}

// Grade is the score of one page.
type Grade struct {
	Name string
	// Title is the headline itself, AnyTitle it or another one of the page.
	Title, AnyTitle, Date bool
	HasTitle, HasDate     bool
	Precision, Recall, F1 float64
	HasText               bool
	Took                  time.Duration
	Err                   error
	Got                   Reading
}

// Scores sums up grades.
type Scores struct {
	Pages, Titles, TitlesRight, AnyTitle, Dates, DatesRight, Texts, Failed int
	Precision, Recall, F1                                                  float64
	Mean                                                                   time.Duration
}

// LoadGold reads the pages of a folder. NotFound when there is no gold in it.
func LoadGold(dir fs.FS) ([]Gold, error) {
	if _, err := fs.Stat(dir, "meta.json"); err == nil {
		return loadNews(dir)
	}
	names, err := fs.Glob(dir, "*/source.html")
	if err != nil || len(names) == 0 {
		return nil, news.Refuse(news.NotFound, "score", "import.no_gold", nil)
	}
	sort.Strings(names)
	var out []Gold
	for _, name := range names {
		g, err := loadArticle(dir, path.Dir(name))
		if err != nil {
			return nil, fmt.Errorf("gold of %s: %w", name, err)
		}
		out = append(out, g)
	}
	return out, nil
}

func loadArticle(dir fs.FS, folder string) (g Gold, err error) {
	g.Name, g.Address = folder, "http://fakehost/test/page.html"
	if g.Page, err = fs.ReadFile(dir, folder+"/source.html"); err != nil {
		return g, err
	}
	expected, err := fs.ReadFile(dir, folder+"/expected.html")
	if err != nil {
		return g, err
	}
	doc, err := html.Parse(strings.NewReader(string(expected)))
	if err != nil {
		return g, err
	}
	g.Text, g.Bare = shownText(doc, false), shownText(doc, true)
	var meta struct {
		Title         string  `json:"title"`
		PublishedTime *string `json:"publishedTime"`
	}
	b, err := fs.ReadFile(dir, folder+"/expected-metadata.json")
	if errors.Is(err, fs.ErrNotExist) {
		return g, nil
	}
	if err != nil {
		return g, err
	}
	if err := json.Unmarshal(b, &meta); err != nil {
		return g, err
	}
	g.Title = meta.Title
	if meta.PublishedTime != nil {
		t, timed, zoned, ok := moment(*meta.PublishedTime, time.UTC)
		if ok && timed && zoned {
			g.Published, g.Exact = t, true
		}
	}
	return g, nil
}

// shownText is the text of a tree with a line end at every block.
func shownText(n *html.Node, bare bool) string {
	var b strings.Builder
	walkNodes(n, func(c *html.Node) bool {
		switch c.Type {
		case html.TextNode:
			b.WriteString(c.Data)
		case html.ElementNode:
			if bare && (c.Data == "figure" || c.Data == "figcaption") && find(c, "p", "table", "pre") == nil {
				return false
			}
			switch c.Data {
			case "script", "style", "noscript", "template", "head":
				return false
			case "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr", "td", "th", "blockquote", "figure", "figcaption", "pre", "section", "article", "dt", "dd":
				b.WriteByte('\n')
			}
		}
		return true
	})
	return b.String()
}

func loadNews(dir fs.FS) ([]Gold, error) {
	b, err := fs.ReadFile(dir, "meta.json")
	if err != nil {
		return nil, err
	}
	var pages map[string]struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal(b, &pages); err != nil {
		return nil, fmt.Errorf("meta.json: %w", err)
	}
	byPublisher := map[string][]string{}
	for name := range pages {
		base, _, ok := strings.Cut(path.Base(name), "_")
		if !ok {
			continue
		}
		// A publisher's name may hold the sign, a date does not hold a letter.
		for i := strings.IndexByte(path.Base(name), '_'); i >= 0; {
			base = path.Base(name)[:i]
			next := strings.IndexByte(path.Base(name)[i+1:], '_')
			if rest := path.Base(name)[i+1:]; next < 0 || rest[0] >= '0' && rest[0] <= '9' {
				break
			}
			i += 1 + next
		}
		key := path.Join(path.Dir(name), base)
		byPublisher[key] = append(byPublisher[key], name)
	}
	var keys []string
	for key := range byPublisher {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	var out []Gold
	for _, key := range keys {
		names := byPublisher[key]
		sort.Strings(names)
		b, err := fs.ReadFile(dir, key+".json")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var versions map[string]newsGold
		if err := json.Unmarshal(b, &versions); err != nil {
			return nil, fmt.Errorf("%s.json: %w", key, err)
		}
		var order []string
		for v := range versions {
			order = append(order, v)
		}
		slices.SortFunc(order, func(a, b string) int { return slices.Compare(versionOf(a), versionOf(b)) })
		// The newest pages belong to the newest versions.
		for i := range min(len(names), len(order)) {
			name, v := names[len(names)-1-i], versions[order[len(order)-1-i]]
			g := v.gold()
			g.Name, g.Address = name, pages[name].URL
			if g.Page, err = readGzip(dir, name); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			out = append(out, g)
		}
	}
	if len(out) == 0 {
		return nil, news.Refuse(news.NotFound, "score", "import.no_gold", nil)
	}
	return out, nil
}

type newsGold struct {
	Title           string `json:"title"`
	PublishingDate  string `json:"publishing_date"`
	PublishingDate2 string `json:"published"`
	Body            struct {
		Summary  []string `json:"summary"`
		Sections []struct {
			Headline   []string `json:"headline"`
			Paragraphs []string `json:"paragraphs"`
		} `json:"sections"`
	} `json:"body"`
}

func (n newsGold) gold() (g Gold) {
	g.Title = n.Title
	if t, timed, zoned, ok := moment(firstText(n.PublishingDate, n.PublishingDate2), time.UTC); ok && timed && zoned {
		g.Published, g.Exact = t, true
	}
	g.Summary = strings.Join(n.Body.Summary, "\n")
	var parts []string
	for _, s := range n.Body.Sections {
		parts = append(append(parts, s.Headline...), s.Paragraphs...)
	}
	g.Text = strings.Join(parts, "\n")
	return g
}

// versionOf orders V1, V1_1, V2, V10.
func versionOf(s string) (out []int) {
	n, in := 0, false
	for _, r := range s + "_" {
		if r >= '0' && r <= '9' {
			n, in = n*10+int(r-'0'), true
		} else if in {
			out, n, in = append(out, n), 0, false
		}
	}
	return out
}

func readGzip(dir fs.FS, name string) ([]byte, error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
	}
	return io.ReadAll(io.LimitReader(r, MaxPage+1))
}

// PageReader is how Warta reads a page.
func PageReader(o Options) Reader {
	return func(page []byte, address string) (Reading, error) {
		o := o
		o.Address = address
		b, err := readMarkup(page, o)
		if err != nil {
			return Reading{}, err
		}
		it := &b.Items[0]
		// The score knows no datelines apart from the text.
		text := sentences(it.Body)
		if d := it.Dateline; d.Place != "" {
			text = strings.TrimSpace(d.Place+" "+d.Outlet) + " " + text
		}
		if it.Standfirst != "" {
			text = it.Standfirst + "\n" + text
		}
		r := Reading{Title: it.Headline, Published: it.Published, Text: text}
		for _, h := range it.Headlines {
			r.Others = append(r.Others, h)
		}
		for _, f := range it.Kept {
			if f.Name == "h1" {
				r.Others = append(r.Others, f.Value)
			}
		}
		return r, nil
	}
}

// Score grades a reader on pages, one by one.
func Score(ctx context.Context, pages []Gold, read Reader, each func(Grade)) (Scores, error) {
	var s Scores
	var took time.Duration
	for _, p := range pages {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		g := p.grade(read)
		took += g.Took
		s.add(g)
		if each != nil {
			each(g)
		}
	}
	if s.Pages > 0 {
		s.Mean = took / time.Duration(s.Pages)
	}
	if s.Texts > 0 {
		n := float64(s.Texts)
		s.Precision, s.Recall, s.F1 = s.Precision/n, s.Recall/n, s.F1/n
	}
	return s, nil
}

func (s *Scores) add(g Grade) {
	s.Pages++
	if g.Err != nil {
		s.Failed++
	}
	if g.HasTitle {
		s.Titles++
		if g.Title {
			s.TitlesRight++
		}
		if g.AnyTitle {
			s.AnyTitle++
		}
	}
	if g.HasDate {
		s.Dates++
		if g.Date {
			s.DatesRight++
		}
	}
	if g.HasText {
		s.Texts++
		s.Precision, s.Recall, s.F1 = s.Precision+g.Precision, s.Recall+g.Recall, s.F1+g.F1
	}
}

func (p Gold) grade(read Reader) (g Grade) {
	g.Name = p.Name
	start := time.Now()
	g.Got, g.Err = read(p.Page, p.Address)
	g.Took = time.Since(start)
	g.HasTitle, g.HasDate, g.HasText = p.Title != "", p.Exact, strings.TrimSpace(p.Text) != ""
	g.Title = sameTitle(g.Got.Title, p.Title)
	g.AnyTitle = g.Title || slices.ContainsFunc(g.Got.Others, func(t string) bool { return sameTitle(t, p.Title) })
	g.Date = p.Exact && sameMinute(g.Got.Published, p.Published)
	if g.HasText {
		// A standfirst and captions count neither way: some gold has them in its
		// text, and some readers.
		for _, gold := range []string{p.Text, p.Summary + "\n" + p.Text, p.Bare} {
			if blank(gold) {
				continue
			}
			if pr, re, f := overlap(g.Got.Text, gold); f > g.F1 {
				g.Precision, g.Recall, g.F1 = pr, re, f
			}
		}
	}
	return g
}

// sameTitle: equal but for spaces, case and the shapes of quotation marks and dashes,
// or but for the site's name that the gold has behind it.
func sameTitle(got, gold string) bool {
	a, b := scoreWords(got), scoreWords(gold)
	if slices.Equal(a, b) {
		return len(a) > 0
	}
	rest, ok := strings.CutPrefix(fold(gold), fold(got))
	return ok && len(a) > 0 && rest != "" && strings.IndexAny(strings.TrimSpace(rest), "|-_·–—»:") == 0 && len(scoreWords(rest)) <= 6
}

// scoreWords are the words of a text; a letter of a script without spaces is one.
func scoreWords(s string) []string {
	var out []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range fold(s) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer):
			end()
			out = append(out, string(r))
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
			word.WriteRune(r)
		default:
			end()
		}
	}
	end()
	return out
}

// overlap compares two texts by their runs of four words.
func overlap(got, gold string) (precision, recall, f1 float64) {
	a, b := grams(scoreWords(got)), grams(scoreWords(gold))
	na, nb, both := 0, 0, 0
	for _, n := range a {
		na += n
	}
	for g, n := range b {
		nb += n
		both += min(n, a[g])
	}
	if both == 0 {
		return 0, 0, 0
	}
	precision, recall = float64(both)/float64(na), float64(both)/float64(nb)
	return precision, recall, 2 * precision * recall / (precision + recall)
}

func grams(words []string) map[string]int {
	const n = 4
	out := map[string]int{}
	if len(words) > 0 && len(words) < n {
		out[strings.Join(words, " ")]++
	}
	for i := 0; i+n <= len(words); i++ {
		out[strings.Join(words[i:i+n], " ")]++
	}
	return out
}

// sentences is a text without what stands under pictures.
func sentences(d body.Doc) string {
	c := d
	c.Blocks = slices.DeleteFunc(slices.Clone(d.Blocks), func(b body.Block) bool {
		switch b.Kind() {
		case body.KindImage, body.KindGallery, body.KindVideo, body.KindAudio, body.KindFile, body.KindEmbed, body.KindUnknown:
			return true
		}
		return false
	})
	return c.Text()
}
