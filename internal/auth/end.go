package auth

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// EndAccess ends, in the transaction of a reset, a change of role or a
// deactivation, everything that an account is signed in with: sessions, tokens,
// links, half-done sign-ins and, with factors, also code generator, passkeys,
// recovery codes and known devices (ASVS 7.4.2, 7.4.3; Strapi CVE-2026-22706).
func EndAccess(ctx context.Context, tx store.Tx, user news.UserID, factors bool) error {
	if err := tx.Accounts().NextEpoch(ctx, user); err != nil {
		return err
	}
	if _, err := tx.SignIns().EndSessions(ctx, user, 0); err != nil {
		return err
	}
	if _, err := tx.SignIns().EndTokens(ctx, user); err != nil {
		return err
	}
	if err := tx.SignIns().EndLinks(ctx, user, ""); err != nil {
		return err
	}
	if !factors {
		return nil
	}
	if err := tx.SignIns().EndDevices(ctx, user); err != nil {
		return err
	}
	if err := tx.Accounts().SetTOTP(ctx, user, nil); err != nil {
		return err
	}
	if err := tx.Accounts().SetRecovery(ctx, user, nil); err != nil {
		return err
	}
	_, err := tx.Accounts().RemovePasskey(ctx, user, 0)
	return err
}

// EndEverything ends all sessions, tokens, links and known devices of everybody,
// and every token that Warta signed: the button for the worst day (threat N11).
// Passwords and second factors stay.
func EndEverything(ctx context.Context, tx store.Tx) error {
	s := tx.SignIns()
	if _, err := s.EndSessions(ctx, 0, 0); err != nil {
		return err
	}
	if _, err := s.EndTokens(ctx, 0); err != nil {
		return err
	}
	if err := s.EndLinks(ctx, -1, ""); err != nil {
		return err
	}
	if err := s.EndDevices(ctx, 0); err != nil {
		return err
	}
	keys, err := s.Keys(ctx, "")
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Purpose == string(purposeCheck) {
			continue // it signs nothing; without it a lost key file would go unnoticed
		}
		if err := s.DropKeys(ctx, k.Purpose); err != nil {
			return err
		}
	}
	return nil
}
