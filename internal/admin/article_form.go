package admin

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// The plain form of an article (SAVE-20). Its inputs are named as the fields of
// package news, so that it, the editor and the API say the same; the text is
// light markup in the textarea "text". A form may hold some of the fields: what
// it does not name it does not change.

// articleForm is the form as its page shows it.
type articleForm struct {
	Action string
	// Base is the revision that was shown, Client and Seq name this form: sent
	// twice, it is saved once.
	Base   int
	Client string
	ULID   string
	Fields map[string]formField
	Byline []creditLine
	Text   string
	Rows   int
	// Wrong is what is wrong with the text, Locked how many blocks it only names.
	Wrong   string
	Locked  int
	Lead    leadView
	Editing bool
	Roles   []option
}

// formField is one input.
type formField struct {
	Name, ID, Label, Hint, Kind, Value, Error string
	Limit                                     int
	// Low and High are how long it should be, Length how long it is.
	Low, High, Length int
	On                bool
	Options           []option
	Rows              int
}

type creditLine struct {
	N     int
	Name  string
	ID    news.PersonID
	Role  string
	Roles []option
}

type leadView struct {
	Asset  news.AssetID
	URL    string
	Name   string
	Credit string
	W, H   int
	Focal  string
}

// advice is how long a field should be (CHK-2).
var advice = map[string][2]int{"headline": {40, 70}, "standfirst": {80, 200}}

// longFields are written in several lines.
var longFields = map[string]int{"standfirst": 3, "description": 3, "closing_note": 2, "notes_internal": 3, "lead.caption": 2, "lead.alt": 2}

// formOf fills the form with a content, or with what was typed.
func (s *Server) formOf(v *visit, d *sheet, c news.Content, base int, typed map[string][]string, wrong map[string]string) (articleForm, error) {
	f := articleForm{Action: d.Base, Base: base, Client: newClient(), Fields: map[string]formField{}, Editing: d.can(news.CmdSave), Rows: 24}
	for _, field := range news.Fields {
		if field.Of != "" || field.Name == "body" || field.Name == "byline" {
			continue
		}
		f.Fields[field.Name] = s.inputOf(v, d, field, &c, typed, wrong)
	}
	f.Text = body.Plain(c.Body)
	if t, ok := typed["text"]; ok {
		f.Text = t[0]
	}
	f.Wrong = wrong["body"]
	f.Rows = min(60, max(16, strings.Count(f.Text, "\n")+len(f.Text)/90+4))
	f.Locked = strings.Count(f.Text, "\n[[") + strings.Count(f.Text[:min(2, len(f.Text))], "[[")
	f.Byline = s.bylineOf(v, d, c.Byline, typed)
	f.Lead = s.leadOf(d, &c)
	return f, nil
}

// newClient names a form.
func newClient() string {
	b := make([]byte, 12)
	_, _ = rand.Read(b) // it does not fail
	return "form-" + hex.EncodeToString(b)
}

func inputID(name string) string { return "f-" + strings.ReplaceAll(name, ".", "-") }

// inputOf is one field's input.
func (s *Server) inputOf(v *visit, d *sheet, field news.Field, c *news.Content, typed map[string][]string, wrong map[string]string) formField {
	out := formField{Name: field.Name, ID: inputID(field.Name), Label: v.msg(field.Label()), Limit: field.Limit, Kind: "text", Error: wrong[field.Name],
		Rows: longFields[field.Name]}
	if out.Rows > 0 {
		out.Kind = "area"
	}
	raw := field.Get(c)
	switch field.Name {
	case "section":
		out.Kind = "select"
		out.Options = s.sectionOptions(v, d.Paper, c.Section, typed["section"])
		return out
	case "more":
		out.Kind = "checks"
		for _, sec := range d.Paper.Sections {
			on := slices.Contains(c.More, sec.ID)
			if list, ok := typed["more"]; ok {
				on = slices.Contains(list, strconv.FormatInt(int64(sec.ID), 10))
			}
			out.Options = append(out.Options, option{strconv.FormatInt(int64(sec.ID), 10), sec.Name, on})
		}
		return out
	case "kind":
		out.Kind = "select"
		now := string(c.Kind)
		if t, ok := typed["kind"]; ok {
			now = t[0]
		}
		for _, k := range news.ArticleKinds {
			out.Options = append(out.Options, option{string(k), v.msg("kind." + string(k)), string(k) == now || now == "" && k == news.KindNews})
		}
		return out
	case "label":
		out.Kind = "select"
		out.Options = []option{{"", "–", c.Label == ""}}
		for _, l := range news.AdLabels {
			out.Options = append(out.Options, option{l, l, l == c.Label})
		}
		return out
	case "tags":
		out.Value, out.Hint = strings.Join(tagNames(d, c.Tags), ", "), v.msg("room.form.tags_hint")
	case "related":
		var ids []string
		for _, id := range c.Related {
			ids = append(ids, id.String())
		}
		out.Value, out.Hint = strings.Join(ids, ", "), v.msg("room.form.related_hint")
	case "source", "flags.unverified", "ai_use":
		// Made of several inputs; the template has them.
		return out
	default:
		switch field.Type().Kind() {
		case reflect.Bool:
			out.Kind = "check"
			out.On = string(raw) == "true"
			if typed != nil {
				out.On = len(typed[field.Name]) > 0
			}
			return out
		case reflect.String:
			_ = json.Unmarshal(raw, &out.Value) // a string's own JSON; absent is empty
		case reflect.Int64:
			if n := strings.Trim(string(raw), `"`); n != "" && n != "0" && n != "null" {
				out.Value = n
			}
		}
	}
	if t, ok := typed[field.Name]; ok {
		out.Value = t[0]
	}
	if a, ok := advice[field.Name]; ok {
		out.Low, out.High = a[0], a[1]
	}
	out.Length = news.Length(out.Value)
	return out
}

func tagNames(d *sheet, ids []news.TagID) (out []string) {
	for _, id := range ids {
		for _, t := range d.Names.Tags {
			if t.ID == id {
				out = append(out, t.Name)
			}
		}
	}
	return out
}

func (s *Server) sectionOptions(v *visit, paper newsroom.Paper, now news.SectionID, typed []string) []option {
	on := strconv.FormatInt(int64(now), 10)
	if len(typed) > 0 {
		on = typed[0]
	}
	out := []option{{"", v.msg("room.form.choose"), on == "" || on == "0"}}
	var add func(parent news.SectionID, depth int)
	add = func(parent news.SectionID, depth int) {
		for _, sec := range paper.Sections {
			if sec.Parent == parent && depth < news.MaxSectionDepth {
				id := strconv.FormatInt(int64(sec.ID), 10)
				out = append(out, option{id, strings.Repeat("– ", depth) + sec.Name, id == on})
				add(sec.ID, depth+1)
			}
		}
	}
	add(0, 0)
	return out
}

func (s *Server) bylineOf(v *visit, d *sheet, byline []news.Credit, typed map[string][]string) (out []creditLine) {
	roles := func(now string) []option {
		list := []option{}
		for _, r := range news.Roles {
			list = append(list, option{string(r), v.msg("role." + string(r)), string(r) == now || now == "" && r == news.RoleReporter})
		}
		return list
	}
	if typed != nil {
		for i := range 12 {
			name, ok := typed["byline."+strconv.Itoa(i)+".name"]
			if !ok {
				break
			}
			role := first(typed["byline."+strconv.Itoa(i)+".role"])
			out = append(out, creditLine{N: i, Name: name[0], Role: role, Roles: roles(role)})
		}
		if out != nil {
			return out
		}
	}
	for i, x := range byline {
		line := creditLine{N: i, Name: x.Name, ID: x.Person, Role: string(x.Role), Roles: roles(string(x.Role))}
		for _, p := range d.Names.People {
			if p.ID == x.Person && x.Person != 0 {
				line.Name = p.Name
			}
		}
		out = append(out, line)
	}
	for len(out) < 12 && len(out) < len(byline)+1 {
		out = append(out, creditLine{N: len(out), Roles: roles("")})
	}
	return out
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// leadOf shows the picture above the text.
func (s *Server) leadOf(d *sheet, c *news.Content) leadView {
	if c.Lead == nil || c.Lead.Asset == 0 {
		return leadView{}
	}
	out := leadView{Asset: c.Lead.Asset}
	for _, a := range d.Names.Assets {
		if a.ID == c.Lead.Asset {
			out.Name, out.Credit = a.Name, a.Credit
			out.URL, out.W, out.H = thumbOf(&a, 640)
		}
	}
	return out
}

// maxMemory is what of a form with a file is held in memory; the rest waits in a
// temporary file.
const maxMemory = 8 << 20

// parse reads a form, with files or without.
func (v *visit) parse() error {
	kind, _, _ := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" {
		err = v.r.ParseMultipartForm(maxMemory)
	} else {
		err = v.r.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return err
	}
	return news.E(news.Invalid, "read a form", err)
}

// readForm makes a save of what a form holds. base is the content that the form
// was filled with. missing are tags that are not there and may not be made.
func (s *Server) readForm(v *visit, paper newsroom.Paper, base news.Content) (save newsroom.Save, wrong map[string]string, err error) {
	form := v.r.PostForm
	save.Fields, wrong = map[string]json.RawMessage{}, map[string]string{}
	put := func(name string, value any) error { return put(save.Fields, name, value) }
	for _, field := range news.Fields {
		name := field.Name
		values, sent := form[name]
		if field.Of != "" || name == "body" {
			continue
		}
		var bad error
		switch name {
		case "byline":
			if _, sent := form["byline.0.name"]; sent {
				var list []news.Credit
				if list, bad = s.readByline(v, base.Byline); bad == nil {
					bad = put(name, list)
				}
			}
		case "section", "topic", "follows", "lead.asset":
			if sent {
				n, parsed := strconv.ParseInt(strings.TrimSpace(values[0]), 10, 64)
				if parsed != nil && strings.TrimSpace(values[0]) != "" {
					wrong[name] = s.fieldSentence(v, "unknown", 0)
					continue
				}
				bad = put(name, n)
			}
		case "more":
			if _, shown := form["has.more"]; shown {
				ids := []int64{}
				for _, t := range values {
					if n, err := strconv.ParseInt(t, 10, 64); err == nil {
						ids = append(ids, n)
					}
				}
				bad = put(name, ids)
			}
		case "tags":
			if sent {
				ids, unknown, err := s.readTags(v, paper.Edition.ID, values[0])
				if err != nil {
					return save, nil, err
				}
				if len(unknown) > 0 {
					wrong[name] = v.msg("room.form.unknown_tags", "names", v.words.List(unknown))
				}
				bad = put(name, ids)
			}
		case "related":
			if sent {
				ids := []news.ArticleID{}
				for _, word := range strings.FieldsFunc(values[0], func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
					id, ok := articleID(strings.TrimPrefix(word[strings.LastIndex(word, "/")+1:], "#"))
					if !ok {
						wrong[name] = s.fieldSentence(v, "unknown", 0)
						continue
					}
					ids = append(ids, id)
				}
				bad = put(name, ids)
			}
		case "source":
			if _, sent := form["source.name"]; sent {
				x := news.Source{Name: form.Get("source.name"), URL: form.Get("source.url"), Item: form.Get("source.item"), Licence: form.Get("source.licence")}
				if x == (news.Source{}) {
					save.Fields[name] = json.RawMessage("null")
				} else {
					bad = put(name, x)
				}
			}
		case "flags.unverified":
			if _, shown := form["has.unverified"]; shown {
				if !form.Has("flags.unverified") {
					save.Fields[name] = json.RawMessage("null")
				} else {
					bad = put(name, news.Unverified{Source: form.Get("unverified.source"), Ground: form.Get("unverified.ground"), Note: form.Get("unverified.note")})
				}
			}
		case "ai_use":
			if _, sent := form["ai_use.tool"]; sent {
				x := news.AIUse{Tool: strings.TrimSpace(form.Get("ai_use.tool")), Purpose: strings.TrimSpace(form.Get("ai_use.purpose"))}
				if old := base.AIUse; old != nil && old.Tool == x.Tool && old.Purpose == x.Purpose {
					x = *old
				}
				if x == (news.AIUse{}) {
					save.Fields[name] = json.RawMessage("null")
				} else {
					bad = put(name, x)
				}
			}
		default:
			if field.Type().Kind() == reflect.Bool {
				if form.Has("has." + name) {
					bad = put(name, sent)
				}
				continue
			}
			if sent {
				text := strings.ReplaceAll(values[0], "\r\n", "\n")
				if field.Line {
					text = strings.TrimSpace(text)
				}
				bad = put(name, text)
			}
		}
		if bad != nil {
			return save, nil, bad
		}
	}
	if text, sent := form["text"]; sent {
		doc := body.ParsePlain(strings.ReplaceAll(text[0], "\r\n", "\n"), base.Body)
		if doc.Version == 0 {
			doc.Version = body.SchemaVersion
		}
		raw, err := doc.MarshalJSON()
		if err != nil {
			return save, nil, err
		}
		save.Body = raw
	}
	return save, wrong, nil
}

// put sets a field of a save.
func put(fields map[string]json.RawMessage, name string, value any) error {
	raw, err := json.Marshal(value)
	fields[name] = raw
	return err
}

// readByline makes credits of the lines of a form: a name that stood there keeps
// its profile, another one is looked for.
func (s *Server) readByline(v *visit, was []news.Credit) ([]news.Credit, error) {
	form := v.r.PostForm
	out := []news.Credit{}
	for i := range 12 {
		key := "byline." + strconv.Itoa(i)
		if !form.Has(key + ".name") {
			break
		}
		name := strings.TrimSpace(form.Get(key + ".name"))
		x := news.Credit{Role: news.Role(form.Get(key + ".role"))}
		if name == "" {
			if i < len(was) && was[i].Person == 0 && was[i].Name == "" && form.Has(key+".keep") {
				out = append(out, was[i]) // an imported role without a name
			}
			continue
		}
		if i < len(was) {
			x.Label = was[i].Label
		}
		if id, err := strconv.ParseInt(form.Get(key+".person"), 10, 64); err == nil && id != 0 && form.Get(key+".was") == name {
			x.Person = news.PersonID(id)
			out = append(out, x)
			continue
		}
		found, err := s.o.Newsroom.PeopleNamed(v.r.Context(), v.who, name, 8)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			if strings.EqualFold(p.Name, name) && x.Person == 0 {
				x.Person = p.ID
			}
		}
		if x.Person == 0 {
			x.Name = name
		}
		out = append(out, x)
	}
	return out, nil
}

// readTags finds tags by their names, and makes those that are missing where the
// person may.
func (s *Server) readTags(v *visit, e news.EditionID, text string) (ids []news.TagID, unknown []string, err error) {
	ids = []news.TagID{}
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		found, err := s.o.Newsroom.TagsNamed(v.r.Context(), v.who, e, name, 20)
		if err != nil {
			return nil, nil, err
		}
		i := slices.IndexFunc(found, func(t news.Tag) bool { return strings.EqualFold(t.Name, name) })
		switch {
		case i >= 0:
			if !slices.Contains(ids, found[i].ID) {
				ids = append(ids, found[i].ID)
			}
		case v.may(newsroom.PermTag):
			t := news.Tag{Edition: e, Name: name}
			if _, err := s.do(v, newsroom.DefineTag{Tag: &t}); err != nil {
				if !shownAgain(err) {
					return nil, nil, err
				}
				unknown = append(unknown, name)
				continue
			}
			ids = append(ids, t.ID)
		default:
			unknown = append(unknown, name)
		}
	}
	return ids, unknown, nil
}

// fieldSentence is what is wrong with a field, as a sentence.
func (s *Server) fieldSentence(v *visit, code string, limit int) string {
	return sentenceCase(v.msg("error.field."+code, "limit", limit, "n", limit)) + "."
}

// refusedFields are the sentences of what a save did not keep.
func (s *Server) refusedFields(v *visit, bad []news.FieldError) map[string]string {
	out := map[string]string{}
	for _, f := range bad {
		name := f.Field
		if f.Field == "" {
			name = "body"
		}
		if out[name] == "" {
			out[name] = s.fieldSentence(v, f.Code, f.Limit)
		}
	}
	return out
}

// saveArticle keeps what the form holds, and goes on to what its button says.
func (s *Server) saveArticle(v *visit) error {
	if err := v.parse(); err != nil {
		return err
	}
	d, err := s.openArticle(v, "")
	if err != nil {
		return err
	}
	base := int(number(v, "base"))
	content := *d.Content
	if base != d.Article.Revision {
		c, err := s.o.Newsroom.Compare(v.r.Context(), v.who, d.ID, base, base)
		switch {
		case news.Is(err, news.NotFound):
			// The revision was thinned: what the form did not change looks like the
			// head's, and the merge takes the rest for doubtful.
		case err != nil:
			return err
		default:
			content = *c.To.Content
		}
	}
	save, wrong, err := s.readForm(v, d.Paper, content)
	if err != nil {
		return err
	}
	if err := s.takePhoto(v, d.Paper, &save, wrong); err != nil {
		return err
	}
	save.Article, save.Base, save.Client, save.Seq = d.ID, base, v.r.PostFormValue("client"), 1
	save.Named = v.r.PostFormValue("do") == "save"
	res, err := s.do(v, save)
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		return s.formAgain(v, d, err, wrong)
	}
	for name, text := range s.refusedFields(v, res.Saved.Refused) {
		wrong[name] = text
	}
	if len(wrong) > 0 {
		return s.formAgain(v, d, nil, wrong)
	}
	return s.saved(v, d.ID, res)
}

// formAgain shows the form with what was typed and what is wrong. What could be
// kept is kept already.
func (s *Server) formAgain(v *visit, was *sheet, err error, wrong map[string]string) error {
	p, status := page{}, http.StatusUnprocessableEntity
	if err != nil {
		p.Problem, status = v.sentence(err)
		for name, text := range v.fieldErrors(err) {
			wrong[name] = text
		}
	} else {
		p.Problem = v.msg("room.form.refused")
	}
	d, again := s.openArticle(v, "")
	if again != nil {
		return again
	}
	return s.showArticle(v, status, p, d, v.r.PostForm, wrong)
}

// saved leads on after a save.
func (s *Server) saved(v *visit, id news.ArticleID, res newsroom.Result) error {
	base := articlePath + id.String()
	if len(res.Saved.Conflicts) > 0 {
		return v.leave(base+"#bentrok", flash{Code: "clash", Article: id})
	}
	code := "saved"
	if len(res.Saved.Merged) > 0 || res.Saved.Side != 0 {
		code = "merged"
	}
	at := map[string]string{"at": s.clock(res.Saved.At) + res.Saved.At.In(s.o.Zone()).Format(".05")}
	switch what := v.r.PostFormValue("do"); what {
	case "submit":
		_, err := s.do(v, newsroom.Submit{Article: id})
		return s.afterMove(v, id, "submit", err)
	case "approve":
		_, err := s.do(v, newsroom.Approve{Article: id})
		return s.afterMove(v, id, "approve", err)
	case "return":
		return to(v, base+"/return")
	case "publish":
		return to(v, base+"/publish")
	case "preview":
		return to(v, base+"/preview")
	}
	return v.leave(base, flash{Code: code, Article: id, Args: at})
}

// newULID names a draft that was not saved yet.
func newULID(now time.Time) string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [26]byte
	ms := uint64(now.UnixMilli())
	for i := 9; i >= 0; i-- {
		b[i] = digits[ms&31]
		ms >>= 5
	}
	var r [16]byte
	_, _ = rand.Read(r[:]) // it does not fail
	for i := range r {
		b[10+i] = digits[r[i]&31]
	}
	return string(b[:])
}

// newPage is an empty article. Nothing is made until it is saved.
func (s *Server) newPage(v *visit) error { return s.showNew(v, http.StatusOK, page{}, nil, nil) }

func (s *Server) showNew(v *visit, status int, p page, typed map[string][]string, wrong map[string]string) error {
	if !v.may(writing...) {
		return news.E(news.Forbidden, string(newsroom.PermCreate), nil)
	}
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	d := &sheet{Paper: paper, Base: newPath, May: map[string]bool{string(news.CmdSave): true, string(news.CmdSubmit): true}}
	c := news.Content{Kind: news.KindNews, Byline: s.ownCredit(v)}
	d.Names.People = s.ownProfile(v)
	d.Content = &c
	view := articleView{sheet: d}
	if view.Form, err = s.formOf(v, d, c, 0, typed, wrong); err != nil {
		return err
	}
	view.Form.ULID = newULID(paper.Now)
	if id := first(typed["ulid"]); id != "" {
		view.Form.ULID = id
	}
	p.Bare, p.Place = v.msg("room.new.title"), "meja"
	return s.show(v, status, p, "article", view)
}

// ownCredit is the writer's own line.
func (s *Server) ownCredit(v *visit) []news.Credit {
	if v.me.User.Person != 0 {
		return []news.Credit{{Person: v.me.User.Person, Role: news.RoleReporter}}
	}
	return []news.Credit{{Name: v.me.User.Name, Role: news.RoleReporter}}
}

func (s *Server) ownProfile(v *visit) []news.Person {
	if v.me.User.Person == 0 {
		return nil
	}
	return []news.Person{{ID: v.me.User.Person, Name: v.me.User.Name}}
}

func (s *Server) newArticle(v *visit) error {
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
	if err := s.takePhoto(v, paper, &save, wrong); err != nil {
		return err
	}
	save.ULID, save.Edition, save.Client, save.Seq = v.r.PostFormValue("ulid"), paper.Edition.ID, v.r.PostFormValue("client"), 1
	res, err := s.do(v, save)
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		p, status := v.refused(err)
		for name, text := range v.fieldErrors(err) {
			wrong[name] = text
		}
		return s.showNew(v, status, p, v.r.PostForm, wrong)
	}
	for name, text := range s.refusedFields(v, res.Saved.Refused) {
		wrong[name] = text
	}
	if len(wrong) > 0 {
		// It is made; what could not be kept is typed again on its own page.
		v.r.SetPathValue("id", res.Article.String())
		d, err := s.openArticle(v, "")
		if err != nil {
			return err
		}
		return s.formAgain(v, d, nil, wrong)
	}
	return s.saved(v, res.Article, res)
}

// takePhoto takes a picture that came with the form into the library and sets it
// as the lead.
func (s *Server) takePhoto(v *visit, paper newsroom.Paper, save *newsroom.Save, wrong map[string]string) error {
	if v.r.MultipartForm == nil {
		return nil
	}
	files := v.r.MultipartForm.File["photo"]
	if len(files) == 0 || files[0].Size == 0 {
		return nil
	}
	f, err := files[0].Open()
	if err != nil {
		return err
	}
	defer f.Close()
	a, err := s.o.Newsroom.TakeWhole(v.r.Context(), v.who, paper.Edition.ID, files[0].Filename, io.Reader(f))
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		text, _ := v.sentence(err)
		wrong["lead.asset"] = text
		return nil
	}
	set := func(name, value string) {
		if raw, err := json.Marshal(value); err == nil && value != "" {
			save.Fields[name] = raw
		}
	}
	save.Fields["lead.asset"] = json.RawMessage(strconv.FormatInt(int64(a.ID), 10))
	// What the file says of itself fills what was left empty (MDK-2).
	if strings.TrimSpace(v.r.PostFormValue("lead.caption")) == "" {
		set("lead.caption", a.Caption)
	}
	return s.creditPhoto(v, a)
}

// creditPhoto gives a new picture the credit and alternative text that were
// typed beside it, where the library has none yet.
func (s *Server) creditPhoto(v *visit, a news.Asset) error {
	cmd := newsroom.DescribeAsset{Asset: a.ID}
	fill := func(into **string, has, typed string) {
		if typed = strings.TrimSpace(typed); has == "" && typed != "" {
			*into = &typed
		}
	}
	fill(&cmd.Credit, a.Credit, v.r.PostFormValue("lead.credit"))
	fill(&cmd.Caption, a.Caption, v.r.PostFormValue("lead.caption"))
	fill(&cmd.Alt, a.Alt, v.r.PostFormValue("lead.alt"))
	if cmd.Credit == nil && cmd.Caption == nil && cmd.Alt == nil {
		return nil
	}
	_, err := s.do(v, cmd)
	if err != nil && !shownAgain(err) {
		return err
	}
	return nil
}

// thumbOf is the address of a small picture of an asset for the newsroom's own
// pages, and its size.
func thumbOf(a *news.Asset, width int) (url string, w, h int) {
	best := -1
	for i, r := range a.Renditions {
		if r.Width == 0 || !strings.HasSuffix(r.Name, ".jpg") && !strings.HasSuffix(r.Name, ".png") && !strings.HasSuffix(r.Name, ".webp") {
			continue
		}
		if best < 0 || abs(r.Width-width) < abs(a.Renditions[best].Width-width) {
			best = i
		}
	}
	if best < 0 {
		return "", 0, 0
	}
	r := a.Renditions[best]
	return renditionPath + r.Name, r.Width, r.Height
}

func abs(n int) int { return max(n, -n) }

// renditionPath is where renditions are fetched; sessions of the newsroom get those
// that are not published, too (MED-4).
const renditionPath = "/-/media/"
