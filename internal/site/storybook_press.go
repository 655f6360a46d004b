package site

import (
	"fmt"
	"strings"
	"time"
)

func (b bookmaker) register(n int, withdrawals bool) RegisterPage {
	name, other := "koreksi", "pencabutan"
	if withdrawals {
		name, other = other, name
	}
	p := RegisterPage{Page: b.page("register", b.face.message(name+".title")), Name: b.face.message(name + ".title"),
		Intro: b.face.message(name + ".intro"), Elsewhere: Link{b.face.message(other + ".title"), storybookPath + "/register"}}
	kinds := []string{"ralat", "koreksi", "klarifikasi", "hak_jawab"}
	for i := range n {
		at := b.now.Add(-time.Duration(i*71) * time.Hour)
		iso := at.Format("2006-01")
		if m := len(p.Months); m == 0 || p.Months[m-1].ISO != iso {
			p.Months = append(p.Months, RegisterMonth{Text: b.face.Words.Locale.MonthName(at.Month()) + " " + at.Format("2006"), ISO: iso})
		}
		l := RegisterLine{ID: int64(n - i), At: at, Label: b.face.message("amendment." + kinds[i%4]), LabelKind: "amended",
			Headline: storyHeadlines[i%len(storyHeadlines)].headline, URL: storybookPath + "/article",
			Note: "Sebelumnya tertulis 14 perahu. Yang benar, 41 perahu. Redaksi meminta maaf atas kekeliruan ini."}
		if i%4 == 3 {
			l.Reply = Link{"Koperasi Nelayan Walira: Kami Tidak Menolak Radar", storybookPath + "/article-marked"}
		}
		if withdrawals || i%6 == 4 {
			l.Label, l.LabelKind, l.Gone = b.face.message("label.withdrawn"), "withdrawn", true
			l.Ground, l.Note, l.Reply = b.face.message("ground.sara"), "Judul dan dua alinea menyinggung suatu suku tanpa dasar.", Link{}
			if i%2 == 0 {
				l.Headline, l.Ground, l.Note = "", b.face.message("ground.trauma_korban"), "Berita memuat keterangan yang dapat mengungkap jati diri korban."
			}
		}
		p.Months[len(p.Months)-1].Lines = append(p.Months[len(p.Months)-1].Lines, l)
	}
	return p
}

func (b bookmaker) registerOverfull() RegisterPage {
	p := b.register(50, false)
	first := &p.Months[0].Lines[0]
	first.Headline, first.Note = longHeadline, strings.Repeat("Redaksi keliru menulis nama, jabatan, dan tahun dalam alinea ketiga. ", 29)
	p.Continued, p.First, p.Older = true, storybookPath+"/register", storybookPath+"/register-overfull"
	return p
}

func (b bookmaker) about(people int) AboutPage {
	name := b.face.message("about.masthead")
	p := AboutPage{Page: b.page("about", name), Subject: "masthead", Name: name,
		Intro: b.face.message("about.masthead.intro", "paper", b.site.Name)}
	if people == 0 {
		p.Warning = b.face.message("about.masthead.lacks", "fields", b.face.message("about.company"))
		return p
	}
	desk := AboutPart{Title: b.face.message("about.desk")}
	desk.fact(b.face.message("about.responsible"), Link{"Sri Wahyuningsih", storybookPath + "/person"})
	var names []Link
	for i := range people {
		names = append(names, Link{Text: fmt.Sprintf("Wayan Karta %d", i+1)})
	}
	desk.fact(b.face.message("role.jurnalis"), names...)
	company := AboutPart{Title: b.face.message("about.publisher"), Paragraphs: []string{storyText[0], storyText[1]},
		Points: []string{storyText[2], storyText[3]}}
	company.fact(b.face.message("about.company"), Link{Text: "PT Contoh Media"})
	company.fact(b.face.message("about.email"), Link{"redaksi@example.org", "mailto:redaksi@example.org"})
	p.Parts = []AboutPart{desk, company}
	p.Links = []Link{{b.face.message("koreksi.title"), storybookPath + "/register"}, {b.face.message("about.reply"), storybookPath + "/about"}}
	p.Dated = b.now
	return p
}
