package store

import (
	"context"
	"database/sql"
	"slices"

	"warta/internal/news"
)

func (t library) Used(ctx context.Context, ids []news.AssetID) (map[news.AssetID]bool, error) {
	out := map[news.AssetID]bool{}
	for chunk := range slices.Chunk(ids, 32) {
		args := make([]any, 32)
		for i := range args {
			args[i] = int64(chunk[min(i, len(chunk)-1)])
		}
		r, err := t.query(ctx, `SELECT asset FROM asset_use WHERE asset IN `+in32+`
			UNION SELECT asset FROM pub_use WHERE asset IN `+in32+`
			UNION SELECT portrait FROM person WHERE portrait IN `+in32+`
			UNION SELECT lead FROM topic WHERE lead IN `+in32, args...)
		if err != nil {
			return nil, t.fail(err, "ask which assets are used")
		}
		found, err := all(t.database, r, func(r *sql.Rows, id *news.AssetID) error { return r.Scan(id) }, "ask which assets are used")
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			out[id] = true
		}
	}
	return out, nil
}
