package main

import (
	"fmt"

	"warta/internal/newsroom"
)

// redirectCmd is "warta redirect".
type redirectCmd struct {
	From string `arg:"" help:"Old address: a path such as /berita/lama.html or /?p=12, or the whole address." placeholder:"FROM"`
	To   string `arg:"" help:"Where it leads: a path of the paper or an https address." placeholder:"TO"`
}

// Run sends an old address elsewhere, with one 301. A server that runs on the
// same database follows the ledger.
func (c *redirectCmd) Run(a *app) error {
	db, err := a.database(nil)
	if err != nil {
		return err
	}
	defer db.Close()
	room := newsroom.New(db, newsroom.Options{Logger: a.log})
	edition, err := ensureEdition(a.ctx, db, room)
	if err != nil {
		return err
	}
	if _, err := room.Do(a.ctx, newsroom.Operator(), newsroom.SendElsewhere{Edition: edition.ID, From: c.From, To: c.To}); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s → %s\n", c.From, c.To)
	return nil
}
