package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"path"

	"srok/workflow"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationSteps are the files in the order of their numbers. Each is run by SQLite as a whole:
// goose's own reader of SQL would take 16 MB of buffers, more than all the rest of a start.
func migrationSteps() ([]*goose.Migration, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	var steps []*goose.Migration
	for _, entry := range entries {
		version, err := goose.NumericComponent(entry.Name())
		if err != nil {
			return nil, fmt.Errorf("migrations: %w", err)
		}
		text, err := migrations.ReadFile(path.Join("migrations", entry.Name()))
		if err != nil {
			return nil, err
		}
		up := func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, string(text))
			return err
		}
		steps = append(steps, goose.NewGoMigration(version, &goose.GoFunc{RunTx: up}, nil))
	}
	return steps, nil
}

func migrate(ctx context.Context, db *sql.DB, file string) error {
	steps, err := migrationSteps()
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("database %s: %w", file, explained(err))
	}
	if have > want {
		return &workflow.Refusal{Where: file,
			What: fmt.Sprintf("the database has schema %d, this srok knows up to %d", have, want),
			Do:   "start the newer srok that made it; nothing was changed"}
	}
	if have == want {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		if now, _, again := provider.GetVersions(ctx); again == nil && now == want {
			return nil // another process opened the folder at the same moment, and was faster
		}
		return fmt.Errorf("database %s: bringing schema %d to %d: %w", file, have, want, explained(err))
	}
	return nil
}
