package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// TrySettings gives what an edition's settings would be after a change, and
// changes nothing: a screen shows the difference first. It refuses what the
// change would refuse.
func (n *Newsroom) TrySettings(ctx context.Context, who Actor, c PatchSettings) (e news.Edition, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		need, of, err := c.asks(ctx, tx)
		if err != nil {
			return err
		}
		if !Can(who, need, of) {
			return denied(who, need, of)
		}
		if e, err = tx.Editions().Get(ctx, c.Edition); err != nil {
			return err
		}
		if err := settingsAt(ctx, tx, c.Edition, c.IfRevision); err != nil {
			return err
		}
		if len(c.Patch) > 0 {
			if e.Settings, err = patched(e.Settings, c.Patch); err != nil {
				return err
			}
		}
		if c.Hosts != nil {
			e.Hosts = *c.Hosts
		}
		if err := e.Settings.Validate(); err != nil {
			return err
		}
		if err := notExpired(ctx, tx, &e); err != nil {
			return err
		}
		return menuLeads(ctx, tx, &e)
	})
	return e, err
}

// SettingsAt gives an earlier state of the settings.
func (n *Newsroom) SettingsAt(ctx context.Context, who Actor, e news.EditionID, number int) (r store.SettingsRevision, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !Can(who, PermSettingsRead, Subject{}) {
			return news.E(news.Forbidden, string(PermSettingsRead), nil)
		}
		r, err = tx.SettingsLog().Get(ctx, e, number)
		return err
	})
	return r, err
}
