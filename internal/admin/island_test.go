package admin_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// The article's page hands the editor what it needs, to those alone who may write.
func TestTheArticlesPageHandsOverAnIsland(t *testing.T) {
	d := newRoom(t)
	e := &news.Edition{Settings: news.Settings{Name: "Lentera Sagara"}}
	d.do(newsroom.ChangeSettings{Edition: e})
	section := &news.Section{Edition: e.ID, Name: "DAERAH"}
	d.do(newsroom.DefineSection{Section: section})
	tag := &news.Tag{Edition: e.ID, Name: "Rob"}
	d.do(newsroom.DefineTag{Tag: tag})
	id := d.do(newsroom.Create{Edition: e.ID, Content: news.Content{Headline: "Banjir </script><b>rob</b>", Section: section.ID, Tags: []news.TagID{tag.ID}, Kind: news.KindNews}}).Article
	d.hire("citra@lentera.example", news.Pemred)
	d.in("citra@lentera.example")

	island := regexp.MustCompile(`(?s)<script type="application/json" class="island">(.*?)</script>`)
	a := d.send(http.MethodGet, "/newsroom/a/"+id.String(), nil)
	m := island.FindStringSubmatch(a.text)
	if m == nil {
		t.Fatalf("%s: %d without an island: %.600s", id, a.StatusCode, a.text)
	}
	var got struct {
		Article, Revision int64
		Content           struct{ Headline string }
		May, Fields       []string
		Names             struct {
			Sections []struct{ Name string }
			Tags     map[string]string
		}
		Words map[string]string
		Links map[string]string
	}
	if err := json.Unmarshal([]byte(m[1]), &got); err != nil {
		t.Fatalf("%v: %s", err, m[1])
	}
	if got.Article != int64(id) || got.Revision < 1 || got.Content.Headline != "Banjir </script><b>rob</b>" || len(got.Names.Sections) != 1 ||
		got.Names.Tags["1"] != "Rob" || len(got.Fields) < 30 || !strings.Contains(strings.Join(got.May, " "), "save") {
		t.Errorf("the island says %+v", got)
	}
	for _, word := range []string{"chip.saving", "chip.offline", "kind.image", "field.headline", "fault.required"} {
		if got.Words[word] == "" {
			t.Errorf("the island has no words for %s", word)
		}
	}
	for _, link := range []string{"picker", "paste"} {
		if a := d.send(http.MethodGet, got.Links[link], nil); a.StatusCode != http.StatusOK {
			t.Errorf("%s: %d at %q", link, a.StatusCode, got.Links[link])
		}
	}
	if a := d.send(http.MethodGet, "/newsroom/a/"+id.String()+"?plain=1", nil); island.MatchString(a.text) || strings.Contains(a.text, "editor.") && strings.Contains(a.text, "/editor") {
		t.Error("the plain form that was asked for comes with the editor")
	}
}

func (d *desk) do(cmd newsroom.Command) newsroom.Result {
	d.Helper()
	r, err := d.room.Do(d.Context(), newsroom.Operator(), cmd)
	if err != nil {
		d.Fatalf("%T: %v", cmd, err)
	}
	return r
}
