package admin

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// timeField is a date and a time of the newspaper's zone, entered apart: both
// inputs work on every telephone.
type timeField struct {
	Name, Label, Hint, Date, Time, Zone, Error string
	// Twice: the clock shows this time twice that day, and the person says which.
	Twice    []option
	Required bool
}

func (s *Server) timeField(v *visit, name, label, hint string, t time.Time, wrong map[string]string) timeField {
	zone := s.o.Zone()
	f := timeField{Name: name, Label: label, Hint: hint, Zone: locale.ZoneLabel(time.Now(), zone), Error: wrong[name]}
	if !t.IsZero() {
		w := t.In(zone)
		f.Date, f.Time, f.Zone = w.Format("2006-01-02"), w.Format("15:04"), locale.ZoneLabel(t, zone)
	}
	if v.r.Method == http.MethodPost && v.r.PostForm.Has(name+".date") {
		f.Date, f.Time = v.r.PostFormValue(name+".date"), v.r.PostFormValue(name+".time")
		if all := s.instants(v, name); len(all) == 2 {
			for i, t := range all {
				f.Twice = append(f.Twice, option{strconv.Itoa(i + 1), t.In(zone).Format("15.04") + " " + locale.ZoneLabel(t, zone), i == 0})
			}
		}
	}
	return f
}

func (s *Server) instants(v *visit, name string) []time.Time {
	d, err := time.Parse("2006-01-02", v.r.PostFormValue(name+".date"))
	if err != nil {
		return nil
	}
	c, err := time.Parse("15:04", strings.Replace(v.r.PostFormValue(name+".time"), ".", ":", 1))
	if err != nil {
		return nil
	}
	return news.Instants(d.Year(), d.Month(), d.Day(), c.Hour(), c.Minute(), s.o.Zone())
}

// readTime reads what was entered; wrong gets the sentence when it is no time,
// or one that the clock shows never or twice (SCH-5).
func (s *Server) readTime(v *visit, name string, wrong map[string]string) (t time.Time, ok bool) {
	if v.r.PostFormValue(name+".date") == "" && v.r.PostFormValue(name+".time") == "" {
		wrong[name] = s.fieldSentence(v, "required", 0)
		return t, false
	}
	all := s.instants(v, name)
	if v.r.PostFormValue(name+".date") == "" || v.r.PostFormValue(name+".time") == "" {
		wrong[name] = v.msg("room.time.both")
		return t, false
	}
	switch len(all) {
	case 1:
		return all[0], true
	case 2:
		if n, err := strconv.Atoi(v.r.PostFormValue(name + ".which")); err == nil && n >= 1 && n <= 2 {
			return all[n-1], true
		}
		wrong[name] = v.msg("room.time.twice")
	default:
		wrong[name] = v.msg("room.time.never")
	}
	return t, false
}

// timedMove builds the commands that carry a time.
func (s *Server) timedMove(v *visit, id news.ArticleID, name string) (newsroom.Command, map[string]string) {
	wrong := map[string]string{}
	reason := strings.TrimSpace(v.r.PostFormValue("reason"))
	switch name {
	case "embargo":
		if t, ok := s.readTime(v, "until", wrong); ok {
			return newsroom.SetEmbargo{Article: id, Until: t, Reason: reason}, nil
		}
	case "lift":
		if v.r.PostFormValue("until.date") == "" {
			return newsroom.LiftEmbargo{Article: id, Reason: reason}, nil
		}
		if t, ok := s.readTime(v, "until", wrong); ok {
			return newsroom.LiftEmbargo{Article: id, Until: t, Reason: reason}, nil
		}
	case "reschedule":
		if t, ok := s.readTime(v, "at", wrong); ok {
			return newsroom.Reschedule{Article: id, At: t}, nil
		}
	}
	return nil, wrong
}

// embargoView sets an embargo, or lifts and shortens it.
type embargoView struct {
	*sheet
	Until        timeField
	Reason       field
	Set, CanLift bool
}

func (s *Server) embargoPage(v *visit) error {
	d, err := s.openArticle(v, "")
	if err != nil {
		return err
	}
	return s.showEmbargo(v, http.StatusOK, page{}, d, nil)
}

func (s *Server) showEmbargo(v *visit, status int, p page, d *sheet, wrong map[string]string) error {
	view := embargoView{sheet: d, Set: d.Article.Embargoed(d.Paper.Now), CanLift: d.can(news.CmdLift)}
	if !d.can(news.CmdEmbargo) && !view.CanLift {
		return news.E(news.Forbidden, "set an embargo on article "+d.ID.String(), nil)
	}
	until := time.Time{}
	if d.Article.Embargo != nil {
		until = d.Article.Embargo.Until
	}
	if view.Set {
		until = time.Time{}
	}
	view.Until = s.timeField(v, "until", v.msg("room.embargo.until"), v.msg("room.embargo.hint"), until, wrong)
	view.Reason = field{Name: "reason", Label: v.msg("room.embargo.reason"), Type: "text", Prose: true, Max: 200, Value: v.r.PostFormValue("reason"), Error: wrong["reason"], Required: view.Set}
	p.Title, p.Place, p.Page = v.msg("room.embargo.title"), "meja", true
	return s.show(v, status, p, "article_embargo", view)
}

// quarters are the next free quarter hours, offered as times to publish at.
func (s *Server) quarters(now time.Time) (out []quarter) {
	zone := s.o.Zone()
	t := now.In(zone).Truncate(15 * time.Minute).Add(15 * time.Minute)
	if t.Sub(now) < 3*time.Minute {
		t = t.Add(15 * time.Minute)
	}
	for range 4 {
		out = append(out, quarter{Value: t.Format("15:04"), Date: t.Format("2006-01-02"), Label: t.Format("15.04") + " " + locale.ZoneLabel(t, zone)})
		t = t.Add(15 * time.Minute)
	}
	return out
}

// quarter is a quarter hour to choose.
type quarter struct{ Value, Date, Label string }
