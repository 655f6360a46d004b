package newsroom

import (
	"context"
	"encoding/json"

	"warta/internal/news"
	"warta/internal/store"
)

// UndoImport takes back what a run made, and nothing else (IMP-8): articles, files,
// tags, sections and people that nothing but the run's articles needs. It is
// refused once one of its articles was edited here. What an earlier run had made
// and this one brought up to date stays as it is now.
func (n *Newsroom) UndoImport(ctx context.Context, who Actor, id int64) error {
	if _, err := n.Do(ctx, who, &beginUndo{id: id}); err != nil {
		return err
	}
	for _, kind := range []string{"article", "redirect", "asset", "tag", "person", "account", "section"} {
		for {
			cmd := &undoSome{id: id, kind: kind}
			if _, err := n.Do(ctx, who, cmd); err != nil {
				return err
			}
			if !cmd.more {
				break
			}
		}
	}
	_, err := n.Do(ctx, who, &endUndo{id})
	return err
}

// beginUndo looks whether a run can be taken back.
type beginUndo struct{ id int64 }

func (*beginUndo) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c *beginUndo) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	r, err := tx.Imports().Run(ctx, c.id)
	if err != nil {
		return outcome{}, err
	}
	switch ImportState(r.State) {
	case ImportDone, ImportFailed, ImportPaused:
	default:
		return outcome{}, news.Refuse(news.Conflict, importSubject(c.id), "import.state", map[string]any{"state": r.State})
	}
	edited, err := tx.Imports().EditedOf(ctx, c.id, Importer().String())
	if err != nil {
		return outcome{}, err
	}
	if edited > 0 {
		return outcome{}, news.Refuse(news.Conflict, importSubject(c.id), "import.edited", map[string]any{"n": edited})
	}
	r.State = string(ImportPaused)
	if err := tx.Imports().PutRun(ctx, &r); err != nil {
		return outcome{}, err
	}
	return importEvent(r.ID, r.Edition, "import.undo", ""), nil
}

// undoSome takes back the next things of a kind.
type undoSome struct {
	id   int64
	kind string
	more bool
}

func (*undoSome) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c *undoSome) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	m := tx.Imports()
	c.more = false
	r, err := m.Run(ctx, c.id)
	if err != nil {
		return outcome{}, err
	}
	made, err := m.Made(ctx, c.id, c.kind, 0, mergePiece)
	if err != nil || len(made) == 0 {
		return outcome{}, err
	}
	keys := map[string]bool{news.KeyEdition(r.Edition): true, news.KeyLatest(r.Edition): true, news.KeyArchive(r.Edition): true,
		news.KeyPages(r.Edition): true, news.KeyRedirects(r.Edition): true}
	var events []news.Event
	for _, t := range made {
		switch c.kind {
		case "article":
			id := news.ArticleID(t.ID)
			if err := c.article(ctx, tx, id, keys); err != nil {
				return outcome{}, err
			}
			events = append(events, news.Event{Edition: r.Edition, Kind: news.EventWithdrawn, Article: id,
				Keys: []string{news.KeyArticle(id), news.KeyCard(id)}, Drop: []string{news.KeyArticle(id)}})
		case "redirect":
			err = ignoreMissing(tx.Redirects().Remove(ctx, r.Edition, t.Key))
		case "asset":
			keys[news.KeyAsset(news.AssetID(t.ID))] = true
			_, err = m.RemoveAsset(ctx, news.AssetID(t.ID))
		case "tag":
			keys[news.KeyTag(news.TagID(t.ID))] = true
			_, err = m.RemoveTag(ctx, news.TagID(t.ID))
		case "person":
			keys[news.KeyPerson(news.PersonID(t.ID))] = true
			_, err = m.RemovePerson(ctx, news.PersonID(t.ID))
		case "section":
			keys[news.KeySection(news.SectionID(t.ID))] = true
			_, err = m.RemoveSection(ctx, news.SectionID(t.ID))
		case "account":
			err = c.account(ctx, tx, news.UserID(t.ID))
		}
		if err != nil {
			return outcome{}, err
		}
		if err := m.Forget(ctx, c.id, c.kind, t.ID); err != nil {
			return outcome{}, err
		}
	}
	c.more = true
	all := news.Event{Edition: r.Edition, Kind: news.EventImport}
	for k := range keys {
		all.Keys = append(all.Keys, k)
	}
	out := importEvent(c.id, r.Edition, "import.undo", c.kind)
	out.events = append(append(events, all), out.events...)
	return out, nil
}

func (c *undoSome) article(ctx context.Context, tx store.Tx, id news.ArticleID, keys map[string]bool) error {
	a, err := tx.Articles().Get(ctx, id)
	if err != nil {
		return ignoreMissing(err)
	}
	if a.Live != 0 {
		v, err := tx.Articles().Version(ctx, a.Live)
		if err != nil {
			return err
		}
		sections, err := listedIn(ctx, tx, a.Edition, v.Content)
		if err != nil {
			return err
		}
		for _, k := range append(listKeys(a.Edition, sections, v.Content), archiveKeys(&a)...) {
			keys[k] = true
		}
	}
	return tx.Imports().RemoveArticle(ctx, id)
}

// account closes an account that nobody has ever been let into.
func (c *undoSome) account(ctx context.Context, tx store.Tx, id news.UserID) error {
	u, err := tx.Accounts().Get(ctx, id)
	if err != nil {
		return ignoreMissing(err)
	}
	grants, err := tx.Accounts().Grants(ctx, id)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if !g.Pending {
			return nil // an administrator has taken it on
		}
	}
	for _, g := range grants {
		if err := tx.Accounts().RemoveGrant(ctx, g.ID); err != nil {
			return err
		}
	}
	u.Active = false
	if err := tx.Accounts().Put(ctx, &u); err != nil {
		return err
	}
	return tx.Accounts().SetPassword(ctx, id, "", "")
}

// endUndo forgets the rest of a run, and keeps its row.
type endUndo struct{ id int64 }

func (*endUndo) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c *endUndo) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	r, err := tx.Imports().Run(ctx, c.id)
	if err != nil {
		return outcome{}, err
	}
	if err := tx.Imports().RemoveRest(ctx, c.id); err != nil {
		return outcome{}, err
	}
	d, err := readImport(r)
	if err != nil {
		return outcome{}, err
	}
	d.Cursor.Kept = 0
	if r.Data, err = json.Marshal(d); err != nil {
		return outcome{}, err
	}
	r.State = string(ImportUndone)
	if err := tx.Imports().PutRun(ctx, &r); err != nil {
		return outcome{}, err
	}
	return importEvent(r.ID, r.Edition, "import.undone", ""), nil
}
