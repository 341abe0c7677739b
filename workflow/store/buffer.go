package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"sync"

	"modernc.org/sqlite"
)

// appendTo is a function of SQL on the reading connections: append_to(buffer, bytes).
const appendTo = "append_to"

// buffers take bytes straight out of SQLite's memory. A column of a row comes in memory of its own:
// half of the garbage of sending letters was their bytes.
type buffers struct {
	mu      sync.Mutex
	last    int64
	waiting map[int64]*[]byte
}

// AppendLetterBytes appends the bytes of a letter as they go out to a buffer, which can so serve for
// many.
func (s *Store) AppendLetterBytes(ctx context.Context, buffer []byte, key string) ([]byte, error) {
	number := s.buffers.add(&buffer)
	defer s.buffers.remove(number)
	var length int
	err := s.Read(ctx).q.QueryRowContext(ctx, `SELECT `+appendTo+`(?, bytes) FROM letter_bytes WHERE letter = ?`, number, key).Scan(&length)
	if err != nil {
		return buffer, fmt.Errorf("bytes of letter %s: %w", key, err)
	}
	return buffer, nil
}

func (b *buffers) add(buffer *[]byte) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last++
	b.waiting[b.last] = buffer
	return b.last
}

func (b *buffers) remove(number int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.waiting, number)
}

// appendTo runs on the goroutine that asks. Its arguments are SQLite's own memory and must not be
// kept (VolatileArgs).
func (b *buffers) appendTo(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	number, _ := args[0].(int64)
	bytes, ok := args[1].([]byte)
	b.mu.Lock()
	buffer := b.waiting[number]
	b.mu.Unlock()
	if !ok || buffer == nil {
		return nil, fmt.Errorf("%s wants a buffer and bytes", appendTo)
	}
	*buffer = append(*buffer, bytes...)
	return int64(len(bytes)), nil
}

// connector opens connections that know appendTo; the driver is this store's own, so that nothing of
// it is seen elsewhere in the process.
type connector struct {
	driver *sqlite.Driver
	dsn    string
}

func (b *buffers) connector(dsn string) (connector, error) {
	d := &sqlite.Driver{}
	err := d.RegisterFunction(appendTo, &sqlite.FunctionImpl{NArgs: 2, Scalar: b.appendTo, VolatileArgs: true})
	return connector{d, dsn}, err
}

// Connect opens a connection.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// Driver of the connections.
func (c connector) Driver() driver.Driver { return c.driver }
