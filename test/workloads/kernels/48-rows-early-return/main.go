// Command 48-rows-early-return stops reading rows at the one it wanted and does not close them; the pool has one connection.
package main

import (
	"context"
	"database/sql"
	"time"

	"example.com/workloads/harness/bare"
	_ "example.com/workloads/memdb"
)

// leak-site 48 database/sql.(*Rows).awaitDone
// leak-site 48 database/sql.(*DB).conn

func find(db *sql.DB, fixed bool) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	if fixed {
		defer cancel()
	}
	rows, err := db.QueryContext(ctx, "SELECT id, name FROM users")
	if err != nil {
		cancel()
		return "", err
	}
	if fixed {
		defer rows.Close()
	}
	var id int
	var name string
	for rows.Next() {
		if err := rows.Scan(&id, &name); err != nil {
			return "", err
		}
		return name, nil
	}
	return "", rows.Err()
}

func main() {
	bare.Main(func(fixed bool) {
		db, err := sql.Open("memdb", "")
		if err != nil {
			panic(err)
		}
		db.SetMaxOpenConns(2)
		for i := 0; i < 4; i++ {
			go find(db, fixed)
		}
	})
}
