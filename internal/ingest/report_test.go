package ingest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAReportCountsWhatWasReadAndWhatBecameOfIt(t *testing.T) {
	var p Report
	text := wxrHead + wxrItem(1, "[su_box a=\"1\"]x[/su_box] & [su_box a=\"2\"]y[/su_box]", post("publish")) + wxrItem(2, "[su_box a=\"3\"]x[/su_box]<form></form>", post("private"), meta("resep", "x")) +
		wxrItem(3, "z", "<wp:post_type>revision</wp:post_type>") + wxrFoot
	recs, err := collect(strings.NewReader(strings.Replace(text, "Judul 1", "A & B", 1)), StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range recs {
		p.Read(r)
		if r.Item != nil {
			p.Wrote(r, []string{"created", "failed"}[i%2])
			p.Lost(r.Item, []MediaRef{{URL: "https://x.example/a.jpg"}})
		}
	}
	p.Sort()
	c := p.Counts["post"]
	got := fmt.Sprint(c.Source, c.Imported, c.Failed, p.Counts["revision"].Kept, p.Counts["category"].Source, p.States, p.Kept, p.Fields, p.Held, p.Repaired, p.MissingCount)
	want := "2 1 1 1 2 map[settled/live:1 writing/never:1] map[revision (type):1] map[resep:1] [{2 Judul 2 private}] map[ampersand:1] 2"
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if n := p.Notes[0]; n.Name != "su_box" || n.Count != 3 || n.Items != 2 || !n.Kept || !strings.Contains(n.Example, `[su_box a="1"]`) {
		t.Errorf("%+v", n)
	}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var again Report
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	again.Read(recs[len(recs)-3]) // a report that was stored goes on
	if again.Counts["post"].Source != 3 {
		t.Error(string(b))
	}
}
