package news

import (
	"testing"
	"time"
)

var noon = time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)

func TestPublish(t *testing.T) {
	past := noon.AddDate(-1, 0, 0)
	tests := []struct {
		name    string
		article Article
		p       Publication
		kind    Kind
		at      time.Time
	}{
		{"now", Article{Work: Writing, Public: Never}, Publication{}, Internal, noon},
		{"what was public elsewhere keeps its time", Article{Work: Writing, Public: Never}, Publication{At: past, Imported: true}, Internal, past},
		{"nobody else may date back", Article{Work: Writing, Public: Never}, Publication{At: past}, Internal, noon},
		{"an import may not publish the future", Article{Work: Writing, Public: Never}, Publication{At: noon.Add(time.Hour), Imported: true}, Invalid, time.Time{}},
		{"under embargo", Article{Work: Writing, Public: Never, Embargo: &Embargo{Until: noon.Add(time.Microsecond)}}, Publication{}, Conflict, time.Time{}},
		{"at the embargo's end", Article{Work: Writing, Public: Never, Embargo: &Embargo{Until: noon}}, Publication{}, Internal, noon},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := tt.article
			tt.p.Version = &Version{ID: 9}
			err := a.Publish(tt.p, noon)
			if KindOf(err) != tt.kind {
				t.Fatalf("got error %v of kind %s, want kind %s", err, KindOf(err), tt.kind)
			}
			if !a.Dates.FirstPublished.Equal(tt.at) || !a.Dates.Display.Equal(tt.at) {
				t.Errorf("published at %v, shown at %v, want %v", a.Dates.FirstPublished, a.Dates.Display, tt.at)
			}
			if err != nil && a.Live != 0 {
				t.Error("a refused publication left a live version")
			}
		})
	}
}

func TestTypingSlipMovesNoPrintedTime(t *testing.T) {
	for class, want := range map[ChangeClass]time.Time{Minor: {}, Substantial: noon} {
		a := Article{Work: Writing, Public: Live, Live: 1}
		if err := a.Update(&Version{ID: 2}, class, "user 1", noon); err != nil {
			t.Fatal(err)
		}
		if !a.Dates.Updated.Equal(want) {
			t.Errorf("%s: updated %v, want %v", class, a.Dates.Updated, want)
		}
	}
}

func TestCorrectionIsDatedByTheServer(t *testing.T) {
	a := Article{ID: 4, Work: Settled, Public: Live, Live: 1}
	am := Amendment{Kind: Ralat, Note: "Nama desa yang benar Sukatani.", At: noon.AddDate(0, 0, -3)}
	if err := a.Correct(&am, &Version{ID: 2}, noon); err != nil {
		t.Fatal(err)
	}
	if !am.At.Equal(noon) || am.Before != 1 || am.After != 2 || am.Article != 4 {
		t.Errorf("amendment %+v: want at %v, versions 1 → 2, article 4", am, noon)
	}
	if !a.Dates.Corrected.Equal(noon) || !a.Dates.Updated.Equal(noon) {
		t.Errorf("dates %+v: want corrected and updated at %v", a.Dates, noon)
	}
}

func TestWithdrawalNeedsGroundAndReason(t *testing.T) {
	good := Withdrawal{Ground: GroundChild, Reason: "Untuk melindungi masa depan anak."}
	tests := []struct {
		name string
		w    Withdrawal
		ok   bool
	}{
		{"both", good, true},
		{"no ground", Withdrawal{Reason: good.Reason}, false},
		{"pressure is not a ground", Withdrawal{Ground: "permintaan", Reason: good.Reason}, false},
		{"no reason", Withdrawal{Ground: GroundChild}, false},
		{"short reason", Withdrawal{Ground: GroundChild, Reason: "dihapus"}, false},
		{"blank reason", Withdrawal{Ground: GroundChild, Reason: "                         "}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := Article{Work: Settled, Public: Live, Live: 1, Path: "/2025/03/01/x"}
			err := a.Withdraw(tt.w, "Nama Anak di Judul", noon)
			if (err == nil) != tt.ok {
				t.Fatalf("got error %v, want ok %v", err, tt.ok)
			}
			if !tt.ok {
				if !Is(err, Invalid) || a.Public != Live {
					t.Errorf("refused with %v, public state %s", err, a.Public)
				}
				return
			}
			if a.Withdrawal.Headline != "" {
				t.Error("the notice repeats a headline that may name a child")
			}
			if a.Withdrawal.Path != "/2025/03/01/x" || !a.Withdrawal.At.Equal(noon) {
				t.Errorf("notice %+v", a.Withdrawal)
			}
		})
	}
}
