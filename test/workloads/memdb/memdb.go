// Package memdb is a database/sql driver over a table in memory: enough SQL for the workloads (every statement is a key or a
// prefix), with a time every statement takes, so that the pool, rows and transactions behave as with a server.
package memdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"time"
)

func init() { sql.Register("memdb", connector{}) }

// latency is what a statement takes at the "server".
const latency = 2 * time.Millisecond

// rowsPerQuery is how many rows every query answers with.
const rowsPerQuery = 20

type connector struct{}

// Open makes a connection; the name is not used.
func (connector) Open(string) (driver.Conn, error) { return &conn{}, nil }

type conn struct{ closed bool }

func (c *conn) Prepare(query string) (driver.Stmt, error) {
	if c.closed {
		return nil, driver.ErrBadConn
	}
	return &stmt{query: query}, nil
}

func (c *conn) Close() error {
	c.closed = true
	return nil
}

func (c *conn) Begin() (driver.Tx, error) { return c.BeginTx(context.Background(), driver.TxOptions{}) }

func (c *conn) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	return tx{}, pause(ctx)
}

func (c *conn) Ping(ctx context.Context) error { return pause(ctx) }

type tx struct{}

func (tx) Commit() error   { return pause(context.Background()) }
func (tx) Rollback() error { return nil }

type stmt struct{ query string }

func (s *stmt) Close() error  { return nil }
func (s *stmt) NumInput() int { return -1 }

func (s *stmt) Exec([]driver.Value) (driver.Result, error) {
	return nil, errors.New("memdb: Exec without a context")
}

func (s *stmt) Query([]driver.Value) (driver.Rows, error) {
	return nil, errors.New("memdb: Query without a context")
}

func (s *stmt) ExecContext(ctx context.Context, _ []driver.NamedValue) (driver.Result, error) {
	return driver.RowsAffected(1), pause(ctx)
}

func (s *stmt) QueryContext(ctx context.Context, _ []driver.NamedValue) (driver.Rows, error) {
	if err := pause(ctx); err != nil {
		return nil, err
	}
	return &rows{}, nil
}

type rows struct{ next int64 }

func (r *rows) Columns() []string { return []string{"id", "name"} }
func (r *rows) Close() error      { return nil }

func (r *rows) Next(dest []driver.Value) error {
	if r.next == rowsPerQuery {
		return io.EOF
	}
	dest[0], dest[1] = r.next, "row"
	r.next++
	return nil
}

// pause is the way to the server and back.
func pause(ctx context.Context) error {
	timer := time.NewTimer(latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
