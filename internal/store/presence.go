package store

import (
	"context"
	"database/sql"
	"time"

	"warta/internal/news"
)

// SeatTime is how long a seat is true without being taken again (SAVE-17).
const SeatTime = 45 * time.Second

// Presence is who has which article open. It lies beside the counts, may be
// lost at any moment and has no say in any save.
type Presence interface {
	// Sit takes or renews a seat; its time is the database's.
	Sit(ctx context.Context, s news.Seat) error
	// Leave gives it up.
	Leave(ctx context.Context, id news.ArticleID, tab string) error
	// Expire drops the seats that nobody took again, and tells how many.
	Expire(ctx context.Context) (int64, error)
	// Rooms gives the seats of articles, and the number of their newest
	// revision, so that one read shows a save on another node as well. Articles
	// that do not exist are left out.
	Rooms(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]Room, error)
}

// Room is an article with who sits in it.
type Room struct {
	Revision int
	Seats    []news.Seat
}

type presence struct{ d *database }

func (d *database) Presence() Presence { return presence{d} }

func (p presence) write(ctx context.Context, fn func(s *session, now time.Time) error) error {
	s, err := p.d.side.begin(ctx, p.d.dialect.begin(counting))
	if err != nil {
		return err
	}
	defer s.end()
	now, err := p.d.time(ctx, s)
	if err != nil {
		return err
	}
	if err := fn(s, now); err != nil {
		return err
	}
	return s.commit(ctx)
}

// Bounds of what a browser tells about itself.
const (
	maxTab      = 64
	maxSeatName = 200
)

func (p presence) Sit(ctx context.Context, seat news.Seat) error {
	op := "sit in article " + seat.Article.String()
	if err := checkText(op, seat); err != nil {
		return err
	}
	if seat.Tab == "" || len(seat.Tab) > maxTab || len(seat.Block) > maxTab || len(seat.Name) > maxSeatName ||
		seat.Doing != "viewing" && seat.Doing != "typing" {
		return refuse(news.Invalid, "%s", op)
	}
	err := p.write(ctx, func(s *session, now time.Time) error {
		if _, err := s.exec(ctx, `DELETE FROM presence WHERE at < $1`, now.Add(-SeatTime).UnixMicro()); err != nil {
			return err
		}
		_, err := s.exec(ctx, `
			INSERT INTO presence (article, tab, person, name, doing, block, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (article, tab) DO UPDATE SET person = excluded.person, name = excluded.name,
				doing = excluded.doing, block = excluded.block, at = excluded.at`,
			int64(seat.Article), seat.Tab, int64(seat.User), seat.Name, seat.Doing, seat.Block, now.UnixMicro())
		return err
	})
	return p.d.fail(err, "%s", op)
}

func (p presence) Leave(ctx context.Context, id news.ArticleID, tab string) error {
	if !storable(tab) {
		return nil
	}
	err := p.write(ctx, func(s *session, _ time.Time) error {
		_, err := s.exec(ctx, `DELETE FROM presence WHERE article = $1 AND tab = $2`, int64(id), tab)
		return err
	})
	return p.d.fail(err, "leave article %d", id)
}

func (p presence) Expire(ctx context.Context) (gone int64, err error) {
	err = p.write(ctx, func(s *session, now time.Time) (err error) {
		gone, err = s.exec(ctx, `DELETE FROM presence WHERE at < $1`, now.Add(-SeatTime).UnixMicro())
		return err
	})
	return gone, p.d.fail(err, "end what seats are over")
}

func (p presence) Rooms(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]Room, error) {
	out, err := p.heads(ctx, ids)
	if err != nil {
		return nil, p.d.fail(err, "read who is there")
	}
	s, err := p.d.sideReader.begin(ctx, p.d.dialect.begin(reading))
	if err != nil {
		return nil, p.d.fail(err, "read who is there")
	}
	defer s.end()
	now, err := p.d.time(ctx, s)
	if err != nil {
		return nil, p.d.fail(err, "read who is there")
	}
	for id, room := range out {
		r, err := s.query(ctx, `
			SELECT tab, person, name, doing, block, at FROM presence WHERE article = $1 AND at >= $2 ORDER BY tab`,
			int64(id), now.Add(-SeatTime).UnixMicro())
		if err != nil {
			return nil, p.d.fail(err, "read who is there")
		}
		room.Seats, err = all(p.d, rows{r, s}, func(r *sql.Rows, v *news.Seat) error {
			v.Article = id
			return r.Scan(&v.Tab, &v.User, &v.Name, &v.Doing, &v.Block, at(&v.At))
		}, "read who is there")
		if err != nil {
			return nil, err
		}
		out[id] = room
	}
	return out, nil
}

func (p presence) heads(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]Room, error) {
	type head struct {
		id       news.ArticleID
		revision int
	}
	s, err := p.d.reader.begin(ctx, p.d.dialect.begin(reading))
	if err != nil {
		return nil, err
	}
	defer s.end()
	found, err := byID(ctx, s, ids,
		`SELECT id, revision FROM article WHERE id IN `+in8,
		`SELECT id, revision FROM article WHERE id IN `+in32,
		func(r *sql.Rows, h *head) error { return r.Scan(&h.id, &h.revision) },
		func(h *head) news.ArticleID { return h.id })
	out := make(map[news.ArticleID]Room, len(found))
	for id, h := range found {
		out[id] = Room{Revision: h.revision}
	}
	return out, err
}
