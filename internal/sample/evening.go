package sample

import (
	"context"
	"fmt"
	"sort"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// work is one entry of evening.json: a text that the newsroom has not published
// yet, and what was done to it.
type work struct {
	story
	// Writer plays the part of who began it.
	Writer string `json:"writer"`
	// Text is in the light markup of the plain form.
	Text  string `json:"text"`
	Steps []step `json:"steps"`
}

// step is a command given to a text, minutes before Evening; At counts from there,
// too.
type step struct {
	Minutes int    `json:"minutes"`
	Who     string `json:"who"`
	Do      string `json:"do"`
	Text    string `json:"text"`
	Must    bool   `json:"must"`
	At      int    `json:"at"`
}

// Staff is who works on the sample newspaper at Evening, by the parts that they
// play: "reporter", "desk", "chief".
type Staff map[string]newsroom.Person

// Busy fills the desk with the evening's unpublished work: texts being written,
// one returned with a note, some that wait for the desk or for their hour, one
// under embargo. It sets the clock to the hour of each step, and leaves it
// standing at Evening.
func (p *Paper) Busy(ctx context.Context, o Options, staff Staff) error {
	var list []work
	if err := readJSON("evening.json", &list); err != nil {
		return err
	}
	var all []happening
	for _, w := range list {
		var id news.ArticleID
		for _, s := range w.Steps {
			who := s.Who
			if s.Do == "create" {
				who = w.Writer
			}
			at := Evening.Add(time.Duration(s.Minutes) * time.Minute)
			all = append(all, happening{at, func() error {
				person, err := number(staff, "person at work", who)
				if err != nil {
					return err
				}
				person.At, person.Fresh = at, at
				cmd, err := p.command(w, s, id)
				if err != nil {
					return fmt.Errorf("%q: %w", w.Headline, err)
				}
				out, err := o.Newsroom.Do(ctx, newsroom.Someone(person), cmd)
				if err != nil {
					return fmt.Errorf("%s %q: %w", s.Do, w.Headline, err)
				}
				if s.Do == "create" {
					id = out.Article
				}
				return nil
			}})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.Before(all[j].at) })
	for _, h := range all {
		o.Clock.Set(h.at)
		if err := h.do(); err != nil {
			return fmt.Errorf("fill the sample newspaper's desk: %w", err)
		}
	}
	o.Clock.Set(Evening)
	return nil
}

func (p *Paper) command(w work, s step, id news.ArticleID) (newsroom.Command, error) {
	at := Evening.Add(time.Duration(s.At) * time.Minute)
	switch s.Do {
	case "create":
		c, err := p.names.draft(w)
		return newsroom.Create{Edition: p.Edition, Content: c}, err
	case "submit":
		return newsroom.Submit{Article: id}, nil
	case "return":
		return newsroom.Return{Article: id, Reason: s.Text}, nil
	case "approve":
		return newsroom.Approve{Article: id}, nil
	case "claim":
		return newsroom.Claim{Article: id}, nil
	case "note":
		return newsroom.AddNote{Article: id, Text: s.Text, MustFix: s.Must}, nil
	case "schedule":
		return newsroom.Schedule{Article: id, At: at}, nil
	case "embargo":
		return newsroom.SetEmbargo{Article: id, Until: at, Reason: s.Text}, nil
	}
	return nil, fmt.Errorf("nobody knows how to %q", s.Do)
}

// draft gives what a text of the evening says, with every name resolved.
func (n *names) draft(w work) (news.Content, error) {
	c, err := n.around(w.story)
	c.Body = body.ParsePlain(w.Text, body.Doc{})
	return c, err
}
