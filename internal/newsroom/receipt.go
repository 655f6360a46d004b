package newsroom

import (
	"context"

	"warta/internal/store"
)

// Receipt is called at the end of a command's transaction, before its events
// are numbered: what it writes is kept if, and only if, the command is. It may
// run twice, as the command may.
type Receipt func(ctx context.Context, tx store.Tx, r Result) error

type receiptKey struct{}

// WithReceipt asks for a receipt of the command that is run under ctx. A door
// that promises to carry out a repeated request once keeps its note there.
func WithReceipt(ctx context.Context, r Receipt) context.Context {
	return context.WithValue(ctx, receiptKey{}, r)
}

// receipt writes the receipt that was asked for.
func receipt(ctx context.Context, tx store.Tx, r Result) error {
	if f, ok := ctx.Value(receiptKey{}).(Receipt); ok && f != nil {
		return f(ctx, tx, r)
	}
	return nil
}
