package ingest

import (
	"strings"
	"testing"
)

// ordinary is an article of 350 words as block markup and as the classic editor
// writes it.
func ordinary(blocks bool) string {
	var b strings.Builder
	for i := range 10 {
		p := strings.Repeat("Pemerintah kota menata ulang jalur angkutan umum pada pekan ini sebab ", 3) + "warga mengeluh."
		switch {
		case i == 4:
			p = `<strong>Baca juga:</strong> <a href="https://koran.example/2024/05/lain/">Judul berita lain yang terkait</a>`
		case i%3 == 0:
			p += ` <a href="https://koran.example/tag/kota/">kota</a>, kata <em>wali kota</em>.`
		}
		if blocks {
			b.WriteString("<!-- wp:paragraph -->\n<p>" + p + "</p>\n<!-- /wp:paragraph -->\n\n")
		} else {
			b.WriteString(p + "\n\n")
		}
		if i == 2 {
			if blocks {
				b.WriteString("<!-- wp:image {\"id\":12} -->\n<figure class=\"wp-block-image\"><img src=\"https://koran.example/a-300x200.jpg\" alt=\"x\" class=\"wp-image-12\"/><figcaption>Keterangan</figcaption></figure>\n<!-- /wp:image -->\n\n")
			} else {
				b.WriteString("[caption id=\"attachment_12\" width=\"300\"]<img src=\"https://koran.example/a-300x200.jpg\" alt=\"x\" /> Keterangan[/caption]\n\n")
			}
		}
	}
	return b.String()
}

func BenchmarkMapHTML(b *testing.B) {
	for _, v := range []struct {
		name   string
		blocks bool
	}{{"blocks", true}, {"classic", false}} {
		src := ordinary(v.blocks)
		b.Run(v.name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				MapHTML(src, wp())
			}
		})
	}
}
