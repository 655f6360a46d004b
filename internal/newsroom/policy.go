package newsroom

// Permission is what a command needs; the names are those of newsroom.md
// section 3.
type Permission string

const (
	PermCreate    Permission = "draft.create"
	PermPublish   Permission = "publish"
	PermCorrect   Permission = "correct"
	PermWithdraw  Permission = "withdraw"
	PermSection   Permission = "section.edit"
	PermTag       Permission = "tag.create"
	PermPerson    Permission = "person.edit"
	PermMediaAdd  Permission = "media.upload"
	PermSettings  Permission = "settings"
	PermRunImport Permission = "import.run"
	PermFront     Permission = "front.edit"
	PermRedirect  Permission = "redirect.edit"
)

// Actor is who asks. Accounts come with package auth; until then commands come
// from the machine's operator alone, through the command line, and from an
// import that the operator started.
type Actor struct {
	kind string
}

// Operator is the person at the command line, who holds the data folder anyway.
func Operator() Actor { return Actor{"operator"} }

// Importer is an import run: it may bring in and show what was public
// elsewhere, and may not take anything away.
func Importer() Actor { return Actor{"import"} }

// String names the actor in audit rows.
func (a Actor) String() string {
	if a.kind == "" {
		return "nobody"
	}
	return a.kind
}

var grants = map[string][]Permission{
	"operator": {PermCreate, PermPublish, PermCorrect, PermWithdraw, PermSection, PermTag, PermPerson, PermMediaAdd, PermSettings, PermRunImport, PermFront, PermRedirect},
	"import":   {PermCreate, PermPublish, PermSection, PermTag, PermPerson, PermMediaAdd, PermRunImport, PermRedirect},
}

// Can is the one place that says who may do what. The default is no.
func Can(who Actor, p Permission) bool {
	for _, have := range grants[who.kind] {
		if have == p {
			return true
		}
	}
	return false
}
