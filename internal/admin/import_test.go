package admin_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"warta/internal/admin"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// moving is an export of WordPress with two articles, one of them a draft.
const moving = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Koran Lama</title><link>https://lama.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://lama.example</wp:base_site_url><wp:base_blog_url>https://lama.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>rina</wp:author_login><wp:author_email>rina@lama.example</wp:author_email><wp:author_display_name>Rina</wp:author_display_name></wp:author>
<item><title>Pasar dibuka lagi</title><link>https://lama.example/pasar-dibuka-lagi/</link><dc:creator>rina</dc:creator><content:encoded><![CDATA[<p>Pasar itu dibuka lagi [plugin_aneh].</p>]]></content:encoded><wp:post_id>11</wp:post_id><wp:post_date>2024-03-01 10:00:00</wp:post_date><wp:post_date_gmt>2024-03-01 03:00:00</wp:post_date_gmt><wp:post_name>pasar-dibuka-lagi</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain="category" nicename="kota"><![CDATA[Kota]]></category></item>
<item><title>Belum selesai</title><link>https://lama.example/?p=12</link><dc:creator>rina</dc:creator><content:encoded><![CDATA[<p>Draf.</p>]]></content:encoded><wp:post_id>12</wp:post_id><wp:post_date>2024-03-02 10:00:00</wp:post_date><wp:post_name></wp:post_name><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
</channel></rss>`

// upload sends a form with a file, as a browser does.
func (d *desk) upload(path, file, content string, fields url.Values) answer {
	d.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v[0]); err != nil {
			d.Fatal(err)
		}
	}
	if file != "" {
		f, err := w.CreateFormFile("files", file)
		if err == nil {
			_, err = f.Write([]byte(content))
		}
		if err != nil {
			d.Fatal(err)
		}
	}
	w.Close()
	r, err := http.NewRequestWithContext(d.Context(), "POST", d.home+path, &b)
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	res, err := d.client.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer res.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(res.Body); err != nil {
		d.Fatal(err)
	}
	return answer{res, text.String()}
}

// From the file to the report, and back out again, with forms alone.
func TestMovingInByForms(t *testing.T) {
	proved := make(chan int64, 1)
	var d *desk
	d = newOffice(t, func(o *admin.Options) {
		o.Prove = func(_ context.Context, run int64) (newsroom.ImportProof, error) {
			defer func() { proved <- run }()
			return newsroom.ImportProof{Checked: 3, Same: 1, Sent: 1, Bad: 1, Wrong: []newsroom.ImportAnswer{{URL: "/hilang/", Status: 404}}}, nil
		}
	})
	d.as(news.Admin)
	d.send("GET", "/newsroom/import", nil).wants(t, "none", 200, "Belum ada impor")
	d.send("GET", "/newsroom/import/new", nil).wants(t, "the form", 200, `enctype="multipart/form-data"`, "WordPress (WXR)")
	d.upload("/newsroom/import/new", "", "", url.Values{}).wants(t, "nothing", 400, "Wajib diisi")
	d.upload("/newsroom/import/new", "foto.bin", "\x00\x01\x02", url.Values{"site": {"https://lama.example"}}).wants(t, "no export", 400, "Tidak dikenali", `value="https://lama.example"`)
	d.upload("/newsroom/import/new", "kosong.xml", "", url.Values{}).wants(t, "an empty file", 400, "kosong.xml kosong")
	d.upload("/newsroom/import/new", "a.xml", moving, url.Values{"url": {"https://x.example"}}).wants(t, "both", 400, "jangan keduanya")
	d.send("POST", "/newsroom/import/new", url.Values{"url": {"x.example"}}).wants(t, "no address", 400, "bukan alamat web")

	a := d.upload("/newsroom/import/new", "ekspor <b>.xml", moving, url.Values{})
	dry := a.Header.Get("Location")
	if a.StatusCode != 303 || !strings.HasPrefix(dry, "/newsroom/import/") {
		t.Fatalf("the upload answers %d %s\n%s", a.StatusCode, dry, part(a.text))
	}
	d.send("GET", dry, nil).wants(t, "waiting", 200, "Menunggu giliran", `hx-trigger="load delay:2s"`, "ekspor &lt;b&gt;.xml", `value="0"`, "/pause")
	d.follow(dry+"/pause", url.Values{}).wants(t, "paused", 200, "Dijeda", "/resume", "!hx-trigger")
	d.follow(dry+"/resume", url.Values{}).wants(t, "resumed", 200, "Menunggu giliran")
	d.work(dry)
	page := d.send("GET", dry, nil)
	page.wants(t, "the dry run", 200, "Mulai sungguhan", "plugin_aneh", `aria-current="step">Pilihan`, "!/undo")
	d.send("POST", dry+"/pause", url.Values{}).wants(t, "too late to pause", 409)
	if p, err := d.room.Imports(t.Context(), newsroom.Operator(), 1, 0, 9); err != nil || len(p) != 1 {
		t.Errorf("wrong forms left runs: %d %v", len(p), err)
	}

	a = d.send("POST", dry+"/run", url.Values{"publish": {"yes"}, "no_media": {"yes"}, "section": {"Arsip"}})
	run := a.Header.Get("Location")
	d.send("POST", run+"/run", url.Values{}).wants(t, "no dry run", 409)
	d.work(run)
	d.send("GET", run, nil).wants(t, "the run", 200, "Selesai", "Periksa alamat lama", `aria-current="step">Alamat lama`, "/undo", "Artikel")
	d.send("POST", run+"/prove", url.Values{})
	<-proved
	for range 200 {
		if a = d.send("GET", run, nil); !strings.Contains(a.text, "sedang diperiksa.</p>\n</section>") && strings.Contains(a.text, "/hilang/") {
			break
		}
	}
	a.wants(t, "the proof", 200, "/hilang/", "3 alamat lama", `aria-current="step">Laporan`)
	csv := d.send("GET", run+"/report.csv", nil)
	csv.wants(t, "the report", 200, "count,,post,imported,2", "address,404,/hilang/")
	d.send("GET", run+"/kept", nil).wants(t, "kept aside", 200)
	d.send("GET", "/newsroom/import", nil).wants(t, "the list", 200, "ekspor &lt;b&gt;.xml", "uji coba", "Selesai")
	d.send("GET", run+"/undo", nil).wants(t, "before it goes", 200, "tidak ada yang dibatalkan")
	d.follow(run+"/undo", url.Values{}).wants(t, "undone", 200, "Dibatalkan")
	d.send("GET", "/newsroom/import/999", nil).wants(t, "no run", 404)
	d.as(news.Pemred)
	for _, path := range []string{run, run + "/report.csv", run + "/kept", "/newsroom/import/new"} {
		d.send("GET", path, nil).wants(t, path, 403)
	}
	d.upload("/newsroom/import/new", "a.xml", moving, url.Values{}).wants(t, "a chief's import", 403)
}

// work does a run as the server's worker would.
func (d *desk) work(path string) {
	d.Helper()
	list, err := d.room.Imports(d.Context(), newsroom.Operator(), 1, 0, 9)
	if err != nil {
		d.Fatal(err)
	}
	if err := d.room.RunImport(d.Context(), newsroom.Importer(), list[0].ID, nil); err != nil {
		d.Fatal(path, err)
	}
}

// A broken file is told with the place, and nothing of it is there.
func TestABrokenExportSaysWhere(t *testing.T) {
	d := newOffice(t)
	d.as(news.Admin)
	a := d.upload("/newsroom/import/new", "rusak.xml", moving[:len(moving)-200], url.Values{})
	run := a.Header.Get("Location")
	list, err := d.room.Imports(t.Context(), newsroom.Operator(), 1, 0, 9)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := d.room.RunImport(t.Context(), newsroom.Importer(), list[0].ID, nil); err == nil {
		t.Fatal("a broken file comes in")
	}
	d.send("GET", run, nil).wants(t, "the run", 200, "Berhenti", "baris", "/resume", "!Mulai sungguhan")
}
