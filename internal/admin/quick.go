package admin

import (
	"net/http"
	"strings"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// quickView is Kilat: one screen for a short item (S4.1). Everything that it
// does not ask comes from the desk's defaults.
type quickView struct {
	ULID, Client string
	Headline     field
	Text         field
	Section      field
	Caption      field
	Credit       field
	Alt          field
	Photo        string
	Banner       bool
	CanBanner    bool
	CanPublish   bool
	// BannerLabel is the key of what the box says: whoever may arrange the front
	// makes the item its lead by the same tick.
	BannerLabel string
}

func declareQuick(s *Server, member func(string, handler)) {
	member("GET "+quickPath, s.quickPage)
	member("POST "+quickPath, s.quick)
}

func (s *Server) quickPage(v *visit) error { return s.showQuick(v, http.StatusOK, page{}, nil) }

func (s *Server) showQuick(v *visit, status int, p page, wrong map[string]string) error {
	if !v.may(writing...) {
		return news.E(news.Forbidden, string(newsroom.PermCreate), nil)
	}
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	// What another program shared arrives in the query (Android's share target).
	value := func(name, shared string) string {
		if v.r.Method == http.MethodPost {
			return v.r.PostFormValue(name)
		}
		return v.r.FormValue(shared)
	}
	d := quickView{ULID: newULID(paper.Now), Client: newClient(), Photo: wrong["lead.asset"], Banner: v.r.PostFormValue("banner") == "1",
		CanBanner: v.may(newsroom.PermBreaking), CanPublish: v.may(newsroom.PermPublishDirect, newsroom.PermPublishOwn)}
	if d.BannerLabel = "room.publish.banner_on"; v.may(newsroom.PermFront) {
		d.BannerLabel = "room.quick.breaking"
	}
	if id := v.r.PostFormValue("ulid"); id != "" {
		d.ULID = id
	}
	// Most of what somebody writes goes where their last one went.
	var last news.SectionID
	if v.r.Method == http.MethodGet {
		rows, err := s.o.Newsroom.Articles(v.r.Context(), v.who, newsroom.ListRequest{Edition: paper.Edition.ID, Filter: newsroom.Filter{Mine: true}, Limit: 1})
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			last = rows[0].Section
		}
	}
	headline, text := value("headline", "title"), value("text", "text")
	if v.r.Method == http.MethodGet && headline == "" {
		headline, text = splitShared(text)
	}
	d.Headline = field{Name: "headline", Label: v.msg("field.headline"), Type: "text", Auto: "off", Prose: true, Required: true, Focus: true, Value: headline, Error: wrong["headline"]}
	d.Text = field{Name: "text", Label: v.msg("field.body"), Hint: v.msg("room.quick.text"), Rows: 7, Prose: true, Value: text, Error: wrong["body"]}
	d.Section = field{Name: "section", Label: v.msg("field.section"), Options: s.sectionOptions(v, paper, last, v.r.PostForm["section"]), Error: wrong["section"]}
	d.Caption = field{Name: "lead.caption", Label: v.msg("field.lead.caption"), Hint: v.msg("room.quick.iptc"), Type: "text", Auto: "off", Prose: true, Value: value("lead.caption", ""), Error: wrong["lead.caption"]}
	d.Credit = field{Name: "lead.credit", Label: v.msg("field.lead.credit"), Type: "text", Auto: "off", Value: value("lead.credit", ""), Error: wrong["lead.credit"]}
	d.Alt = field{Name: "lead.alt", Label: v.msg("field.lead.alt"), Type: "text", Auto: "off", Prose: true, Value: value("lead.alt", ""), Error: wrong["lead.alt"]}
	p.Title, p.Place, p.Page, p.Scripts = v.msg("room.place.kilat"), "kilat", true, []string{"photos.js"}
	return s.show(v, status, p, "quick", d)
}

// splitShared takes the first short line of a shared text for the headline.
func splitShared(text string) (headline, rest string) {
	first, rest, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\n")
	if news.Length(first) > 120 || rest == "" && news.Length(first) > 70 {
		return "", text
	}
	return strings.TrimSpace(first), strings.TrimSpace(rest)
}

// quick makes the article, and leads to the publish sheet if that was asked for.
func (s *Server) quick(v *visit) error {
	if err := v.parse(); err != nil {
		return err
	}
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	save, wrong, err := s.readForm(v, paper, news.Content{})
	if err != nil {
		return err
	}
	if err := put(save.Fields, "byline", s.ownCredit(v)); err != nil {
		return err
	}
	if err := put(save.Fields, "kind", news.KindNews); err != nil {
		return err
	}
	if section := paper.Section(s.chosenSection(v)); section.Dateline.Place != "" {
		if err := put(save.Fields, "dateline.place", section.Dateline.Place); err != nil {
			return err
		}
	}
	if err := s.takePhoto(v, paper, &save, wrong); err != nil {
		return err
	}
	save.ULID, save.Edition, save.Client, save.Seq = v.r.PostFormValue("ulid"), paper.Edition.ID, v.r.PostFormValue("client"), 1
	if strings.TrimSpace(v.r.PostFormValue("headline")) == "" {
		wrong["headline"] = s.fieldSentence(v, "required", 0)
	}
	if len(wrong) > 0 {
		return s.showQuick(v, http.StatusUnprocessableEntity, page{Problem: v.msg("room.form.refused")}, wrong)
	}
	res, err := s.do(v, save)
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		p, status := v.refused(err)
		return s.showQuick(v, status, p, v.fieldErrors(err))
	}
	for name, text := range s.refusedFields(v, res.Saved.Refused) {
		wrong[name] = text
	}
	if len(wrong) > 0 {
		v.r.SetPathValue("id", res.Article.String())
		d, err := s.openArticle(v, "")
		if err != nil {
			return err
		}
		return s.formAgain(v, d, nil, wrong)
	}
	if v.r.PostFormValue("do") == "publish" && v.r.PostFormValue("banner") == "1" {
		sheet := articlePath + res.Article.String() + "/publish?banner=1"
		if v.may(newsroom.PermFront) {
			sheet += "&slot=1"
		}
		return to(v, sheet)
	}
	return s.saved(v, res.Article, res)
}

func (s *Server) chosenSection(v *visit) news.SectionID {
	id, _ := articleID(v.r.PostFormValue("section")) // zero is none
	return news.SectionID(id)
}
