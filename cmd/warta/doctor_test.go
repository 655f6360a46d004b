package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The doctor says of each thing whether it is well, and what to do; it works
// without a database, too, and prints no password.
func TestDoctor(t *testing.T) {
	dir := t.TempDir()
	if code, _, stderr := warta(t, "redirect", "--data", dir, "/lama", "/baru"); code != 0 {
		t.Fatal(stderr)
	}
	code, out, stderr := warta(t, "doctor", "--data", dir)
	for _, want := range []string{"data = " + dir + " (flag)", "The database answers", "Schema ", "The audit is whole up to row", "→"} {
		if !strings.Contains(out, want) {
			t.Errorf("the doctor does not say %q:\n%s", want, out)
		}
	}
	// The masthead is empty: an error, and its own exit code.
	if code != exitUnwell || !strings.Contains(stderr, "needs somebody to act") {
		t.Errorf("exit %d: %s", code, stderr)
	}
	code, out, _ = warta(t, "doctor", "--quick", "--json", "--data", dir, "--db", "postgres://u:geheim@127.0.0.1:1/x?connect_timeout=1")
	if code != exitUnwell || !strings.Contains(out, `"code":"database"`) || !strings.Contains(out, `"area":"disk"`) || strings.Contains(out, "geheim") {
		t.Errorf("without a database, exit %d:\n%s", code, out)
	}
}

func TestAuditVerifyTellsTheFirstWrongRow(t *testing.T) {
	dir := t.TempDir()
	for _, from := range []string{"/a", "/b", "/c"} {
		if code, _, stderr := warta(t, "redirect", "--data", dir, from, "/baru"); code != 0 {
			t.Fatal(stderr)
		}
	}
	if code, out, stderr := warta(t, "audit", "verify", "--data", dir); code != 0 || !strings.Contains(out, "4 rows") {
		t.Errorf("a whole audit: exit %d, %s%s", code, out, stderr)
	}
	if code, out, _ := warta(t, "audit", "export", "--data", dir, "--command", "redirect.put"); code != 0 || strings.Count(out, "\n") != 4 || !strings.Contains(out, "redirect: /a → /baru") {
		t.Errorf("the export: exit %d\n%s", code, out)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "warta.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE audit SET actor = 'user 9' WHERE number = 3`); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := warta(t, "audit", "verify", "--data", dir); code != exitAudit || !strings.Contains(stderr, "row 3") {
		t.Errorf("a changed row: exit %d, %s", code, stderr)
	}
	if err := os.WriteFile(filepath.Join(dir, "audit-heads.jsonl"), []byte("bukan"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := warta(t, "audit", "verify", "--data", dir); code == 0 {
		t.Error("a broken file of heads was taken for none")
	}
}
