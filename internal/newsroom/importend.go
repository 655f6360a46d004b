package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"warta/internal/job"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// importJob lets a server do a run.
func importJob(id int64, e news.EditionID) store.Job {
	return store.Job{Kind: jobImport, Key: fmt.Sprint(id), Edition: e, Payload: fmt.Sprint(id)}
}

// jobImport is the kind of jobs that do runs.
const jobImport = "import.run"

// importWorkers do runs, and fetch their files, on a server.
func (n *Newsroom) importWorkers() []job.Worker {
	return append(n.fetchWorkers(), job.Worker{Kind: jobImport, Time: 24 * time.Hour, Apart: true, Do: func(ctx context.Context, jobs []store.Job) []error {
		out := make([]error, len(jobs))
		for i, j := range jobs {
			var id int64
			if _, err := fmt.Sscan(j.Payload, &id); err != nil {
				out[i] = job.Final(err)
				continue
			}
			out[i] = n.RunImport(ctx, Importer(), id, nil)
			if out[i] != nil && !news.Is(out[i], news.Unavailable) && ctx.Err() == nil {
				out[i] = job.Final(out[i]) // the run's own row says why
			}
		}
		return out
	}})
}

// endImport is what can be done only when everything is here: cards that were
// pinned, the menu, and what the paper is called.
func (n *Newsroom) endImport(ctx context.Context, who Actor, w *importWriter) error {
	if w.data.Order.DryRun {
		w.data.Cursor.Stage, w.run.State = "end", string(ImportDone)
		w.data.Report.Ended = time.Now().UTC()
		return n.saveImport(ctx, who, w, "import.dry")
	}
	_, err := n.Do(ctx, who, &endImport{w})
	return err
}

type endImport struct{ w *importWriter }

func (*endImport) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c *endImport) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	w := c.w
	var events []news.Event
	if out, err := c.settings(ctx, tx, who); err != nil {
		return outcome{}, err
	} else {
		events = append(events, out.events...)
	}
	if out, err := c.pin(ctx, tx, who); err != nil {
		return outcome{}, err
	} else {
		events = append(events, out.events...)
	}
	run, err := tx.Imports().Run(ctx, w.run.ID)
	if err != nil {
		return outcome{}, err
	}
	data := w.data
	data.Cursor.Stage, data.Report.Ended = "end", time.Now().UTC()
	run.State = string(ImportDone)
	// Files were fetched meanwhile.
	if now, err := readImport(run); err == nil {
		data.Report.Media.Here, data.Report.Media.Failed = now.Report.Media.Here, now.Report.Media.Failed
	}
	if run.Data, err = json.Marshal(data); err != nil {
		return outcome{}, err
	}
	if err := tx.Imports().PutRun(ctx, &run); err != nil {
		return outcome{}, err
	}
	w.data, w.run = data, run
	out := importEvent(run.ID, run.Edition, "import.end", "")
	out.events = append(events, out.events...)
	return out, nil
}

// settings takes over the paper's name, motto, zone and menu, where nobody chose
// them yet.
func (c *endImport) settings(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	e, err := tx.Editions().Get(ctx, c.w.run.Edition)
	if err != nil {
		return outcome{}, err
	}
	was, _ := json.Marshal(e.Settings)
	if s := c.w.data.Cursor.Site; s != nil {
		if e.Settings.Name == "" && s.Name != "" {
			e.Settings.Name = short(s.Name, 60)
			if e.Settings.Tagline == "" {
				e.Settings.Tagline = short(s.Tagline, 120)
			}
		}
		if e.Settings.Zone == "" && s.Zone != "" {
			if _, err := time.LoadLocation(s.Zone); err == nil {
				e.Settings.Zone = s.Zone
			}
		}
		if tag := strings.ToLower(s.Language); e.Settings.Locale == "" && tag != "" {
			if base, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-"); slices.Contains(locale.Tags(), base) {
				e.Settings.Locale = base
			}
		}
	}
	if len(e.Settings.Menu) == 0 {
		if e.Settings.Menu, err = c.menu(ctx, tx); err != nil {
			return outcome{}, err
		}
	}
	if is, _ := json.Marshal(e.Settings); string(is) == string(was) {
		return outcome{}, nil
	}
	out, err := putSettings(ctx, tx, who, &e, "settings.change")
	if news.Is(err, news.Invalid) {
		// What a source calls itself need not fit here; the paper stays as it is.
		c.w.n.log.Warn("an import's settings do not fit", "run", c.w.run.ID, "err", err)
		return outcome{}, nil
	}
	return out, err
}

// pin puts the articles that were sticky at the source on top of the home front.
func (c *endImport) pin(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if len(c.w.data.Cursor.Sticky) == 0 {
		return outcome{}, nil
	}
	f, err := liveFront(ctx, tx, c.w.run.Edition, news.FrontOf{})
	if err != nil {
		return outcome{}, err
	}
	var cards []news.FrontCard
	for _, id := range c.w.data.Cursor.Sticky {
		there := false
		for _, k := range f.Containers {
			for _, card := range k.Cards {
				there = there || card.Article == id
			}
		}
		if !there {
			cards = append(cards, news.FrontCard{Article: id, Pin: true})
		}
	}
	if len(cards) == 0 {
		return outcome{}, nil
	}
	if len(f.Containers) == 0 {
		f.Containers = []news.Container{{ID: "pinned", Layout: "lead", Capacity: 6}, {ID: "latest", Layout: "list", Capacity: 20}}
	}
	first := &f.Containers[0]
	room := 30 - len(first.Cards)
	first.Cards = append(cards[:min(len(cards), room):min(len(cards), room)], first.Cards...)
	first.Capacity = max(first.Capacity, len(first.Cards))
	f.Edition = c.w.run.Edition
	return ArrangeFront{Front: &f}.run(ctx, tx, who)
}

// menu makes the source's main menu ours.
func (c *endImport) menu(ctx context.Context, tx store.Tx) ([]news.MenuItem, error) {
	lines := map[string][]siteMenuItem{}
	for after := int64(0); ; {
		kept, err := tx.Imports().Kept(ctx, c.w.run.ID, after, 500)
		if err != nil {
			return nil, err
		}
		for _, k := range kept {
			after = k.N
			var m siteMenuItem
			if k.What != "menu_item" || json.Unmarshal(k.Data, &m) != nil || m.Item.Hidden {
				continue
			}
			if len(lines[m.Item.Menu]) < 300 {
				lines[m.Item.Menu] = append(lines[m.Item.Menu], m)
			}
		}
		if len(kept) < 500 {
			break
		}
	}
	best := ""
	for menu := range lines {
		if best == "" || menuRank(menu, lines[menu]) > menuRank(best, lines[best]) || menuRank(menu, lines[menu]) == menuRank(best, lines[best]) && menu < best {
			best = menu
		}
	}
	if best == "" {
		return nil, nil
	}
	return c.menuLines(ctx, tx, lines[best], 0, 1)
}

// menuRank: names that papers give their main menu win over the longest.
func menuRank(menu string, lines []siteMenuItem) int {
	rank := min(len(lines), 99)
	for _, word := range []string{"primary", "main", "utama", "header", "top", "menu-1", "atas"} {
		if strings.Contains(strings.ToLower(menu), word) {
			return rank + 1000
		}
	}
	for _, word := range []string{"footer", "social", "sosial", "bawah"} {
		if strings.Contains(strings.ToLower(menu), word) {
			return rank - 1000
		}
	}
	return rank
}

func (c *endImport) menuLines(ctx context.Context, tx store.Tx, lines []siteMenuItem, parent int64, depth int) ([]news.MenuItem, error) {
	var here []siteMenuItem
	for _, m := range lines {
		if m.Item.Parent == parent {
			here = append(here, m)
		}
	}
	slices.SortStableFunc(here, func(a, b siteMenuItem) int { return int(a.Item.Order - b.Item.Order) })
	var out []news.MenuItem
	for _, m := range here {
		if len(out) == news.MaxMenuItems {
			break
		}
		line, err := c.menuLine(ctx, tx, m)
		if err != nil {
			return nil, err
		}
		if depth < news.MaxMenuDepth {
			if line.Items, err = c.menuLines(ctx, tx, lines, m.Item.Number, depth+1); err != nil {
				return nil, err
			}
		}
		if line.Section == 0 && (line.Text == "" || line.URL == "" && len(line.Items) == 0) {
			continue
		}
		out = append(out, line)
	}
	return out, nil
}

func (c *endImport) menuLine(ctx context.Context, tx store.Tx, m siteMenuItem) (news.MenuItem, error) {
	line := news.MenuItem{Text: short(m.Item.Title, 40)}
	site := ""
	if m.Site < len(c.w.plan.sites) {
		site = c.w.plan.sites[m.Site]
	}
	switch m.Item.Type {
	case "article":
		id := news.ArticleID(c.w.plan.articles[sourceNumber(m.Site, m.Item.ObjectID)])
		if id == 0 {
			return line, nil
		}
		a, err := tx.Articles().Get(ctx, id)
		if err != nil || a.Live == 0 {
			return line, ignoreMissing(err)
		}
		line.URL = a.Path
		if line.Text == "" {
			v, err := tx.Articles().Version(ctx, a.Live)
			if err != nil {
				return line, err
			}
			line.Text = short(v.Content.Headline, 40)
		}
	case "term":
		for key, id := range c.w.known.sections {
			if c.w.terms[termNumber{m.Site, m.Item.ObjectID}] == key {
				line.Section = id
			}
		}
	default:
		line.URL = m.Item.URL
		if host, rest := splitAddress(m.Item.URL); strings.Contains(m.Item.URL, "://") && host+strings.TrimSuffix(rest, "/") == site {
			line.URL = "/"
		} else if strings.Contains(m.Item.URL, "://") && (host == site || strings.HasPrefix(host+rest, site+"/")) {
			line.URL = rest
		}
		if strings.HasPrefix(line.URL, "http://") || strings.HasPrefix(line.URL, "#") {
			line.URL = strings.Replace(strings.TrimPrefix(line.URL, "#"), "http://", "https://", 1)
		}
	}
	return line, nil
}

func ignoreMissing(err error) error {
	if news.Is(err, news.NotFound) {
		return nil
	}
	return err
}
