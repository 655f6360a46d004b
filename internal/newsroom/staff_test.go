package newsroom

import (
	"slices"
	"testing"
	"time"

	"warta/internal/news"
)

// Every right of the table has its line on the screen that shows what somebody
// may do, and the line says what the policy would.
func TestReachesSayWhatThePolicySays(t *testing.T) {
	for p := range rights {
		if !slices.Contains(Permissions, p) {
			t.Errorf("%s has no line", p)
		}
	}
	if len(Permissions) != len(rights) {
		t.Errorf("%d lines for %d rights", len(Permissions), len(rights))
	}
	now := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	grants := []news.Grant{
		{Position: news.Penulis},
		{Position: news.Redaktur, Sections: []news.SectionID{4}},
		{Position: news.Pemred, Pending: true},
		{Position: news.Admin, Until: now.Add(-time.Hour)},
	}
	who := Someone(Person{User: 7, Grants: grants, At: now})
	here := Subject{Scoped: true, Sections: []news.SectionID{4}}
	there := Subject{Scoped: true, Sections: []news.SectionID{5}}
	for _, r := range Reaches(grants, now) {
		if got, want := r.Everywhere, Can(who, r.Permission, there); got != want {
			t.Errorf("%s everywhere: %v, the policy says %v", r.Permission, got, want)
		}
		if got, want := r.Everywhere || slices.Contains(r.Sections, 4), Can(who, r.Permission, here); got != want {
			t.Errorf("%s in section 4: %v, the policy says %v", r.Permission, got, want)
		}
		there.Owners = []news.UserID{7}
		if got, want := r.Everywhere || r.Own, Can(who, r.Permission, there); got != want {
			t.Errorf("%s of one's own: %v, the policy says %v", r.Permission, got, want)
		}
		there.Owners = nil
	}
}
