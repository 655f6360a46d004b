package admin

import (
	"net/http"
	"slices"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// writing are what it takes to open an article.
var writing = []newsroom.Permission{newsroom.PermCreate}

// deskCard is an article on the board.
type deskCard struct {
	store.DeskRow
	Section, Who string
}

type deskLane struct {
	Column newsroom.Column
	Cards  []deskCard
	More   bool
}

type deskData struct{ Lanes []deskLane }

// deskPage is Meja, the newsroom's home.
func (s *Server) deskPage(v *visit) error {
	if !v.may(newsroom.PermRead, newsroom.PermGlance) {
		return to(v, accountPath)
	}
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	lanes, err := s.o.Newsroom.Board(ctx, v.who, paper.Edition.ID, newsroom.Filter{}, 60)
	if err != nil {
		return err
	}
	var users []news.UserID
	var people []news.PersonID
	for _, l := range lanes {
		for _, c := range l.Cards {
			users = append(users, c.Owner, c.Assignee)
			people = append(people, c.People...)
		}
	}
	called, err := s.o.Newsroom.Called(ctx, v.who, users, people, nil)
	if err != nil {
		return err
	}
	var d deskData
	for _, l := range lanes {
		if l.Column == newsroom.ColumnTrouble && len(l.Cards) == 0 {
			continue
		}
		lane := deskLane{Column: l.Column, More: l.More}
		for _, c := range l.Cards {
			names := slices.Clone(c.Names)
			for _, p := range c.People {
				names = append(names, called.People[p])
			}
			lane.Cards = append(lane.Cards, deskCard{DeskRow: c, Section: paper.Section(c.Section).Name, Who: v.words.List(names)})
		}
		d.Lanes = append(d.Lanes, lane)
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.meja"), Place: "meja", Regions: map[string]string{"papan": "desk_board"}}, "desk", d)
}

// articleID reads an article's number.
func articleID(text string) (news.ArticleID, bool) {
	var n int64
	if text == "" || len(text) > 18 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return news.ArticleID(n), n > 0
}
