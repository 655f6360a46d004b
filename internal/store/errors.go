package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"warta/internal/news"
)

// fail wraps an error with the action and its subject, and gives it a kind of
// package news if it has none yet. It passes nil through.
func (d *database) fail(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	op := fmt.Sprintf(format, args...)
	var known *news.Error
	if errors.As(err, &known) {
		return fmt.Errorf("%s: %w", op, err)
	}
	return news.E(d.kind(err), op, err)
}

func (d *database) kind(err error) news.Kind {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return news.NotFound
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, sql.ErrConnDone), errors.Is(err, errClosed):
		return news.Unavailable
	}
	return d.dialect.kind(err)
}

var (
	// errClosed answers whoever asks a closed database.
	errClosed = errors.New("the database is closed")
	// errRaced marks a refusal that a second run of the transaction will not
	// meet: another writer took an address between FreePath and Show.
	errRaced = errors.New("another writer was faster")
	// errOnlyRead and errRecorded are mistakes of the caller's code.
	errOnlyRead = errors.New("a snapshot cannot be written to")
	errRecorded = errors.New("nothing may follow Record in a transaction")
)

func refuse(kind news.Kind, format string, args ...any) error {
	return news.E(kind, fmt.Sprintf(format, args...), nil)
}
