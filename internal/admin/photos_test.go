package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// A photo from the form to the grave, without a script.
func TestPhotoDeskWithoutScripts(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.as(news.Redaktur)
	r.holds("the empty library", r.look("/newsroom/photos"), "Pustaka foto masih kosong", "/newsroom/photos/upload")

	files := map[string][]byte{"banjir.jpg": picture(10), "pasar.jpg": picture(90), "catatan.txt": []byte("bukan foto")}
	a := r.sendFiles("/newsroom/photos/upload", map[string]string{"caption": "Banjir {n}", "credit": "Antara/Budi", "rights": "agency"}, files, "banjir.jpg", "catatan.txt", "pasar.jpg")
	if a.StatusCode != http.StatusOK {
		t.Fatalf("the upload answers %d:\n%s", a.StatusCode, a.text)
	}
	r.holds("the upload's page", a.text, "2 berkas masuk", "Banjir 1", "Banjir 3", "catatan.txt", "Jenis berkas ini tidak dikenal")
	if again := r.sendFiles("/newsroom/photos/upload", nil, files, "banjir.jpg"); again.StatusCode != http.StatusOK {
		t.Errorf("the same file again: %d", again.StatusCode)
	}
	if none := r.sendFiles("/newsroom/photos/upload", nil, nil); none.StatusCode != http.StatusBadRequest || !strings.Contains(none.text, "Pilih sekurang-kurangnya satu") {
		t.Errorf("no file: %d", none.StatusCode)
	}
	if bad := r.sendFiles("/newsroom/photos/upload", map[string]string{"credit": "Kredit yang diketik"}, files, "catatan.txt"); bad.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(bad.text, "Kredit yang diketik") {
		t.Errorf("no file that can be taken: %d", bad.StatusCode)
	}
	r.develop()
	list, err := r.room.Assets(t.Context(), newsroom.Operator(), store.AssetQuery{Edition: r.edition})
	if err != nil || len(list) != 2 {
		t.Fatalf("%d photos, %v", len(list), err)
	}
	market, flood := list[0], list[1]
	at := "/newsroom/photos/" + number(flood.ID)

	for path, want := range map[string]string{"": "Banjir 1", "?q=banjir": "Banjir 1", "?filter=no_alt": "Banjir 1", "?filter=unused": "Banjir 3", "?view=list": "Antara/Budi",
		"?credit=Antara%2FBudi": "Banjir 3", "?filter=mine": "Banjir 1"} {
		r.holds("the list "+path, r.look("/newsroom/photos"+path), want)
	}
	for _, path := range []string{"?q=gunung", "?filter=failed", "?filter=no_credit", "?filter=denied", "?rights=stock"} {
		r.holds("the list "+path, r.look("/newsroom/photos"+path), "Tidak ada foto yang cocok")
	}

	// What is said of it, with a stale page refused and what was typed kept.
	text := r.look(at)
	r.holds("the photo's page", text, "Titik fokus", "Semua potongan", "Belum dipakai di mana pun", `viewBox=`)
	revision := between(t, text, `name="revision" value="`, `"`)
	r.holds("saved", r.press(at+"/describe", "revision", revision, "caption", "Air naik di Karang Sunyi", "alt", "Jalan yang terendam", "credit", "Antara/Budi",
		"people", "Joko\nSari", "keywords", "banjir, rob", "victim", "1"), "Keterangan disimpan", "Air naik di Karang Sunyi", "Joko")
	r.holds("a stale form", r.refusedPress(http.StatusConflict, at+"/describe", "revision", revision, "caption", "Yang diketik kedua"), "sudah diubah orang lain", "Yang diketik kedua")
	r.holds("a long alt", r.refusedPress(http.StatusBadRequest, at+"/describe", "alt", strings.Repeat("a", 301)), "erlalu panjang")
	r.holds("a bad date", r.refusedPress(http.StatusBadRequest, at+"/describe", "taken.day", "besok"), "Bukan tanggal dan jam")

	// The press on the picture says where in pixels; a keyboard's Enter is no point.
	r.press(at+"/frame", "point.x", "160", "point.y", "105", "width", "640", "height", "420")
	got, err := r.room.Asset(t.Context(), newsroom.Operator(), flood.ID)
	if err != nil || got.FocalX != 0.25 || got.FocalY != 0.25 {
		t.Errorf("the point is %v, %v (%v)", got.FocalX, got.FocalY, err)
	}
	r.refusedPress(http.StatusBadRequest, at+"/frame", "point.x", "0", "point.y", "0", "width", "640", "height", "420")
	r.refusedPress(http.StatusBadRequest, at+"/frame", "do", "focal", "x", "banyak", "y", "3")
	r.holds("by hand", r.press(at+"/frame", "do", "crop", "shape", "1:1", "x", "10", "y", "10", "w", "50"), "dengan tangan")
	r.holds("out of the frame", r.refusedPress(http.StatusBadRequest, at+"/frame", "do", "crop", "shape", "1:1", "x", "60", "y", "10", "w", "50"), "keluar dari foto")
	r.press(at+"/frame", "do", "free", "shape", "1:1")
	r.press(at+"/frame", "do", "turn", "turn", "1")

	// Rights: denied takes a reason, and bars it from the picker.
	r.holds("denied without a reason", r.refusedPress(http.StatusBadRequest, at+"/rights", "category", "agency", "deny", "1"), "ajib diisi")
	r.holds("denied", r.press(at+"/rights", "category", "agency", "deny", "1", "reason", "Salah orang"), "Hak disimpan", "Dilarang")
	pick := r.look("/newsroom/foto/pilih?for=%2Fnewsroom%2Ffront%2Fcard%3Fc%3Da")
	r.holds("the picker", pick, "Tidak boleh dipakai: Salah orang", "<s>", `href="/newsroom/front/card?asset=`+number(market.ID)+`&amp;c=a"`)
	r.lacks("the picker", pick, `data-asset="`+number(flood.ID)+`"`)
	if hostile := r.look("/newsroom/photos/pick?for=https%3A%2F%2Fevil.example%2F"); strings.Contains(hostile, `href="https`) {
		t.Error("a choice leads to another site")
	}

	// Many at once, and back.
	done := r.send("POST", "/newsroom/photos/bulk", form("asset", number(flood.ID), "asset", number(market.ID), "caption", "Seri {n}", "rights", "stock"))
	r.holds("many", done.text, "2 foto diubah", "Seri", "Air naik di Karang Sunyi")
	back := r.send("POST", "/newsroom/photos/bulk/undo", form("asset", number(flood.ID), "caption."+number(flood.ID), "Air naik di Karang Sunyi", "rights."+number(flood.ID), "agency"))
	r.holds("back", back.text, "1 foto dikembalikan")
	if got, _ = r.room.Asset(t.Context(), newsroom.Operator(), flood.ID); got.Caption != "Air naik di Karang Sunyi" || got.Rights.Category != "agency" || !got.Rights.Deny {
		t.Errorf("back: %q, %+v", got.Caption, got.Rights)
	}

	// Other bytes under the same number; then gone, after a page that says so.
	if a = r.sendFiles(at+"/replace", nil, map[string][]byte{"lain.jpg": picture(200)}, "lain.jpg"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("replacing answers %d:\n%s", a.StatusCode, a.text)
	}
	if a = r.send("GET", at+"/original?n=1", nil); a.StatusCode != 200 || a.text != string(files["banjir.jpg"]) || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the first original answers %d, %d bytes", a.StatusCode, len(a.text))
	}
	r.holds("before it is deleted", r.look(at+"/delete"), "tidak dapat diurungkan", "Hapus selamanya")
	r.press(at + "/delete")
	if a = r.send("GET", at, nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("a deleted photo answers %d", a.StatusCode)
	}
}

// Positions see what they may do, and the commands decide again.
func TestPhotoDeskByPosition(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.as(news.Redaktur)
	files := map[string][]byte{"a.jpg": picture(10), "b.jpg": picture(90)}
	r.sendFiles("/newsroom/photos/upload", nil, files, "a.jpg")
	list, err := r.room.Assets(t.Context(), newsroom.Operator(), store.AssetQuery{Edition: r.edition})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	at := "/newsroom/photos/" + number(list[0].ID)
	r.as(news.Penulis)
	text := r.look(at)
	r.lacks("a writer's view of another's photo", text, "/describe", "/rights", "/delete", "/replace")
	for _, path := range []string{"/describe", "/rights", "/frame", "/delete", "/again"} {
		if a := r.send("POST", at+path, form("caption", "x", "category", "own", "do", "focal", "x", "1", "y", "1")); a.StatusCode != http.StatusForbidden {
			t.Errorf("a writer's %s answers %d", path, a.StatusCode)
		}
	}
	if a := r.send("GET", at+"/original", nil); a.StatusCode != http.StatusForbidden {
		t.Errorf("a writer fetches another's original: %d", a.StatusCode)
	}
	r.sendFiles("/newsroom/photos/upload", nil, files, "b.jpg")
	list, _ = r.room.Assets(t.Context(), newsroom.Operator(), store.AssetQuery{Edition: r.edition, Limit: 1})
	r.holds("a writer's own photo", r.look("/newsroom/photos/"+number(list[0].ID)), "/describe", "/delete")
	r.as(news.Admin)
	if a := r.send("GET", "/newsroom/photos", nil); a.StatusCode != http.StatusForbidden {
		t.Errorf("the technician sees photos of drafts: %d", a.StatusCode)
	}
	if a := r.sendFiles("/newsroom/photos/upload", nil, files, "b.jpg"); a.StatusCode != http.StatusForbidden {
		t.Errorf("the technician uploads: %d", a.StatusCode)
	}
}

// Leafing goes by the last photo seen, and loses none.
func TestPhotosAreLeafedThrough(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	r.as(news.Redaktur)
	for i := range 130 {
		r.must(newsroom.AddAsset{Asset: &news.Asset{Edition: r.edition, Kind: "photo", Hash: number(i), Caption: "Foto " + number(i)}})
	}
	for _, first := range []string{"/newsroom/photos", "/newsroom/photos?filter=unused"} {
		seen := map[string]bool{}
		for path := first; path != ""; {
			text := r.look(path)
			for _, part := range strings.Split(text, `<p class="cap">`)[1:] {
				seen[between(t, part, `">`, "<")] = true
			}
			path = ""
			if _, rest, ok := strings.Cut(text, `<p class="act older"><a class="quiet button" href="`); ok {
				path = strings.ReplaceAll(rest[:strings.IndexByte(rest, '"')], "&amp;", "&")
			}
		}
		if len(seen) != 130 {
			t.Errorf("%s: %d of 130 photos", first, len(seen))
		}
	}
}
