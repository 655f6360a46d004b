package admin

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"warta/internal/feed"
	"warta/internal/news"
)

// How a setting is written on a form.
type settingKind string

const (
	setText   settingKind = "text"
	setArea   settingKind = "area"
	setNumber settingKind = "number"
	setYes    settingKind = "yes"
	// setChoice is one of Options, "" being the default.
	setChoice settingKind = "choice"
	// setThree is yes, no, or as the rule says.
	setThree settingKind = "three"
	// setLines is a list, a line each.
	setLines settingKind = "lines"
	setDay   settingKind = "day"
	// setPairs is "key = text", a line each; setStaff "role: name, name".
	setPairs settingKind = "pairs"
	setStaff settingKind = "staff"
)

// setting is one line of the screen: where it stands in the settings, and how it
// is written. Its label is the message room.set.<Say>, its effect
// room.set.<Say>.text.
type setting struct {
	// Path is the member, with dots: "masthead.company".
	Path    string
	Kind    settingKind
	Options []string
	// Say is the part of the message keys, where it is not Path.
	Say string
	// Named is put into the label: the crawler's name, the place on the page.
	Named string
	Max   int
}

func (x setting) say() string {
	if x.Say != "" {
		return x.Say
	}
	return x.Path
}

// settingGroup is a part of the screen.
type settingGroup struct {
	Name string
	Rows []setting
	// Fold are groups inside, closed until one looks.
	Fold []settingGroup
}

// settingHosts is not a member of the settings, but of the edition.
const settingHosts = "hosts"

// settingElsewhere are members that have a screen of their own.
var settingElsewhere = []string{"menu", "pages"}

// settingGroups are the screen, in its order. A test compares it with the
// settings that there are.
var settingGroups = func() []settingGroup {
	groups := []settingGroup{
		{Name: "paper", Rows: []setting{{Path: "name", Max: 80}, {Path: "tagline", Max: 160}, {Path: "outlet", Max: 60}, {Path: "base_url"},
			{Path: settingHosts, Kind: setLines}, {Path: "locale", Kind: setChoice, Options: []string{"id", "en"}}, {Path: "zone", Kind: setChoice, Options: []string{"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC"}}}},
		{Name: "look", Rows: []setting{{Path: "theme"}, {Path: "masthead.logo", Kind: setNumber}, {Path: "colours.accent", Max: 7}, {Path: "colours.link", Max: 7},
			{Path: "date_style", Kind: setChoice, Options: []string{"seed", "dot", "date", "short"}}, {Path: "share", Kind: setLines}}},
		{Name: "reading", Rows: []setting{{Path: "list_length", Kind: setNumber}, {Path: "related_limit", Kind: setNumber}, {Path: "latest_limit", Kind: setNumber},
			{Path: "latest_skip_shown", Kind: setYes}, {Path: "reads_from", Kind: setNumber}, {Path: "old_after_days", Kind: setNumber},
			{Path: "popular_without_children", Kind: setYes}, {Path: "feed_summary", Kind: setYes}, {Path: "comments", Kind: setChoice, Options: []string{news.CommentsArchive}}, {Path: "channel_name"}, {Path: "channel_url"}}},
		{Name: "desk", Rows: []setting{{Path: "workflow", Kind: setChoice, Options: []string{"simple"}}, {Path: "two_person_withdrawal", Kind: setThree},
			{Path: "follow_up_hours", Kind: setNumber}, {Path: "demand_hours", Kind: setNumber}, {Path: "nameless_credits", Kind: setYes}}},
		{Name: "masthead", Rows: []setting{{Path: "masthead.company"}, {Path: "masthead.legal_form", Kind: setChoice, Options: []string{"PT", "koperasi", "yayasan"}},
			{Path: "masthead.address", Kind: setArea}, {Path: "masthead.responsible"}, {Path: "masthead.chief"}, {Path: "masthead.email"}, {Path: "masthead.phone"},
			{Path: "masthead.dewan_pers"}, {Path: "masthead.pse"}, {Path: "masthead.ownership", Kind: setArea}, {Path: "masthead.staff", Kind: setStaff}, {Path: "masthead.same_as", Kind: setLines}}},
	}
	crawlers := settingGroup{Name: "crawlers"}
	for _, use := range feed.Uses {
		crawlers.Rows = append(crawlers.Rows, setting{Path: "machine.crawler_use." + string(use), Kind: setChoice, Options: []string{"allow", "deny"}, Say: "crawler_use." + string(use)})
		fold := settingGroup{Name: "crawlers." + string(use)}
		for _, c := range feed.Crawlers {
			if c.Use == use {
				fold.Rows = append(fold.Rows, setting{Path: "machine.crawlers." + c.Name, Kind: setChoice, Options: []string{"allow", "deny"}, Say: "crawler", Named: c.Token + " · " + c.Who})
			}
		}
		crawlers.Fold = append(crawlers.Fold, fold)
	}
	ads := settingGroup{Name: "ads", Rows: []setting{{Path: "ads.allow_frames", Kind: setYes}}}
	for _, slot := range news.AdSlots {
		at := "ads.slots." + slot + "."
		ads.Fold = append(ads.Fold, settingGroup{Name: "slot." + slot, Rows: []setting{
			{Path: at + "image", Kind: setNumber, Say: "slot.image"}, {Path: at + "alt", Say: "slot.alt", Max: 300}, {Path: at + "url", Say: "slot.url"},
			{Path: at + "frame", Say: "slot.frame"}, {Path: at + "made_by_ai", Kind: setYes, Say: "slot.made_by_ai"}, {Path: at + "off", Kind: setYes, Say: "slot.off"}}})
	}
	return append(groups, crawlers, ads,
		settingGroup{Name: "machine", Rows: []setting{{Path: "machine.ads", Kind: setArea}, {Path: "machine.app_ads", Kind: setArea}, {Path: "machine.humans", Kind: setArea},
			{Path: "machine.trust", Kind: setArea}, {Path: "machine.security.contacts", Kind: setLines}, {Path: "machine.security.expires", Kind: setDay},
			{Path: "machine.security.languages", Kind: setLines}, {Path: "machine.security.policy"}, {Path: "machine.hubs", Kind: setLines},
			{Path: "machine.indexnow"}, {Path: "machine.indexnow_endpoint"}}},
		settingGroup{Name: "words", Rows: []setting{{Path: "messages", Kind: setPairs}}})
}()

// eachSetting goes through all of them.
func eachSetting(fn func(setting)) {
	var walk func([]settingGroup)
	walk = func(list []settingGroup) {
		for _, g := range list {
			for _, x := range g.Rows {
				fn(x)
			}
			walk(g.Fold)
		}
	}
	walk(settingGroups)
}

// settingTree is settings as their JSON.
func settingTree(e news.Edition) map[string]any {
	tree := map[string]any{}
	if b, err := json.Marshal(e.Settings); err == nil {
		_ = json.Unmarshal(b, &tree) // settings are an object
	}
	hosts := make([]any, len(e.Hosts))
	for i, h := range e.Hosts {
		hosts[i] = h
	}
	tree[settingHosts] = hosts
	return tree
}

func settingValue(tree map[string]any, path string) any {
	var at any = tree
	for part := range strings.SplitSeq(path, ".") {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[part]
	}
	return at
}

// written is a value as its form shows it.
func (x setting) written(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case bool:
		if value {
			return "yes"
		}
		if x.Kind == setThree {
			return "no"
		}
		return ""
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case string:
		if x.Kind == setDay {
			if t, err := time.Parse(time.RFC3339, value); err == nil {
				return t.UTC().Format(time.DateOnly)
			}
		}
		return value
	case []any:
		var lines []string
		for _, v := range value {
			switch v := v.(type) {
			case string:
				lines = append(lines, v)
			case map[string]any: // the staff
				var names []string
				list, _ := v["names"].([]any)
				for _, n := range list {
					names = append(names, fmt.Sprint(n))
				}
				lines = append(lines, fmt.Sprintf("%v: %s", v["role"], strings.Join(names, ", ")))
			}
		}
		return strings.Join(lines, "\n")
	case map[string]any: // the words
		var lines []string
		for k, v := range value {
			lines = append(lines, fmt.Sprintf("%s = %v", k, v))
		}
		sort.Strings(lines)
		return strings.Join(lines, "\n")
	}
	return ""
}

// read is what a form's text means; nil for the default. code says what is wrong.
func (x setting) read(text string) (value any, code string) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if text == "" {
		return nil, ""
	}
	switch x.Kind {
	case setNumber:
		n, err := strconv.Atoi(text)
		if err != nil || n < -1<<31 || n > 1<<31 {
			return nil, "number"
		}
		return n, ""
	case setYes:
		return true, ""
	case setThree:
		return text == "yes", ""
	case setChoice:
		if !slices.Contains(x.Options, text) {
			return nil, "unknown"
		}
	case setDay:
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return nil, "date"
		}
		return t.Add(24*time.Hour - time.Second).Format(time.RFC3339), ""
	case setLines:
		return lines(text), ""
	case setPairs:
		pairs := map[string]any{}
		for _, line := range lines(text) {
			key, word, ok := strings.Cut(line, "=")
			if key = strings.TrimSpace(key); !ok || key == "" || strings.ContainsAny(key, " \t") {
				return nil, "pairs"
			}
			pairs[key] = strings.TrimSpace(word)
		}
		return pairs, ""
	case setStaff:
		var staff []any
		for _, line := range lines(text) {
			role, names, ok := strings.Cut(line, ":")
			if role = strings.TrimSpace(role); !ok || role == "" {
				return nil, "staff"
			}
			of := []string{}
			for name := range strings.SplitSeq(names, ",") {
				if name = strings.TrimSpace(name); name != "" {
					of = append(of, name)
				}
			}
			staff = append(staff, map[string]any{"role": role, "names": of})
		}
		return staff, ""
	}
	return text, ""
}

func lines(text string) (out []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// putPatch puts a value into a merge patch.
func putPatch(patch map[string]any, path string, value any) {
	parts := strings.Split(path, ".")
	for _, part := range parts[:len(parts)-1] {
		inner, ok := patch[part].(map[string]any)
		if !ok {
			inner = map[string]any{}
			patch[part] = inner
		}
		patch = inner
	}
	patch[parts[len(parts)-1]] = value
}
