package newsroom

import (
	"context"
	"time"

	"warta/internal/store"
)

// backupOld is after how long without a backup somebody is told (operations.md
// section 8).
const backupOld = 26 * time.Hour

// backupCommand is the row that every archive leaves, the one in it included.
const backupCommand = "export.archive"

// backupHealth tells when the newspaper was last written into an archive. What an
// operator does with tools of the database is not known here.
func (n *Newsroom) backupHealth(ctx context.Context, add addLine) error {
	return n.db.Read(ctx, func(tx store.Tx) error {
		rows, err := tx.Audit().Find(ctx, store.AuditQuery{Command: backupCommand, Limit: 1})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			add("backup", HealthWarn, "backup_none")
			return nil
		}
		if hours := int64(tx.Now().Sub(rows[0].At) / time.Hour); tx.Now().Sub(rows[0].At) > backupOld {
			add("backup", HealthWarn, "backup_old", "hours", hours)
		} else {
			add("backup", HealthOK, "backup.ok", "hours", hours)
		}
		return nil
	})
}
