package admin

import (
	"strconv"
	"strings"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// Island is what the article's page hands the editor's script as JSON, beside
// the form that works without it (editor/README.md).
type Island struct {
	Article  int64  `json:"article"`
	ULID     string `json:"ulid,omitempty"`
	Edition  int64  `json:"edition"`
	Revision int    `json:"revision"`
	Schema   int    `json:"schema"`

	Content   news.Content     `json:"content"`
	Work      news.WorkState   `json:"work"`
	Public    news.PublicState `json:"public"`
	Live      bool             `json:"live,omitempty"`
	Path      string           `json:"path,omitempty"`
	Due       string           `json:"due,omitempty"`
	Embargo   string           `json:"embargo,omitempty"`
	May       []news.Command   `json:"may"`
	Conflicts []news.Clash     `json:"conflicts,omitempty"`
	Rights    islandRights     `json:"rights"`

	Person islandName        `json:"person"`
	Names  islandNames       `json:"names"`
	Limits map[string]int    `json:"limits"`
	Fields []string          `json:"fields"`
	Kinds  []string          `json:"kinds"`
	Roles  []string          `json:"roles"`
	Paper  string            `json:"paper"`
	Zone   string            `json:"zone"`
	Lang   string            `json:"lang"`
	Words  map[string]string `json:"words"`
	Links  map[string]string `json:"links"`
	Build  string            `json:"build"`
}

type islandRights struct {
	RawHTML bool `json:"raw_html,omitempty"`
	Note    bool `json:"note,omitempty"`
}

type islandName struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Depth int    `json:"depth,omitempty"`
}

type islandNames struct {
	Sections []islandName          `json:"sections"`
	Tags     map[int64]string      `json:"tags"`
	People   map[int64]string      `json:"people"`
	Articles map[int64]string      `json:"articles"`
	Assets   map[int64]islandPhoto `json:"assets"`
}

// islandPhoto is an asset as the editor shows it.
type islandPhoto struct {
	URL     string `json:"url,omitempty"`
	Name    string `json:"name,omitempty"`
	Kind    string `json:"kind"`
	Width   int    `json:"width,omitempty"`
	Height  int    `json:"height,omitempty"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Alt     string `json:"alt,omitempty"`
}

// photoWidth is about as wide as the column of text, twice on a fine screen.
const photoWidth = 960

func islandPhotoOf(a news.Asset) islandPhoto {
	out := islandPhoto{Name: a.Name, Kind: a.Kind, Width: a.Width, Height: a.Height, Caption: a.Caption, Credit: a.Credit, Alt: a.Alt}
	best := 0
	for _, r := range a.Renditions {
		if r.Crop != "" || !strings.HasPrefix(r.MIME, "image/") {
			continue
		}
		// The narrowest that is wide enough, else the widest.
		if best == 0 || best < photoWidth && r.Width > best || r.Width >= photoWidth && r.Width < best {
			best, out.URL = r.Width, "/-/media/"+r.Name
		}
	}
	return out
}

// islandWords are the parts of the catalogue that the script says.
var islandWords = []struct{ prefix, as string }{
	{"error.field.", "fault."}, {"field.", "field."}, {"role.", "role."}, {"kind.", "article."}, {"work.", "work."}, {"editor.", ""},
}

// islandOf makes it of what the article's page has read.
func (s *Server) islandOf(v *visit, b newsroom.Workbench) *Island {
	words := v.words
	a := &b.Article
	out := &Island{Article: int64(a.ID), Edition: int64(a.Edition), Revision: a.Revision, Schema: body.SchemaVersion, Content: *b.Content,
		Work: a.Work, Public: a.Public, Live: a.Public == news.Live, Path: a.Path, May: b.Allowed, Conflicts: b.Conflicts,
		Rights: islandRights{RawHTML: b.RawHTML, Note: b.Note}, Person: islandName{ID: int64(v.me.User.ID), Name: v.me.User.Name},
		Limits: map[string]int{}, Paper: b.Edition.Settings.Name, Zone: s.o.Zone().String(), Lang: words.Tag(), Words: map[string]string{}, Build: s.build}
	if out.May == nil {
		out.May = []news.Command{}
	}
	const clock = "2006-01-02T15:04:05Z07:00"
	if due := a.Due(); !due.IsZero() {
		out.Due = due.UTC().Format(clock)
	}
	if a.Embargo != nil {
		out.Embargo = a.Embargo.Until.UTC().Format(clock)
	}
	for _, f := range news.Fields {
		if f.Limit > 0 {
			out.Limits[f.Name] = f.Limit
		}
		if f.Of == "" {
			out.Fields = append(out.Fields, f.Name)
		}
	}
	for _, k := range news.ArticleKinds {
		out.Kinds = append(out.Kinds, string(k))
	}
	for _, r := range news.Roles {
		out.Roles = append(out.Roles, string(r))
	}
	// The editor's own words come last: they are shorter where both have one.
	for _, from := range islandWords {
		for _, key := range words.Keys() {
			if short, ok := strings.CutPrefix(key, from.prefix); ok {
				out.Words[from.as+short] = words.Pattern(key)
			}
		}
	}
	out.Names = islandNamesOf(b.Names)
	path := "/newsroom/a/" + strconv.FormatInt(int64(a.ID), 10)
	out.Links = map[string]string{"plain": path + "?plain=1", "preview": path + "/preview", "board": "/newsroom/", "login": "/newsroom/login",
		"picker": s.static.URL("picker.js"), "paste": s.static.URL("paste.js")}
	return out
}

func islandNamesOf(n newsroom.Names) islandNames {
	out := islandNames{Sections: []islandName{}, Tags: map[int64]string{}, People: map[int64]string{}, Articles: map[int64]string{}, Assets: map[int64]islandPhoto{}}
	parents := map[news.SectionID]news.SectionID{}
	for _, x := range n.Sections {
		parents[x.ID] = x.Parent
	}
	for _, x := range n.Sections {
		if x.MergedInto != 0 {
			continue
		}
		depth := 0
		for p := x.Parent; p != 0 && depth < 3; p = parents[p] {
			depth++
		}
		out.Sections = append(out.Sections, islandName{ID: int64(x.ID), Name: x.Name, Depth: depth})
	}
	for _, x := range n.Tags {
		out.Tags[int64(x.ID)] = x.Name
	}
	for _, x := range n.People {
		out.People[int64(x.ID)] = x.Name
	}
	for _, x := range n.Articles {
		out.Articles[int64(x.Article)] = x.Headline
	}
	for _, x := range n.Assets {
		out.Assets[int64(x.ID)] = islandPhotoOf(x)
	}
	return out
}
