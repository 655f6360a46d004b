package public

import (
	"context"
	"fmt"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/store"
)

// Entry is a line of the registers. Lines are never removed.
type Entry struct {
	ID       int64     `json:"id"`
	At       time.Time `json:"at"`
	Kind     string    `json:"kind" enum:"ralat,koreksi,klarifikasi,hak_jawab,withdrawn,reinstated"`
	Label    string    `json:"label" doc:"The kind as printed"`
	Article  int64     `json:"article"`
	URL      string    `json:"url" format:"uri"`
	Headline string    `json:"headline,omitempty" doc:"Absent when it could name a child or a victim"`
	Gone     bool      `json:"gone,omitempty" doc:"The article is withdrawn"`
	Note     string    `json:"note,omitempty" doc:"What was wrong and what is right, or the public reason"`
	Ground   string    `json:"ground,omitempty"`
	Reply    string    `json:"reply,omitempty" format:"uri"`
}

// registerIn asks for a piece of a register.
type registerIn struct {
	protocol.Paged
	protocol.Sparse
	Since  time.Time `query:"since"`
	Before time.Time `query:"before"`
}

func (p *Paper) amendments(ctx context.Context, in *registerIn) (*protocol.Page[Entry], error) {
	var kinds []store.RegisterKind
	for _, k := range news.AmendmentKinds {
		kinds = append(kinds, store.RegisterKind(k))
	}
	return p.register(ctx, in, "amendments", kinds)
}

func (p *Paper) withdrawals(ctx context.Context, in *registerIn) (*protocol.Page[Entry], error) {
	return p.register(ctx, in, "withdrawals", []store.RegisterKind{store.RegisterWithdrawn, store.RegisterReinstated})
}

func (p *Paper) register(ctx context.Context, in *registerIn, which string, kinds []store.RegisterKind) (*protocol.Page[Entry], error) {
	out := &protocol.Page[Entry]{}
	return out, p.read(ctx, func(s *sheet) error {
		s.call.Show(news.KeyRegister(s.ed))
		name := fmt.Sprintf("public %d %s %d %d", s.ed, which, in.Since.Unix(), in.Before.Unix())
		var from place
		if err := p.o.Cursors.Open(name, in.Cursor, &from); err != nil {
			return err
		}
		q := store.RegisterQuery{Kinds: kinds, Since: in.Since, BeforeAt: in.Before, Limit: in.Limit + 1}
		if in.Cursor != "" {
			q.BeforeAt, q.BeforeID = time.UnixMicro(from.At), from.ID
		}
		list, err := s.view.Register(ctx, q)
		if err != nil {
			return err
		}
		out.Body.Items = make([]Entry, 0, len(list))
		for i, e := range list {
			if i == in.Limit {
				last := list[i-1]
				out.Body.Next = p.o.Cursors.Seal(name, place{last.At.UnixMicro(), last.ID})
				out.Link = s.next(out.Body.Next)
				break
			}
			s.call.Show(news.KeyArticle(e.Article))
			label := s.words.Message("amendment." + string(e.Kind))
			switch e.Kind {
			case store.RegisterWithdrawn:
				label = s.words.Message("label.withdrawn")
			case store.RegisterReinstated:
				label = s.words.Message("feed.reinstated")
			}
			entry := Entry{ID: e.ID, At: e.At.UTC(), Kind: string(e.Kind), Label: label, Article: int64(e.Article), URL: s.abs(e.Path),
				Headline: e.Headline, Gone: e.Gone, Note: e.Note, Ground: string(e.Ground)}
			if e.ReplyPath != "" {
				entry.Reply = s.abs(e.ReplyPath)
			}
			out.Body.Items = append(out.Body.Items, entry)
		}
		return nil
	})
}
