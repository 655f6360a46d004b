package admin

import (
	"cmp"
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
)

type photoData struct {
	Line  photoLine
	Asset news.Asset
	// Large is what the picture is shown with; Small for a telephone.
	Large, Small photoPress
	Frames       []photoFrame
	FocalX       int
	FocalY       int
	Turns        []option
	Turn         int
	Files        string
	Facts        []photoFact
	Fields       []field
	People       field
	Keywords     field
	Taken        momentField
	Checks       []photoCheck
	AI           field
	Consent      field
	Rights       rightsData
	Uses         []useLine
	MoreUses     bool
	Elsewhere    []string
	Versions     []versionLine
	Originals    []versionLine
	Alike        []photoLine
	MayEdit      bool
	MayRights    bool
	MayDelete    bool
	Failed       string
	Developing   bool
}

// photoPress is the picture as a button: where it is pressed is the point that
// crops keep. The browser sends pixels of the size that is said here.
type photoPress struct {
	URL           string
	Width, Height int
	DotX, DotY    int
}

// photoFrame is one shape as it will be cut, drawn from the whole picture.
type photoFrame struct {
	Name, Field string
	// ViewBox shows the part; ByHand says that somebody framed it.
	ViewBox       string
	URL           string
	Width, Height int
	ByHand        bool
	X, Y, W       string
}

type photoFact struct{ Name, Value string }

type photoCheck struct {
	Name, Label string
	On          bool
}

type rightsData struct {
	Category, Licence, Restrictions, Reason field
	Until                                   momentField
	Deny, Apart                             bool
	State                                   photoStamp
}

type useLine struct {
	Href, Headline, Where string
}

type versionLine struct {
	Number         int
	When, ISO, Who string
	Changed, Href  string
	Current        bool
}

// photoID reads the number in the address.
func photoID(v *visit) (news.AssetID, error) {
	id, ok := articleID(v.r.PathValue("id"))
	if !ok {
		return 0, news.E(news.NotFound, "find a photo", nil)
	}
	return news.AssetID(id), nil
}

func (s *Server) photoPage(v *visit) error { return s.showPhoto(v, http.StatusOK, page{}, nil) }

// showPhoto shows an asset; after a form that was wrong with what was typed.
func (s *Server) showPhoto(v *visit, status int, p page, wrong map[string]string) error {
	id, err := photoID(v)
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	a, err := s.o.Newsroom.Asset(ctx, v.who, id)
	if err != nil {
		return err
	}
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	d := photoData{Line: s.photoLine(v, &a, paper.Now), Asset: a, MayRights: v.may(newsroom.PermMediaRights)}
	d.MayEdit = newsroom.MayWith(v.who, newsroom.PermMediaEdit, &a)
	d.MayDelete = newsroom.MayWith(v.who, newsroom.PermMediaDelete, &a)
	d.Developing = a.Making.State == news.MakingWaiting
	if a.Making.State == news.MakingFailed {
		d.Failed = makingProblem(v, &a)
	}
	d.frames(v, &a)
	d.facts(s, v, &a)
	d.form(s, v, &a, wrong)
	if err := s.photoUses(v, &d, id); err != nil {
		return err
	}
	said, had, err := s.o.Newsroom.AssetHistory(ctx, v.who, id, 0, 20)
	if err != nil {
		return err
	}
	var users []news.UserID
	for _, x := range said {
		users = append(users, userOf(x.By))
	}
	called, err := s.o.Newsroom.Called(ctx, v.who, users, nil, nil)
	if err != nil && !news.Is(err, news.Forbidden) {
		return err
	}
	for i, x := range said {
		line := versionLine{Number: x.Revision, When: s.date(v, x.At), ISO: x.At.UTC().Format(time.RFC3339), Who: s.byWhom(v, x.By, called.Users)}
		if i+1 < len(said) {
			line.Changed = assetChanges(v, &said[i+1].Asset, &x.Asset)
		}
		d.Versions = append(d.Versions, line)
	}
	for _, b := range had {
		d.Originals = append(d.Originals, versionLine{Number: b.Number, When: s.date(v, b.At), ISO: b.At.UTC().Format(time.RFC3339),
			Changed: strconv.Itoa(b.Width) + " × " + strconv.Itoa(b.Height) + " · " + v.words.FileSize(b.Size), Current: b.Number == a.Bytes,
			Href: photoAddress(id) + "/original?n=" + strconv.Itoa(b.Number)})
	}
	alike, err := s.o.Newsroom.Duplicates(ctx, v.who, id)
	if err != nil {
		return err
	}
	for _, x := range alike {
		d.Alike = append(d.Alike, s.photoLine(v, &x.Asset, paper.Now))
	}
	p.Title, p.Place, p.Scripts = d.Line.Caption, "foto", []string{"photo.js"}
	if r := []rune(p.Title); len(r) > 90 {
		p.Title = string(r[:89]) + "…"
	}
	return s.show(v, status, p, "photo", d)
}

// byWhom says who did something as people are called.
func (s *Server) byWhom(v *visit, by string, names map[news.UserID]string) string {
	if name := names[userOf(by)]; name != "" {
		return name
	}
	kind, _, _ := strings.Cut(by, " ")
	if v.words.Has("room.actor." + kind) {
		return v.msg("room.actor." + kind)
	}
	return by
}

// assetChanges names what differs between two descriptions.
func assetChanges(v *visit, was, is *news.Asset) string {
	var out []string
	add := func(changed bool, key string) {
		if changed {
			out = append(out, v.msg("room.photo."+key))
		}
	}
	add(was.Caption != is.Caption, "caption")
	add(was.Alt != is.Alt, "alt")
	add(was.Title != is.Title, "title")
	add(was.Credit != is.Credit, "credit")
	add(was.Copyright != is.Copyright, "copyright")
	add(was.Source != is.Source, "source")
	add(was.City != is.City, "city")
	add(!was.TakenAt.Equal(is.TakenAt), "taken")
	add(!slices.Equal(was.People, is.People), "people")
	add(!slices.Equal(was.Keywords, is.Keywords), "keywords")
	add(was.Rights != is.Rights, "rights")
	add(was.Hash != is.Hash, "file")
	add(was.FocalX != is.FocalX || was.FocalY != is.FocalY || len(was.Crops) != len(is.Crops), "frame")
	add(was.Turn != is.Turn, "turn")
	return v.words.List(out)
}

// ratios are the shapes that are cut (news.CropNames).
var ratios = map[string]float64{"16:9": 16. / 9, "4:3": 4. / 3, "1:1": 1, "9:16": 9. / 16, "1.91:1": 1.91}

// cropOf is the part of a picture that a shape shows: as somebody framed it, else
// the largest that keeps the focal point as near to its middle as there is room.
func cropOf(a *news.Asset, name string, width, height int) news.Crop {
	if c, ok := a.Crops[name]; ok {
		return c
	}
	fx, fy := a.FocalX, a.FocalY
	if fx == 0 && fy == 0 {
		fx, fy = 0.5, 0.5
	}
	c := news.Crop{W: 1, H: 1}
	if is, want := float64(width)/float64(max(1, height)), ratios[name]; is > want {
		c.W = want / is
	} else {
		c.H = is / want
	}
	c.X = min(max(0, fx-c.W/2), 1-c.W)
	c.Y = min(max(0, fy-c.H/2), 1-c.H)
	return c
}

func (d *photoData) frames(v *visit, a *news.Asset) {
	for _, p := range []struct {
		at    *photoPress
		width int
	}{{&d.Large, 640}, {&d.Small, 300}} {
		r, ok := thumb(a, p.width)
		if !ok || r.Width == 0 || r.Height == 0 {
			continue
		}
		*p.at = photoPress{URL: renditionsPath + r.Name, Width: p.width, Height: p.width * r.Height / r.Width}
		// An upright picture must fit above the fold, too.
		if most := p.width * 4 / 3; p.at.Height > most {
			p.at.Width, p.at.Height = most*r.Width/r.Height, most
		}
		x, y := a.FocalX, a.FocalY
		if x == 0 && y == 0 {
			x, y = 0.5, 0.5
		}
		p.at.DotX, p.at.DotY = int(x*float64(p.at.Width)), int(y*float64(p.at.Height))
		d.FocalX, d.FocalY = int(math.Round(x*100)), int(math.Round(y*100))
	}
	r, ok := thumb(a, 640)
	if !ok || a.Kind != "photo" || r.Height == 0 {
		return
	}
	percent := func(x float64) string { return strconv.FormatFloat(math.Round(x*1000)/10, 'f', -1, 64) }
	for _, name := range news.CropNames {
		c := cropOf(a, name, r.Width, r.Height)
		_, framed := a.Crops[name]
		f := photoFrame{Name: name, Field: strings.NewReplacer(":", "x", ".", "_").Replace(name), URL: renditionsPath + r.Name, Width: r.Width, Height: r.Height, ByHand: framed,
			X: percent(c.X), Y: percent(c.Y), W: percent(c.W)}
		round := func(x float64, of int) string {
			return strconv.FormatFloat(math.Round(x*float64(of)*10)/10, 'f', -1, 64)
		}
		f.ViewBox = round(c.X, r.Width) + " " + round(c.Y, r.Height) + " " + round(c.W, r.Width) + " " + round(c.H, r.Height)
		d.Frames = append(d.Frames, f)
	}
	for i := range 4 {
		d.Turns = append(d.Turns, option{strconv.Itoa(i), v.msg("room.photo.turn." + strconv.Itoa(i)), a.Turn == i})
	}
}

func (d *photoData) facts(s *Server, v *visit, a *news.Asset) {
	add := func(key, value string) {
		if value != "" {
			d.Facts = append(d.Facts, photoFact{v.msg("room.photo.fact." + key), value})
		}
	}
	add("number", strconv.FormatInt(int64(a.ID), 10))
	add("file", a.Name)
	size := v.words.FileSize(a.Size)
	if a.Width > 0 {
		size = strconv.Itoa(a.Width) + " × " + strconv.Itoa(a.Height) + " · " + size
	}
	if a.Seconds > 0 {
		size += " · " + (time.Duration(a.Seconds) * time.Second).String()
	}
	add("size", size)
	add("type", a.MIME)
	if !a.Added.IsZero() {
		add("added", s.date(v, a.Added))
	}
	if n := len(a.Renditions); n > 0 {
		var all int64
		for _, r := range a.Renditions {
			all += r.Size
		}
		add("renditions", v.msg("room.photo.renditions", "n", n, "size", v.words.FileSize(all)))
	}
}

// form fills the fields with what is said of the asset, or with what was typed
// when that was wrong.
func (d *photoData) form(s *Server, v *visit, a *news.Asset, wrong map[string]string) {
	typed := wrong != nil
	value := func(name, is string) string {
		if typed && v.r.PostForm.Has(name) {
			return v.r.PostFormValue(name)
		}
		return is
	}
	make := func(name, label, is string, max, rows int) field {
		f := field{Name: name, Label: v.msg("room.photo." + label), Value: value(name, is), Type: "text", Auto: "off", Max: max, Rows: rows, Prose: true,
			Error: cmp.Or(wrong[name], wrong["rights."+name])}
		if from := a.From[name]; from != "" && v.words.Has("room.photo.from."+from) {
			f.Hint = v.msg("room.photo.from." + from)
		}
		return f
	}
	d.Fields = []field{make("caption", "caption", a.Caption, 0, 3), make("alt", "alt", a.Alt, 0, 2), make("credit", "credit", a.Credit, 0, 0),
		make("title", "title", a.Title, 0, 0), make("source", "source", a.Source, 0, 0), make("city", "city", a.City, 0, 0), make("copyright", "copyright", a.Copyright, 0, 0)}
	d.People, d.Keywords = make("people", "people", strings.Join(a.People, "\n"), 0, 2), make("keywords", "keywords", strings.Join(a.Keywords, ", "), 0, 0)
	d.People.Hint, d.Keywords.Hint = v.msg("room.photo.people_hint"), v.msg("room.photo.keywords_hint")
	d.Taken = s.momentField(v, "taken", v.msg("room.photo.taken"), "", a.TakenAt)
	d.Taken.Error = wrong["taken"]
	on := func(name string, is bool) photoCheck {
		if typed {
			is = v.r.PostFormValue(name) == "1"
		}
		return photoCheck{Name: name, Label: v.msg("room.photo." + name), On: is}
	}
	d.Checks = []photoCheck{on("child", a.Sensitive.Child), on("victim", a.Sensitive.Victim), on("graphic", a.Sensitive.Graphic), on("likeness", a.Likeness)}
	d.Consent = make("consent", "consent", a.Consent, 0, 2)
	d.AI = field{Name: "ai_source", Label: v.msg("room.photo.ai"), Hint: v.msg("room.photo.ai_hint"), Error: wrong["ai_source"]}
	is := value("ai_source", a.AISource)
	if a.AISource == "" {
		d.AI.Options = append(d.AI.Options, option{"", v.msg("room.photo.ai.no"), is == ""})
	}
	for _, kind := range []string{"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced", "compositeSynthetic", "algorithmicMedia", "virtualRecording"} {
		d.AI.Options = append(d.AI.Options, option{kind, v.msg("room.photo.ai." + kind), is == kind})
	}
	r := &d.Rights
	r.Category = field{Name: "category", Label: v.msg("room.photo.rights"), Options: rightsOptions(v, news.RightsCategory(value("category", string(a.Rights.Category))), false)}
	r.Licence, r.Restrictions = make("licence", "licence", a.Rights.Licence, 0, 0), make("restrictions", "restrictions", a.Rights.Restrictions, 0, 2)
	r.Reason = make("reason", "reason", a.Rights.Reason, 0, 2)
	r.Reason.Hint = v.msg("room.photo.reason_hint")
	r.Until = s.momentField(v, "until", v.msg("room.photo.until"), v.msg("room.photo.until_hint"), a.Rights.ExpiresAt)
	r.Until.Error = wrong["until"]
	r.Deny, r.Apart = a.Rights.Deny, a.Rights.NoSyndication
	if typed && v.r.PostForm.Has("category") {
		r.Deny, r.Apart = v.r.PostFormValue("deny") == "1", v.r.PostFormValue("apart") == "1"
	}
}

func (s *Server) photoUses(v *visit, d *photoData, id news.AssetID) error {
	uses, err := s.o.Newsroom.AssetUses(v.r.Context(), v.who, id)
	if err != nil {
		return err
	}
	for _, u := range uses.Articles {
		line := useLine{Href: articlePath + u.Article.String(), Headline: firstOf(u.Headline, v.msg("room.photo.use.hidden"))}
		var where []string
		for _, p := range u.Places {
			where = append(where, v.msg("room.photo.use."+string(p)))
		}
		line.Where = v.words.List(where)
		d.Uses = append(d.Uses, line)
	}
	d.MoreUses = uses.More
	for _, key := range uses.Elsewhere {
		kind := key[:1]
		if v.words.Has("room.photo.use.key." + kind) {
			d.Elsewhere = append(d.Elsewhere, v.msg("room.photo.use.key."+kind))
		}
	}
	if len(uses.People) > 0 {
		d.Elsewhere = append(d.Elsewhere, v.msg("room.photo.use.people", "n", len(uses.People)))
	}
	if len(uses.Topics) > 0 {
		d.Elsewhere = append(d.Elsewhere, v.msg("room.photo.use.topics", "n", len(uses.Topics)))
	}
	slices.Sort(d.Elsewhere)
	d.Elsewhere = slices.Compact(d.Elsewhere)
	return nil
}

// doPhoto gives a command on the asset of the address and leads back to it; a
// refusal is told above the form.
func (s *Server) doPhoto(v *visit, code string, build func(id news.AssetID, revision int) (newsroom.Command, map[string]string)) error {
	id, err := photoID(v)
	if err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
	}
	revision, _ := strconv.Atoi(v.r.PostFormValue("revision"))
	cmd, wrong := build(id, revision)
	if wrong == nil {
		_, err = s.o.Newsroom.Do(v.r.Context(), v.who, cmd)
		if err == nil {
			return v.leave(photoAddress(id), flash{Code: code})
		}
		wrong = v.fieldErrors(err)
		if wrong == nil {
			wrong = map[string]string{}
		}
	} else {
		err = &news.Error{Kind: news.Invalid, Op: "read form", Code: "fields"}
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	for _, name := range []string{"focal", "crops", "turn"} {
		if text := wrong[name]; text != "" {
			p.Problem = text // said above the picture: it has no field of its own
		}
	}
	return s.showPhoto(v, status, p, wrong)
}

// told reports whether an error is one that a form shows.
func told(err error) bool {
	return news.Is(err, news.Invalid) || news.Is(err, news.Conflict) || news.Is(err, news.Stale) || news.Is(err, news.TooLarge)
}

func (s *Server) describePhoto(v *visit) error {
	return s.doPhoto(v, "photo_described", func(id news.AssetID, revision int) (newsroom.Command, map[string]string) {
		text := func(name string) *string {
			if !v.r.PostForm.Has(name) {
				return nil
			}
			s := strings.TrimSpace(strings.ReplaceAll(v.r.PostFormValue(name), "\r\n", "\n"))
			return &s
		}
		c := newsroom.DescribeAsset{Asset: id, IfRevision: revision, Caption: text("caption"), Alt: text("alt"), Title: text("title"), Credit: text("credit"),
			Copyright: text("copyright"), Source: text("source"), City: text("city"), Consent: text("consent")}
		people, words := splitList(v.r.PostFormValue("people"), "\n"), splitList(v.r.PostFormValue("keywords"), ",\n")
		c.People, c.Keywords = &people, &words
		c.Sensitive = &news.Sensitive{Child: v.r.PostFormValue("child") == "1", Victim: v.r.PostFormValue("victim") == "1", Graphic: v.r.PostFormValue("graphic") == "1"}
		likeness := v.r.PostFormValue("likeness") == "1"
		c.Likeness = &likeness
		if ai := v.r.PostFormValue("ai_source"); ai != "" {
			c.AISource = &ai
		}
		t, bad := s.readMoment(v.r, "taken")
		if bad {
			return nil, map[string]string{"taken": v.msg("room.bad_time")}
		}
		if !t.IsZero() {
			c.TakenAt = &t
		}
		return c, nil
	})
}

// splitList reads a list that was typed with separators between.
func splitList(text, separators string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || strings.ContainsRune(separators, r) }) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

func (s *Server) photoRights(v *visit) error {
	return s.doPhoto(v, "photo_rights", func(id news.AssetID, revision int) (newsroom.Command, map[string]string) {
		f := v.r.PostFormValue
		r := news.Rights{Category: news.RightsCategory(f("category")), Licence: strings.TrimSpace(f("licence")), Restrictions: strings.TrimSpace(f("restrictions")),
			Deny: f("deny") == "1", Reason: strings.TrimSpace(f("reason")), NoSyndication: f("apart") == "1"}
		t, bad := s.readMoment(v.r, "until")
		if bad {
			return nil, map[string]string{"until": v.msg("room.bad_time")}
		}
		r.ExpiresAt = t
		return newsroom.SetRights{Asset: id, IfRevision: revision, Rights: r}, nil
	})
}

// framePhoto moves the focal point, by a press on the picture or by numbers, and
// takes shapes that were framed by hand.
func (s *Server) framePhoto(v *visit) error {
	return s.doPhoto(v, "photo_framed", func(id news.AssetID, revision int) (newsroom.Command, map[string]string) {
		f := v.r.PostFormValue
		c := newsroom.FrameAsset{Asset: id, IfRevision: revision, Note: strings.TrimSpace(f("note"))}
		part := func(x string, of string) (float64, bool) {
			n, err := strconv.ParseFloat(strings.Replace(x, ",", ".", 1), 64)
			d, err2 := strconv.ParseFloat(of, 64)
			if err != nil || err2 != nil || d <= 0 || n != n {
				return 0, false
			}
			return min(max(0, n/d), 1), true
		}
		focal := func(x, w, y, h string) map[string]string {
			fx, ok := part(x, w)
			fy, ok2 := part(y, h)
			if !ok || !ok2 {
				return map[string]string{"focal": v.msg("room.photo.bad_number")}
			}
			// Both zero would mean the middle.
			c.Focal = &newsroom.Point{X: max(fx, 0.001), Y: max(fy, 0.001)}
			return nil
		}
		switch {
		case f("point.x") == "0" && f("point.y") == "0":
			// What a keyboard's Enter sends: no point was meant.
			return nil, map[string]string{"focal": v.msg("room.photo.press_or_type")}
		case v.r.PostForm.Has("point.x"):
			return c, focal(f("point.x"), f("width"), f("point.y"), f("height"))
		case f("do") == "focal":
			return c, focal(f("x"), "100", f("y"), "100")
		case f("do") == "turn":
			n, err := strconv.Atoi(f("turn"))
			if err != nil {
				n = -1
			}
			c.Turn = &n
			return c, nil
		case f("do") == "crop", f("do") == "free":
			return s.cropByHand(v, c)
		}
		return nil, map[string]string{"focal": v.msg("room.photo.bad_number")}
	})
}

// cropByHand reads one shape; the others stay as they are.
func (s *Server) cropByHand(v *visit, c newsroom.FrameAsset) (newsroom.Command, map[string]string) {
	a, err := s.o.Newsroom.Asset(v.r.Context(), v.who, c.Asset)
	name := v.r.PostFormValue("shape")
	if err != nil || ratios[name] == 0 || a.Width == 0 || a.Height == 0 {
		return nil, map[string]string{"crops": v.msg("room.photo.bad_number")}
	}
	crops := map[string]news.Crop{}
	for k, x := range a.Crops {
		crops[k] = x
	}
	delete(crops, name)
	if v.r.PostFormValue("do") == "crop" {
		number := func(key string) float64 {
			n, err := strconv.ParseFloat(strings.Replace(v.r.PostFormValue(key), ",", ".", 1), 64)
			if err != nil {
				return -1
			}
			return n / 100
		}
		w, h := a.Width, a.Height
		if r, ok := thumb(&a, 640); ok {
			w, h = r.Width, r.Height // as it lies now, turned
		}
		crop := news.Crop{X: number("x"), Y: number("y"), W: number("w")}
		crop.H = crop.W * float64(w) / float64(h) / ratios[name]
		if crop.X < 0 || crop.Y < 0 || crop.W <= 0 || crop.X+crop.W > 1.0005 || crop.Y+crop.H > 1.0005 {
			return nil, map[string]string{"crops": v.msg("room.photo.out_of_frame")}
		}
		crop.X, crop.Y = min(crop.X, 1-min(1, crop.W)), min(crop.Y, 1-min(1, crop.H))
		crops[name] = crop
	}
	c.Crops = &crops
	return c, nil
}

func (s *Server) developAgain(v *visit) error {
	return s.doPhoto(v, "photo_again", func(id news.AssetID, _ int) (newsroom.Command, map[string]string) {
		return newsroom.MakeAgain{Asset: id}, nil
	})
}

// replacePhoto gives the asset other bytes; the number, the words and every use
// stay.
func (s *Server) replacePhoto(v *visit) error {
	id, err := photoID(v)
	if err != nil {
		return err
	}
	done := false
	err = s.eachFile(v, func(said map[string]string, n int, name string, file io.Reader) error {
		if n > 1 {
			return nil
		}
		_, err := s.o.Newsroom.ReplaceAsset(v.r.Context(), v.who, id, name, strings.TrimSpace(said["note"]), file)
		done = err == nil
		return err
	})
	if err == nil && !done {
		err = &news.Error{Kind: news.Invalid, Op: "replace a photo", Code: "upload_empty"}
	}
	if err == nil {
		return v.leave(photoAddress(id), flash{Code: "photo_replaced"})
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	return s.showPhoto(v, status, p, nil)
}

// photoOriginal hands out the bytes as they came.
func (s *Server) photoOriginal(v *visit) error {
	id, err := photoID(v)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(v.r.URL.Query().Get("n"))
	f, b, err := s.o.Newsroom.OpenOriginal(v.r.Context(), v.who, id, n)
	if err != nil {
		return err
	}
	defer f.Close()
	h := v.w.Header()
	h.Set("Content-Type", b.MIME)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": b.Name}))
	http.ServeContent(v.w, v.r, "", b.At, f)
	return nil
}

// deletePhotoPage says what would happen, before anything does.
func (s *Server) deletePhotoPage(v *visit) error { return s.showDelete(v, http.StatusOK, page{}) }

func (s *Server) showDelete(v *visit, status int, p page) error {
	id, err := photoID(v)
	if err != nil {
		return err
	}
	a, err := s.o.Newsroom.Asset(v.r.Context(), v.who, id)
	if err != nil {
		return err
	}
	d := photoData{Asset: a, Line: s.photoLine(v, &a, v.me.At)}
	if err := s.photoUses(v, &d, id); err != nil {
		return err
	}
	p.Title, p.Place, p.Page = v.msg("room.photo.delete"), "foto", true
	return s.show(v, status, p, "photo_delete", d)
}

func (s *Server) deletePhoto(v *visit) error {
	id, err := photoID(v)
	if err != nil {
		return err
	}
	revision, _ := strconv.Atoi(v.r.PostFormValue("revision"))
	_, err = s.o.Newsroom.Do(v.r.Context(), v.who, newsroom.DeleteAsset{Asset: id, IfRevision: revision})
	if err == nil {
		return v.leave(photosPath, flash{Code: "photo_deleted"})
	}
	var e *news.Error
	if !errors.As(err, &e) || !told(err) {
		return err
	}
	p, status := v.refused(err)
	return s.showDelete(v, status, p)
}
