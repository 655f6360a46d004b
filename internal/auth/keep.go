package auth

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/web"
)

// How long things about people are kept (PRS-103). The register says the same
// (register.go).
const (
	keepSessions  = 30 * 24 * time.Hour
	keepLog       = 365 * 24 * time.Hour
	keepAddresses = 90 * 24 * time.Hour
	keepDevices   = deviceTime
)

func shortAddress(s string) string {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return ""
	}
	return web.Shorten(a).String()
}

// Expire takes away what has been kept long enough, and leaves an audit row that
// says how much: the proof that the timer ran.
func (k *Keeper) Expire(ctx context.Context) (x store.Expired, err error) {
	err = k.db.Write(ctx, func(tx store.Tx) error {
		if x, err = tx.SignIns().Expire(ctx, store.Retention{Sessions: keepSessions, Log: keepLog, Addresses: keepAddresses,
			Devices: keepDevices, Idle: idleTime, Short: shortAddress}); err != nil {
			return err
		}
		_, err = tx.Record(ctx, nil, store.AuditRow{Actor: "clock", Command: "retention", Subject: "accounts",
			Reason: fmt.Sprintf("removed: %d sessions, %d links, %d tokens, %d devices, %d log lines; %d addresses shortened",
				x.Sessions, x.Links, x.Tokens, x.Devices, x.Log, x.Addresses)})
		return err
	})
	return x, err
}

// Run lets things expire once a day until ctx ends; over several nodes the day's
// run is whoever's comes first.
func (k *Keeper) Run(ctx context.Context) {
	for {
		if _, err := k.expireDaily(ctx); err != nil && ctx.Err() == nil {
			k.log.ErrorContext(ctx, "what was kept long enough could not be removed; it is tried again in an hour", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

// dailyKey is a place among those of job consumers: the last day that was done.
const dailyKey = "retention of accounts"

func (k *Keeper) expireDaily(ctx context.Context) (ran bool, err error) {
	err = k.db.Write(ctx, func(tx store.Tx) error {
		was, _, err := tx.Jobs().Place(ctx, dailyKey)
		if news.Is(err, news.NotFound) {
			was, err = 0, nil
		}
		if err != nil {
			return err
		}
		today := news.Seq(tx.Now().Unix() / (24 * 3600))
		if ran = today > was; !ran {
			return nil
		}
		return tx.Jobs().Move(ctx, dailyKey, was, today, "")
	})
	if news.Is(err, news.Stale) {
		return false, nil
	}
	if err != nil || !ran {
		return false, err
	}
	_, err = k.Expire(ctx)
	return true, err
}
