package main

import (
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// A telephone's photo is made smaller before it is sent, turned as its camera said,
// and sent as it is where that was asked for.
func TestAPhotoIsMadeSmallerOnTheDevice(t *testing.T) {
	w := newWritingRoom(t)
	s := screen{width: 360}
	w.signIn(t, s)
	for _, whole := range []bool{false, true} {
		v := open(t, w.home+"/newsroom/quick", s)
		// 3000 × 2000 of noise, which no codec makes small; EXIF says that it has to be
		// turned by a quarter.
		v.do(t, `
			const c = new OffscreenCanvas(3000, 2000), x = c.getContext('2d'), tile = x.createImageData(250, 250);
			for (let i = 0; i < tile.data.length; i++) tile.data[i] = i % 4 === 3 ? 255 : Math.random() * 256;
			for (let i = 0; i < 96; i++) x.putImageData(tile, i % 12 * 250, (i / 12 | 0) * 250);
			c.convertToBlob({type: 'image/jpeg', quality: 0.9}).then(async (b) => {
				const raw = new Uint8Array(await b.arrayBuffer());
				const exif = [0xff, 0xe1, 0, 34, 69, 120, 105, 102, 0, 0, 73, 73, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
				const d = new DataTransfer();
				d.items.add(new File([raw.slice(0, 2), new Uint8Array(exif), raw.slice(2)], 'rob.jpg', {type: 'image/jpeg'}));
				const input = document.querySelector('#photo');
				input.files = d.files;
				input.dispatchEvent(new Event('change', {bubbles: true}));
				window.__photo = input.files[0].size;
			})`)
		v.until(t, "the photo", "window.__photo > 1e6")
		box := "[...document.querySelectorAll('label.check')].find((l) => /2\\.560/.test(l.textContent))"
		v.until(t, "the choice of the original", box+"?.checkVisibility()")
		v.picture(t, "kilat-original")
		if n := v.sideways(t); n > 0 {
			t.Errorf("%d pixels wider than the screen", n)
		}
		script := "document.querySelector('[name=headline]').value = 'Rob'; document.querySelector('[name=\"lead.alt\"]').value = 'Air di jalan';"
		wide, high := 1707, 2560
		if whole {
			script += box + ".querySelector('input').checked = true;"
			wide, high = 2000, 3000
		}
		v.leave(t, script+"document.querySelector('[name=do][value=save]').click()")
		var id news.ArticleID
		for _, a := range w.newest(t) {
			id = max(id, a)
		}
		d, err := w.room.Open(t.Context(), w.who, id)
		if err != nil {
			t.Fatal(err)
		}
		a, err := w.room.Asset(t.Context(), w.who, d.Content.Lead.Asset)
		if err != nil {
			t.Fatal(err)
		}
		if a.Width != wide || a.Height != high {
			t.Errorf("original %t: the library has %d × %d, want %d × %d", whole, a.Width, a.Height, wide, high)
		}
		t.Logf("original %t: %d bytes in the library", whole, a.Size)
	}
}

// newest are the articles of the paper, any order.
func (w *writingRoom) newest(t *testing.T) (ids []news.ArticleID) {
	t.Helper()
	edition, err := w.editionOf(t)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := w.room.Articles(t.Context(), w.who, newsroom.ListRequest{Edition: edition, Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		ids = append(ids, r.Article)
	}
	return ids
}
