package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// statements keeps what the writing connection has parsed: SQLite takes as long to parse a short
// statement as to run it. As that one connection is busy while a transaction runs, a text that is
// new is noted, and prepared before the next transaction.
type statements struct {
	db       *sql.DB
	mu       sync.Mutex
	prepared map[string]*sql.Stmt
	wanted   map[string]bool
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, prepared: map[string]*sql.Stmt{}, wanted: map[string]bool{}}
}

// mostStatements is far more than there are texts in this package.
const mostStatements = 200

// of gives the prepared statement of a text, or nil, and notes that it is wanted.
func (s *statements) of(query string) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	stmt := s.prepared[query]
	if stmt == nil && len(s.prepared)+len(s.wanted) < mostStatements {
		s.wanted[query] = true
	}
	return stmt
}

// atOnce prepares a text that is new: there are connections for it. Where that fails, whoever runs
// it unprepared is told why.
func (s *statements) atOnce(ctx context.Context, query string) *sql.Stmt {
	if stmt := s.of(query); stmt != nil {
		return stmt
	}
	if err := s.prepare(ctx); err != nil {
		return nil
	}
	return s.of(query)
}

// prepare what is wanted. It waits for the connection, so it must not hold the lock that a
// transaction on it asks for.
func (s *statements) prepare(ctx context.Context) error {
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = map[string]bool{}
	s.mu.Unlock()
	for query := range wanted {
		stmt, err := s.db.PrepareContext(ctx, query)
		if err != nil {
			return fmt.Errorf("database: prepare: %w", err)
		}
		s.mu.Lock()
		if old := s.prepared[query]; old != nil { // another goroutine was faster
			stmt, s.prepared[query] = old, stmt
		} else {
			s.prepared[query], stmt = stmt, nil
		}
		s.mu.Unlock()
		if stmt != nil {
			stmt.Close() // a transaction that still uses it keeps it open
		}
	}
	return nil
}

// transaction runs statements in one, prepared where they are.
type transaction struct {
	tx         *sql.Tx
	statements *statements
}

// ExecContext runs a statement without rows.
func (t transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := t.statements.of(query); stmt != nil {
		return t.tx.StmtContext(ctx, stmt).ExecContext(ctx, args...)
	}
	return t.tx.ExecContext(ctx, query, args...)
}

// QueryContext runs a statement with rows. It is not prepared: its rows may still be read while
// the same text is asked again.
func (t transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a statement with one row.
func (t transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := t.statements.of(query); stmt != nil {
		return t.tx.StmtContext(ctx, stmt).QueryRowContext(ctx, args...)
	}
	return t.tx.QueryRowContext(ctx, query, args...)
}

// pool runs statements on the reading connections, each parsed once on each of them. Whoever reads
// rows has a connection alone.
type pool struct {
	db         *sql.DB
	statements *statements
}

// QueryContext runs a statement with rows.
func (p pool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := p.statements.atOnce(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return p.db.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a statement with one row.
func (p pool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := p.statements.atOnce(ctx, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return p.db.QueryRowContext(ctx, query, args...)
}
