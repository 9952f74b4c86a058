// Migrations that take a connection of the pool for themselves and do not give it back; once the pool is empty all wait.
package main

import (
	"context"
	"database/sql"
	"log"

	"example.com/workloads/harness"
	_ "example.com/workloads/memdb"
)

type migrator struct{ db *sql.DB }

func (m *migrator) lock(ctx context.Context) (*sql.Conn, error) {
	conn, err := m.db.Conn(ctx) // leak 48
	if err != nil {
		return nil, err
	}
	_, err = conn.ExecContext(ctx, "SELECT pg_advisory_lock(1)")
	return conn, err
}

func (m *migrator) lockAndReturn(ctx context.Context) error {
	conn, err := m.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.ExecContext(ctx, "SELECT pg_advisory_lock(1)")
	return err
}

func connect(dsn string) *migrator {
	db, err := sql.Open("memdb", dsn)
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(2)
	return &migrator{db}
}

var schema, schemaV2 *migrator

func main() {
	harness.Main(harness.Program{
		Setup: func() { schema, schemaV2 = connect("v1"), connect("v2") },
		Incident: func(int) {
			// One migration after the other, each with its lock.
			for step := 0; step < 3; step++ {
				schema.lock(context.Background())
			}
		},
		Fixed: func(int) {
			for step := 0; step < 3; step++ {
				schemaV2.lockAndReturn(context.Background())
			}
		},
	})
}
