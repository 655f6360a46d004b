package newsroom

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// PatchSettings changes some of an edition's settings and leaves the others
// (RFC 7396: a member that is null goes back to its default). A member that no
// setting has is refused. Every state is kept and can come back.
type PatchSettings struct {
	Edition news.EditionID
	// IfRevision is the state that the person looked at; 0 does not care.
	IfRevision int
	Patch      json.RawMessage
	// Hosts replaces the edition's names, when it is not nil.
	Hosts *[]string
}

// asks: whoever looks after the menu may change that alone.
func (c PatchSettings) asks(context.Context, store.Tx) (Permission, Subject, error) {
	var members map[string]json.RawMessage
	if c.Hosts == nil && json.Unmarshal(c.Patch, &members) == nil && len(members) > 0 {
		for k := range members {
			if k != "menu" && k != "pages" {
				return PermSettings, Subject{}, nil
			}
		}
		return PermMenu, Subject{}, nil
	}
	return PermSettings, Subject{}, nil
}

func (c PatchSettings) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	e, err := tx.Editions().Get(ctx, c.Edition)
	if err != nil {
		return outcome{}, err
	}
	if err := settingsAt(ctx, tx, c.Edition, c.IfRevision); err != nil {
		return outcome{}, err
	}
	if len(c.Patch) > 0 {
		now, err := patched(e.Settings, c.Patch)
		if err != nil {
			return outcome{}, err
		}
		e.Settings = now
	}
	if c.Hosts != nil {
		e.Hosts = *c.Hosts
	}
	return putSettings(ctx, tx, who, &e, "settings.change")
}

func settingsAt(ctx context.Context, tx store.Tx, e news.EditionID, want int) error {
	if want == 0 {
		return nil
	}
	head, err := tx.SettingsLog().Head(ctx, e)
	if err == nil && head != want {
		err = news.Refuse(news.Stale, "change settings", "settings_stale", map[string]any{"revision": head})
	}
	return err
}

// patched applies a merge patch to settings.
func patched(s news.Settings, patch json.RawMessage) (news.Settings, error) {
	bad := func(code string) error {
		return &news.Error{Kind: news.Invalid, Op: "change settings", Code: "fields", Fields: []news.FieldError{{Field: code, Code: "unknown"}}}
	}
	var with any
	if err := json.Unmarshal(patch, &with); err != nil {
		return s, bad("patch")
	}
	members, ok := with.(map[string]any)
	if !ok {
		return s, bad("patch")
	}
	text, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	var whole map[string]any
	if err := json.Unmarshal(text, &whole); err != nil {
		return s, err
	}
	mergePatch(whole, members)
	if text, err = json.Marshal(whole); err != nil {
		return s, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var now news.Settings
	if err := d.Decode(&now); err != nil {
		field := "patch"
		var typed *json.UnmarshalTypeError
		if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			field = strings.Trim(name, `"`)
		} else if asType(err, &typed) {
			field = typed.Field
		}
		return s, bad(field)
	}
	return now, nil
}

func asType(err error, into **json.UnmarshalTypeError) bool {
	t, ok := err.(*json.UnmarshalTypeError)
	*into = t
	return ok
}

func mergePatch(into, with map[string]any) {
	for k, v := range with {
		switch v := v.(type) {
		case nil:
			delete(into, k)
		case map[string]any:
			inner, ok := into[k].(map[string]any)
			if !ok {
				inner = map[string]any{}
			}
			mergePatch(inner, v)
			into[k] = inner
		default:
			into[k] = v
		}
	}
}

// putSettings writes both sides of an edition's settings, and the history.
func putSettings(ctx context.Context, tx store.Tx, who Actor, e *news.Edition, command string) (outcome, error) {
	if err := e.Settings.Validate(); err != nil {
		return outcome{}, err
	}
	if err := notExpired(ctx, tx, e); err != nil {
		return outcome{}, err
	}
	if err := menuLeads(ctx, tx, e); err != nil {
		return outcome{}, err
	}
	var was news.Edition
	if e.ID != 0 {
		var err error
		if was, err = tx.Editions().Get(ctx, e.ID); err != nil && !news.Is(err, news.NotFound) {
			return outcome{}, err
		}
		// The state before the first one that is kept can come back, too.
		if head, err := tx.SettingsLog().Head(ctx, e.ID); err != nil {
			return outcome{}, err
		} else if head == 0 && was.ID != 0 {
			if err := tx.SettingsLog().Add(ctx, &store.SettingsRevision{At: tx.Now(), By: "before", Edition: was}); err != nil {
				return outcome{}, err
			}
		}
	}
	if err := tx.Editions().Put(ctx, e); err != nil {
		return outcome{}, err
	}
	assets := []news.AssetID{e.Settings.Masthead.Logo}
	for _, ad := range e.Settings.Ads.Slots {
		assets = append(assets, ad.Image)
	}
	if err := showAssets(ctx, tx, assets); err != nil {
		return outcome{}, err
	}
	if err := tx.Publishing().PutEdition(ctx, *e); err != nil {
		return outcome{}, err
	}
	if err := showPictures(ctx, tx, &e.Settings); err != nil {
		return outcome{}, err
	}
	out := defined(e.ID, news.EventSettings, command, fmt.Sprintf("edition %d", e.ID), news.KeyEdition(e.ID))
	out.audit.Before, out.audit.Content = hashed(was.Settings), hashed(e.Settings)
	out.audit.Changes = changes(was.Settings, e.Settings)
	if !slices.Equal(was.Hosts, e.Hosts) {
		out.audit.Changes = append(out.audit.Changes, store.Change{Field: "hosts", From: strings.Join(was.Hosts, " "), To: strings.Join(e.Hosts, " ")})
	}
	var names []string
	for _, c := range out.audit.Changes {
		names = append(names, c.Field)
	}
	r := store.SettingsRevision{At: tx.Now(), By: who.String(), Changed: names, Edition: *e}
	if err := tx.SettingsLog().Add(ctx, &r); err != nil {
		return outcome{}, err
	}
	out.result.Revision = r.Number
	return out, nil
}

// menuLeads refuses a menu that names sections which are not there.
func menuLeads(ctx context.Context, tx store.Tx, e *news.Edition) error {
	if len(e.Settings.Menu) == 0 {
		return nil
	}
	all, err := tx.Taxonomy().Sections(ctx, e.ID)
	if err != nil {
		return err
	}
	open := map[news.SectionID]bool{}
	for _, s := range all {
		open[s.ID] = s.MergedInto == 0
	}
	var bad []news.FieldError
	var walk func(at string, list []news.MenuItem)
	walk = func(at string, list []news.MenuItem) {
		for i, m := range list {
			in := fmt.Sprintf("%s.%d", at, i)
			if m.Section != 0 && !open[m.Section] {
				bad = append(bad, news.FieldError{Field: in + ".section", Code: "unknown"})
			}
			walk(in+".items", m.Items)
		}
	}
	walk("menu", e.Settings.Menu)
	if bad != nil {
		return &news.Error{Kind: news.Invalid, Op: "check the menu", Code: "fields", Fields: bad}
	}
	return nil
}

// RevertSettings brings an earlier state of the settings back.
type RevertSettings struct {
	Edition    news.EditionID
	IfRevision int
	To         int
}

func (RevertSettings) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermSettings, Subject{}, nil
}

func (c RevertSettings) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := settingsAt(ctx, tx, c.Edition, c.IfRevision); err != nil {
		return outcome{}, err
	}
	old, err := tx.SettingsLog().Get(ctx, c.Edition, c.To)
	if err != nil {
		return outcome{}, err
	}
	out, err := putSettings(ctx, tx, who, &old.Edition, "settings.revert")
	out.audit.Reason = fmt.Sprintf("revision %d", c.To)
	return out, err
}

// Settings gives an edition and the number of its settings' state.
func (n *Newsroom) Settings(ctx context.Context, who Actor, e news.EditionID) (edition news.Edition, revision int, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !Can(who, PermSettingsRead, Subject{}) && !Can(who, PermMenu, Subject{}) {
			return news.E(news.Forbidden, string(PermSettingsRead), nil)
		}
		if edition, err = tx.Editions().Get(ctx, e); err != nil {
			return err
		}
		revision, err = tx.SettingsLog().Head(ctx, e)
		return err
	})
	return edition, revision, err
}

// SettingsHistory lists earlier states, newest first, below before.
func (n *Newsroom) SettingsHistory(ctx context.Context, who Actor, e news.EditionID, before, limit int) (out []store.SettingsRevision, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !Can(who, PermSettingsRead, Subject{}) {
			return news.E(news.Forbidden, string(PermSettingsRead), nil)
		}
		out, err = tx.SettingsLog().List(ctx, e, before, limited(limit, 100))
		return err
	})
	return out, err
}
