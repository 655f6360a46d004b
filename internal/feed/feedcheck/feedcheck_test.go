package feedcheck

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
)

// corpus finds a folder of shared/testdata, which lies beside the repository
// where there is one.
func corpus(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		at := filepath.Join(dir, "shared", "testdata", name)
		if _, err := os.Stat(at); err == nil {
			return at
		}
		if filepath.Dir(dir) == dir {
			t.Skip("shared/testdata/" + name + " is not beside the repository")
		}
		dir = filepath.Dir(dir)
	}
}

// implied are the rules that a case of a valid value must not break.
var implied = map[string][]string{
	"ValidRFC2822Date":      {"InvalidRFC2822Date"},
	"ValidW3CDTFDate":       {"InvalidRFC3339Date"},
	"ValidURI":              {"InvalidLink"},
	"ValidURLAttribute":     {"InvalidURLAttribute"},
	"ValidTAG":              {"InvalidTAG"},
	"ValidURN":              {"InvalidURN", "InvalidUUID"},
	"ValidContact":          {"InvalidContact"},
	"ValidMIMEAttribute":    {"InvalidMIMEType", "InvalidMIMEAttribute"},
	"ValidHttpGUID":         {"InvalidHttpGUID", "InvalidPermalink"},
	"ValidBooleanAttribute": {"InvalidBooleanAttribute"},
	"ValidIntegerAttribute": {"InvalidIntegerAttribute"},
	"ValidInteger":          {"InvalidInteger"},
	"ValidHeight":           {"InvalidHeight"},
	"ValidWidth":            {"InvalidWidth"},
	"ValidLanguage":         {"InvalidLanguage"},
	"ValidTitle":            {"NotBlank", "AttrNotBlank"},
	"ValidHtml":             {"SecurityRisk"},
	"ValidAtomLinkRel":      {"UnregisteredAtomLinkRel"},
}

// beyond are rules of the validator that our feeds cannot break, since they
// never use what the rule is about, or that are a matter of taste; the checker
// does not know them.
var beyond = []string{"AvoidTextInput", "CharacterData", "ContainsUndeclaredHTML", "DuplicateDescriptionSemantics", "DuplicateUpdated", "EightDaysAWeek", "EmailFormat",
	"HtmlFragment", "ImageLinkDoesntMatch", "ImageTitleDoesntMatch", "ImageUrlFormat", "InvalidAddrSpec", "InvalidDay",
	"InvalidFormComponentName", "InvalidHour", "InvalidIRI", "InvalidUriChar", "InvalidValue", "MisplacedXHTMLContent", "MissingDCLanguage",
	"MissingRealName", "MissingSummary", "MissingTypeAttr", "NonCanonicalURI", "NotBase64", "NotEnoughHoursInTheDay",
	"NotEscaped", "NotHtml", "NotInANamespace", "NotInline", "RelativeSelf", "SameDocumentReference", "SchemeNotIANARegistered", "SlashDate",
	"UndeterminableVocabulary", "UnexpectedAttribute", "UnknownHost", "UnsupportedNamespace", "UriNotIri", "UseOfExtensionAttr",
	"UseZeroForMidnight", "ValidCloud", "ValidDay", "ValidElement", "ValidHour", "Warning"}

// never are cases about what our feeds never hold, and why the checker does
// not look there.
var never = map[string]string{
	"atom/3.1.1.3/":                    "text of type xhtml",
	"atom/8.1/":                        "styles: FD-3 forbids all of them (StyleAttr)",
	"atom/6.1/":                        "other houses' extensions",
	"atom/should/content_contains_":    "content of type application/xhtml+xml, and Atom 0.3's modes",
	"atom/must/feed_missing":           "a page instead of a feed",
	"atom/must/unknown_element_in":     "Dublin Core beyond creator",
	"rss20/data-types-characterdata/":  "guesses whether a title is HTML",
	"rss20/data-types-datetime/":       "comments and folded lines in dates",
	"rss20/data-types-email/":          "addresses of people",
	"rss20/element-channel-cloud/":     "rssCloud",
	"rss20/element-channel-skipdays":   "days without news",
	"rss20/element-channel-skiphours":  "hours without news",
	"atom/4.1.3.3/content-svg-mixed":   "content of type image/svg+xml",
	"atom/must/feed_namespace_missing": "a prefix without a declaration",
	"atom/4.2.7.2/link-rel-self-nomat": "an address that only the validator has fetched",
	"atom/4.2.7.2/self-vs-alternate":   "a feed that calls a page itself",
	"atom/4.2.7.2/link-rel-iana":       "relations by their full address",
	"rss20/element-channel/item_too":   "RSS 0.9's order",
	"atom/4.2.11/missing-self":         "self links of sources",
	"atom/4.1.1/duplicate-entries-all": "two names for one fault",
	"rss20/element-channel-item-description/description_contains_import": "styles in a style element",
	"rss20/element-channel-item-description/html_in_item_description":    "titles with doubled escapes",
}

// alike are rules that say the same of one fault: which of them a validator
// names first is its own affair.
var alike = [][]string{
	{"MissingHref", "MissingAttribute"},
	{"InvalidTextType", "InvalidMIMEType", "AttrNotBlank"},
	{"InvalidLink", "InvalidFullLink", "NotBlank"},
	{"SecurityRisk", "SecurityRiskAttr"},
	{"UnexpectedText", "UndefinedElement"},
	{"UndefinedElement", "MissingNamespace"},
}

var (
	expect  = regexp.MustCompile(`Expect:\s*(!?)(\w+)(\{[^}]*\})?`)
	element = regexp.MustCompile(`element:(\w+)`)
)

// TestTheValidatorsCases proves the rules on the W3C validator's own cases.
func TestTheValidatorsCases(t *testing.T) {
	dir := corpus(t, "feedvalidator")
	covered, total, skipped := map[string]int{}, 0, 0
	uncovered := map[string]int{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".xml") {
			return err
		}
		doc, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		m := expect.FindSubmatch(doc)
		if m == nil {
			t.Errorf("%s expects nothing", name)
			return nil
		}
		total++
		rel, _ := filepath.Rel(dir, name)
		rule, not := string(m[2]), len(m[1]) > 0
		if slices.Contains(beyond, rule) {
			uncovered[rule]++
			return nil
		}
		var found []string
		list := XML(doc, "")
		for _, f := range list {
			found = append(found, f.Rule)
		}
		if arg := element.FindSubmatch(m[3]); not && rule == "MissingElement" && arg != nil {
			// Other elements may be missing.
			list = slices.DeleteFunc(list, func(f Finding) bool { return f.Rule == rule && f.Detail != string(arg[1]) })
			found = nil
			for _, f := range list {
				found = append(found, f.Rule)
			}
		}
		for prefix := range never {
			if strings.HasPrefix(filepath.ToSlash(rel), prefix) {
				skipped++
				return nil
			}
		}
		covered[rule]++
		switch {
		case rule == "Error":
			if e := Errors(list); len(e) > 0 {
				t.Errorf("%s: %v, want no error", rel, e)
			}
		case implied[rule] != nil:
			for _, r := range implied[rule] {
				if slices.Contains(found, r) {
					t.Errorf("%s: %v, want %s", rel, list, rule)
				}
			}
		case strings.HasPrefix(rule, "Valid"):
			t.Errorf("%s: nothing is known of %s", rel, rule)
		case broken(found, rule) == not:
			t.Errorf("%s: %v, want %s%s", rel, list, m[1], rule)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range covered {
		n += c
	}
	var left []string
	for r := range uncovered {
		left = append(left, r)
	}
	sort.Strings(left)
	t.Logf("%d of %d cases are judged as the validator does, by %d rules; %d are about what our feeds never hold; rules not known: %s",
		n, total, len(covered), skipped, strings.Join(left, " "))
	if n < 700 {
		t.Errorf("%d cases were judged, want 700 or more", n)
	}
}

// broken reports whether a rule, or one that says the same, was found broken.
func broken(found []string, rule string) bool {
	for _, group := range alike {
		if !slices.Contains(group, rule) {
			continue
		}
		for _, r := range group {
			if slices.Contains(found, r) {
				return true
			}
		}
	}
	return slices.Contains(found, rule)
}
