// A report that opens the database for itself each time and does not close it.
// leak-site 47 database/sql.(*DB).connectionOpener
package main

import (
	"context"
	"database/sql"
	"log"
	"time"

	"example.com/workloads/harness"
	_ "example.com/workloads/memdb"
)

type report struct {
	dsn  string
	rows int
}

func (r *report) open() *sql.DB {
	db, err := sql.Open("memdb", r.dsn)
	if err != nil {
		log.Fatal(err)
	}
	return db
}

func (r *report) fill(db *sql.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	rows, err := db.QueryContext(ctx, "SELECT id, name FROM sales")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		r.rows++
	}
	return rows.Err()
}

func monthly(int) {
	r := &report{dsn: "sales"}
	if err := r.fill(r.open()); err != nil {
		log.Print(err)
	}
}

func monthlyAndClose(int) {
	r := &report{dsn: "sales"}
	db := r.open()
	defer db.Close()
	if err := r.fill(db); err != nil {
		log.Print(err)
	}
}

func main() { harness.Main(harness.Program{Incident: monthly, Fixed: monthlyAndClose}) }
