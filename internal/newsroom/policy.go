package newsroom

import (
	"slices"
	"time"

	"warta/internal/news"
)

// Permission is what a command needs; the names are those of newsroom.md
// section 3.
type Permission string

const (
	PermCreate        Permission = "draft.create"
	PermRead          Permission = "draft.read"
	PermGlance        Permission = "draft.glance" // headline and state only
	PermEdit          Permission = "draft.edit"
	PermSubmit        Permission = "draft.submit"
	PermSpike         Permission = "draft.spike" // what is still being written
	PermPurge         Permission = "draft.purge"
	PermOverride      Permission = "checklist.override"
	PermNote          Permission = "note.write"
	PermDesk          Permission = "desk.work"
	PermPublish       Permission = "publish"
	PermPublishDirect Permission = "publish.direct"
	PermPublishOwn    Permission = "publish.own"
	PermCorrect       Permission = "correct"
	PermWithdraw      Permission = "withdraw"
	PermRedact        Permission = "redact"
	PermEmbargoSet    Permission = "embargo.set"
	PermEmbargoLift   Permission = "embargo.lift"
	PermFront         Permission = "front.edit"
	PermBreaking      Permission = "breaking"
	PermMediaAdd      Permission = "media.upload"
	PermMediaEdit     Permission = "media.edit"
	PermMediaRights   Permission = "media.rights"
	PermMediaDelete   Permission = "media.delete"
	PermRawHTML       Permission = "raw_html"
	PermTag           Permission = "tag.create"
	PermTagMerge      Permission = "tag.merge"
	PermSection       Permission = "section.edit"
	PermPerson        Permission = "person.edit"
	PermRules         Permission = "rules.edit"
	PermStats         Permission = "stats.read"
	PermAudit         Permission = "audit.read"
	PermUsers         Permission = "user.manage"
	PermGrants        Permission = "grant.manage"
	PermRunImport     Permission = "import.run"
	PermRedirect      Permission = "redirect.edit"
	PermMenu          Permission = "menu.edit"
	PermTokens        Permission = "token.manage"
	PermSettingsRead  Permission = "settings.read"
	PermSettings      Permission = "settings"
	PermHealth        Permission = "health"
	PermBackup        Permission = "backup"
	// PermSelf is what everybody signed in may do with their own account.
	PermSelf Permission = "self"
)

// reach is how far a position's permission goes within its scope.
type reach uint8

const (
	nothing reach = iota
	// own: what the actor created, is credited in, or is assigned to.
	own
	// all within the grant's scope.
	all
)

// rights is the table of newsroom.md section 3: penulis, redaktur, pemred, admin.
var rights = map[Permission][4]reach{
	PermCreate:        {all, all, all, nothing},
	PermRead:          {all, all, all, nothing},
	PermGlance:        {all, all, all, all},
	PermEdit:          {own, all, all, nothing},
	PermSubmit:        {own, all, all, nothing},
	PermSpike:         {own, all, all, nothing},
	PermPurge:         {nothing, nothing, all, nothing},
	PermOverride:      {nothing, nothing, all, nothing},
	PermNote:          {all, all, all, nothing},
	PermDesk:          {nothing, all, all, nothing},
	PermPublish:       {nothing, all, all, nothing},
	PermPublishDirect: {nothing, all, all, nothing},
	PermPublishOwn:    {nothing, all, all, nothing},
	PermCorrect:       {nothing, all, all, nothing},
	PermWithdraw:      {nothing, nothing, all, nothing},
	PermRedact:        {nothing, nothing, all, nothing},
	PermEmbargoSet:    {own, all, all, nothing},
	PermEmbargoLift:   {nothing, nothing, all, nothing},
	PermFront:         {nothing, all, all, nothing},
	PermBreaking:      {nothing, all, all, nothing},
	PermMediaAdd:      {all, all, all, nothing},
	PermMediaEdit:     {own, all, all, nothing},
	PermMediaRights:   {nothing, all, all, nothing},
	PermMediaDelete:   {own, all, all, nothing},
	PermRawHTML:       {nothing, nothing, all, nothing},
	PermTag:           {nothing, all, all, nothing},
	PermTagMerge:      {nothing, all, all, nothing},
	PermSection:       {nothing, nothing, all, all},
	PermPerson:        {own, all, all, all},
	PermRules:         {nothing, nothing, all, nothing},
	PermStats:         {own, all, all, nothing},
	PermAudit:         {own, all, all, all},
	PermUsers:         {nothing, nothing, nothing, all},
	PermGrants:        {nothing, nothing, all, all},
	PermRunImport:     {nothing, nothing, nothing, all},
	PermRedirect:      {nothing, nothing, all, all},
	PermMenu:          {nothing, nothing, all, all},
	PermTokens:        {nothing, nothing, nothing, all},
	PermSettingsRead:  {nothing, nothing, all, all},
	PermSettings:      {nothing, nothing, nothing, all},
	PermHealth:        {nothing, nothing, all, all},
	PermBackup:        {nothing, nothing, nothing, all},
	PermSelf:          {all, all, all, all},
}

// switched says which permission a grant's switch turns on, and how far.
var switched = map[news.Switch]struct {
	permission Permission
	reach      reach
}{
	news.SwitchPublishOwn: {PermPublishOwn, own},
	news.SwitchWithdraw:   {PermWithdraw, all},
	news.SwitchRawHTML:    {PermRawHTML, all},
	news.SwitchTagCreate:  {PermTag, all},
	news.SwitchRulesEdit:  {PermRules, all},
}

// Actor is who asks: a person, a token of theirs, the clock, an import, or the
// operator at the command line.
type Actor struct {
	kind string
	Person
}

// Person is somebody signed in, as package auth and the doors (api, admin) know
// them.
type Person struct {
	User news.UserID
	// Name is for those who read audit rows and notes; never a right.
	Name string
	// Profile is the user's public person, zero for none.
	Profile news.PersonID
	Grants  []news.Grant
	// Token is set when an API token acts for the user; Only then narrows what
	// the user may do, and Scope where.
	Token news.TokenID
	Only  []Permission
	Scope []news.SectionID
	// Strong: a second factor or passkey stands behind this session, or the
	// setting does not ask for one.
	Strong bool
	// Fresh is when the person last proved who they are (step-up).
	Fresh time.Time
	// At is the database's time at which grants were read.
	At time.Time
	// Session, Address and Request go into audit rows; Session is a short name
	// of it, never the secret.
	Session, Address, Request string
}

// Operator is the person at the command line, who holds the data folder anyway.
func Operator() Actor { return Actor{kind: "operator"} }

// Importer is an import run: it may bring in and show what was public
// elsewhere, and may not take anything away.
func Importer() Actor { return Actor{kind: "import"} }

// Clock is time itself: it publishes what is due and lets expire what ends.
func Clock() Actor { return Actor{kind: "clock"} }

// Someone is a person signed in, or a token of theirs.
func Someone(p Person) Actor {
	if p.Token != 0 {
		return Actor{"token", p}
	}
	return Actor{"user", p}
}

// String names the actor in audit rows and revisions, by number: "user 7",
// "token 3 of user 7", "clock", "import", "operator".
func (a Actor) String() string {
	switch a.kind {
	case "":
		return "nobody"
	case "user":
		return "user " + a.User.String()
	case "token":
		return "token " + news.UserID(a.Token).String() + " of user " + a.User.String()
	}
	return a.kind
}

// machine reports whether no person with an account asks: an import or the
// operator, whose word it is that something was public elsewhere.
func (a Actor) machine() bool { return a.kind == "import" || a.kind == "operator" }

// publisher is who may take a publication back: a person, by whichever session
// or token, or the operator.
func (a Actor) publisher() string {
	switch {
	case a.User != 0:
		return "user " + a.User.String()
	case a.kind == "operator":
		return a.kind
	}
	return ""
}

// machines lists what actors may that are no persons.
var machines = map[string][]Permission{
	"operator": nil, // everything
	"import": {PermCreate, PermRead, PermEdit, PermPublish, PermPublishDirect, PermSection, PermTag, PermPerson, PermMediaAdd,
		PermMediaEdit, PermRunImport, PermRedirect, PermMenu},
	"darkroom": {PermMediaEdit},
	"clock":    {PermRead, PermPublish, PermPublishDirect, PermMediaRights, PermFront, PermWithdraw},
}

// Subject is what a permission is asked for; the zero value is the newspaper as
// a whole.
type Subject struct {
	// Sections are the primary section with its ancestors, where the thing has
	// one: a grant over any of them reaches it.
	Sections []news.SectionID
	// Scoped says that the thing lies in a section, or would: then a grant over
	// other sections does not reach it, and one without a section is reached by
	// grants over everything alone.
	Scoped bool
	// Owners are the users whose own it is: creator, assigned; Profiles the
	// people credited in it.
	Owners   []news.UserID
	Profiles []news.PersonID
	// Article facts.
	Article   news.ArticleID
	Work      news.WorkState
	Public    news.PublicState
	Embargoed bool
}

// Can is the one place that says who may do what. The default is no.
func Can(who Actor, p Permission, s Subject) bool {
	switch who.kind {
	case "operator":
		return true
	case "user", "token":
	default:
		return slices.Contains(machines[who.kind], p)
	}
	// One's own account is everybody's who is signed in, before any grant.
	if p == PermSelf && who.Token == 0 && who.User != 0 {
		return true
	}
	if who.Token != 0 && (!slices.Contains(who.Only, p) || !within(who.Scope, s)) {
		return false
	}
	for _, g := range who.Grants {
		if g.Pending || !g.Until.IsZero() && !who.At.Before(g.Until) || !within(g.Sections, s) {
			continue
		}
		r := reachOf(g, p)
		if s.Article != 0 {
			r = min(r, narrowed(g.Position, p, s))
		}
		switch r {
		case all:
			return true
		case own:
			if who.owns(s) {
				return true
			}
		}
	}
	return false
}

// narrowed is how far a position reaches at most, given what state an article is
// in. Under embargo writers keep their own and the technician sees nothing; what
// lies at the desk is no longer its writer's to change.
func narrowed(of news.Position, p Permission, s Subject) reach {
	switch {
	case s.Embargoed && of == news.Admin:
		return nothing
	case of == news.Penulis && p == PermEdit && !slices.Contains(writersStates, s.Work):
		return nothing
	case s.Embargoed && of == news.Penulis:
		return own
	}
	return all
}

// writersStates are those in which a writer may change an own draft.
var writersStates = []news.WorkState{"", news.Writing, news.Returned, news.Settled}

// knows reports whether the actor may know that an article exists. To others it
// is missing (API-6).
func knows(who Actor, s Subject) bool {
	if s.Public == news.Live || s.Public == news.Withdrawn {
		return true
	}
	return Can(who, PermRead, s) || Can(who, PermGlance, s)
}

// denied is the answer to a command that the actor may not give: what they may
// not know of is missing, in the words of what is missing.
func denied(who Actor, p Permission, s Subject) error {
	if s.Article != 0 && !knows(who, s) {
		return missing(s.Article)
	}
	return news.E(news.Forbidden, string(p), nil)
}

// missing is the one error for an article that does not exist, or that the
// caller may not know of.
func missing(id news.ArticleID) error {
	return news.E(news.NotFound, "get article "+id.String(), nil)
}

// reachOf is the farther of the position's and its switches'.
func reachOf(g news.Grant, p Permission) reach {
	most := nothing
	if i := slices.Index(news.Positions, g.Position); i >= 0 {
		most = rights[p][i]
	}
	for _, s := range g.On {
		if on := switched[s]; on.permission == p && on.reach > most {
			most = on.reach
		}
	}
	return most
}

func within(scope []news.SectionID, s Subject) bool {
	if len(scope) == 0 || !s.Scoped {
		return true
	}
	return slices.ContainsFunc(s.Sections, func(id news.SectionID) bool { return slices.Contains(scope, id) })
}

func (a Actor) owns(s Subject) bool {
	return slices.Contains(s.Owners, a.User) || a.Profile != 0 && slices.Contains(s.Profiles, a.Profile)
}
