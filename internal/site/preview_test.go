package site_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warta/internal/auth"
	"warta/internal/blob"
	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// draftDesk is a paper with a newsroom that can make previews, wired as the
// binary does.
type draftDesk struct {
	*sitetest.Paper
	room    *newsroom.Newsroom
	pages   string
	section news.SectionID
	photo   news.Asset
}

func newDraftDesk(t testing.TB, o sitetest.Options) *draftDesk {
	t.Helper()
	d := &draftDesk{pages: t.TempDir()}
	o.CacheDir = d.pages
	o.Previews = site.Previews{
		Verify: func(ctx context.Context, token string) (string, error) { return d.room.VerifyPreview(ctx, token) },
		Load: func(ctx context.Context, subject string) (*site.Draft, error) {
			p, err := d.room.LinkedDraft(ctx, subject)
			return (*site.Draft)(p), err
		},
		Open: func(ctx context.Context, subject, name string) (io.ReadSeekCloser, error) {
			return d.room.LinkedFile(ctx, subject, name)
		},
	}
	d.Paper = sitetest.Open(t, store.Options{Dir: t.TempDir()}, o)
	keys, err := auth.MakeKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := auth.New(t.Context(), auth.Options{Database: d.DB, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keeper.Close() })
	disk, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { disk.Close() })
	d.room = newsroom.New(d.DB, newsroom.Options{Blobs: disk, Signer: keeper,
		Print: func(ctx context.Context, p *newsroom.DraftPage) ([]byte, http.Header, error) {
			return d.Site.PrintDraft(ctx, (*site.Draft)(p))
		}})
	d.section = d.Section("KOTA")
	d.photo = news.Asset{Edition: d.Edition.ID, Hash: "h", Kind: "photo", MIME: "image/jpeg", Width: 1280, Height: 720, Caption: "Pasar pagi", Alt: "Pasar",
		Name: "kenari-berkas.jpg", Keywords: []string{"kenari kunci"}, People: []string{"Kenari Orang"}, Consent: "kenari izin", City: "Kenari Kota",
		Rights:     news.Rights{Category: "own", Restrictions: "kenari batas"},
		Renditions: []news.Rendition{{Name: "w640-pasar.jpg", MIME: "image/jpeg", Width: 640, Height: 360}}}
	other := news.Asset{Edition: d.Edition.ID, Hash: "i", Kind: "photo", MIME: "image/jpeg", Width: 1280, Height: 720,
		Renditions: []news.Rendition{{Name: "w640-lain.jpg", MIME: "image/jpeg", Width: 640, Height: 360}}}
	for _, a := range []*news.Asset{&d.photo, &other} {
		d.Do(newsroom.AddAsset{Asset: a})
		if err := disk.Put(t.Context(), a.Renditions[0].Name, strings.NewReader("bytes")); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// draft is an article that only the newsroom knows, with a canary in every field
// that is the newsroom's own.
func (d *draftDesk) draft() news.ArticleID {
	d.TB.Helper()
	tag := news.Tag{Edition: d.Edition.ID, Name: "Pasar Rakyat"}
	d.Do(newsroom.DefineTag{Tag: &tag})
	text := sitetest.Body("Paragraf pertama naskah.", "Paragraf kedua naskah.")
	text.Blocks = append(text.Blocks, &body.Image{Asset: int64(d.photo.ID)})
	text.AssignIDs("draf")
	r := d.Do(newsroom.Create{Edition: d.Edition.ID, Content: news.Content{Headline: "Naskah Rahasia Pasar", Standfirst: "Teras naskah", Section: d.section,
		Slugline: "kenari-slugline", NotesInternal: "kenari catatan", Tags: []news.TagID{tag.ID}, Lead: &news.LeadMedia{Asset: d.photo.ID},
		Byline: []news.Credit{{Name: "Ranita Wulung", Role: news.RoleReporter}}, Body: text}})
	d.Do(newsroom.AddNote{Article: r.Article, Text: "kenari obrolan"})
	return r.Article
}

func (d *draftDesk) share(id news.ArticleID) newsroom.PreviewLink {
	d.TB.Helper()
	link, err := d.room.SharePreview(d.TB.Context(), newsroom.Operator(), id, 0, 0)
	if err != nil {
		d.TB.Fatal(err)
	}
	return link
}

// change writes an article as no command has to.
func (d *draftDesk) change(id news.ArticleID, fn func(*news.Article)) {
	d.TB.Helper()
	err := d.DB.Write(d.TB.Context(), func(tx store.Tx) error {
		a, err := tx.Articles().Get(d.TB.Context(), id)
		if err != nil {
			return err
		}
		fn(&a)
		return tx.Articles().Save(d.TB.Context(), &a, a.Revision)
	})
	if err != nil {
		d.TB.Fatal(err)
	}
}

func (d *draftDesk) copies() (n int) {
	_ = filepath.WalkDir(d.pages, func(_ string, e os.DirEntry, _ error) error {
		if e != nil && !e.IsDir() {
			n++
		}
		return nil
	})
	return n
}

// TestAPreviewShowsOneRevisionAndNothingElse: in both themes the page of a draft
// is there for whoever has the link, with its banner and its pictures; nothing of
// the newsroom's own is in it, no cache keeps it, and nothing else tells of it.
func TestAPreviewShowsOneRevisionAndNothingElse(t *testing.T) {
	for _, theme := range []string{"", "pagi"} {
		t.Run("theme "+theme, func(t *testing.T) {
			d := newDraftDesk(t, sitetest.Options{ThemeDir: "../../themes", Settings: func(s *news.Settings) { s.Theme = theme }})
			link := d.share(d.draft())
			before := d.copies()
			a := d.Get(link.Path())
			page := string(a.Body)
			if a.Status != http.StatusOK {
				t.Fatalf("the link answers %d: %.300s", a.Status, page)
			}
			for _, want := range []string{"Naskah Rahasia Pasar", "Teras naskah", "Paragraf kedua naskah.", "Pratinjau · belum terbit", "Ranita Wulung",
				"Pasar Rakyat", link.Path() + "/w640-pasar.jpg", `content="noindex, nofollow"`} {
				if !strings.Contains(page, want) {
					t.Errorf("the page has no %q", want)
				}
			}
			for _, never := range []string{"enari", "/-/media/", "data-beacon", "ld+json", "og:title", `rel="canonical"`, "wa.me", "/lite/"} {
				if strings.Contains(page, never) {
					t.Errorf("the page has %q", never)
				}
			}
			h := a.Header
			if h.Get("Cache-Control") != "private, no-store" || h.Get("Referrer-Policy") != "no-referrer" || !strings.HasPrefix(h.Get("X-Robots-Tag"), "noindex") ||
				h.Get("Warta-Page") != "" || h.Get("ETag") != "" || h.Get("Set-Cookie") != "" || strings.Count(h.Get("Content-Security-Policy"), "sha256-") < 2 {
				t.Errorf("headers %v", h)
			}
			if n := d.copies(); n != before {
				t.Errorf("the page store went from %d to %d files", before, n)
			}
			if f := d.Get(link.Path() + "/w640-pasar.jpg"); f.Status != http.StatusOK || string(f.Body) != "bytes" || f.Header.Get("Cache-Control") != "private, no-store" {
				t.Errorf("its picture answers %d %v", f.Status, f.Header)
			}
			for _, path := range []string{link.Path() + "/w640-lain.jpg", link.Path() + "/tidak-ada.jpg", link.Path() + "/", "/-/media/w640-pasar.jpg", "/lite" + link.Path()} {
				if a := d.Get(path); a.Status != http.StatusNotFound {
					t.Errorf("%s answers %d", strings.ReplaceAll(path, link.Token, "…"), a.Status)
				}
			}
			for _, path := range []string{"/", "/feed.xml", "/sitemap.xml", "/terbaru", "/tag/pasar-rakyat", "/cari?q=naskah+rahasia"} {
				if strings.Contains(string(d.Get(path).Body), "Naskah Rahasia") {
					t.Errorf("%s tells of the draft", path)
				}
			}
			if strings.Contains(d.Log.String(), link.Token) {
				t.Error("the log has the token")
			}
		})
	}
}

// TestAPreviewEnds: whatever ends a link, its address is one that never was.
func TestAPreviewEnds(t *testing.T) {
	d := newDraftDesk(t, sitetest.Options{})
	if s := d.Get("/-/pratinjau/w1.0011223344556677.e30.AAAA").Status; s != http.StatusNotFound {
		t.Fatalf("an invention answers %d", s)
	}
	over := func(why, path string) {
		t.Helper()
		// The page prints the day.
		never := d.Get("/-/pratinjau/w1.0011223344556677.e30.AAAA")
		for _, p := range []string{path, path + "/w640-pasar.jpg"} {
			if a := d.Get(p); a.Status != never.Status || string(a.Body) != string(never.Body) || a.Header.Get("Cache-Control") != never.Header.Get("Cache-Control") {
				t.Errorf("%s: answers %d", why, a.Status)
			}
		}
	}
	id := d.draft()
	link := d.share(id)
	good := func() {
		t.Helper()
		if s := d.Get(link.Path()).Status; s != http.StatusOK {
			t.Fatalf("the link answers %d", s)
		}
	}
	good()
	cut := strings.LastIndexByte(link.Token, '.') + 5
	flipped := byte('A')
	if link.Token[cut] == flipped {
		flipped = 'B'
	}
	over("tampered", "/-/pratinjau/"+link.Token[:cut]+string(flipped)+link.Token[cut+1:])

	d.change(id, func(a *news.Article) { a.Embargo = &news.Embargo{Until: d.Clock.At.Add(time.Hour)} })
	over("embargo set since", link.Path())
	if _, err := d.room.SharePreview(t.Context(), newsroom.Operator(), id, 0, 0); codeOf(err) != "preview_embargo" {
		t.Errorf("a link under embargo: %v", err)
	}
	d.change(id, func(a *news.Article) { a.Embargo = nil })
	good()

	second := d.share(id)
	other := d.Do(newsroom.Create{Edition: d.Edition.ID, Content: news.Content{Headline: "Yang lain", Section: d.section}}).Article
	if err := d.room.RevokePreview(t.Context(), newsroom.Operator(), other, second.Token); codeOf(err) != "preview_over" {
		t.Errorf("revoked through another article: %v", err)
	}
	if err := d.room.RevokePreview(t.Context(), newsroom.Operator(), id, second.Token); err != nil {
		t.Error(err)
	}
	over("revoked", second.Path())
	if err := d.room.RevokePreview(t.Context(), newsroom.Operator(), id, second.Token); codeOf(err) != "preview_over" {
		t.Errorf("revoked twice: %v", err)
	}
	good()

	short, err := d.room.SharePreview(t.Context(), newsroom.Operator(), id, 0, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	start := d.Clock.At
	d.Clock.At = start.Add(time.Hour)
	over("expired after an hour", short.Path())
	good()
	d.Clock.At = start.Add(newsroom.PreviewTime)
	over("expired after a day", link.Path())
	d.Clock.At = start
	for _, last := range []time.Duration{time.Second, newsroom.PreviewTime + time.Second, -time.Hour} {
		if _, err := d.room.SharePreview(t.Context(), newsroom.Operator(), id, 0, last); codeOf(err) != "preview_time" {
			t.Errorf("a link for %v: %v", last, err)
		}
	}
	if _, err := d.room.SharePreview(t.Context(), newsroom.Operator(), id, 99, 0); !news.Is(err, news.NotFound) {
		t.Errorf("a revision that is not there: %v", err)
	}
	d.change(id, func(a *news.Article) { a.Flow.Purged = true })
	over("purged", link.Path())
}

func codeOf(err error) string {
	var e *news.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// TestDraftsAreRenderedInsideForThoseWhoMayRead: under embargo, too; to the
// others there is no such article, and they can make no link.
func TestDraftsAreRenderedInsideForThoseWhoMayRead(t *testing.T) {
	d := newDraftDesk(t, sitetest.Options{})
	id := d.draft()
	d.change(id, func(a *news.Article) { a.Embargo = &news.Embargo{Until: d.Clock.At.Add(time.Hour)} })
	someone := func(p news.Position, in ...news.SectionID) newsroom.Actor {
		return newsroom.Someone(newsroom.Person{User: 7, At: d.Clock.At, Grants: []news.Grant{{User: 7, Position: p, Sections: in}}})
	}
	p, err := d.room.RenderDraft(t.Context(), someone(news.Redaktur, d.section), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	page := string(p.Body)
	if !p.Embargoed || p.Revision != 1 || !strings.Contains(page, "Paragraf kedua naskah.") || !strings.Contains(page, "Pratinjau · belum terbit") ||
		!strings.Contains(page, "/-/media/w640-pasar.jpg") || strings.Contains(page, "enari") || p.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("rendered %+v: %.200s", p.Header, page)
	}
	other := d.Section("OLAHRAGA")
	for _, who := range []newsroom.Actor{someone(news.Penulis), someone(news.Admin), someone(news.Redaktur, other), someone("nobody")} {
		if _, err := d.room.RenderDraft(t.Context(), who, id, 0); !news.Is(err, news.NotFound) {
			t.Errorf("%v renders: %v", who.Grants, err)
		}
		if _, err := d.room.SharePreview(t.Context(), who, id, 0, 0); !news.Is(err, news.NotFound) {
			t.Errorf("%v shares: %v", who.Grants, err)
		}
	}
}

// BenchmarkPreview is the server's time for a preview by its link; 50 ms are the
// bar (newsroom-screens.md S3.6).
func BenchmarkPreview(b *testing.B) {
	d := newDraftDesk(b, sitetest.Options{})
	link := d.share(d.draft())
	for b.Loop() {
		if s := d.Get(link.Path()).Status; s != http.StatusOK {
			b.Fatal(s)
		}
	}
}
