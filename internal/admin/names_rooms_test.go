package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
)

func TestSectionsWithoutScripts(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.live("Alfa")
	r.as(news.Pemred)
	text := r.press("/newsroom/sections", "name", "Ekonomi", "colour", "nila", "desk", "Meja Ekonomi")
	r.holds("a new section", text, "Rubrik Ekonomi disimpan", "Meja Ekonomi", "c-nila", "/ekonomi")
	r.holds("no name", r.refusedPress(http.StatusBadRequest, "/newsroom/sections", "name", "", "desk", "Meja yang diketik"), "ajib diisi", "Meja yang diketik")
	economy := between(t, text[strings.Index(text, "c-nila"):], `href="/newsroom/sections/`, `"`)
	r.holds("its page", r.look("/newsroom/sections/"+economy), "Tutup rubrik ini", `value="nila" checked`)
	r.holds("a bad address", r.refusedPress(http.StatusBadRequest, "/newsroom/sections", "id", economy, "name", "Ekonomi", "slug", "Ada Spasi"), "huruf kecil")
	text = r.press("/newsroom/sections/order", "id", economy, "do", "up")
	if strings.Index(text, ">Ekonomi</a>") > strings.Index(text, ">Kota</a>") {
		t.Error("Ekonomi did not move up")
	}
	text = r.look("/newsroom/sections/" + number(r.city) + "/close?into=" + economy)
	r.holds("before it is closed", text, "tidak dapat diurungkan", "1 berita terbit", "<ins>Ekonomi</ins>")
	text = r.press("/newsroom/sections/"+number(r.city)+"/close", "into", economy)
	r.holds("closed", text, "Rubrik ditutup")
	r.lacks("closed", text, ">Kota</a>")
	r.as(news.Redaktur)
	r.lacks("an editor's view", r.look("/newsroom/sections"), "Rubrik baru", "/close")
	if a := r.send("POST", "/newsroom/sections", form("name", "Lain")); a.StatusCode != http.StatusForbidden {
		t.Errorf("an editor makes a section: %d", a.StatusCode)
	}
}

func TestTagsAreMergedAndTakenApart(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	var ids []news.TagID
	for _, name := range []string{"Banjir Rob", "Banjirrob", "Pasar Pagi", "Pasar Pagy", "2024", "2025"} {
		tag := news.Tag{Edition: r.edition, Name: name, Slug: news.Slug(name) + "-x"}
		r.must(newsroom.DefineTag{Tag: &tag})
		ids = append(ids, tag.ID)
	}
	r.live("Alfa", func(c *news.Content) { c.Tags = []news.TagID{ids[1]} })
	r.as(news.Redaktur)
	r.holds("the table", r.look("/newsroom/tags"), "Banjir Rob", "Pasar Pagi")
	r.holds("what matches", r.look("/newsroom/tags?q=pasar"), "Pasar Pagy")
	r.lacks("what matches", r.look("/newsroom/tags?q=pasar"), "Banjir Rob</a>")
	r.holds("nothing matches", r.look("/newsroom/tags?q=zzz"), "Tidak ada yang cocok")
	near := r.look("/newsroom/tags/near")
	r.holds("near duplicates", near, "beda spasi atau tanda", "beda satu huruf", "Banjirrob")
	r.lacks("near duplicates", near, "2024")
	at := "/newsroom/tags/" + number(ids[1])
	if a := r.send("GET", at+"/merge?name=Tidak+Ada", nil); a.StatusCode != http.StatusNotFound || !strings.Contains(a.text, "Tidak ada tag bernama itu") {
		t.Errorf("a name that is not there: %d", a.StatusCode)
	}
	r.holds("the preview", r.look(at+"/merge?name=banjir+rob"), "1 berita terbit", "Alfa", "<ins>Banjir Rob</ins>", "/tag/banjir-rob-x")
	text := r.press(at+"/merge", "into", number(ids[0]))
	r.holds("merged", text, "Tag digabungkan", "→ Banjir Rob")
	back := strings.ReplaceAll(between(t, text, `action="/newsroom/tags/split`, `"`), "&amp;", "&")
	r.holds("apart", r.press("/newsroom/tags/split"+back), "Tag dipisahkan lagi")
	r.refusedPress(http.StatusConflict, "/newsroom/tags/split", "id", number(ids[1]))
	r.holds("taken", r.refusedPress(http.StatusConflict, "/newsroom/tags", "name", "Banjir Rob", "type", "subject"), "Sudah ada tag bernama")
	r.holds("saved", r.press("/newsroom/tags", "id", number(ids[2]), "name", "Pasar Pagi", "type", "place", "aliases", "Pasar Subuh", "forbidden", "1"), "Pasar Pagi", "Tempat", "Dilarang", "Pasar Subuh")
	r.as(news.Penulis)
	for _, path := range []string{"/newsroom/tags/near", at, at + "/merge?into=" + number(ids[0])} {
		if a := r.send("GET", path, nil); a.StatusCode != http.StatusForbidden {
			t.Errorf("a writer gets %s: %d", path, a.StatusCode)
		}
	}
}

func TestPeopleWithoutScripts(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	a := &news.Person{Name: "Ranita Wulung", Active: true}
	r.must(newsroom.DefinePerson{Edition: r.edition, Person: a})
	r.live("Alfa", func(c *news.Content) { c.Byline = []news.Credit{{Person: a.ID, Role: news.RoleReporter}} })
	r.as(news.Redaktur)
	text := r.press("/newsroom/people", "name", "Ranita W.", "title", "Redaktur", "contacts", "Surel mailto:ranita@lentera.example\nSitus https://ranita.example", "languages", "id, jv", "active", "1")
	r.holds("a new person", text, "Profil Ranita W. disimpan", "Redaktur")
	double := between(t, text, `<th scope="row"><a href="/newsroom/people/`, `"`)
	r.holds("the profile", r.look("/newsroom/people/"+double), "mailto:ranita@lentera.example", "id, jv")
	r.holds("a bad contact", r.refusedPress(http.StatusBadRequest, "/newsroom/people", "id", double, "name", "Ranita W.", "contacts", "x javascript:alert(1)"), "error", "javascript:alert(1)")
	at := "/newsroom/people/" + number(a.ID)
	r.holds("the preview", r.look(at+"/merge?name=Ranita+W."), "<ins>Ranita W.</ins>", "Alfa", "1 berita terbit")
	text = r.press(at+"/merge", "into", double)
	r.holds("merged", text, "Profil digabungkan")
	back := strings.ReplaceAll(between(t, text, `action="/newsroom/people/split`, `"`), "&amp;", "&")
	r.holds("apart", r.press("/newsroom/people/split"+back), "Profil dipisahkan lagi", "1 berita terbit")
	r.as(news.Penulis)
	if x := r.send("GET", at, nil); x.StatusCode != http.StatusForbidden {
		t.Errorf("a writer opens another's profile: %d", x.StatusCode)
	}
}

func TestMenuWithoutScripts(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.as(news.Pemred)
	text := r.look("/newsroom/menu")
	r.holds("the menu of sections", text, "Menu mengikuti rubrik", "Kota")
	text = r.press("/newsroom/menu", "do", "add", "text", "Tentang", "url", "/tentang")
	text = r.press("/newsroom/menu", "do", "add", "text", "Kontak", "url", "/kontak")
	r.holds("two lines added", text, "Menu diubah", "Tentang", "Kontak")
	text = r.press("/newsroom/menu", "do", "in", "at", "2")
	r.holds("below", text, `<li class="deep1"><div class="grow"><b>Kontak</b>`)
	text = r.press("/newsroom/menu", "do", "out", "at", "1.0")
	r.lacks("out again", text, `class="deep1"`)
	text = r.press("/newsroom/menu", "do", "up", "at", "2")
	if strings.Index(text, "<b>Kontak") > strings.Index(text, "<b>Tentang") {
		t.Error("Kontak did not move up")
	}
	r.holds("a script as a target", r.refusedPress(http.StatusBadRequest, "/newsroom/menu", "do", "add", "text", "x", "url", "javascript:x"), "https", `value="javascript:x"`)
	r.refusedPress(http.StatusConflict, "/newsroom/menu", "do", "off", "at", "9")
	text = r.press("/newsroom/menu", "do", "off", "at", "1")
	r.lacks("without Kontak", text, "<b>Kontak</b>")
	text = r.press("/newsroom/menu/undo")
	r.holds("undone", text, "<b>Kontak</b>", "Menu kembali seperti sebelumnya")
	r.holds("as the sections", r.press("/newsroom/menu", "do", "none"), "Menu mengikuti rubrik")

	text = r.look("/newsroom/pages")
	r.holds("the pages that are due", text, "Pedoman Media Siber", "Belum ada", "Dibuat sendiri")
	a := r.send("POST", "/newsroom/pages", form("title", "Kode Etik", "slug", "kode-etik"))
	if a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/newsroom/a/") {
		t.Errorf("a new page answers %d", a.StatusCode)
	}
	r.holds("its draft", r.look("/newsroom/pages"), "Kode Etik", "Belum terbit")
	r.as(news.Redaktur)
	for _, path := range []string{"/newsroom/menu", "/newsroom/pages", "/newsroom/redirects"} {
		if a := r.send("GET", path, nil); a.StatusCode != http.StatusForbidden {
			t.Errorf("an editor gets %s: %d", path, a.StatusCode)
		}
	}
}

func TestRedirectsWithoutScripts(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	id := r.live("Alfa")
	a, err := r.room.Look(t.Context(), newsroom.Operator(), id)
	if err != nil {
		t.Fatal(err)
	}
	r.as(news.Pemred)
	r.holds("none", r.look("/newsroom/redirects"), "Belum ada pengalihan")
	text := r.press("/newsroom/redirects", "from", "/lama", "to", a.Article.Path)
	r.holds("one", text, "/lama", "Pengalihan dipasang")
	r.holds("an address with an owner", r.refusedPress(http.StatusConflict, "/newsroom/redirects", "from", a.Article.Path, "to", "/x"), "milik halaman yang ada")
	r.holds("no path", r.refusedPress(http.StatusBadRequest, "/newsroom/redirects", "from", "bukan jalur", "to", "/x"), "garis miring", `value="bukan jalur"`)
	r.holds("the test box", r.look("/newsroom/redirects?test=%2Flama"), "Mengantar ke "+a.Article.Path)
	r.holds("the test box", r.look("/newsroom/redirects?test=%2Ftiada"), "Tidak ada berita, rubrik, atau pengalihan")
	r.holds("the test box", r.look("/newsroom/redirects?test="+strings.ReplaceAll(a.Article.Path, "/", "%2F")), "sampai di sebuah berita")

	// A list is shown before it is done: what can, what cannot, what is shortened.
	list := "/tua,/lama\n/lagi;" + a.Article.Path + "\n" + a.Article.Path + ",/x\n"
	tried := r.send("POST", "/newsroom/redirects/many", form("lines", list, "do", "try"))
	r.holds("the dry run", tried.text, "2 baris dapat dikerjakan, 1 tidak", "Dipendekkan", "milik halaman yang ada", "Kerjakan 2 baris")
	r.lacks("nothing was done", r.look("/newsroom/redirects"), "/tua")
	r.holds("a bad line", r.refusedPress(http.StatusBadRequest, "/newsroom/redirects/many", "lines", "satu kata tiga", "do", "try"), "Baris 1 bukan", "satu kata tiga")
	file := r.sendFiles("/newsroom/redirects/many", map[string]string{"do": "try"}, map[string][]byte{"a.csv": []byte("\ufeff/dari-berkas,/lama\r\n")}, "a.csv")
	r.holds("a file", file.text, "/dari-berkas", "1 baris dapat")
	r.holds("done", r.press("/newsroom/redirects/many", "lines", list, "do", "do"), "/tua", "/lagi", "2 pengalihan")
	text = r.press("/newsroom/redirects/drop", "from", "/tua", "to", a.Article.Path)
	r.holds("dropped, with a way back", text, "Pengalihan /tua dihapus", "Urungkan")
}
