package site

import (
	"fmt"
	"strings"
	"time"
)

// storyGroups are the containers of the largest front there may be: 30 groups,
// 90 cards (reader-site.md 11).
var storyGroups = []struct {
	layout, name, colour string
	cards                int
}{
	{"lead", "", "", 8}, {"section", "DAERAH", "toska", 5}, {"opinion", "Opini", "arang", 4}, {"headlines", "Terpopuler hari ini", "", 6},
	{"section", "Ekonomi", "zaitun", 5}, {"media", "Foto dan video", "", 5}, {"grid", "LIFE STYLE & ENTERTAINMENT", "manggis", 4},
	{"list", "INTERNASIONAL", "nila", 4}, {"section", "Olahraga", "daun", 5}, {"headlines", "Sekilas", "", 3},
	{"grid", "Sains", "samudra", 3}, {"section", "Pesisir", "toska", 2}, {"list", "Pasar", "jati", 2}, {"grid", "Rumah", "kopi", 2},
	{"headlines", "Ralat dan hak jawab", "", 2}, {"opinion", "Surat pembaca", "arang", 2}, {"section", "Kuliner", "manggis", 2},
	{"list", "Kereta", "lumut", 2}, {"media", "Dari menara", "", 2}, {"grid", "Sekolah", "nila", 2}, {"section", "Energi", "kopi", 2},
	{"headlines", "Cuaca", "", 2}, {"list", "Bahari", "samudra", 2}, {"opinion", "Tajuk", "arang", 2}, {"grid", "Batik", "terong", 2},
	{"section", "Panggung", "manggis", 2}, {"headlines", "Jadwal", "", 2}, {"list", "Lereng", "daun", 2}, {"grid", "Kampung", "jati", 2},
	{"list", "Arsip", "arang", 2},
}

// fullFront is the largest front.
func (b bookmaker) fullFront() FrontPage {
	p := FrontPage{Page: b.page("front", b.site.Name), Trending: b.trends()}
	n := 0
	for _, g := range storyGroups {
		c := Container{Name: g.name, Colour: g.colour, Layout: g.layout, Ranked: strings.HasPrefix(g.name, "Terpopuler")}
		if g.colour != "" {
			c.URL = storybookPath + "/section"
		}
		for i := range g.cards {
			card := b.card(n)
			if n%11 == 7 {
				card.Photo = nil
			}
			b.dress(&card, g.layout, i)
			c.Cards = append(c.Cards, card)
			n++
		}
		p.Containers = append(p.Containers, c)
	}
	lead := &p.Containers[0].Cards[0]
	lead.SubLinks = []Link{{"Sebelas pertanyaan tentang lonceng dan jawabannya", lead.URL + "-1"}, {"Peta: menara kayu di pesisir utara", lead.URL + "-2"}}
	return p
}

// dress gives a card what its layout shows.
func (b bookmaker) dress(c *Card, layout string, i int) {
	switch layout {
	case "opinion":
		c.Label, c.LabelKind = b.face.message("label.opinion"), "opinion"
		c.Authors = []string{[]string{"Ratna Dewi", "Wayan Karta", "Sri Wahyuningsih", "Made Suardana"}[i%4]}
		if i%2 == 0 {
			c.Portrait = b.photo(i + 3)
		}
	case "media":
		if i%2 == 0 {
			c.Label, c.LabelKind, c.Duration = b.face.message("label.video"), "video", "2:34"
		} else {
			c.Label, c.LabelKind, c.Photos = b.face.message("label.photo"), "photo", 8+i
		}
	}
}

func (b bookmaker) trends() []Link {
	var out []Link
	for _, t := range []string{"Lonceng Walira", "Harga cabai", "Kereta pesisir", "Musim layang-layang", "Karang", "Kelas malam", "Kincir"} {
		out = append(out, Link{t, storybookPath + "/tag"})
	}
	return out
}

// brokenFront has the banner, and texts that are longer than anybody should ask for.
func (b bookmaker) brokenFront() FrontPage {
	p := b.fullFront()
	p.Containers = p.Containers[:7]
	p.Breaking = &Breaking{Text: "Lonceng Menara Walira Dipukul Tujuh Kali; Semua Perahu Diminta Kembali ke Teluk sebelum Pukul Empat Sore", URL: storybookPath + "/article"}
	for i := range p.Containers {
		for k := range p.Containers[i].Cards {
			c := &p.Containers[i].Cards[k]
			switch k % 3 {
			case 0:
				c.Headline, c.Kicker = longHeadline, "Laporan khusus dari muara Sungai Lembayung"
			case 1:
				c.Headline = "Pertanggungjawaban" + strings.Repeat("keberlanjutan", 4)
			}
			c.Standfirst, c.ShowStandfirst = strings.Repeat("Dua musim rugi membuat satu desa mengubah cara menghitung tanah. ", 3), k == 1
			if i == 2 {
				c.Authors = []string{"Raden Ajeng Kusumaningtyas Hadiwinoto", "Maheswari Lintang Kartapradja", "Wayan Karta"}
			}
		}
	}
	for i := range 12 {
		p.Trending = append(p.Trending, Link{fmt.Sprintf("Penanggulangan bencana pesisir %d", i+1), storybookPath + "/tag"})
	}
	lead := &p.Containers[0].Cards[0]
	for i := range 4 {
		lead.SubLinks = append(lead.SubLinks[:i], Link{longHeadline, fmt.Sprintf("%s-%d", lead.URL, i)})
	}
	free := Card{URL: "https://contoh.example/", Headline: "Tautan ke rumah lain, tanpa jam", External: true}
	p.Containers[0].Cards[4] = free
	ad := &p.Containers[0].Cards[5]
	ad.Label, ad.LabelKind = b.face.message("label.advertorial"), "ad"
	return p
}

// arrangedSection is a section with an edited front above its list.
func (b bookmaker) arrangedSection() ListPage {
	p := b.list("section", 21)
	cards := b.cards(34)
	p.Containers = []Container{
		{Layout: "lead", Cards: cards[:8]},
		{Name: "Musim angin timur", URL: storybookPath + "/tag", Layout: "grid", Cards: cards[8:12]},
	}
	p.Cards = cards[12:32]
	for i := range p.Cards {
		p.Cards[i].Lead = false
		p.Cards[i].At = b.now.Add(-time.Duration(i+9) * time.Hour)
	}
	return p
}
