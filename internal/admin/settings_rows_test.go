package admin

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
)

// Every setting that there is has its line on the screen, or a screen of its
// own; every line has its words.
func TestEverySettingHasItsLine(t *testing.T) {
	there := map[string]bool{}
	eachSetting(func(x setting) {
		if there[x.Path] {
			t.Errorf("%s stands there twice", x.Path)
		}
		there[x.Path] = true
		for _, tag := range tongues {
			if l := locale.Get(tag); !l.Has("room.set." + x.say()) {
				t.Errorf("%s: no word for %s", tag, x.Path)
			}
		}
	})
	eachGroup(func(group string, _ setting) {
		if !locale.Get("id").Has("room.set.group." + group) {
			t.Errorf("no word for the group %s", group)
		}
	})
	var walk func(at string, of reflect.Type)
	walk = func(at string, of reflect.Type) {
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			path := strings.TrimPrefix(at+"."+name, ".")
			if slices.Contains(settingElsewhere, path) {
				continue
			}
			switch ft := of.Field(i).Type; {
			case ft.Kind() == reflect.Struct && ft != reflect.TypeFor[time.Time]():
				walk(path, ft)
			case ft.Kind() == reflect.Map && path != "messages":
				found := false
				for p := range there {
					found = found || strings.HasPrefix(p, path+".")
				}
				if !found {
					t.Errorf("no line below %s", path)
				}
			case !there[path]:
				t.Errorf("no line for %s", path)
			}
		}
	}
	walk("", reflect.TypeFor[news.Settings]())
}
