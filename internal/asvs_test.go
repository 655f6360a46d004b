package internal

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/asvs.csv says how requirements of OWASP ASVS 5.0 are met, and what proves
// it: a test, or a document. A proof that is not there is none.
func TestProofsOfASVSExist(t *testing.T) {
	f, err := os.Open("../docs/asvs.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`^[1-9][0-9]?\.[0-9]{1,2}\.[0-9]{1,2}$`)
	seen := map[string]bool{}
	for i, row := range rows {
		if i == 0 {
			continue
		}
		if len(row) != 3 || !number.MatchString(row[0]) || row[1] == "" {
			t.Errorf("line %d: %q is no requirement with its proof", i+1, row)
			continue
		}
		if seen[row[0]] {
			t.Errorf("line %d: %s stands there twice", i+1, row[0])
		}
		seen[row[0]] = true
		dir, test, isTest := strings.Cut(row[2], " ")
		if !isTest {
			if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(row[2]))); err != nil {
				t.Errorf("%s: there is no document %s", row[0], row[2])
			}
			continue
		}
		if !hasTest(t, filepath.Join("..", filepath.FromSlash(dir)), test) {
			t.Errorf("%s: there is no test %s in %s", row[0], test, dir)
		}
	}
	if len(seen) == 0 {
		t.Error("no requirement is met")
	}
}

func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
