package public

import (
	"context"
	"fmt"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
)

// searchAge is how long an answer of the index is kept (SE-4).
const searchAge = 30 * time.Second

// SearchIn is a question to the index.
type SearchIn struct {
	protocol.Paged
	protocol.Sparse
	Q       string    `query:"q" required:"true" minLength:"1" maxLength:"200" example:"banjir jakarta" doc:"Words, \"exact phrases\" and -exclusions"`
	Section int64     `query:"section" minimum:"1" doc:"Only this section and those below it"`
	From    time.Time `query:"from" doc:"Only what was published at or after this moment"`
	To      time.Time `query:"to" doc:"Only what was published before this moment"`
	Sort    string    `query:"sort" enum:"best,newest" default:"best"`
}

// offset is where an answer goes on. The index has no keys to go on from; its
// answers are bounded (store.SearchCounted).
type offset struct {
	N int `json:"n"`
}

func (p *Paper) search(ctx context.Context, in *SearchIn) (*protocol.Page[Card], error) {
	out := &protocol.Page[Card]{}
	out.Body.Items = []Card{}
	return out, p.read(ctx, func(s *sheet) error {
		if err := s.loadSections(); err != nil {
			return err
		}
		words := search.For(s.words.Tag())
		q := words.Parse(in.Q)
		name := fmt.Sprintf("public %d search %s %d %d %d %s", s.ed, in.Q, in.Section, in.From.Unix(), in.To.Unix(), in.Sort)
		var from offset
		if err := p.o.Cursors.Open(name, in.Cursor, &from); err != nil {
			return err
		}
		f := search.Filter{Edition: s.ed, Loose: true, Now: s.view.Now(), ByTime: in.Sort == "newest", Since: in.From, Before: in.To,
			Offset: from.N, Limit: in.Limit + 1}
		if in.Section != 0 {
			if s.section(news.SectionID(in.Section)) == nil {
				return protocol.Invalid("query.section", "unknown", 0)
			}
			f.Sections = s.below(news.SectionID(in.Section))
		}
		s.call.Show(p.o.SearchKey)
		answered := &seatOf(ctx).answered
		answered.volatile = true
		if p.o.Search == nil {
			return nil
		}
		state, err := p.o.Search.State(ctx)
		if err != nil {
			return err
		}
		// What the index has not taken up yet must not be kept as its answer.
		answered.noStore = state.Seq < s.view.Seq()
		found, err := p.o.Search.Find(ctx, q, f)
		if err != nil {
			return err
		}
		ids := make([]news.ArticleID, 0, len(found.Hits))
		for i, h := range found.Hits {
			if i == in.Limit {
				if from.N+in.Limit < store.SearchCounted {
					out.Body.Next = p.o.Cursors.Seal(name, offset{from.N + in.Limit})
					out.Link = s.next(out.Body.Next)
				}
				break
			}
			ids = append(ids, h.Article)
		}
		// A hit is looked up on the published side before it is shown.
		cards, err := s.view.Cards(ctx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if c, ok := cards[id]; ok {
				out.Body.Items = append(out.Body.Items, s.card(c))
			}
		}
		return nil
	})
}
