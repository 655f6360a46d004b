package sample

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strconv"
	"time"

	"warta/internal/blob"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// Options of Load. Clock must be the one that Database takes its time from.
type Options struct {
	Newsroom *newsroom.Newsroom
	Database store.Database
	Blobs    blob.Store
	Clock    *Clock
	// Progress is told after each article; nil is fine.
	Progress func(done, total int)
}

// Paper is the loaded newspaper.
type Paper struct {
	Edition news.EditionID
	// Articles by the stories' keys.
	Articles map[string]news.ArticleID
	// Seed is the seed page's article, SeedPath its address.
	Seed     news.ArticleID
	SeedPath string

	names names
}

type loader struct {
	Options
	ctx   context.Context
	paper paper
	names names
	out   Paper
}

// Load replays the sample newspaper's history into an empty database, and
// leaves the clock standing at Evening.
func Load(ctx context.Context, o Options) (Paper, error) {
	l := &loader{Options: o, ctx: ctx}
	if l.Progress == nil {
		l.Progress = func(int, int) {}
	}
	list, err := stories()
	if err != nil {
		return Paper{}, err
	}
	if err := readJSON("paper.json", &l.paper); err != nil {
		return Paper{}, err
	}
	// The paper is set up the evening before its first story.
	l.Clock.Set(list[0].Published.Add(-12 * time.Hour))
	for _, step := range []func() error{l.edition, l.sections, l.photos, l.media, l.people, l.tags, l.topics} {
		if err := step(); err != nil {
			return Paper{}, fmt.Errorf("load the sample newspaper: %w", err)
		}
	}
	if err := l.replay(list); err != nil {
		return Paper{}, fmt.Errorf("load the sample newspaper: %w", err)
	}
	l.Clock.Set(Evening)
	if err := l.seed(); err != nil {
		return Paper{}, fmt.Errorf("load the seed page: %w", err)
	}
	if err := l.readings(list); err != nil {
		return Paper{}, fmt.Errorf("load the sample newspaper's readings: %w", err)
	}
	if err := l.fronts(); err != nil {
		return Paper{}, fmt.Errorf("load the sample newspaper: %w", err)
	}
	l.out.names = l.names
	return l.out, nil
}

func (l *loader) do(cmd newsroom.Command) (newsroom.Result, error) {
	return l.Newsroom.Do(l.ctx, newsroom.Operator(), cmd)
}

func (l *loader) edition() error {
	p := l.paper
	e := &news.Edition{Settings: news.Settings{Name: p.Name, Tagline: p.Tagline, Outlet: p.Outlet, Masthead: p.Masthead}}
	if _, err := l.do(newsroom.ChangeSettings{Edition: e}); err != nil {
		return err
	}
	l.out.Edition = e.ID
	return nil
}

func (l *loader) sections() error {
	l.names.sections = map[string]news.SectionID{}
	for i, s := range append(l.paper.Sections, l.paper.SeedSections...) {
		v := &news.Section{Edition: l.out.Edition, Name: s.Name, Slug: s.Slug, Description: s.Description, Colour: s.Colour, Order: i + 1}
		if _, err := l.do(newsroom.DefineSection{Section: v}); err != nil {
			return fmt.Errorf("section %q: %w", s.Name, err)
		}
		l.names.sections[s.Name] = v.ID
	}
	return nil
}

func (l *loader) people() error {
	l.names.people = map[string]news.PersonID{}
	for _, p := range l.paper.People {
		v := &news.Person{Name: p.Name, Slug: p.Slug, Title: p.Title, Bio: p.Bio, Contacts: p.Contacts, Active: true}
		if p.Portrait != nil {
			a, err := l.picture("portraits", *p.Portrait)
			if err == nil {
				_, err = l.do(newsroom.AddAsset{Asset: a})
			}
			if err != nil {
				return fmt.Errorf("portrait of %q: %w", p.Name, err)
			}
			v.Portrait = a.ID
		}
		if _, err := l.do(newsroom.DefinePerson{Edition: l.out.Edition, Person: v}); err != nil {
			return fmt.Errorf("person %q: %w", p.Name, err)
		}
		l.names.people[p.Slug] = v.ID
	}
	return nil
}

func (l *loader) tags() error {
	l.names.tags = map[string]news.TagID{}
	for _, t := range l.paper.Tags {
		v := &news.Tag{Edition: l.out.Edition, Name: t.Name, Slug: t.Slug, Type: news.TagType(t.Type)}
		if _, err := l.do(newsroom.DefineTag{Tag: v}); err != nil {
			return fmt.Errorf("tag %q: %w", t.Name, err)
		}
		l.names.tags[t.Name] = v.ID
	}
	return nil
}

func (l *loader) photos() error {
	l.names.assets = map[string]news.AssetID{}
	var list []photo
	if err := readJSON("photos/photos.json", &list); err != nil {
		return err
	}
	for _, p := range list {
		a, err := l.picture("photos", p)
		if err != nil {
			return fmt.Errorf("photo %q: %w", p.Slug, err)
		}
		if _, err := l.do(newsroom.AddAsset{Asset: a}); err != nil {
			return fmt.Errorf("photo %q: %w", p.Slug, err)
		}
		l.names.assets[p.Slug] = a.ID
	}
	return nil
}

// picture puts the ready-made renditions of a folder into the blob store.
func (l *loader) picture(folder string, p photo) (*news.Asset, error) {
	a := &news.Asset{Edition: l.out.Edition, Kind: "photo", MIME: "image/jpeg", Title: p.Title, Caption: p.Caption,
		Alt: p.Alt, Credit: p.Credit, Colour: p.Color, AISource: p.AI, FocalX: p.Focal[0], FocalY: p.Focal[1]}
	var widths []int
	for w := range p.Widths {
		n, err := strconv.Atoi(w)
		if err != nil {
			return nil, err
		}
		widths = append(widths, n)
	}
	sort.Ints(widths)
	for _, w := range widths {
		data, err := files.ReadFile(fmt.Sprintf("%s/%s/%d.jpg", folder, p.Slug, w))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		a.Hash = hex.EncodeToString(sum[:])
		// Demo photos are public from the first minute, so their names may be
		// derived from their bytes.
		r := news.Rendition{Name: fmt.Sprintf("%s-%d-%s.jpg", p.Slug, w, a.Hash[:32]), MIME: "image/jpeg",
			Width: p.Widths[strconv.Itoa(w)][0], Height: p.Widths[strconv.Itoa(w)][1], Size: int64(len(data))}
		if err := l.Blobs.Put(l.ctx, r.Name, bytes.NewReader(data)); err != nil {
			return nil, err
		}
		a.Renditions = append(a.Renditions, r)
		a.Width, a.Height, a.Size = r.Width, r.Height, r.Size
	}
	return a, nil
}

// media are the films and sounds, each with its captions if it has any.
func (l *loader) media() error {
	var list []medium
	if err := readJSON("media/media.json", &list); err != nil {
		return err
	}
	for _, m := range list {
		a := &news.Asset{Edition: l.out.Edition, Kind: m.Kind, MIME: m.MIME, Title: m.Title, Caption: m.Caption,
			Credit: m.Credit, Width: m.Width, Height: m.Height, Seconds: m.Seconds}
		for name, mime := range map[string]string{m.File: m.MIME, m.Captions: "text/vtt"} {
			if name == "" {
				continue
			}
			data, err := files.ReadFile("media/" + name)
			if err != nil {
				return fmt.Errorf("medium %q: %w", m.Slug, err)
			}
			sum := sha256.Sum256(data)
			hash := hex.EncodeToString(sum[:])
			r := news.Rendition{Name: hash[:32] + "-" + name, MIME: mime, Size: int64(len(data))}
			if err := l.Blobs.Put(l.ctx, r.Name, bytes.NewReader(data)); err != nil {
				return fmt.Errorf("medium %q: %w", m.Slug, err)
			}
			if name == m.File {
				r.Width, r.Height = m.Width, m.Height
				a.Hash, a.Size = hash, r.Size
				a.Renditions = append([]news.Rendition{r}, a.Renditions...)
			} else {
				a.Renditions = append(a.Renditions, r)
			}
		}
		if _, err := l.do(newsroom.AddAsset{Asset: a}); err != nil {
			return fmt.Errorf("medium %q: %w", m.Slug, err)
		}
		l.names.assets[m.Slug] = a.ID
	}
	return nil
}

// happening is one thing that was done to a story, at its hour.
type happening struct {
	at time.Time
	do func() error
}

// replay publishes and amends every story at its own time, in order.
func (l *loader) replay(list []story) error {
	l.names.articles = map[string]news.ArticleID{}
	for i, s := range list {
		l.names.articles[s.Key] = news.ArticleID(i + 1)
	}
	l.out.Articles = l.names.articles
	var all []happening
	done := 0
	for _, s := range list {
		all = append(all, happening{s.Published, func() error {
			done++
			l.Progress(done, len(list))
			return l.publish(s)
		}})
		for _, am := range s.Amendments {
			all = append(all, happening{am.At, func() error {
				cmd := newsroom.Correct{Article: l.names.articles[s.Key], Kind: am.Kind, Note: am.Note}
				if am.Reply != "" {
					cmd.Reply = l.names.articles[am.Reply]
				}
				_, err := l.do(cmd)
				return err
			}})
		}
		if out := s.Withdrawn; out != nil {
			all = append(all, happening{out.At, func() error {
				_, err := l.do(newsroom.Withdraw{Article: l.names.articles[s.Key], Ground: out.Ground, Reason: out.Reason})
				return err
			}})
		}
		if s.Updated != nil {
			all = append(all, happening{*s.Updated, func() error { return l.update(s) }})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.Before(all[j].at) })
	for _, h := range all {
		l.Clock.Set(h.at)
		if err := h.do(); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) publish(s story) error {
	c, err := l.names.content(s)
	if err != nil {
		return fmt.Errorf("article %q: %w", s.Key, err)
	}
	id := l.names.articles[s.Key]
	if _, err := l.do(newsroom.Create{Edition: l.out.Edition, ID: id, Content: c}); err != nil {
		return fmt.Errorf("article %q: %w", s.Key, err)
	}
	if _, err := l.do(newsroom.Publish{Article: id}); err != nil {
		return fmt.Errorf("article %q: %w", s.Key, err)
	}
	if s.Reads > 0 {
		return l.Database.Reads().Set(l.ctx, id, early(s))
	}
	return nil
}

// update publishes a story's content once more, as new facts would.
func (l *loader) update(s story) error {
	c, err := l.names.content(s)
	if err != nil {
		return fmt.Errorf("article %q: %w", s.Key, err)
	}
	_, err = l.do(newsroom.Update{Article: l.names.articles[s.Key], Content: &c, Class: news.Substantial})
	return err
}

// live gives the content that readers see of an article now.
func (l *loader) live(id news.ArticleID) (news.Content, error) {
	var c news.Content
	err := l.Database.Read(l.ctx, func(tx store.Tx) error {
		a, err := tx.Articles().Get(l.ctx, id)
		if err != nil {
			return err
		}
		v, err := tx.Articles().Version(l.ctx, a.Live)
		c = v.Content
		return err
	})
	return c, err
}
