package admin

import (
	"net/http"
	"strings"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
)

// momentField is a day and a time of the newspaper's zone that may be left empty.
type momentField struct {
	Name, Label, Hint, Day, Clock, Zone, Error string
}

func (s *Server) momentField(v *visit, name, label, hint string, t time.Time) momentField {
	f := momentField{Name: name, Label: label, Hint: hint, Zone: locale.ZoneLabel(time.Now(), s.o.Zone())}
	if !t.IsZero() {
		w := t.In(s.o.Zone())
		f.Day, f.Clock, f.Zone = w.Format(time.DateOnly), w.Format("15:04"), locale.ZoneLabel(t, s.o.Zone())
	}
	if v.r.Method == http.MethodPost && v.r.PostForm.Has(name+".day") {
		f.Day, f.Clock = v.r.PostFormValue(name+".day"), v.r.PostFormValue(name+".clock")
	}
	return f
}

// readMoment reads one: zero for none. bad says that what was entered is no time.
// A day without a clock begins at midnight; a clock that shows a time twice means
// the first.
func (s *Server) readMoment(r *http.Request, name string) (t time.Time, bad bool) {
	day, clock := strings.TrimSpace(r.FormValue(name+".day")), strings.TrimSpace(r.FormValue(name+".clock"))
	if day == "" && clock == "" {
		return t, false
	}
	if clock == "" {
		clock = "00:00"
	}
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return t, true
	}
	c, err := time.Parse("15:04", strings.Replace(clock, ".", ":", 1))
	if err != nil {
		return t, true
	}
	all := news.Instants(d.Year(), d.Month(), d.Day(), c.Hour(), c.Minute(), s.o.Zone())
	if len(all) == 0 {
		return t, true
	}
	return all[0], false
}
