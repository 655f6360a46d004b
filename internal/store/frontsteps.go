package store

import (
	"context"

	"warta/internal/news"
)

// keptSteps is how many steps of arranging a front can be taken back.
const keptSteps = 100

// keepStep remembers the draft that is about to be replaced, if it has a revision.
func (t frontDesk) keepStep(ctx context.Context, e news.EditionID, of news.FrontOf, revision int) error {
	_, err := t.exec(ctx, `INSERT INTO front_step (edition, section, revision, data)
		SELECT edition, section, revision, data FROM front_draft WHERE edition = $1 AND section = $2 AND revision = $3
		ON CONFLICT DO NOTHING`, int64(e), int64(of.Section), revision)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `DELETE FROM front_step WHERE edition = $1 AND section = $2 AND revision <= $3`,
		int64(e), int64(of.Section), revision-keptSteps)
	return err
}

func (t frontDesk) Step(ctx context.Context, e news.EditionID, of news.FrontOf) (news.FrontDraft, error) {
	d := news.FrontDraft{Front: news.Front{Edition: e, Of: of}}
	err := t.row(ctx, `SELECT revision, data FROM front_step WHERE edition = $1 AND section = $2 ORDER BY revision DESC LIMIT 1`,
		[]any{int64(e), int64(of.Section)}, &d.Revision, fromJSON(&d.Front))
	return d, t.fail(err, "find the last step of the front of %s", of)
}

func (t frontDesk) DropStep(ctx context.Context, e news.EditionID, of news.FrontOf, revision int) error {
	_, err := t.exec(ctx, `DELETE FROM front_step WHERE edition = $1 AND section = $2 AND revision >= $3`, int64(e), int64(of.Section), revision)
	return t.fail(err, "take back a step of the front of %s", of)
}
