package store

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// A column of text that nobody thought of when a name had to vanish is where it
// stays. Each one is in words.tsv: reached by a statement of the redaction, or
// with the reason why it holds no words about an article.
func TestRedactionKnowsEveryColumnOfText(t *testing.T) {
	d := open(t)
	var statements []string
	for _, file := range []string{"redact.go", "redactwords.go"} {
		b, err := os.ReadFile(file)
		must(t, err)
		statements = append(statements, regexp.MustCompile("`(?:SELECT|UPDATE|DELETE)[^`]*`").FindAllString(string(b), -1)...)
	}
	reached := func(table, column string) bool {
		for _, q := range statements {
			if regexp.MustCompile(`\b`+table+`\b`).MatchString(q) && regexp.MustCompile(`\b`+column+`\b`).MatchString(q) {
				return true
			}
		}
		return false
	}
	b, err := os.ReadFile("words.tsv")
	must(t, err)
	how := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 && f[0] != "table" {
			how[f[0]+"."+f[1]] = f[2]
			if f[2] == "words" && !reached(f[0], f[1]) {
				t.Errorf("%s.%s holds words, and no statement of a redaction names it", f[0], f[1])
			}
		}
	}
	found := map[string]bool{}
	for _, p := range []*pool{d.reader, d.sideReader} {
		r, err := p.db.Query(`SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
			WHERE m.type = 'table' AND m.sql LIKE '%STRICT%' AND c.type IN ('TEXT', 'BLOB')`)
		must(t, err)
		for r.Next() {
			var table, column string
			must(t, r.Scan(&table, &column))
			found[table+"."+column] = true
		}
		must(t, r.Close())
	}
	if len(found) < 200 {
		t.Fatalf("only %d columns found: the test shows nothing", len(found))
	}
	for key := range found {
		if how[key] == "" {
			t.Errorf("%s is not in words.tsv: can it name what an article names, and how does a redaction reach it?", key)
		}
	}
	for key := range how {
		if !found[key] {
			t.Errorf("%s is in words.tsv, and there is no such column", key)
		}
	}
}

func TestRewrittenReachesIntoJSON(t *testing.T) {
	mask := func(s string) string { return strings.ReplaceAll(s, `Si "A"`, "█") }
	for in, want := range map[string]string{
		`Si "A" datang`:                      `█ datang`,
		`{"a":"Si \"A\"","Si \"A\"":[1]}`:    `{"a":"█","Si \"A\"":[1]}`,
		`["x", {"b" : "kata Si \u0022A\""}]`: `["x", {"b" : "kata █"}]`,
		`{"n":12345678901234567890}`:         `{"n":12345678901234567890}`,
		`{rusak Si "A"`:                      `{rusak █`,
		``:                                   ``,
	} {
		if got := rewritten(in, mask); got != want {
			t.Errorf("%s became %s", in, got)
		}
	}
}
