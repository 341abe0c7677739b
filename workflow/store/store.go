// Package store keeps a council's state in one SQLite database and its raw mail in an archive
// of files. It is the only package that knows SQL.
//
// # What it promises
//
// Append writes events and folds the state rows from them in the caller's transaction, so the
// log and the state cannot disagree; Verify folds the whole log again and compares. The table
// itself refuses what must not be: a changed event, an unknown status, two live letters for
// one step of one obligation.
//
// # How it fails
//
// A transaction that fails leaves nothing behind. A database made by a newer srok is refused
// before anything is read or written. Writers queue (BEGIN IMMEDIATE with a busy timeout of
// five seconds) rather than fail with a stale snapshot. synchronous=FULL means that what was
// committed survives a power cut; the archive syncs files and their folders before it answers.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"srok/workflow"

	"modernc.org/sqlite"
)

// File and folder names inside a council's folder.
const (
	databaseName = "srok.db"
	archiveName  = "archive"
)

// readers is how many questions are answered at once.
const readers = 4

// Store is one council's folder.
type Store struct {
	write   *sql.DB // one connection: writers queue here before they queue in SQLite
	read    *sql.DB
	known   *statements // of the writing connection
	asked   *statements // of the reading ones
	recent  recent
	buffers buffers
	hours   workflow.Hours
	archive *Archive
}

// Open opens the database in dir, making it where there is none and bringing an older schema
// up to date. The hours say when an obligation or a letter next wants attention.
func Open(ctx context.Context, dir string, hours workflow.Hours) (*Store, error) {
	// As SQLite does where it is built for Linux: what was committed is as durable, but a commit does
	// not wait for the files' timestamps. Elsewhere it goes on with fsync.
	if _, err := sqlite.Fdatasync(true); err != nil && !errors.Is(err, sqlite.ErrFdatasyncUnavailable) {
		return nil, fmt.Errorf("database: %w", err)
	}
	path := Path(dir)
	// Its owner's alone, like the archive; SQLite gives the files beside it the same rights, and says
	// better than this why it cannot be made.
	if f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		f.Close()
	}
	write, err := sql.Open("sqlite", dsn(path, "rwc"))
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	if err := migrate(ctx, write, path); err != nil {
		write.Close()
		return nil, err
	}
	s := &Store{write: write, known: newStatements(write), hours: hours, archive: &Archive{dir: filepath.Join(dir, archiveName)},
		buffers: buffers{waiting: map[int64]*[]byte{}}}
	reading, err := s.buffers.connector(dsn(path, "ro"))
	if err != nil {
		write.Close()
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	s.read = sql.OpenDB(reading)
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers) // to open one takes longer than most questions
	s.asked = newStatements(s.read)
	return s, nil
}

// Path of the database in dir.
func Path(dir string) string { return filepath.Join(dir, databaseName) }

// Exists reports whether dir has a database.
func Exists(dir string) bool {
	_, err := os.Stat(Path(dir))
	return err == nil
}

// Close ends all connections.
func (s *Store) Close() error {
	return errors.Join(s.archive.Close(), s.read.Close(), s.write.Close())
}

// Archive of the raw mail.
func (s *Store) Archive() *Archive { return s.archive }

func dsn(path, mode string) string {
	// The pragmas are in the DSN so that every pooled connection has them. A page in the cache, in KB
	// a connection, takes twice its size, since the driver's allocator rounds up to powers of two;
	// beneath it is the system's cache.
	query := url.Values{
		"mode":         {mode},
		"_txlock":      {"immediate"},
		"_time_format": {"sqlite"},
		"_pragma": {"busy_timeout(5000)", "foreign_keys(1)", "synchronous(FULL)",
			"temp_store(MEMORY)", "cache_size(-1000)", "wal_autocheckpoint(4000)"},
	}
	if mode != "ro" {
		query.Add("_pragma", "journal_mode(WAL)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}

// DataVersion changes whenever another connection has committed; a running serve polls it to
// notice what a command has written.
func (s *Store) DataVersion(ctx context.Context) (int64, error) {
	var v int64
	err := s.write.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v)
	return v, err
}

// Write runs fn in one transaction: all of it commits, or nothing does.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	if err := s.known.prepare(ctx); err != nil {
		return err
	}
	sqlTx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("database: %w", explained(err))
	}
	defer sqlTx.Rollback() // after a commit it does nothing
	q := transaction{sqlTx, s.known}
	tx := &Tx{Reader: Reader{ctx: ctx, q: q}, exec: q, states: map[workflow.Subject]workflow.State{}, hours: s.hours}
	if err := s.recent.begin(tx); err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("database: commit: %w", explained(err))
	}
	s.recent.end(tx)
	return nil
}

// Read gives a view of the committed state.
func (s *Store) Read(ctx context.Context) *Reader {
	return &Reader{ctx: ctx, q: pool{s.read, s.asked}}
}
