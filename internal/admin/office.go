package admin

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// The office: what keeps a newsroom running besides its articles. Accounts,
// settings, rules, the audit, the health of the machine, moving in.

const (
	usersPath    = "/newsroom/users"
	settingsPath = "/newsroom/settings"
	rulesPath    = "/newsroom/rules"
	auditPath    = "/newsroom/audit"
	healthPath   = "/newsroom/health"
)

// office are its screens.
var office = []func(s *Server, member func(pattern string, h handler)){declareUsers, declareSettings, declareRules, declareAudit, declareHealth, declareImport}

// officePlaces stand in the navigation after those of the newsroom.
var officePlaces = []place{
	{Name: "pengguna", Path: usersPath, Need: []newsroom.Permission{newsroom.PermUsers, newsroom.PermGrants}, Key: "u"},
	{Name: "gaya", Path: rulesPath, Need: []newsroom.Permission{newsroom.PermRules}, Key: "y"},
	{Name: "audit", Path: auditPath, Need: []newsroom.Permission{newsroom.PermAudit}, Key: "j"},
	{Name: "setelan", Path: settingsPath, Need: []newsroom.Permission{newsroom.PermSettingsRead}, Key: "s"},
	{Name: "kesehatan", Path: healthPath, Need: []newsroom.Permission{newsroom.PermHealth}, Key: "h"},
	{Name: "impor", Path: importPath, Need: []newsroom.Permission{newsroom.PermRunImport}, Key: "x"},
}

// proveFirst leads to where one proves who one is, and back to path after that.
func proveFirst(v *visit, path string) error { return to(v, "/newsroom/again?next="+escape(path)) }

// orProve is an error, unless it asks to prove who one is: then that comes first,
// and path after it.
func orProve(v *visit, err error, path string) error {
	if isStepUp(err) {
		return proveFirst(v, path)
	}
	return err
}

// pathNumber reads a number out of the address.
func pathNumber(v *visit, name string) (int64, error) {
	n, err := strconv.ParseInt(v.r.PathValue(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, news.E(news.NotFound, "read the address", nil)
	}
	return n, nil
}

// with gives the page's address with some of its query changed; an empty value
// takes one out.
func with(path string, q url.Values, pairs ...string) string {
	next := url.Values{}
	for k, v := range q {
		if len(v) > 0 && v[0] != "" {
			next[k] = v
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			next.Del(pairs[i])
		} else {
			next.Set(pairs[i], pairs[i+1])
		}
	}
	if len(next) == 0 {
		return path
	}
	return path + "?" + next.Encode()
}

// says reports whether a text holds every word of a question, whatever the case.
func says(text, question string) bool {
	text = strings.ToLower(text)
	for word := range strings.FieldsSeq(strings.ToLower(question)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// day reads a date of a form as the moment at which that day ends in the paper's
// zone; the zero time for none.
func (s *Server) dayEnd(text string) (time.Time, bool) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, true
	}
	t, err := time.ParseInLocation(time.DateOnly, text, s.o.Zone())
	if err != nil {
		return time.Time{}, false
	}
	return t.AddDate(0, 0, 1).Add(-time.Second), true
}

func (s *Server) dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.o.Zone()).Format(time.DateOnly)
}

// patience is how long somebody may be silent who sends something large, and how
// long an answer may take that has much to do first.
const patience = time.Minute

// patient lets a request go on for as long as bytes come.
type patient struct {
	io.ReadCloser
	to *http.ResponseController
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.to.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	return p.ReadCloser.Read(b)
}

// waitFor gives the answer time that it needs.
func (s *Server) waitFor(v *visit, d time.Duration) {
	if err := http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(d)); err != nil {
		s.log.Error("an answer that takes long has no more time than others", "err", err)
	}
}
