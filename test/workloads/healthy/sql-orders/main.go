// Orders in a database: a pool of connections, queries and transactions.
package main

import (
	"context"
	"database/sql"
	"log"
	"time"

	"example.com/workloads/harness"
	_ "example.com/workloads/memdb"
)

type orderStore struct{ db *sql.DB }

func openOrderStore(dsn string) *orderStore {
	db, err := sql.Open("memdb", dsn)
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(8)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return &orderStore{db}
}

func (s *orderStore) list(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, name FROM orders")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func (s *orderStore) place(ctx context.Context, name string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders", name); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE stock"); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *orderStore) customer(pause time.Duration) {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		if err := s.place(ctx, "tea"); err != nil {
			log.Print(err)
		}
		if _, err := s.list(ctx); err != nil {
			log.Print(err)
		}
		cancel()
		time.Sleep(pause)
	}
}

func main() {
	harness.Serve(func(load bool) {
		orders, audit := openOrderStore("orders"), openOrderStore("audit")
		for _, store := range []*orderStore{orders, audit} {
			if err := store.place(context.Background(), "first"); err != nil {
				log.Fatal(err)
			}
		}
		if load {
			// More customers than connections: there is always somebody waiting for one, never the same for long.
			for i := 0; i < 60; i++ {
				go orders.customer(time.Duration(i%5) * time.Millisecond)
			}
		}
	})
}
