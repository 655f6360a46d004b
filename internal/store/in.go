package store

import (
	"context"
	"database/sql"
)

// Lists of numbers reach the database as constant texts with room for eight or
// for thirty-two, filled up with the first number: both databases then keep
// two prepared statements for a query instead of one per length.
const (
	in8  = "($1, $2, $3, $4, $5, $6, $7, $8)"
	in32 = "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, " +
		"$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)"
)

// inChunks runs small, which ends in in8, or large, which ends in in32, until
// every id was asked for.
func inChunks[ID ~int64](ids []ID, small, large query, run func(text query, args []any) error) error {
	var room [32]any
	for len(ids) > 0 {
		text, args := small, room[:8]
		if len(ids) > 8 {
			text, args = large, room[:]
		}
		n := min(len(ids), len(args))
		for i := range args {
			args[i] = int64(ids[0])
			if i < n {
				args[i] = int64(ids[i])
			}
		}
		if err := run(text, args); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// byID reads rows by their numbers.
func byID[ID ~int64, T any](ctx context.Context, s *session, ids []ID, small, large query,
	scan func(*sql.Rows, *T) error, id func(*T) ID) (map[ID]T, error) {
	found := make(map[ID]T, len(ids))
	err := inChunks(ids, small, large, func(text query, args []any) error {
		r, err := s.query(ctx, text, args...)
		if err != nil {
			return err
		}
		return rows{r, s}.each(func() error {
			var v T
			if err := scan(r, &v); err != nil {
				return err
			}
			found[id(&v)] = v
			return nil
		})
	})
	return found, err
}

// inOrder gives what was found in the order in which it was asked for.
func inOrder[ID comparable, T any](ids []ID, found map[ID]T) []T {
	var out []T
	for _, id := range ids {
		if v, ok := found[id]; ok {
			out = append(out, v)
		}
	}
	return out
}
