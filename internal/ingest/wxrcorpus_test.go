package ingest

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// wxrFiles are the outside corpus; without it its tests are skipped.
func wxrFiles(t testing.TB) []string {
	t.Helper()
	names, _ := filepath.Glob("../../../../shared/testdata/wxr/*/*.xml")
	if len(names) == 0 {
		names, _ = filepath.Glob("../../../shared/testdata/wxr/*/*.xml")
	}
	if len(names) == 0 {
		t.Skip("the outside corpus shared/testdata/wxr is not here")
	}
	return names
}

// encoded gives the texts of a strict file by the standard library.
func encoded(t testing.TB, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := xml.NewDecoder(f)
	d.Strict = false
	var out []string
	for {
		tok, err := d.Token()
		if err == io.EOF || err != nil {
			return out
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "encoded" {
			var v string
			if err := d.DecodeElement(&v, &s); err == nil {
				out = append(out, v)
			}
		}
	}
}

func TestTextsOfTheCorpusAreMapped(t *testing.T) {
	n := 0
	for _, name := range wxrFiles(t) {
		for _, s := range encoded(t, name) {
			m := MapHTML(s, wp())
			sound(t, m, s)
			n++
		}
	}
	if n < 100 {
		t.Errorf("%d texts only", n)
	}
}
