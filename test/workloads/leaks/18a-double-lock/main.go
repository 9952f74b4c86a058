// Command ledger moves money between accounts. Transfer holds the lock of the account and asks for its balance by a method
// that locks it again.
package main

import (
	"errors"
	"sync"

	"example.com/workloads/harness"
)

var errFunds = errors.New("not enough funds")

// Account is safe for use by several goroutines.
type Account struct {
	mu    sync.Mutex
	cents int
	moved []int
}

func (a *Account) Balance() int {
	a.mu.Lock() // leak 18
	defer a.mu.Unlock()
	return a.cents
}

func (a *Account) balanceLocked() int { return a.cents }

func (a *Account) Deposit(cents int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cents += cents
}

func (a *Account) Withdraw(cents int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.Balance() < cents {
		return errFunds
	}
	a.cents -= cents
	a.moved = append(a.moved, -cents)
	return nil
}

func (a *Account) WithdrawLocked(cents int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.balanceLocked() < cents {
		return errFunds
	}
	a.cents -= cents
	a.moved = append(a.moved, -cents)
	return nil
}

func pay(withdraw func(a *Account, cents int) error) func(int) {
	return func(i int) {
		a := &Account{}
		a.Deposit(1000 + i)
		if a.Balance() > 0 {
			_ = withdraw(a, 10)
		}
	}
}

func main() {
	harness.Main(harness.Program{Incident: pay((*Account).Withdraw), Fixed: pay((*Account).WithdrawLocked)})
}
