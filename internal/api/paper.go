package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// SectionInfo is where readers find articles.
type SectionInfo struct {
	ID          int64         `json:"id,omitempty" readOnly:"true"`
	Edition     int64         `json:"edition,omitempty" doc:"Absent: the first"`
	Parent      int64         `json:"parent,omitempty"`
	Name        string        `json:"name"`
	Slug        string        `json:"slug,omitempty"`
	Description string        `json:"description,omitempty"`
	Colour      string        `json:"colour,omitempty" example:"samudra"`
	Order       int           `json:"order,omitempty"`
	Desk        string        `json:"desk,omitempty" doc:"The team that owns it"`
	Dateline    news.Dateline `json:"dateline,omitzero" required:"false"`
	MergedInto  int64         `json:"merged_into,omitempty" readOnly:"true"`
}

func sectionOf(s news.Section) SectionInfo {
	return SectionInfo{ID: int64(s.ID), Edition: int64(s.Edition), Parent: int64(s.Parent), Name: s.Name, Slug: s.Slug, Description: s.Description,
		Colour: s.Colour, Order: s.Order, Desk: s.Desk, Dateline: s.Dateline, MergedInto: int64(s.MergedInto)}
}

// TagInfo is what articles are about.
type TagInfo struct {
	ID          int64    `json:"id,omitempty" readOnly:"true"`
	Edition     int64    `json:"edition,omitempty" doc:"Absent: the first"`
	Name        string   `json:"name"`
	Slug        string   `json:"slug,omitempty"`
	Type        string   `json:"type,omitempty" enum:"subject,person,organisation,place,event"`
	Description string   `json:"description,omitempty"`
	Aliases     []string `json:"aliases,omitempty"`
	Image       int64    `json:"image,omitempty"`
	Forbidden   bool     `json:"forbidden,omitempty" doc:"It cannot be given to an article"`
	MergedInto  int64    `json:"merged_into,omitempty" readOnly:"true"`
}

func tagOf(t news.Tag) TagInfo {
	return TagInfo{ID: int64(t.ID), Edition: int64(t.Edition), Name: t.Name, Slug: t.Slug, Type: string(t.Type), Description: t.Description,
		Aliases: t.Aliases, Image: int64(t.Image), Forbidden: t.Forbidden, MergedInto: int64(t.MergedInto)}
}

// ProfileInfo is a public profile.
type ProfileInfo struct {
	ID         int64          `json:"id,omitempty" readOnly:"true"`
	Name       string         `json:"name"`
	Slug       string         `json:"slug,omitempty"`
	Title      string         `json:"title,omitempty"`
	Bio        string         `json:"bio,omitempty"`
	Portrait   int64          `json:"portrait,omitempty"`
	Contacts   []news.Contact `json:"contacts,omitempty"`
	Languages  []string       `json:"languages,omitempty"`
	Active     bool           `json:"active,omitempty"`
	MergedInto int64          `json:"merged_into,omitempty" readOnly:"true"`
}

func profileOf(p news.Person) ProfileInfo {
	return ProfileInfo{ID: int64(p.ID), Name: p.Name, Slug: p.Slug, Title: p.Title, Bio: p.Bio, Portrait: int64(p.Portrait), Contacts: p.Contacts,
		Languages: p.Languages, Active: p.Active, MergedInto: int64(p.MergedInto)}
}

// TopicInfo is a story thread.
type TopicInfo struct {
	ID      int64  `json:"id,omitempty" readOnly:"true"`
	Edition int64  `json:"edition,omitempty" doc:"Absent: the first"`
	Name    string `json:"name"`
	Slug    string `json:"slug,omitempty"`
	Summary string `json:"summary,omitempty"`
	Lead    int64  `json:"lead,omitempty"`
}

// The small bodies and lists of this group.
type (
	SectionList struct {
		Items []SectionInfo `json:"items"`
	}
	TagList struct {
		Items []TagInfo `json:"items"`
	}
	ProfileList struct {
		Items []ProfileInfo `json:"items"`
	}
	// Into names what something becomes part of.
	Into struct {
		Into int64 `json:"into"`
	}
	// Ordering is all sections in their order.
	Ordering struct {
		Edition  int64   `json:"edition,omitempty"`
		Sections []int64 `json:"sections" maxItems:"200"`
	}
	// Progress says whether work is left: ask again until none is.
	Progress struct {
		Left  bool  `json:"left" doc:"Articles are left; ask again to go on"`
		Event int64 `json:"event,omitempty"`
	}
	// Merging is what a merge of tags would do.
	Merging struct {
		Live int64  `json:"live" doc:"Live articles that it touches"`
		From string `json:"from" doc:"Address that leads on from then on"`
		To   string `json:"to"`
		Rows []Row  `json:"articles"`
	}
	// RedirectInfo sends an address elsewhere.
	RedirectInfo struct {
		From string `json:"from"`
		To   string `json:"to"`
	}
	// RedirectMany is a list of them.
	RedirectMany struct {
		Edition int64          `json:"edition,omitempty"`
		Lines   []RedirectInfo `json:"lines" maxItems:"10000"`
		DryRun  bool           `json:"dry_run,omitempty" doc:"Only say what would come of it"`
		All     bool           `json:"all,omitempty" doc:"All or none"`
	}
	// RedirectReport is what became of each line.
	RedirectReport struct {
		Lines []newsroom.RedirectLine `json:"lines"`
	}
)

func declarePaper(s *Server) {
	route := func(group, id, method, path string) protocol.Route {
		r := protocol.Route{ID: id, Method: method, Path: path, Group: group, Access: protocol.Person}
		return r
	}
	made := func(r protocol.Route) protocol.Route { r.Status = http.StatusCreated; return r }

	// Sections.
	protocol.Handle(s.door, route("taxonomy", "listSections", http.MethodGet, "/sections"), s.listSections)
	protocol.Handle(s.door, made(route("taxonomy", "createSection", http.MethodPost, "/sections")), func(ctx context.Context, in *struct{ Body SectionInfo }) (*protocol.Answer[Done], error) {
		return s.putSection(ctx, 0, in.Body)
	})
	protocol.Handle(s.door, route("taxonomy", "changeSection", http.MethodPut, "/sections/{id}"), func(ctx context.Context, in *about[SectionInfo]) (*protocol.Answer[Done], error) {
		return s.putSection(ctx, in.ID, in.Body)
	})
	protocol.Handle(s.door, route("taxonomy", "orderSections", http.MethodPost, "/sections/order"), func(ctx context.Context, in *struct{ Body Ordering }) (*protocol.Answer[Done], error) {
		edition, err := s.editionID(ctx, in.Body.Edition)
		if err != nil {
			return nil, err
		}
		return s.do(ctx, newsroom.OrderSections{Edition: edition, Sections: as[news.SectionID](in.Body.Sections)})
	})
	protocol.Handle(s.door, route("taxonomy", "closeSection", http.MethodPost, "/sections/{id}/close"), func(ctx context.Context, in *about[Into]) (*protocol.Answer[Progress], error) {
		return s.progress(ctx, func(left *bool) newsroom.Command {
			return newsroom.CloseSection{Section: news.SectionID(in.ID), Into: news.SectionID(in.Body.Into), Left: left}
		})
	})
	protocol.Handle(s.door, route("taxonomy", "getRules", http.MethodGet, "/rules"), s.getRules)
	protocol.Handle(s.door, route("taxonomy", "setRules", http.MethodPut, "/rules"), s.setRules)
	protocol.Handle(s.door, route("articles", "readForStyle", http.MethodPost, "/style"), s.readForStyle)

	// Tags and topics.
	protocol.Handle(s.door, route("taxonomy", "findTags", http.MethodGet, "/tags"), s.findTags)
	protocol.Handle(s.door, made(route("taxonomy", "createTag", http.MethodPost, "/tags")), func(ctx context.Context, in *struct{ Body TagInfo }) (*protocol.Answer[Done], error) {
		return s.putTag(ctx, 0, in.Body)
	})
	protocol.Handle(s.door, route("taxonomy", "changeTag", http.MethodPut, "/tags/{id}"), func(ctx context.Context, in *about[TagInfo]) (*protocol.Answer[Done], error) {
		return s.putTag(ctx, in.ID, in.Body)
	})
	protocol.Handle(s.door, route("taxonomy", "previewTagMerge", http.MethodGet, "/tags/{id}/merge"), s.previewMerge)
	protocol.Handle(s.door, route("taxonomy", "mergeTag", http.MethodPost, "/tags/{id}/merge"), func(ctx context.Context, in *about[Into]) (*protocol.Answer[Progress], error) {
		return s.progress(ctx, func(left *bool) newsroom.Command {
			return newsroom.MergeTags{From: news.TagID(in.ID), Into: news.TagID(in.Body.Into), Left: left}
		})
	})
	protocol.Handle(s.door, route("taxonomy", "splitTag", http.MethodPost, "/tags/{id}/split"), func(ctx context.Context, in *alone) (*protocol.Answer[Progress], error) {
		return s.progress(ctx, func(left *bool) newsroom.Command {
			return newsroom.SplitTag{Tag: news.TagID(in.ID), Left: left}
		})
	})
	protocol.Handle(s.door, made(route("taxonomy", "createTopic", http.MethodPost, "/topics")), func(ctx context.Context, in *struct{ Body TopicInfo }) (*protocol.Answer[Done], error) {
		return s.putTopic(ctx, 0, in.Body)
	})
	protocol.Handle(s.door, route("taxonomy", "changeTopic", http.MethodPut, "/topics/{id}"), func(ctx context.Context, in *about[TopicInfo]) (*protocol.Answer[Done], error) {
		return s.putTopic(ctx, in.ID, in.Body)
	})

	// People.
	protocol.Handle(s.door, route("taxonomy", "findPeople", http.MethodGet, "/people"), s.findPeople)
	protocol.Handle(s.door, made(route("taxonomy", "createPerson", http.MethodPost, "/people")), func(ctx context.Context, in *struct{ Body ProfileInfo }) (*protocol.Answer[Done], error) {
		return s.putPerson(ctx, 0, in.Body)
	})
	protocol.Handle(s.door, route("taxonomy", "changePerson", http.MethodPut, "/people/{id}"), func(ctx context.Context, in *about[ProfileInfo]) (*protocol.Answer[Done], error) {
		return s.putPerson(ctx, in.ID, in.Body)
	})
	protocol.Handle(s.door, route("taxonomy", "mergePerson", http.MethodPost, "/people/{id}/merge"), func(ctx context.Context, in *about[Into]) (*protocol.Answer[Progress], error) {
		return s.progress(ctx, func(left *bool) newsroom.Command {
			return newsroom.MergePeople{From: news.PersonID(in.ID), Into: news.PersonID(in.Body.Into), Left: left}
		})
	})

	// Redirects.
	protocol.Handle(s.door, route("redirects", "listRedirects", http.MethodGet, "/redirects"), s.listRedirects)
	protocol.Handle(s.door, route("redirects", "sendElsewhere", http.MethodPost, "/redirects"), s.sendElsewhere)
	protocol.Handle(s.door, route("redirects", "sendMany", http.MethodPost, "/redirects/many"), s.sendMany)
	protocol.Handle(s.door, route("redirects", "dropRedirect", http.MethodDelete, "/redirects"), s.dropRedirect)

	// Many articles at once, and taking text out of history.
	protocol.Handle(s.door, made(route("articles", "startBulk", http.MethodPost, "/bulk")), s.startBulk)
	protocol.Handle(s.door, route("articles", "getBulk", http.MethodGet, "/bulk/{id}"), s.getBulk)
	protocol.Handle(s.door, route("articles", "goOnBulk", http.MethodPost, "/bulk/{id}"), s.goOnBulk)
	protocol.Handle(s.door, verb("redactArticle", "redact"), s.redact)
	declareSettings(s, route)
	declareFronts(s, route)
}

// left is the body of a command that works in pieces.
func (s *Server) progress(ctx context.Context, build func(left *bool) newsroom.Command) (*protocol.Answer[Progress], error) {
	left := false
	r, err := s.room.Do(ctx, actor(ctx), build(&left))
	if err != nil {
		return nil, err
	}
	return &protocol.Answer[Progress]{Body: Progress{Left: left, Event: int64(r.Seq)}}, nil
}

func (s *Server) listSections(ctx context.Context, in *struct {
	Edition int64 `query:"edition" minimum:"1"`
}) (*protocol.Answer[SectionList], error) {
	out := &protocol.Answer[SectionList]{Body: SectionList{Items: []SectionInfo{}}}
	return out, s.db.Read(ctx, func(tx store.Tx) error {
		e, err := s.edition(ctx, tx, in.Edition)
		if err != nil {
			return err
		}
		list, err := tx.Taxonomy().Sections(ctx, e.ID)
		for _, x := range list {
			out.Body.Items = append(out.Body.Items, sectionOf(x))
		}
		return err
	})
}

// named runs a command that makes or changes a thing with a number.
func (s *Server) numbered(ctx context.Context, cmd newsroom.Command, id func() int64, path string) (*protocol.Answer[Done], error) {
	out, err := s.do(ctx, cmd)
	if err == nil {
		out.Body.ID = id()
		out.Location = fmt.Sprintf("%s/%s/%d", protocol.Prefix, path, out.Body.ID)
	}
	return out, err
}

func (s *Server) putSection(ctx context.Context, id int64, b SectionInfo) (*protocol.Answer[Done], error) {
	edition, err := s.editionID(ctx, b.Edition)
	if err != nil {
		return nil, err
	}
	x := &news.Section{ID: news.SectionID(id), Edition: edition, Parent: news.SectionID(b.Parent), Name: b.Name, Slug: b.Slug, Description: b.Description,
		Colour: b.Colour, Order: b.Order, SectionDesk: news.SectionDesk{Desk: b.Desk, Dateline: b.Dateline}}
	return s.numbered(ctx, newsroom.DefineSection{Section: x}, func() int64 { return int64(x.ID) }, "sections")
}

func (s *Server) putTag(ctx context.Context, id int64, b TagInfo) (*protocol.Answer[Done], error) {
	edition, err := s.editionID(ctx, b.Edition)
	if err != nil {
		return nil, err
	}
	x := &news.Tag{ID: news.TagID(id), Edition: edition, Name: b.Name, Slug: b.Slug, Type: news.TagType(b.Type), Description: b.Description,
		TagMore: news.TagMore{Aliases: b.Aliases, Image: news.AssetID(b.Image), Forbidden: b.Forbidden}}
	return s.numbered(ctx, newsroom.DefineTag{Tag: x}, func() int64 { return int64(x.ID) }, "tags")
}

func (s *Server) putTopic(ctx context.Context, id int64, b TopicInfo) (*protocol.Answer[Done], error) {
	edition, err := s.editionID(ctx, b.Edition)
	if err != nil {
		return nil, err
	}
	x := &news.Topic{ID: news.TopicID(id), Edition: edition, Name: b.Name, Slug: b.Slug, Summary: b.Summary, Lead: news.AssetID(b.Lead)}
	return s.numbered(ctx, newsroom.DefineTopic{Topic: x}, func() int64 { return int64(x.ID) }, "topics")
}

func (s *Server) putPerson(ctx context.Context, id int64, b ProfileInfo) (*protocol.Answer[Done], error) {
	edition, err := s.editionID(ctx, 0)
	if err != nil {
		return nil, err
	}
	x := &news.Person{ID: news.PersonID(id), Name: b.Name, Slug: b.Slug, Title: b.Title, Bio: b.Bio, Portrait: news.AssetID(b.Portrait), Contacts: b.Contacts,
		Active: b.Active, PersonMore: news.PersonMore{Languages: b.Languages}}
	return s.numbered(ctx, newsroom.DefinePerson{Edition: edition, Person: x}, func() int64 { return int64(x.ID) }, "people")
}

// prefixIn looks names up by their beginning.
type PrefixIn struct {
	Prefix  string `query:"prefix" maxLength:"120" doc:"Beginning of a name"`
	Edition int64  `query:"edition" minimum:"1"`
	Limit   int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (s *Server) findTags(ctx context.Context, in *PrefixIn) (*protocol.Answer[TagList], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	list, err := s.room.TagsNamed(ctx, actor(ctx), edition, in.Prefix, in.Limit)
	out := &protocol.Answer[TagList]{Body: TagList{Items: []TagInfo{}}}
	for _, t := range list {
		out.Body.Items = append(out.Body.Items, tagOf(t))
	}
	return out, err
}

func (s *Server) findPeople(ctx context.Context, in *PrefixIn) (*protocol.Answer[ProfileList], error) {
	list, err := s.room.PeopleNamed(ctx, actor(ctx), in.Prefix, in.Limit)
	out := &protocol.Answer[ProfileList]{Body: ProfileList{Items: []ProfileInfo{}}}
	for _, p := range list {
		out.Body.Items = append(out.Body.Items, profileOf(p))
	}
	return out, err
}

func (s *Server) previewMerge(ctx context.Context, in *struct {
	ID   int64 `path:"id" minimum:"1"`
	Into int64 `query:"into" required:"true" minimum:"1"`
}) (*protocol.Answer[Merging], error) {
	p, err := s.room.PreviewTagMerge(ctx, actor(ctx), news.TagID(in.ID), news.TagID(in.Into))
	out := &protocol.Answer[Merging]{Body: Merging{Live: p.Live, From: p.From, To: p.To, Rows: []Row{}}}
	for _, r := range p.Articles {
		out.Body.Rows = append(out.Body.Rows, rowOf(r))
	}
	return out, err
}

// RulesIn sets the levels of the checklist.
type RulesIn struct {
	Edition  int64             `json:"edition,omitempty"`
	Section  int64             `json:"section,omitempty" doc:"Absent: the whole edition"`
	Levels   map[string]string `json:"levels,omitempty" doc:"block, warn or off, by rule; what is not named keeps the level above it"`
	FourEyes *bool             `json:"four_eyes,omitempty" doc:"An article's only author may not approve it"`
	Style    map[string]bool   `json:"style,omitempty" doc:"Switches rules of the house style off (false) or on again (true)"`
	Own      []StyleRule       `json:"own,omitempty" maxItems:"500" doc:"The newspaper's own rules of style; one whose examples fail is not taken"`
}

func (s *Server) setRules(ctx context.Context, in *struct{ Body RulesIn }) (*protocol.Answer[Done], error) {
	edition, err := s.editionID(ctx, in.Body.Edition)
	if err != nil {
		return nil, err
	}
	cmd := newsroom.SetRules{Edition: edition, Section: news.SectionID(in.Body.Section), Rules: news.Rules{FourEyes: in.Body.FourEyes, Style: in.Body.Style}}
	for _, r := range in.Body.Own {
		cmd.Rules.Own = append(cmd.Rules.Own, r.rule())
	}
	for rule, level := range in.Body.Levels {
		if cmd.Rules.Levels == nil {
			cmd.Rules.Levels = map[string]news.Level{}
		}
		cmd.Rules.Levels[rule] = news.Level(level)
	}
	return s.do(ctx, cmd)
}

func (s *Server) listRedirects(ctx context.Context, in *struct {
	protocol.Paged
	Edition int64 `query:"edition" minimum:"1"`
}) (*protocol.Page[RedirectInfo], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	const name = "redirects"
	var from RedirectInfo
	if err := s.cursors.Open(name, in.Cursor, &from); err != nil {
		return nil, err
	}
	list, err := s.room.Redirects(ctx, actor(ctx), edition, from.From, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &protocol.Page[RedirectInfo]{Body: protocol.List[RedirectInfo]{Items: []RedirectInfo{}}}
	for i, r := range list {
		if i == in.Limit {
			out.Body.Next = s.cursors.Seal(name, RedirectInfo{From: list[i-1].From})
			out.Link = protocol.NextLink(ctx, out.Body.Next)
			break
		}
		out.Body.Items = append(out.Body.Items, RedirectInfo(r))
	}
	return out, nil
}

func (s *Server) sendElsewhere(ctx context.Context, in *struct {
	Edition int64 `query:"edition" minimum:"1"`
	Body    RedirectInfo
}) (*protocol.Answer[Done], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	return s.do(ctx, newsroom.SendElsewhere{Edition: edition, From: in.Body.From, To: in.Body.To})
}

func (s *Server) sendMany(ctx context.Context, in *struct{ Body RedirectMany }) (*protocol.Answer[RedirectReport], error) {
	edition, err := s.editionID(ctx, in.Body.Edition)
	if err != nil {
		return nil, err
	}
	cmd := newsroom.SendMany{Edition: edition, All: in.Body.All, Report: new([]newsroom.RedirectLine)}
	for _, l := range in.Body.Lines {
		cmd.Lines = append(cmd.Lines, newsroom.RedirectLine{From: l.From, To: l.To})
	}
	out := &protocol.Answer[RedirectReport]{Body: RedirectReport{Lines: []newsroom.RedirectLine{}}}
	if in.Body.DryRun {
		out.Body.Lines, err = s.room.SendManyTry(ctx, actor(ctx), cmd)
		return out, err
	}
	if _, err := s.room.Do(ctx, actor(ctx), cmd); err != nil {
		return nil, err
	}
	if *cmd.Report != nil {
		out.Body.Lines = *cmd.Report
	}
	return out, nil
}

func (s *Server) dropRedirect(ctx context.Context, in *struct {
	Edition int64  `query:"edition" minimum:"1"`
	From    string `query:"from" required:"true" maxLength:"1000"`
}) (*protocol.Answer[Done], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	return s.do(ctx, newsroom.DropRedirect{Edition: edition, From: in.From})
}

// BulkIn changes many articles.
type BulkIn struct {
	Edition    int64   `json:"edition,omitempty"`
	Articles   []int64 `json:"articles" maxItems:"1000"`
	AddTags    []int64 `json:"add_tags,omitempty" maxItems:"15"`
	RemoveTags []int64 `json:"remove_tags,omitempty" maxItems:"15"`
	Section    int64   `json:"section,omitempty"`
}

// BulkInfo is how far it is.
type BulkInfo struct {
	ID      int64     `json:"id"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Done    int       `json:"done"`
	Total   int       `json:"total"`
	Skipped []int64   `json:"skipped,omitempty" doc:"Articles that could not be changed"`
}

func bulkOf(w store.BulkWork, skipped []news.ArticleID) BulkInfo {
	out := BulkInfo{ID: w.ID, At: w.At.UTC(), By: w.By, Done: w.Done, Total: w.Total}
	for _, id := range skipped {
		out.Skipped = append(out.Skipped, int64(id))
	}
	return out
}

func (s *Server) startBulk(ctx context.Context, in *struct{ Body BulkIn }) (*protocol.Answer[BulkInfo], error) {
	edition, err := s.editionID(ctx, in.Body.Edition)
	if err != nil {
		return nil, err
	}
	b := in.Body
	w := new(store.BulkWork)
	_, err = s.room.Do(ctx, actor(ctx), newsroom.StartBulk{Edition: edition, Work: w, BulkEdit: newsroom.BulkEdit{Articles: as[news.ArticleID](b.Articles),
		AddTags: as[news.TagID](b.AddTags), RemoveTags: as[news.TagID](b.RemoveTags), Section: news.SectionID(b.Section)}})
	return &protocol.Answer[BulkInfo]{Body: bulkOf(*w, nil)}, err
}

func (s *Server) getBulk(ctx context.Context, in *alone) (*protocol.Answer[BulkInfo], error) {
	w, skipped, err := s.room.Bulk(ctx, actor(ctx), in.ID)
	return &protocol.Answer[BulkInfo]{Body: bulkOf(w, skipped)}, err
}

func (s *Server) goOnBulk(ctx context.Context, in *alone) (*protocol.Answer[BulkInfo], error) {
	w, skipped := new(store.BulkWork), new([]news.ArticleID)
	_, err := s.room.Do(ctx, actor(ctx), newsroom.GoOnBulk{ID: in.ID, Work: w, Skipped: skipped})
	return &protocol.Answer[BulkInfo]{Body: bulkOf(*w, *skipped)}, err
}

// Redacting takes text out of all history.
type Redacting struct {
	Strings []string `json:"strings,omitempty" maxItems:"50" doc:"Found without regard to case and composition"`
	Assets  []int64  `json:"assets,omitempty" maxItems:"50"`
	Ground  string   `json:"ground" doc:"Legal ground, without the string; 3 to 500 characters"`
}

// Redacted is what was done.
type Redacted struct {
	Changed []string `json:"changed" doc:"Places from which something was taken"`
	Left    []string `json:"left" doc:"Places in which it is still found"`
	Gone    []string `json:"gone,omitempty" doc:"Addresses that answer 410 now"`
	Path    string   `json:"path,omitempty"`
	Outside []string `json:"outside,omitempty" doc:"Places that nobody here can reach"`
	Checked int      `json:"checked" doc:"Pages of the paper that were read again"`
}

func (s *Server) redact(ctx context.Context, in *about[Redacting]) (*protocol.Answer[Redacted], error) {
	r, err := s.room.RedactEverywhere(ctx, actor(ctx), newsroom.Redact{Article: news.ArticleID(in.ID), Strings: in.Body.Strings,
		Assets: as[news.AssetID](in.Body.Assets), Ground: in.Body.Ground}, s.o.Crawl)
	if err != nil {
		return nil, err
	}
	out := Redacted{Changed: r.Changed, Left: r.Left, Gone: r.Gone, Path: r.Path, Outside: r.Outside, Checked: r.Checked}
	if out.Changed == nil {
		out.Changed = []string{}
	}
	if out.Left == nil {
		out.Left = []string{}
	}
	return &protocol.Answer[Redacted]{Body: out}, nil
}

// SettingsInfo are an edition's settings.
type SettingsInfo struct {
	Edition  int64         `json:"edition"`
	Hosts    []string      `json:"hosts,omitempty"`
	Revision int           `json:"revision"`
	Settings news.Settings `json:"settings"`
}

// SettingsPatch changes some of them.
type SettingsPatch struct {
	Edition int64           `json:"edition,omitempty"`
	Patch   json.RawMessage `json:"patch,omitempty" doc:"The settings that change, by name; null takes one back to its default"`
	Hosts   *[]string       `json:"hosts,omitempty" doc:"Names under which readers reach the edition; the first is canonical"`
}

// SettingsPast is how they were.
type SettingsPast struct {
	Number  int       `json:"number"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Changed []string  `json:"changed,omitempty"`
}

func declareSettings(s *Server, route func(group, id, method, path string) protocol.Route) {
	protocol.Handle(s.door, route("settings", "getSettings", http.MethodGet, "/settings"), func(ctx context.Context, in *struct {
		Edition int64 `query:"edition" minimum:"1"`
	}) (*protocol.Answer[SettingsInfo], error) {
		id, err := s.editionID(ctx, in.Edition)
		if err != nil {
			return nil, err
		}
		e, revision, err := s.room.Settings(ctx, actor(ctx), id)
		return &protocol.Answer[SettingsInfo]{ETag: protocol.Revision(revision), Body: SettingsInfo{Edition: int64(id), Hosts: e.Hosts, Revision: revision, Settings: e.Settings}}, err
	})
	protocol.Handle(s.door, revised(route("settings", "patchSettings", http.MethodPatch, "/settings")), func(ctx context.Context, in *struct {
		Match
		Body SettingsPatch
	}) (*protocol.Answer[Done], error) {
		revision, err := in.revision()
		if err != nil {
			return nil, err
		}
		id, err := s.editionID(ctx, in.Body.Edition)
		if err != nil {
			return nil, err
		}
		return s.do(ctx, newsroom.PatchSettings{Edition: id, IfRevision: revision, Patch: in.Body.Patch, Hosts: in.Body.Hosts})
	})
	protocol.Handle(s.door, route("settings", "getSettingsHistory", http.MethodGet, "/settings/history"), func(ctx context.Context, in *struct {
		Edition int64 `query:"edition" minimum:"1"`
		Before  int   `query:"before" minimum:"0"`
		Limit   int   `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}) (*protocol.Answer[protocol.List[SettingsPast]], error) {
		id, err := s.editionID(ctx, in.Edition)
		if err != nil {
			return nil, err
		}
		list, err := s.room.SettingsHistory(ctx, actor(ctx), id, in.Before, in.Limit)
		out := &protocol.Answer[protocol.List[SettingsPast]]{Body: protocol.List[SettingsPast]{Items: []SettingsPast{}}}
		for _, r := range list {
			out.Body.Items = append(out.Body.Items, SettingsPast{Number: r.Number, At: r.At.UTC(), By: r.By, Changed: r.Changed})
		}
		return out, err
	})
	protocol.Handle(s.door, revised(route("settings", "revertSettings", http.MethodPost, "/settings/revert")), func(ctx context.Context, in *struct {
		Match
		Body struct {
			Edition int64 `json:"edition,omitempty"`
			To      int   `json:"to"`
		}
	}) (*protocol.Answer[Done], error) {
		revision, err := in.revision()
		if err != nil {
			return nil, err
		}
		id, err := s.editionID(ctx, in.Body.Edition)
		if err != nil {
			return nil, err
		}
		return s.do(ctx, newsroom.RevertSettings{Edition: id, IfRevision: revision, To: in.Body.To})
	})
}
