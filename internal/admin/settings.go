package admin

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
)

func declareSettings(s *Server, member func(string, handler)) {
	member("GET /newsroom/settings", s.settingsPage)
	// A draft that comes back from the review is shown by the same page.
	member("POST /newsroom/settings", s.settingsPage)
	member("POST /newsroom/settings/review", s.settingsReview)
	member("POST /newsroom/settings/apply", s.settingsApply)
	member("GET /newsroom/settings/history", s.settingsHistory)
	member("GET /newsroom/settings/history/{number}", s.settingsRevertPage)
	member("POST /newsroom/settings/history/{number}", s.settingsRevert)
}

// settingItem is a setting on the page.
type settingItem struct {
	field
	Yes, On bool
	// Changed: not as it comes.
	Changed bool
}

type settingPart struct {
	Name, Title, Text string
	Items             []settingItem
	Folds             []settingPart
	// Set counts what differs from the defaults, in a fold's head.
	Set  int
	Open bool
}

type settingsData struct {
	Query    string
	Groups   []settingPart
	All      []option
	Revision int
	May      bool
	Draft    string
}

// settingsDraft is what somebody wants changed and has not applied.
type settingsDraft struct {
	Patch map[string]any `json:"patch,omitempty"`
	Hosts *[]string      `json:"hosts,omitempty"`
}

func (d settingsDraft) empty() bool { return len(d.Patch) == 0 && d.Hosts == nil }

func (d settingsDraft) text() string {
	b, _ := json.Marshal(d) // maps of plain values
	return string(b)
}

func (d settingsDraft) command(e news.EditionID, revision int) (newsroom.PatchSettings, error) {
	cmd := newsroom.PatchSettings{Edition: e, IfRevision: revision, Hosts: d.Hosts}
	if len(d.Patch) > 0 {
		b, err := json.Marshal(d.Patch)
		if err != nil {
			return cmd, err
		}
		cmd.Patch = b
	}
	return cmd, nil
}

// readDraft reads one that travelled with a form.
func readDraft(v *visit) (d settingsDraft, err error) {
	if text := v.r.PostFormValue("draft"); text != "" {
		if json.Unmarshal([]byte(text), &d) != nil {
			err = &news.Error{Kind: news.Invalid, Op: "read the draft of settings", Code: "fields", Fields: []news.FieldError{{Field: "draft", Code: "shape"}}}
		}
	}
	return d, err
}

// edition reads the settings that the screen is about.
func (s *Server) edition(v *visit) (news.Edition, int, error) {
	p, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return news.Edition{}, 0, err
	}
	if !v.may(newsroom.PermSettingsRead) {
		return news.Edition{}, 0, news.E(news.Forbidden, string(newsroom.PermSettingsRead), nil)
	}
	return s.o.Newsroom.Settings(v.r.Context(), v.who, p.Edition.ID)
}

func (s *Server) settingsPage(v *visit) error {
	e, revision, err := s.edition(v)
	if err != nil {
		return err
	}
	draft, err := readDraft(v)
	if err != nil {
		return err
	}
	tree := settingTree(e)
	if len(draft.Patch) > 0 {
		mergeTree(tree, draft.Patch)
	}
	if draft.Hosts != nil {
		list := make([]any, len(*draft.Hosts))
		for i, h := range *draft.Hosts {
			list[i] = h
		}
		tree[settingHosts] = list
	}
	typed := map[string]string{}
	eachSetting(func(x setting) { typed[x.Path] = x.written(settingValue(tree, x.Path)) })
	return s.showSettings(v, http.StatusOK, page{}, typed, revision, nil)
}

// mergeTree is RFC 7396 for what is shown; the command does it for what is kept.
func mergeTree(into, patch map[string]any) {
	for k, value := range patch {
		switch value := value.(type) {
		case nil:
			delete(into, k)
		case map[string]any:
			inner, ok := into[k].(map[string]any)
			if !ok {
				inner = map[string]any{}
			}
			mergeTree(inner, value)
			into[k] = inner
		default:
			into[k] = value
		}
	}
}

// showSettings shows the form filled with what is typed.
func (s *Server) showSettings(v *visit, status int, p page, typed map[string]string, revision int, wrong map[string]string) error {
	q := strings.TrimSpace(v.r.FormValue("q"))
	d := settingsData{Query: q, Revision: revision, May: v.may(newsroom.PermSettings) && v.as == ""}
	plain := settingTree(news.Edition{Settings: news.Settings{}.WithDefaults()})
	empty := settingTree(news.Edition{})
	var fill func(g settingGroup, in string) settingPart
	fill = func(g settingGroup, in string) settingPart {
		part := settingPart{Name: g.Name, Title: v.msg("room.set.group." + g.Name)}
		if key := "room.set.group." + g.Name + ".text"; v.words.Has(key) {
			part.Text = v.msg(key)
		}
		for _, x := range g.Rows {
			item := s.settingItem(v, x, typed[x.Path], plain)
			item.Error = wrong[x.Path]
			item.Changed = typed[x.Path] != x.written(settingValue(empty, x.Path))
			if q != "" && !says(in+" "+part.Title+" "+item.Label+" "+item.Hint+" "+x.Path, q) && item.Error == "" {
				continue
			}
			if item.Changed {
				part.Set++
			}
			part.Open = part.Open || item.Error != ""
			part.Items = append(part.Items, item)
		}
		for _, f := range g.Fold {
			if inner := fill(f, part.Title); len(inner.Items) > 0 {
				inner.Open = inner.Open || q != ""
				part.Folds = append(part.Folds, inner)
			}
		}
		return part
	}
	whole := ""
	if q != "" {
		whole = settingsPath
	}
	for _, g := range settingGroups {
		part := fill(g, "")
		d.All = append(d.All, option{whole + "#" + g.Name, part.Title, false})
		if len(part.Items)+len(part.Folds) > 0 {
			d.Groups = append(d.Groups, part)
		}
	}
	p.Title, p.Place = v.msg("room.place.setelan"), "setelan"
	return s.show(v, status, p, "settings", d)
}

func (s *Server) settingItem(v *visit, x setting, value string, defaults map[string]any) settingItem {
	key := "room.set." + x.say()
	item := settingItem{field: field{Name: x.Path, Label: v.msg(key, "name", x.Named), Type: "text", Auto: "off", Value: value, Max: x.Max}}
	if v.words.Has(key + ".text") {
		item.Hint = v.msg(key + ".text")
	}
	usual := x.written(settingValue(defaults, x.Path))
	word := func(o string) string {
		if k := key + ".is." + o; v.words.Has(k) {
			return v.msg(k)
		}
		if k := "room.set.is." + o; v.words.Has(k) {
			return v.msg(k)
		}
		return o
	}
	switch x.Kind {
	case setNumber:
		item.Mode = "numeric"
	case setArea:
		item.Rows, item.Prose = 4, true
	case setLines, setPairs, setStaff:
		item.Rows = 4
	case setDay:
		item.Type = "date"
	case setYes:
		item.Yes, item.On = true, value != ""
		if usual == "" {
			usual = "no"
		}
	case setThree, setChoice:
		options := x.Options
		if x.Kind == setThree {
			options = []string{"yes", "no"}
		}
		none := v.msg("room.set.default")
		if usual != "" {
			none = v.msg("room.set.default_is", "what", word(usual))
		}
		item.Options = append(item.Options, option{"", none, value == ""})
		if value != "" && !slices.Contains(options, value) {
			// What was set by other means stays what it is.
			options = append(slices.Clone(options), value)
		}
		for _, o := range options {
			item.Options = append(item.Options, option{o, word(o), o == value})
		}
		return item
	}
	if usual != "" {
		usual = strings.ReplaceAll(usual, "\n", ", ")
		if x.Kind == setYes {
			usual = word(usual)
		}
		item.Hint = strings.TrimSpace(item.Hint + " " + v.msg("room.set.usual", "what", usual))
	}
	return item
}

// settingsReview shows what a form would change, before it does.
func (s *Server) settingsReview(v *visit) error {
	e, revision, err := s.edition(v)
	if err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	if !v.may(newsroom.PermSettings) {
		return news.E(news.Forbidden, string(newsroom.PermSettings), nil)
	}
	tree := settingTree(e)
	shown := map[string]bool{}
	for _, path := range v.r.PostForm["row"] {
		shown[path] = true
	}
	draft := settingsDraft{Patch: map[string]any{}}
	typed, wrong := map[string]string{}, map[string]string{}
	eachSetting(func(x setting) {
		was := x.written(settingValue(tree, x.Path))
		typed[x.Path] = was
		if !shown[x.Path] {
			return
		}
		text := strings.TrimSpace(strings.ReplaceAll(v.r.PostFormValue(x.Path), "\r\n", "\n"))
		if typed[x.Path] = text; text == was {
			return
		}
		value, code := x.read(text)
		switch {
		case code != "":
			wrong[x.Path] = sentenceCase(v.msg("error.field."+code, "limit", x.Max, "n", x.Max)) + "."
		case x.Path == settingHosts:
			hosts := lines(text)
			draft.Hosts = &hosts
		default:
			if x.Kind == setPairs {
				value = pairsPatch(settingValue(tree, x.Path), value)
			}
			putPatch(draft.Patch, x.Path, value)
		}
	})
	if len(wrong) > 0 {
		return s.showSettings(v, http.StatusBadRequest, page{Problem: v.msg("error.fields")}, typed, revision, wrong)
	}
	if draft.empty() {
		return v.leave(settingsPath, flash{Code: "settings_same"})
	}
	return s.showReview(v, e, revision, draft, func(err error) error {
		text, status := v.sentence(err)
		if status >= 500 {
			return err
		}
		return s.showSettings(v, status, page{Problem: text}, typed, revision, settingErrors(v, err))
	})
}

// pairsPatch changes single words, so that one taken away is null.
func pairsPatch(was, now any) any {
	patch := map[string]any{}
	before, _ := was.(map[string]any)
	after, _ := now.(map[string]any)
	for k := range before {
		if _, stays := after[k]; !stays {
			patch[k] = nil
		}
	}
	for k, value := range after {
		patch[k] = value
	}
	return patch
}

// settingErrors are an error's sentences by the paths of the form.
func settingErrors(v *visit, err error) map[string]string {
	var e *news.Error
	if !errors.As(err, &e) {
		return nil
	}
	out := map[string]string{}
	said := v.fieldErrors(err)
	for _, f := range e.Fields {
		path := f.Field
		if rest, ok := strings.CutPrefix(path, "ads."); ok {
			path = "ads.slots." + rest
		}
		out[path] = said[f.Field]
	}
	return out
}

// settingChange is a line of a difference.
type settingChange struct{ Name, From, To string }

type reviewData struct {
	Changes  []settingChange
	Colours  []colourSample
	Draft    string
	Revision int
	Action   string
	Text     string
	Revert   bool
}

// Swatch is one of a paper's own colours as readers get it, in one scheme.
type Swatch struct {
	// Name is "accent" or "link", Scheme "light" or "dark"; the colours are
	// "#rrggbb".
	Name, Scheme, Colour, On, Paper string
	Contrast                        float64
	// Changed says that it had to be moved to be read.
	Changed bool
}

// colourSample is a swatch in words and in a picture.
type colourSample struct {
	Name, Text string
	Picture    template.HTML
}

// colourSamples shows what colours become before anybody meets them.
func (s *Server) colourSamples(v *visit, set news.Settings) (out []colourSample) {
	if s.o.Swatches == nil {
		return nil
	}
	for _, x := range s.o.Swatches(set) {
		for _, c := range []string{x.Colour, x.On, x.Paper} {
			if !drawn.MatchString(c) {
				return nil
			}
		}
		key := "room.set.colour.kept"
		if x.Changed {
			key = "room.set.colour.moved"
		}
		word := template.HTMLEscapeString(v.msg("room.set.colour.sample"))
		out = append(out, colourSample{Name: v.msg("room.set.colours."+x.Name) + ", " + v.msg("room.set.colour."+x.Scheme),
			Text: v.msg(key, "colour", x.Colour, "contrast", v.words.Decimal(x.Contrast, 1)),
			// Three colours that were matched, and a word that was escaped.
			Picture: template.HTML(fmt.Sprintf(`<svg class="swatch" viewBox="0 0 240 64" aria-hidden="true"><rect width="240" height="64" fill="%[3]s"/><text x="12" y="40" fill="%[1]s">%[4]s</text><rect x="140" y="12" width="88" height="40" fill="%[1]s"/><text x="152" y="38" fill="%[2]s">%[4]s</text></svg>`, x.Colour, x.On, x.Paper, word))})
	}
	return out
}

var drawn = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// differences are the settings in which two states differ, in words.
func (s *Server) differences(v *visit, was, is news.Edition) (out []settingChange) {
	before, after := settingTree(was), settingTree(is)
	part := func(tree map[string]any, x setting) string {
		text := x.written(settingValue(tree, x.Path))
		key := "room.set." + x.say()
		switch {
		case text == "":
			return v.msg("room.set.default")
		case x.Kind == setChoice || x.Kind == setThree || x.Kind == setYes:
			for _, k := range []string{key + ".is." + text, "room.set.is." + text} {
				if v.words.Has(k) {
					return v.msg(k)
				}
			}
		}
		return text
	}
	eachGroup(func(title string, x setting) {
		if from, to := x.written(settingValue(before, x.Path)), x.written(settingValue(after, x.Path)); from != to {
			out = append(out, settingChange{v.msg("room.set.group."+title) + ": " + v.msg("room.set."+x.say(), "name", x.Named), part(before, x), part(after, x)})
		}
	})
	for _, path := range settingElsewhere {
		from, _ := json.Marshal(settingValue(before, path))
		to, _ := json.Marshal(settingValue(after, path))
		if string(from) != string(to) {
			out = append(out, settingChange{v.msg("room.set." + path), string(from), string(to)})
		}
	}
	return out
}

// eachGroup goes through the settings with the names of the groups they stand in.
func eachGroup(fn func(group string, x setting)) {
	var walk func([]settingGroup)
	walk = func(list []settingGroup) {
		for _, g := range list {
			for _, x := range g.Rows {
				fn(g.Name, x)
			}
			walk(g.Fold)
		}
	}
	walk(settingGroups)
}

func (s *Server) showReview(v *visit, e news.Edition, revision int, draft settingsDraft, refused func(error) error) error {
	cmd, err := draft.command(e.ID, 0)
	if err != nil {
		return err
	}
	would, err := s.o.Newsroom.TrySettings(v.r.Context(), v.who, cmd)
	if err != nil {
		return refused(err)
	}
	d := reviewData{Changes: s.differences(v, e, would), Draft: draft.text(), Revision: revision, Action: settingsPath + "/apply", Text: v.msg("room.set.review.text")}
	if len(d.Changes) == 0 {
		return v.leave(settingsPath, flash{Code: "settings_same"})
	}
	if would.Settings.Colours != e.Settings.Colours || would.Settings.Theme != e.Settings.Theme {
		d.Colours = s.colourSamples(v, would.Settings)
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.set.review"), Place: "setelan", Page: true}, "settings_review", d)
}

func (s *Server) settingsApply(v *visit) error {
	e, revision, err := s.edition(v)
	if err != nil {
		return err
	}
	draft, err := readDraft(v)
	if err != nil {
		return err
	}
	if draft.empty() {
		return v.leave(settingsPath, flash{Code: "settings_same"})
	}
	cmd, err := draft.command(e.ID, int(max(number(v, "revision"), 0)))
	if err != nil {
		return err
	}
	_, err = s.o.Newsroom.Do(v.r.Context(), v.who, cmd)
	if news.Is(err, news.Stale) {
		// Somebody was faster: the same draft beside what is there now.
		return s.showReview(v, e, revision, draft, func(err error) error { return err })
	}
	if err != nil {
		return err
	}
	return v.leave(settingsPath, flash{Code: "settings_applied", Link: settingsPath + "/history"})
}

type settingsLine struct {
	Number        int
	ISO, When, By string
	Changed       string
	Now           bool
}

func (s *Server) settingsHistory(v *visit) error {
	e, head, err := s.edition(v)
	if err != nil {
		return err
	}
	before, _ := strconv.Atoi(v.r.URL.Query().Get("before"))
	list, err := s.o.Newsroom.SettingsHistory(v.r.Context(), v.who, e.ID, max(before, 0), 41)
	if err != nil {
		return err
	}
	var d struct {
		Lines []settingsLine
		Next  string
		May   bool
	}
	d.May = v.may(newsroom.PermSettings) && v.as == ""
	names := s.actors(v)
	for i, r := range list {
		if i == 40 {
			d.Next = settingsPath + "/history?before=" + strconv.Itoa(list[39].Number)
			break
		}
		d.Lines = append(d.Lines, settingsLine{r.Number, r.At.UTC().Format(time.RFC3339), s.date(v, r.At), names(r.By), strings.Join(r.Changed, ", "), r.Number == head})
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.set.history"), Place: "setelan", Page: true}, "settings_history", d)
}

// actors gives the names of those whom rows name by number, each read once.
func (s *Server) actors(v *visit) func(string) string {
	known := map[string]string{}
	return func(actor string) string {
		if name, ok := known[actor]; ok {
			return name
		}
		name := actor
		text := actor
		if _, of, ok := strings.Cut(actor, " of "); ok {
			text = of
		}
		if id, ok := strings.CutPrefix(text, "user "); ok {
			if n, err := strconv.ParseInt(id, 10, 64); err == nil {
				c, err := s.o.Newsroom.Called(v.r.Context(), v.who, []news.UserID{news.UserID(n)}, nil, nil)
				if err == nil && c.Users[news.UserID(n)] != "" {
					name = c.Users[news.UserID(n)]
					if strings.HasPrefix(actor, "token ") {
						name = v.msg("room.audit.by_token", "name", name)
					}
				}
			}
		} else if key := "room.audit.actor." + actor; v.words.Has(key) {
			name = v.msg(key)
		}
		known[actor] = name
		return name
	}
}

// settingsRevertPage shows what an earlier state would bring back.
func (s *Server) settingsRevertPage(v *visit) error {
	e, revision, err := s.edition(v)
	if err != nil {
		return err
	}
	n, err := pathNumber(v, "number")
	if err != nil {
		return err
	}
	old, err := s.o.Newsroom.SettingsAt(v.r.Context(), v.who, e.ID, int(n))
	if err != nil {
		return err
	}
	d := reviewData{Changes: s.differences(v, e, old.Edition), Revision: revision, Revert: true, Action: settingsPath + "/history/" + strconv.FormatInt(n, 10),
		Text: v.msg("room.set.revert.text", "at", s.date(v, old.At))}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.set.revert"), Place: "setelan", Page: true}, "settings_review", d)
}

func (s *Server) settingsRevert(v *visit) error {
	e, _, err := s.edition(v)
	if err != nil {
		return err
	}
	n, err := pathNumber(v, "number")
	if err != nil {
		return err
	}
	_, err = s.o.Newsroom.Do(v.r.Context(), v.who, newsroom.RevertSettings{Edition: e.ID, IfRevision: int(max(number(v, "revision"), 0)), To: int(n)})
	if news.Is(err, news.Stale) {
		return s.settingsRevertPage(v)
	}
	if err != nil {
		return err
	}
	return v.leave(settingsPath, flash{Code: "settings_reverted", Link: settingsPath + "/history"})
}
