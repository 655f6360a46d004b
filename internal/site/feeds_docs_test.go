package site

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"warta/internal/feed"
)

// TestFeedsDocument keeps docs/feeds.md true to the tables of the program.
func TestFeedsDocument(t *testing.T) {
	const name = "../../docs/feeds.md"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var formats, maps, files, crawlers strings.Builder
	formats.WriteString("| file | format | media type | articles |\n|---|---|---|---|\n")
	for _, f := range feed.Formats {
		fmt.Fprintf(&formats, "| `%s` | %s | `%s` | %d |\n", f.File, f.Name, f.Type, f.Limit)
	}
	maps.WriteString("| file | holds |\n|---|---|\n| `/sitemap-2025-03.xml` | articles of a month (UTC) |\n")
	for _, s := range sitemaps {
		fmt.Fprintf(&maps, "| `/sitemap-%s.xml` | %s |\n", s.name, s.holds)
	}
	files.WriteString("| address | holds |\n|---|---|\n")
	for _, f := range machineFiles {
		fmt.Fprintf(&files, "| `%s` | %s |\n", f.path, f.holds)
	}
	crawlers.WriteString("| name in the settings | token | use | who |\n|---|---|---|---|\n")
	for _, c := range feed.Crawlers {
		fmt.Fprintf(&crawlers, "| `%s` | `%s` | %s | %s |\n", c.Name, c.Token, c.Use, c.Who)
	}
	doc := string(data)
	for mark, table := range map[string]string{"formats": formats.String(), "sitemaps": maps.String(), "files": files.String(), "crawlers": crawlers.String()} {
		before, rest, ok := strings.Cut(doc, "<!-- "+mark+" -->\n")
		_, after, ended := strings.Cut(rest, "<!-- end -->")
		if !ok || !ended {
			t.Fatalf("%s has no place for %s", name, mark)
		}
		doc = before + "<!-- " + mark + " -->\n" + table + "<!-- end -->" + after
	}
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(name, []byte(doc), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if doc != string(data) {
		t.Errorf("%s is not what the program's tables say: run with -update and read the difference", name)
	}
}
