// A search that returns at the first hit and leaves the rows open: connections run out, and every later request waits.
// leak-site 48 database/sql.(*Rows).awaitDone
package main

import (
	"context"
	"database/sql"
	"log"

	"example.com/workloads/harness"
	_ "example.com/workloads/memdb"
)

type customers struct{ db *sql.DB }

func (c *customers) find(ctx context.Context, name string) (int64, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT id, name FROM customers") // leak 48
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		var id int64
		var found string
		if err := rows.Scan(&id, &found); err != nil {
			return 0, err
		}
		if found == name {
			return id, nil
		}
	}
	return 0, rows.Err()
}

func (c *customers) findAndClose(ctx context.Context, name string) (int64, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT id, name FROM customers")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var found string
		if err := rows.Scan(&id, &found); err != nil {
			return 0, err
		}
		if found == name {
			return id, nil
		}
	}
	return 0, rows.Err()
}

var (
	crm             *customers
	application, ok = context.WithCancel(context.Background())
)

func connect() {
	db, err := sql.Open("memdb", "crm")
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(5)
	crm = &customers{db}
	context.AfterFunc(application, ok)
}

func main() {
	harness.Main(harness.Program{
		Setup:    connect,
		Incident: func(int) { crm.find(application, "row") },
		Fixed:    func(int) { crm.findAndClose(application, "row") },
	})
}
