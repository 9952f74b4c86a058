// A transfer that returns between Begin and Commit when the balance is too low, and leaves the transaction open.
// leak-site 48 database/sql.(*Tx).awaitDone
package main

import (
	"context"
	"database/sql"
	"errors"
	"log"
	"sync/atomic"

	"example.com/workloads/harness"
	_ "example.com/workloads/memdb"
)

type bank struct {
	db       *sql.DB
	accounts atomic.Int64
}

var errFunds = errors.New("balance too low")

func (b *bank) balance(ctx context.Context, tx *sql.Tx, account int) (cents int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT cents, owner").Scan(&cents, new(string))
	return cents, err
}

func (b *bank) transfer(ctx context.Context, from, to int, cents int64) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	has, err := b.balance(ctx, tx, from)
	if err != nil {
		tx.Rollback()
		return err
	}
	if has < cents {
		return errFunds
	}
	if _, err := tx.ExecContext(ctx, "UPDATE accounts", from, to, cents); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

func (b *bank) transferWith(ctx context.Context, from, to int, cents int64) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	has, err := b.balance(ctx, tx, from)
	if err != nil {
		return err
	}
	if has < cents {
		return errFunds
	}
	if _, err := tx.ExecContext(ctx, "UPDATE accounts", from, to, cents); err != nil {
		return err
	}
	return tx.Commit()
}

var ledger bank

func connect() {
	db, err := sql.Open("memdb", "bank")
	if err != nil {
		log.Fatal(err)
	}
	ledger.db = db
}

func main() {
	harness.Main(harness.Program{
		Setup:    connect,
		Incident: func(i int) { ledger.transfer(context.Background(), i, i+1, 100) },
		Fixed:    func(i int) { ledger.transferWith(context.Background(), i, i+1, 100) },
	})
}
