package sample

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
)

// paper is paper.json: the newspaper around its articles.
type paper struct {
	Name     string        `json:"name"`
	Tagline  string        `json:"tagline"`
	Outlet   string        `json:"outlet"`
	Masthead news.Masthead `json:"masthead"`
	Sections []section     `json:"sections"`
	// SeedSections are those that the seed page names; they get their address
	// and colour here.
	SeedSections []section `json:"seed_sections"`
	People       []person  `json:"people"`
	Tags         []tag     `json:"tags"`
}

type section struct{ Name, Slug, Description, Colour string }

type person struct {
	Slug, Name, Title, Bio string
	Contacts               []news.Contact
	// Portrait is nil for those who were not drawn.
	Portrait *photo
}

type tag struct{ Name, Slug, Type string }

// story is one file of articles/: an article with its history. References are
// by name: section and tag names, people's slugs, other stories' keys, photos'
// slugs.
type story struct {
	Key        string           `json:"key"`
	Kind       news.ArticleKind `json:"kind"`
	Section    string           `json:"section"`
	More       []string         `json:"more"`
	Kicker     string           `json:"kicker"`
	Headline   string           `json:"headline"`
	Standfirst string           `json:"standfirst"`
	Slug       string           `json:"slug"`
	Dateline   news.Dateline    `json:"dateline"`
	Byline     []struct {
		Person string    `json:"person"`
		Name   string    `json:"name"`
		Role   news.Role `json:"role"`
	} `json:"byline"`
	Tags      []string   `json:"tags"`
	Published time.Time  `json:"published"`
	Updated   *time.Time `json:"updated"`
	Lead      *struct {
		Photo      string `json:"photo"`
		Caption    string `json:"caption"`
		Alt        string `json:"alt"`
		Credit     string `json:"credit"`
		Decorative bool   `json:"decorative"`
	} `json:"lead"`
	Language    string      `json:"language"`
	Flags       news.Flags  `json:"flags"`
	AIUse       *news.AIUse `json:"ai_use"`
	Label       string      `json:"label"`
	Paged       bool        `json:"paged"`
	ClosingNote string      `json:"closing_note"`
	Reads       int64       `json:"reads"`
	Related     []string    `json:"related"`
	// Follows is the unverified report that the story follows up.
	Follows   string `json:"follows"`
	Withdrawn *struct {
		At     time.Time   `json:"at"`
		Ground news.Ground `json:"ground"`
		Reason string      `json:"reason"`
	} `json:"withdrawn"`
	Amendments []struct {
		Kind  news.AmendmentKind `json:"kind"`
		Note  string             `json:"note"`
		At    time.Time          `json:"at"`
		Reply string             `json:"reply"`
	} `json:"amendments"`
	Body json.RawMessage `json:"body"`
}

// photo is one entry of photos/photos.json.
type photo struct {
	Slug    string `json:"slug"`
	Title   string `json:"title"`
	Caption string `json:"caption"`
	Alt     string `json:"alt"`
	Credit  string `json:"credit"`
	// AI is the digital source type of a picture that a machine made.
	AI     string            `json:"ai"`
	Color  string            `json:"color"`
	Focal  [2]float64        `json:"focal"`
	Widths map[string][2]int `json:"widths"`
}

// medium is one entry of media/media.json: a film or a sound.
type medium struct {
	Slug     string `json:"slug"`
	Kind     string `json:"kind"`
	File     string `json:"file"`
	MIME     string `json:"mime"`
	Captions string `json:"captions"`
	Title    string `json:"title"`
	Caption  string `json:"caption"`
	Credit   string `json:"credit"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Seconds  int    `json:"seconds"`
}

func readJSON(name string, into any) error {
	b, err := files.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read the sample newspaper: %w", err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("read the sample newspaper's %s: %w", name, err)
	}
	return nil
}

// stories reads every article, oldest first.
func stories() ([]story, error) {
	names, err := fs.Glob(files, "articles/*.json")
	if err != nil {
		return nil, err
	}
	out := make([]story, len(names))
	for i, name := range names {
		if err := readJSON(name, &out[i]); err != nil {
			return nil, err
		}
		if key := strings.TrimSuffix(path.Base(name), ".json"); out[i].Key != key {
			return nil, fmt.Errorf("read the sample newspaper's %s: its key is %q", name, out[i].Key)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Published.Before(out[j].Published) })
	return out, nil
}

// names turns the names that stories use into numbers.
type names struct {
	sections map[string]news.SectionID
	tags     map[string]news.TagID
	people   map[string]news.PersonID
	assets   map[string]news.AssetID
	articles map[string]news.ArticleID
	topics   map[string]news.TopicID
	// topicOf are the stories' topics by the stories' keys.
	topicOf map[string]news.TopicID
}

func number[K comparable, V any](m map[K]V, what string, key K) (V, error) {
	v, ok := m[key]
	if !ok {
		return v, fmt.Errorf("there is no %s %q", what, fmt.Sprint(key))
	}
	return v, nil
}

// content gives what a story says, with every name resolved.
func (n *names) content(s story) (news.Content, error) {
	c, err := n.around(s)
	if err == nil {
		c.Body, err = n.body(s)
	}
	return c, err
}

// around gives all that a story says but its text.
func (n *names) around(s story) (c news.Content, err error) {
	c = news.Content{Kind: s.Kind, Headline: s.Headline, Kicker: s.Kicker, Standfirst: s.Standfirst, Slug: s.Slug,
		Dateline: s.Dateline, Language: s.Language, Flags: s.Flags, AIUse: s.AIUse, Label: s.Label, Paged: s.Paged, ClosingNote: s.ClosingNote, Topic: n.topicOf[s.Key]}
	if s.Kind != news.KindPage {
		if c.Section, err = number(n.sections, "section", s.Section); err != nil {
			return c, err
		}
	}
	if s.Follows != "" {
		if c.Follows, err = number(n.articles, "article", s.Follows); err != nil {
			return c, err
		}
	}
	for _, name := range s.More {
		id, err := number(n.sections, "section", name)
		if err != nil {
			return c, err
		}
		c.More = append(c.More, id)
	}
	for _, name := range s.Tags {
		id, err := number(n.tags, "tag", name)
		if err != nil {
			return c, err
		}
		c.Tags = append(c.Tags, id)
	}
	for _, key := range s.Related {
		id, err := number(n.articles, "article", key)
		if err != nil {
			return c, err
		}
		c.Related = append(c.Related, id)
	}
	for _, b := range s.Byline {
		credit := news.Credit{Name: b.Name, Role: b.Role}
		if b.Person != "" {
			if credit.Person, err = number(n.people, "person", b.Person); err != nil {
				return c, err
			}
		}
		c.Byline = append(c.Byline, credit)
	}
	if s.Lead != nil {
		lead := &news.LeadMedia{Caption: s.Lead.Caption, Alt: s.Lead.Alt, Credit: s.Lead.Credit, Decorative: s.Lead.Decorative}
		if lead.Asset, err = number(n.assets, "photo", s.Lead.Photo); err != nil {
			return c, err
		}
		c.Lead = lead
	}
	return c, nil
}

// body reads a story's text after turning the names in it into numbers.
func (n *names) body(s story) (body.Doc, error) {
	var tree any
	if err := json.Unmarshal(s.Body, &tree); err != nil {
		return body.Doc{}, err
	}
	if err := n.resolve(tree); err != nil {
		return body.Doc{}, err
	}
	b, err := json.Marshal(tree)
	if err != nil {
		return body.Doc{}, err
	}
	doc, err := body.Parse(b)
	if err != nil {
		return doc, err
	}
	doc.AssignIDs(s.Key)
	return doc, nil
}

func (n *names) resolve(node any) error {
	switch v := node.(type) {
	case []any:
		for _, child := range v {
			if err := n.resolve(child); err != nil {
				return err
			}
		}
	case map[string]any:
		for key, child := range v {
			name, isName := child.(string)
			switch list, isList := child.([]any); {
			case key == "asset" && isName:
				id, err := number(n.assets, "photo", name)
				if err != nil {
					return err
				}
				v[key] = id
			case key == "refs" && isList:
				for i, ref := range list {
					id, err := number(n.articles, "article", fmt.Sprint(ref))
					if err != nil {
						return err
					}
					list[i] = id
				}
			default:
				if err := n.resolve(child); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
