package store

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"slices"
	"strings"
	"testing"
)

var updateTables = flag.Bool("update", false, "write archivetables.go anew from the schema")

// schemaTable is a table as SQLite describes it.
type schemaTable struct {
	name, columns, types string
	keys, refs           []string
	side                 bool
}

// schema reads every table of both files, parents before what points to them.
// Virtual tables, and those of the tool that migrates, are not among them.
func schemaTables(t *testing.T, d *database) []schemaTable {
	t.Helper()
	var all []schemaTable
	for _, p := range []*pool{d.reader, d.sideReader} {
		r, err := p.db.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%' ORDER BY name`)
		must(t, err)
		var names []string
		for r.Next() {
			var name string
			must(t, r.Scan(&name))
			names = append(names, name)
		}
		must(t, r.Close())
		for _, name := range names {
			st := schemaTable{name: name, side: p == d.sideReader}
			r, err := p.db.Query(`SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid`, name)
			must(t, err)
			type key struct {
				at   int
				name string
			}
			var keys []key
			for r.Next() {
				var column, kind string
				var pk int
				must(t, r.Scan(&column, &kind, &pk))
				st.columns += " " + column
				st.types += strings.ToLower(map[string]string{"INTEGER": "i", "TEXT": "t", "BLOB": "b"}[kind])
				if pk > 0 {
					keys = append(keys, key{pk, column})
				}
			}
			must(t, r.Close())
			st.columns = strings.TrimSpace(st.columns)
			slices.SortFunc(keys, func(a, b key) int { return a.at - b.at })
			for _, k := range keys {
				st.keys = append(st.keys, k.name)
			}
			r, err = p.db.Query(`SELECT "table" FROM pragma_foreign_key_list($1)`, name)
			must(t, err)
			for r.Next() {
				var to string
				must(t, r.Scan(&to))
				if to != name {
					st.refs = append(st.refs, to)
				}
			}
			must(t, r.Close())
			all = append(all, st)
		}
	}
	// Those without open references first, again and again.
	var out []schemaTable
	done := map[string]bool{}
	for len(out) < len(all) {
		before := len(out)
		for _, st := range all {
			if !done[st.name] && !slices.ContainsFunc(st.refs, func(r string) bool { return !done[r] }) {
				done[st.name] = true
				out = append(out, st)
			}
		}
		if len(out) == before {
			t.Fatal("tables point to each other in a circle")
		}
	}
	return out
}

// archivetables.go is what the schema says: a new table is in the archive, or
// archiveLeft says why not. -update writes the file anew.
func TestTheArchiveKnowsEveryTable(t *testing.T) {
	d := open(t)
	var b bytes.Buffer
	b.WriteString("package store\n\n// Code generated from the schema by TestTheArchiveKnowsEveryTable -update. DO NOT EDIT.\n\nvar archiveTables = []archiveTable{\n")
	known := map[string]bool{}
	for _, st := range schemaTables(t, d) {
		known[st.name] = true
		if archiveLeft[st.name] != "" {
			continue
		}
		columns := strings.Fields(st.columns)
		if len(st.types) != len(columns) {
			t.Fatalf("%s has a column of an unknown type", st.name)
		}
		var places []string
		for i := range columns {
			places = append(places, fmt.Sprintf("$%d", i+1))
		}
		list := strings.Join(columns, ", ")
		fmt.Fprintf(&b, "{name: %q, columns: %q, types: %q, whole: %v, side: %v,\ndump: `SELECT %s FROM %s ORDER BY %s`,\nload: `INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING`,\nprobe: `SELECT 1 FROM %s LIMIT 1`},\n",
			st.name, st.columns, st.types, archiveWhole[st.name], st.side, list, st.name, strings.Join(st.keys, ", "), st.name, list, strings.Join(places, ", "), st.name)
	}
	b.WriteString("}\n")
	want, err := format.Source(b.Bytes())
	must(t, err)
	if *updateTables {
		must(t, os.WriteFile("archivetables.go", want, 0o644))
	}
	got, err := os.ReadFile("archivetables.go")
	must(t, err)
	if !bytes.Equal(got, want) {
		t.Error("archivetables.go is not what the schema says: decide in archive.go whether the new table stays behind, then run this test with -update")
	}
	for name := range archiveLeft {
		if !known[name] && !strings.HasPrefix(name, "search_text") {
			t.Errorf("%s stays behind, and there is no such table", name)
		}
	}
}
