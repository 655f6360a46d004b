package news

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var writeDocs = flag.Bool("workflow", false, "write docs/workflow.md")

const workflowDoc = "../../docs/workflow.md"

// TestTheTableIsDocumented keeps docs/workflow.md equal to the table.
func TestTheTableIsDocumented(t *testing.T) {
	want := workflowPage()
	if *writeDocs {
		if err := os.WriteFile(workflowDoc, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(workflowDoc)
	if err != nil || string(got) != want {
		t.Errorf("docs/workflow.md is not what the table says (go test ./internal/news -run Documented -workflow): %v", err)
	}
}

// guardWords says what a guard asks.
var guardWords = map[Guard]string{
	GuardNothingScheduled: "nothing is scheduled", GuardScheduled: "a version is scheduled", GuardNotDue: "its time has not come",
	GuardDue: "its time has come, or a person says now", GuardEmbargo: "no embargo in force", GuardUnderEmbargo: "there is an embargo",
	GuardNeverPublic: "readers never had it", GuardUndo: "within ten seconds, by the publisher", GuardUnsigned: "nobody has signed yet",
	GuardExpired: "its end has come; advertorials and notices", GuardSpikedLong: "spiked thirty days ago",
	GuardComplete: "headline and text", GuardReason: "a reason", GuardFourEyes: "where the section asks: not the only author",
	GuardChecklist: "no blocking rule is unmet", GuardConflicts: "no open conflict", GuardTime: "at least 5 s ahead, not before the embargo ends",
	GuardClass: "the class of change fits", GuardAmendment: "kind, and a note of 20–2,000", GuardGround: "ground from the list, public reason of 20–1,000",
	GuardSecondPerson: "not who withdrew", GuardUntil: "later than now, no earlier schedule", GuardSections: "draft.edit in both sections, or a proposal",
}

func workflowPage() string {
	var b strings.Builder
	b.WriteString(`# The way of an article

This page is made from ` + "`news.Moves`" + `, the one table that screens, the API, imports and the clock ask; a test keeps it equal. An article stands on two axes: what the newsroom does with its open draft (work), and what readers know of it (public). A live article may have a draft in any state on top. An embargo is no state but a time before which nothing makes any version live.

## The draft

` + "```mermaid\nstateDiagram-v2\n")
	b.WriteString(diagram(func(m Move) ([]string, string) { return strs(m.FromWork, WorkStates), string(m.ToWork) }, WorkStates))
	b.WriteString("```\n\n## What readers know\n\n```mermaid\nstateDiagram-v2\n")
	b.WriteString(diagram(func(m Move) ([]string, string) { return strs(m.FromPublic, PublicStates), string(m.ToPublic) }, PublicStates))
	b.WriteString("```\n\n## Every command\n\n| # | command | draft | readers | who | what must hold |\n|---|---|---|---|---|---|\n")
	for _, m := range Moves {
		var guards []string
		for _, g := range m.Guards {
			guards = append(guards, guardWords[g])
		}
		who := make([]string, len(m.Need))
		for i, n := range m.Need {
			who[i] = "`" + n + "`"
			if n == "clock" {
				who[i] = "the clock"
			}
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s | %s | %s |\n", m.Row, m.Command, arrow(m.FromWork, m.ToWork), arrow(m.FromPublic, m.ToPublic),
			strings.Join(who, " or "), strings.Join(guards, "; "))
	}
	b.WriteString(`
"former" is the state before: before the spike, before the schedule, before the publication. ` + "`publish.own`" + ` reaches a writer's own articles, where a grant's switch turns it on. Where an edition's workflow is "simple", ` + "`publish`" + ` is enough where the table asks for ` + "`publish.direct`" + `.

Beside the table: whoever may not know of an article gets the answer for what is missing; whoever may see it and not act is refused. Under embargo writers keep their own articles and the technician sees none.
`)
	return b.String()
}

func strs[S ~string](from, all []S) []string {
	if from == nil {
		from = all
	}
	var out []string
	for _, s := range from {
		out = append(out, string(s))
	}
	return out
}

func arrow[S ~string](from []S, to S) string {
	left := strings.Join(strs(from, nil), ", ")
	switch {
	case len(from) == 1 && from[0] == "":
		return string(to)
	case from == nil:
		left = "any"
	}
	if to == "" {
		return left
	}
	return left + " → " + string(to)
}

// diagram draws the moves of one axis; commands between the same two states
// share an arrow.
func diagram[S ~string](axis func(Move) ([]string, string), states []S) string {
	type pair struct{ from, to string }
	var order []pair
	on := map[pair][]string{}
	for _, m := range Moves {
		from, to := axis(m)
		if to == "" || to == string(Former) {
			continue
		}
		for _, f := range from {
			p := pair{f, to}
			if f == "" {
				p.from = "[*]"
			}
			if p.from == p.to {
				continue
			}
			if on[p] == nil {
				order = append(order, p)
			}
			if !slices.Contains(on[p], string(m.Command)) {
				on[p] = append(on[p], string(m.Command))
			}
		}
	}
	rank := func(s string) int { return slices.Index(states, S(s)) }
	slices.SortStableFunc(order, func(a, b pair) int {
		if c := rank(a.from) - rank(b.from); c != 0 {
			return c
		}
		return rank(a.to) - rank(b.to)
	})
	var b strings.Builder
	for _, p := range order {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", p.from, p.to, strings.Join(on[p], ", "))
	}
	return b.String()
}

// TestEveryCommandHasOneRowForAState: the table cannot answer twice.
func TestEveryCommandHasOneRowForAState(t *testing.T) {
	commands := map[Command]bool{}
	for _, m := range Moves {
		commands[m.Command] = true
		for _, g := range m.Guards {
			if guardWords[g] == "" {
				t.Errorf("%s: the guard %q has no words", m.Command, g)
			}
		}
	}
	for cmd := range commands {
		for _, w := range WorkStates {
			for _, p := range PublicStates {
				n := 0
				for _, m := range Moves {
					if m.Command == cmd && (m.FromWork == nil || slices.Contains(m.FromWork, w)) && (m.FromPublic == nil || slices.Contains(m.FromPublic, p)) {
						n++
					}
				}
				if n > 1 {
					t.Errorf("%s in %s/%s has %d rows", cmd, w, p, n)
				}
			}
		}
	}
}

func TestUndoGivesBackWhatWasBefore(t *testing.T) {
	a := Article{ID: 1, Work: Ready, Public: Never, Revision: 4}
	a.Wrote(7)
	if err := a.Publish(Publication{Version: &Version{ID: 5}, Path: "/a", By: "user 7"}, noon); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		by   string
		at   time.Time
		kind Kind
	}{{"user 8", noon, Forbidden}, {"user 7", noon.Add(UndoTime + 1), Conflict}} {
		b := a
		if _, _, err := b.UndoPublish(tt.by, tt.at); !Is(err, tt.kind) {
			t.Errorf("undone by %s after %s: %v", tt.by, tt.at.Sub(noon), err)
		}
	}
	_, reopen, err := a.UndoPublish("user 7", noon.Add(UndoTime))
	if err != nil || !reopen || a.Work != Ready || a.Public != Never || a.Live != 0 || !a.Flow.OncePublic || !a.Dates.FirstPublished.IsZero() || !a.OnlyAuthor(7) {
		t.Errorf("undone: %+v, %v, %v", a, reopen, err)
	}
	// What readers had once cannot be put under embargo.
	if err := a.SetEmbargo(Embargo{Until: noon.Add(time.Hour)}, noon); !Is(err, Conflict) {
		t.Errorf("embargo after publication: %v", err)
	}
}

func TestScheduledVersionKeepsItsTimeAndTheDraftItsState(t *testing.T) {
	at := noon.Add(time.Hour)
	a := Article{ID: 1, Work: Ready, Public: Never, Embargo: &Embargo{Until: at}}
	if err := a.Schedule(&Version{ID: 3}, at.Add(-time.Second), "", "user 1", noon); !Is(err, Conflict) {
		t.Errorf("scheduled under embargo: %v", err)
	}
	if err := a.Schedule(&Version{ID: 3}, at, "", "user 1", noon); err != nil || a.Public != Scheduled || a.Work != Settled {
		t.Fatalf("scheduled: %+v, %v", a, err)
	}
	if err := a.Save(2, noon); err != nil || a.Work != Writing || a.Scheduled != 3 {
		t.Fatalf("a newer draft: %+v, %v", a, err)
	}
	p := Publication{Version: &Version{ID: 3}, Path: "/a"}
	if err := a.PublishDue(p, false, at.Add(-1)); !Is(err, Conflict) {
		t.Errorf("before its time: %v", err)
	}
	if err := a.PublishDue(p, false, at.Add(300*time.Millisecond)); err != nil || a.Public != Live || a.Work != Writing || a.Flow.Late != 300*time.Millisecond {
		t.Errorf("at its time: %+v, %v", a, err)
	}
	if err := a.PublishDue(p, false, at.Add(time.Second)); !Is(err, Conflict) {
		t.Errorf("a second time: %v", err)
	}
}
