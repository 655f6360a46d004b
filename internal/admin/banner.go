package admin

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// bannerView is the editor of the breaking banner (S5.3).
type bannerView struct {
	// Running is the text that readers see now; empty for none.
	Running, Until, ISO, Level, Target string
	Left                               string
	Text, To                           field
	Levels, Minutes                    []option
	Max                                int
	ForError                           string
	Open                               bool
}

// bannerMinutes are how long a banner can stand; the most is six hours.
var bannerMinutes = []int{15, 30, 45, 60, 120, 240, 360}

func (s *Server) bannerView(v *visit, b *news.Breaking, paper newsroom.Paper, wrong map[string]string) *bannerView {
	d := &bannerView{Max: news.MaxBreaking}
	// What was typed and refused, or what a banner said that was just ended.
	_ = v.r.ParseForm()
	q := v.r.Form
	text, target, level, minutes := q.Get("text"), q.Get("to"), firstOf(q.Get("level"), "breaking"), 45
	if n, err := strconv.Atoi(q.Get("minutes")); err == nil {
		minutes = n
	}
	if b != nil && b.Until.After(paper.Now) {
		d.Running, d.Until, d.ISO = b.Text, s.clock(b.Until), b.Until.UTC().Format(time.RFC3339)
		d.Level = v.msg("room.banner.level." + firstOf(b.Level, "breaking"))
		d.Left = v.msg("room.banner.left", "n", int((b.Until.Sub(paper.Now)+59*time.Second)/time.Minute))
		d.Target = bannerTarget(b)
		if text == "" {
			text, target, level = b.Text, d.Target, firstOf(b.Level, "breaking")
		}
	}
	d.Text = field{Name: "text", Label: v.msg("room.banner.text"), Hint: v.msg("room.banner.text_hint", "n", news.MaxBreaking), Type: "text", Auto: "off", Value: text, Max: news.MaxBreaking, Required: true, Prose: true}
	d.To = field{Name: "to", Label: v.msg("room.banner.to"), Hint: v.msg("room.banner.to_hint"), Type: "text", Auto: "off", Value: target}
	d.Text.Error, d.To.Error, d.ForError = wrong["text"], wrong["url"], wrong["for"]
	d.Open = d.Running == "" && text != "" || len(wrong) > 0
	for _, l := range news.BreakingLevels {
		d.Levels = append(d.Levels, option{l, v.msg("room.banner.level." + l), l == level})
	}
	for _, n := range bannerMinutes {
		d.Minutes = append(d.Minutes, option{strconv.Itoa(n), v.msg("room.banner.minutes", "n", n), n == minutes})
	}
	return d
}

// bannerTarget is where a banner leads, as somebody types it.
func bannerTarget(b *news.Breaking) string {
	if b.Article != 0 {
		return b.Article.String()
	}
	return b.URL
}

// putBanner puts the banner up, or changes the one that runs.
func (s *Server) putBanner(v *visit) error {
	e, of, _, err := s.frontForm(v)
	if err != nil {
		return err
	}
	c := newsroom.Break{Edition: e, Text: strings.TrimSpace(v.r.PostFormValue("text")), Level: v.r.PostFormValue("level")}
	target := strings.TrimSpace(v.r.PostFormValue("to"))
	if id, ok := articleID(target); ok {
		c.Article = id
	} else {
		c.URL = target
	}
	n, err := strconv.Atoi(v.r.PostFormValue("minutes"))
	if err != nil {
		n = -1
	}
	c.For = time.Duration(n) * time.Minute
	return s.editFront(v, of, c, "banner_up", "spanduk")
}

// endBanner takes the banner down. What it said stays in the form, so that one
// press puts it up again.
func (s *Server) endBanner(v *visit) error {
	e, of, _, err := s.frontForm(v)
	if err != nil {
		return err
	}
	f, err := s.o.Newsroom.Front(v.r.Context(), v.who, e, of)
	if err != nil {
		return err
	}
	if _, err := s.o.Newsroom.Do(v.r.Context(), v.who, newsroom.EndBreak{Edition: e}); err != nil {
		return err
	}
	path := frontPath
	if b := f.Live.Breaking; b != nil {
		path += "?" + url.Values{"text": {b.Text}, "to": {bannerTarget(b)}, "level": {b.Level}}.Encode()
	}
	return v.leave(path+"#spanduk", flash{Code: "banner_down"})
}
