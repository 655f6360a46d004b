package auth_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// PRS-101: whoever adds a column says what it holds about whom.
func TestEveryColumnIsInTheRegisterOfPersonalData(t *testing.T) {
	dir := t.TempDir()
	storetest.Open(t, store.Options{Dir: dir})
	entered := map[string]auth.Personal{}
	for _, p := range auth.Register() {
		key := p.Table + "." + p.Column
		if _, twice := entered[key]; twice {
			t.Errorf("%s stands there twice", key)
		}
		entered[key] = p
		if p.Whose != "-" && (p.Why == "-" || p.Ground == "-" || p.Kept == "-" || p.Why == "") {
			t.Errorf("%s says whose it is, and not why, on what ground or how long", key)
		}
	}
	found := map[string]bool{}
	for _, file := range []string{"warta.db", "warta-side.db"} {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, file)+"?mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		rows, err := db.Query(`SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
			WHERE m.type = 'table' AND m.sql LIKE '%STRICT%'`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var table, column string
			if err := rows.Scan(&table, &column); err != nil {
				t.Fatal(err)
			}
			found[table+"."+column] = true
		}
	}
	if len(found) < 200 {
		t.Fatalf("only %d columns found: the test shows nothing", len(found))
	}
	for key := range found {
		if _, ok := entered[key]; !ok {
			t.Errorf("%s is not in internal/auth/register.tsv: whose data does it hold, why, on what ground, how long?", key)
		}
	}
	for key := range entered {
		if !found[key] {
			t.Errorf("%s is in the register, and there is no such column", key)
		}
	}
}

func TestWhatIsKeptLongEnoughGoes(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Penulis)
	of.in("sari@lentera.example")
	log := func() []store.Login {
		lines, err := of.keep.Logged(of.ctx, 1, 0, 100)
		of.must(err)
		return lines
	}
	if got := log(); len(got) == 0 || got[0].Address != "198.51.100.1" {
		t.Fatalf("log %+v", got)
	}
	of.clock.At = of.clock.At.Add(91 * 24 * time.Hour)
	x, err := of.keep.Expire(of.ctx)
	of.must(err)
	if x.Sessions != 2 || log()[0].Address != "198.51.100.0/24" {
		t.Errorf("after 91 days: %+v, %+v", x, log())
	}
	of.clock.At = of.clock.At.Add(300 * 24 * time.Hour)
	_, err = of.keep.Expire(of.ctx)
	of.must(err)
	if got := log(); len(got) != 0 {
		t.Errorf("after a year: %+v", got)
	}
	// Each run leaves its proof.
	of.audited("clock retention accounts removed: 2 sessions")
}

func TestAccountsAreExportedAndErased(t *testing.T) {
	of := newOffice(t)
	u := of.hire("sari@lentera.example", news.Penulis)
	session := of.in("sari@lentera.example").Session
	of.token(session, newsroom.PermRead)
	var x newsroom.AccountExport
	_, err := of.room.Do(of.ctx, newsroom.Operator(), newsroom.ExportUser{User: u.ID, Out: &x})
	of.refused(err, news.Invalid, "")
	of.do(newsroom.ExportUser{User: u.ID, Reason: "asked by letter", Out: &x})
	if x.User.Email != u.Email || len(x.Tokens) != 1 || len(x.Sessions) != 2 || !x.HasPassword || len(x.Log) == 0 || len(x.Register) < 50 {
		t.Errorf("export %+v", x)
	}
	for _, s := range x.Sessions {
		if s.Hash != "" {
			t.Error("the export holds a hash")
		}
	}
	of.audited("operator account.export user 1 asked by letter")
	// One's own needs no reason, others' need the right.
	p, _ := newsroom.PersonOf(of.who(session), "", "")
	_, err = of.room.Do(of.ctx, newsroom.Someone(p), newsroom.ExportUser{User: u.ID, Out: &x})
	of.must(err)
	other := of.hire("budi@lentera.example", news.Penulis)
	_, err = of.room.Do(of.ctx, newsroom.Someone(p), newsroom.ExportUser{User: other.ID, Reason: "curious", Out: &x})
	of.refused(err, news.Forbidden, "")

	_, err = of.room.Do(of.ctx, newsroom.Operator(), newsroom.EraseUser{User: u.ID})
	of.refused(err, news.Conflict, "auth.erase_active")
	of.do(newsroom.DisableUser{User: u.ID})
	of.do(newsroom.EraseUser{User: u.ID})
	raw := of.dump()
	for _, gone := range []string{"Sari", "sari@lentera.example", "198.51.100.1\n"} {
		if strings.Contains(strings.SplitN(raw, "\n", 2)[0], gone) {
			t.Errorf("%q is still there: %s", gone, raw)
		}
	}
	lines, err := of.keep.Logged(of.ctx, u.ID, 0, 100)
	of.must(err)
	for _, l := range lines {
		if l.Address != "" || l.Device != "" {
			t.Errorf("the log still says %+v", l)
		}
	}
	// The address is free again; the number stays.
	of.hire("sari@lentera.example", news.Penulis)
	of.audited("account.erase user 1")
}
