package site

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"warta/internal/body"
	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/store"
)

// aboutRoutes are the pages by which the paper explains itself: they are there
// from the first day, made from what is true.
func aboutRoutes() []route {
	var out []route
	for _, r := range []struct {
		path string
		make func(*assembly, *AboutPage) error
	}{
		{"path.masthead", (*assembly).masthead},
		{"path.reply", (*assembly).rightOfReply},
		{"path.privacy", (*assembly).privacy},
		{"path.counting", (*assembly).counting},
	} {
		subject := strings.TrimPrefix(r.path, "path.")
		out = append(out, route{methods: "GET", pattern: "/{" + r.path + "}", pin: true, query: []string{"query.page"},
			page: func(a *assembly, _ vars) (*cache.Page, error) { return a.aboutPage(subject, r.make) }})
	}
	return append(out,
		route{methods: "GET", pattern: "/{path.corrections}", page: (*assembly).correctionsPage, pin: true, query: []string{"query.before"}},
		route{methods: "GET", pattern: "/{path.withdrawals}", page: (*assembly).withdrawalsPage, pin: true, query: []string{"query.before"}})
}

// aboutPage prints the paper's own text at the address, if an editor published
// one, and otherwise the page that is made from settings. Every page carries
// the edition's key, which goes when a static page comes or goes.
func (a *assembly) aboutPage(subject string, fill func(*assembly, *AboutPage) error) (*cache.Page, error) {
	path := "/" + a.word("path."+subject)
	addr, err := a.view.Resolve(a.ctx, path)
	switch {
	case err == nil && addr.Kind == store.AddressArticle:
		return a.articlePage(addr.Article)
	case err != nil && !news.Is(err, news.NotFound):
		return nil, fmt.Errorf("find %s: %w", path, err)
	}
	page, err := a.page("about", 0)
	if err != nil {
		return nil, err
	}
	p := AboutPage{Subject: subject, Name: a.word("about." + subject), Intro: a.word("about."+subject+".intro", "paper", a.set.Name)}
	if err := fill(a, &p); err != nil {
		return nil, err
	}
	page.Crumbs = append(a.crumbs(0), Link{Text: p.Name, URL: path})
	m := &page.Meta
	m.Title, m.Description = p.Name+" - "+a.set.Name, p.Intro
	m.Canonical, m.Robots = a.abs(path), robotsFull
	a.properties(m, "website", p.Name)
	ld, err := feed.AboutLD(a.paper(), feed.List{Name: p.Name, Description: p.Intro, URL: m.Canonical})
	if err != nil {
		return nil, err
	}
	if err := m.structured(ld, a, page.Crumbs); err != nil {
		return nil, err
	}
	p.Page = page
	return a.print(http.StatusOK, p)
}

// texts are the messages below a key that there are, numbered from 1.
func (a *assembly) texts(key string, n int, args ...any) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = a.word(fmt.Sprintf("%s.%d", key, i+1), args...)
	}
	return out
}

// masthead is what the law wants published about the press company (PRS-70).
func (a *assembly) masthead(p *AboutPage) error {
	// A person's page comes and goes with what the archive credits.
	a.key(news.KeyArchive(a.ed.ID))
	m := a.set.Masthead
	var lacks []string
	for _, f := range []struct{ value, name string }{{m.Company, "about.company"}, {m.Address, "about.address"}, {m.Responsible, "about.responsible"}} {
		if strings.TrimSpace(f.value) == "" {
			lacks = append(lacks, strings.ToLower(a.word(f.name)))
		}
	}
	if lacks != nil {
		p.Warning = a.word("about.masthead.lacks", "fields", a.loc.List(lacks))
	}
	company := AboutPart{Title: a.word("about.publisher")}
	company.fact(a.word("about.company"), Link{Text: m.Company})
	company.fact(a.word("about.legal_form"), Link{Text: m.LegalForm})
	company.fact(a.word("about.address"), Link{Text: m.Address})
	company.fact(a.word("about.dewan_pers"), Link{Text: m.DewanPers})
	company.fact(a.word("about.pse"), Link{Text: m.PSE})
	if m.Ownership != "" {
		company.fact(a.word("about.ownership"), Link{Text: m.Ownership})
	}
	desk := AboutPart{Title: a.word("about.desk")}
	type line struct {
		role  string
		names []string
	}
	lines := []line{{a.word("about.responsible"), []string{m.Responsible}}}
	if !slices.ContainsFunc(m.Staff, func(s news.MastheadOf) bool { return strings.EqualFold(s.Role, a.word("about.chief")) }) {
		lines = append(lines, line{a.word("about.chief"), []string{m.Chief}})
	}
	for _, s := range m.Staff {
		lines = append(lines, line{s.Role, s.Names})
	}
	for _, l := range lines {
		var names []Link
		for _, name := range l.names {
			link, err := a.personNamed(name)
			if err != nil {
				return err
			}
			names = append(names, link)
		}
		desk.fact(l.role, names...)
	}
	for _, part := range []AboutPart{desk, company, a.contact()} {
		if part.Facts != nil {
			p.Parts = append(p.Parts, part)
		}
	}
	p.Links = a.aboutLinks("path.guideline", "path.ethics", "path.corrections", "path.reply")
	return nil
}

// fact adds a line unless there is nothing to say.
func (p *AboutPart) fact(name string, values ...Link) {
	values = slices.DeleteFunc(values, func(l Link) bool { return strings.TrimSpace(l.Text) == "" })
	if len(values) > 0 {
		p.Facts = append(p.Facts, AboutFact{Name: name, Values: values})
	}
}

// personNamed links a name to the page of the person who has it.
func (a *assembly) personNamed(name string) (Link, error) {
	slug := news.Slug(name)
	if slug == "" {
		return Link{Text: name}, nil
	}
	p, err := a.view.Person(a.ctx, slug)
	if news.Is(err, news.NotFound) {
		return Link{Text: name}, nil
	}
	if err != nil {
		return Link{}, fmt.Errorf("read the person %q: %w", name, err)
	}
	a.key(news.KeyPerson(p.ID))
	if p.Name != name {
		return Link{Text: name}, nil
	}
	return Link{Text: name, URL: "/" + a.word("path.author") + "/" + p.Slug}, nil
}

// contact is how to reach the paper.
func (a *assembly) contact() AboutPart {
	m := a.set.Masthead
	c := AboutPart{Title: a.word("about.contact")}
	if m.Email != "" {
		c.fact(a.word("about.email"), Link{Text: m.Email, URL: "mailto:" + m.Email})
	}
	c.fact(a.word("about.phone"), Link{Text: m.Phone})
	return c
}

// aboutLinks are the footer's links to these pages, where they exist.
func (a *assembly) aboutLinks(paths ...string) []Link {
	links, err := a.footer()
	if err != nil {
		return nil // the page itself has read the footer and told
	}
	var out []Link
	for _, p := range paths {
		for _, l := range links {
			if l.URL == "/"+a.word(p) {
				out = append(out, l)
			}
		}
	}
	return out
}

// rightOfReply explains the right and says whom to write to (PRS-10).
func (a *assembly) rightOfReply(p *AboutPage) error {
	m := a.set.Masthead
	p.Parts = append(p.Parts,
		AboutPart{Title: a.word("about.reply.right"), Paragraphs: a.texts("about.reply.right", 3)},
		AboutPart{Title: a.word("about.reply.send"), Points: a.texts("about.reply.send", 5)},
		AboutPart{Title: a.word("about.reply.then"), Paragraphs: a.texts("about.reply.then", 3)})
	to := AboutPart{Title: a.word("about.reply.to")}
	to.fact(a.word("about.responsible"), Link{Text: m.Responsible})
	to.fact(a.word("about.company"), Link{Text: m.Company})
	to.fact(a.word("about.postal"), Link{Text: m.Address})
	to.Facts = append(to.Facts, a.contact().Facts...)
	if m.Responsible == "" || m.Address == "" && m.Email == "" {
		p.Warning = a.word("about.reply.lacks")
	}
	if to.Facts != nil {
		p.Parts = append(p.Parts, to)
	}
	p.Links = a.aboutLinks("path.corrections", "path.withdrawals", "path.guideline", "path.masthead")
	return nil
}

// counting tells how the printed number of readings comes about (RD-2).
func (a *assembly) counting(p *AboutPage) error {
	if a.s.o.Reads == nil {
		p.Parts = append(p.Parts, AboutPart{Paragraphs: []string{a.word("about.counting.off")}})
		return nil
	}
	p.Parts = append(p.Parts,
		AboutPart{Title: a.word("about.counting.what"), Paragraphs: a.texts("about.counting.what", 2)},
		AboutPart{Title: a.word("about.counting.not"), Points: a.texts("about.counting.not", 4)},
		AboutPart{Title: a.word("about.counting.you"), Paragraphs: a.texts("about.counting.you", 2)},
		AboutPart{Title: a.word("about.counting.number"), Paragraphs: a.texts("about.counting.number", 2)})
	p.Links = a.aboutLinks("path.privacy")
	return nil
}

// privacy tells what is known of readers: what the software does always, and
// what this paper has switched on (PV-5).
func (a *assembly) privacy(p *AboutPage) error {
	p.Dated = a.now
	always := AboutPart{Title: a.word("about.privacy.always"), Points: a.texts("about.privacy.always", 3)}
	own, framed := adsOn(a.set.Ads)
	if framed != nil {
		// The second promises that nothing comes from others unasked.
		always.Points[1] = a.word("about.privacy.except_frames")
	}
	if a.s.o.Reads != nil {
		always.Points = append(always.Points, a.word("about.privacy.reads"))
	}
	browser := AboutPart{Title: a.word("about.privacy.browser"), Paragraphs: a.texts("about.privacy.browser", 2)}
	others := AboutPart{Title: a.word("about.privacy.others"), Points: a.texts("about.privacy.share", 1)}
	if hosts := playerHosts(); hosts != nil {
		others.Points = append(others.Points, a.word("about.privacy.players", "hosts", a.loc.List(hosts)))
	}
	if a.set.ChannelURL != "" {
		others.Points = append(others.Points, a.word("about.privacy.channel", "host", hostOf(a.set.ChannelURL)))
	}
	switch {
	case framed != nil:
		others.Points = append(others.Points, a.word("about.privacy.frames", "hosts", a.loc.List(framed)))
	case own:
		others.Points = append(others.Points, a.word("about.privacy.ads"))
	default:
		others.Points = append(others.Points, a.word("about.privacy.no_ads"))
	}
	rights := AboutPart{Title: a.word("about.privacy.rights"), Paragraphs: a.texts("about.privacy.rights", 2)}
	rights.fact(a.word("about.responsible"), Link{Text: a.set.Masthead.Responsible})
	rights.Facts = append(rights.Facts, a.contact().Facts...)
	p.Parts = append(p.Parts, always, browser, others, rights)
	p.Links = a.aboutLinks("path.counting", "path.masthead")
	return nil
}

// playerHosts are the hosts whose players a reader can load with a click.
func playerHosts() []string {
	var out []string
	for _, o := range body.FrameOrigins() {
		out = append(out, hostOf(o))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// adsOn tells what advertising is switched on: pictures of our own, and the
// hosts of others' frames.
func adsOn(ads news.Advertising) (own bool, framed []string) {
	for _, ad := range ads.Slots {
		switch {
		case ad.Off:
		case ad.Frame != "" && ads.AllowFrames:
			framed = append(framed, hostOf(ad.Frame))
		case ad.Image != 0:
			own = true
		}
	}
	slices.Sort(framed)
	return own, slices.Compact(framed)
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Host
}
