package store

import (
	"context"
	"time"

	"warta/internal/news"
)

// TODO(the store's part of the public paper): every method of this file gets
// its table and moves to its aggregate's file; until then it finds nothing.

func (v *view) Articles(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]PublishedArticle, error) {
	out := map[news.ArticleID]PublishedArticle{}
	for _, id := range ids {
		p, err := v.Article(ctx, id)
		if news.Is(err, news.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[id] = p
	}
	return out, nil
}

func (v *view) Has(_ context.Context, _ List, bounds []time.Time) ([]bool, error) {
	return make([]bool, max(0, len(bounds)-1)), nil
}
func (v *view) Nearest(context.Context, List, time.Time, bool) (time.Time, bool, error) {
	return time.Time{}, false, nil
}
func (v *view) Months(context.Context) ([]Month, error) { return nil, nil }
func (v *view) Lists(context.Context, string, int64, int64, int) ([]ListEntry, error) {
	return nil, nil
}
func (v *view) Register(context.Context, RegisterQuery) ([]RegisterEntry, error) { return nil, nil }
func (v *view) Former(context.Context, List, int) ([]FormerEntry, error)         { return nil, nil }
func (v *view) Links(context.Context, news.ArticleID) ([]ArticleLink, error)     { return nil, nil }
func (v *view) Front(_ context.Context, of news.FrontOf) (news.Front, error) {
	return news.Front{}, refuse(news.NotFound, "get the front of %s", of)
}
func (v *view) Rendition(context.Context, string) (RenditionState, error) {
	return RenditionPublic, nil
}
func (v *view) Topic(_ context.Context, slug string) (news.Topic, error) {
	return news.Topic{}, refuse(news.NotFound, "get topic %s", slug)
}
func (v *view) Topics(context.Context, []news.TopicID) (map[news.TopicID]news.Topic, error) {
	return nil, nil
}

func (r reads) Popular(context.Context, time.Time, int) ([]ReadCount, error) { return nil, nil }

func (t taxonomy) PutTopic(context.Context, *news.Topic) error { return errWanted }
func (t taxonomy) Topics(context.Context, []news.TopicID) ([]news.Topic, error) {
	return nil, errWanted
}
func (t taxonomy) FindTopic(context.Context, news.EditionID, string) (news.Topic, error) {
	return news.Topic{}, refuse(news.NotFound, "find topic")
}

func (t publishing) PutTopic(context.Context, news.Topic) error               { return errWanted }
func (t publishing) PutFront(context.Context, news.Front) error               { return errWanted }
func (t publishing) Leave(context.Context, news.EditionID, string, any) error { return errWanted }

var errWanted = refuse(news.Unavailable, "use a part of the store that is being built")

type wantedFronts struct{ *tx }
type wantedRedirects struct{ *tx }

func (t *tx) Fronts() Fronts       { return wantedFronts{t} }
func (t *tx) Redirects() Redirects { return wantedRedirects{t} }

func (wantedFronts) Put(context.Context, *news.Front) error { return errWanted }
func (wantedFronts) Get(context.Context, news.EditionID, news.FrontOf) (news.Front, error) {
	return news.Front{}, errWanted
}
func (wantedFronts) At(context.Context, news.EditionID, news.FrontOf, time.Time) (news.Front, error) {
	return news.Front{}, errWanted
}
func (wantedRedirects) Put(context.Context, news.EditionID, string, string) error { return errWanted }
func (wantedRedirects) List(context.Context, news.EditionID, string, int) ([]Redirect, error) {
	return nil, errWanted
}
func (wantedRedirects) Remove(context.Context, news.EditionID, string) error { return errWanted }
