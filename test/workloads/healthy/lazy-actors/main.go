// Accounts with a mailbox each, made by the first request that asks for them; they are passivated after an hour without mail.
package main

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type deposit struct {
	cents int
	done  chan int
}

type account struct {
	mailbox chan deposit
	cents   int
}

func (a *account) receive(passivate func()) {
	idle := time.NewTimer(time.Hour)
	defer idle.Stop()
	for {
		select {
		case d := <-a.mailbox:
			a.cents += d.cents
			d.done <- a.cents
			idle.Reset(time.Hour)
		case <-idle.C:
			passivate()
			return
		}
	}
}

type bank struct {
	mu       sync.Mutex
	accounts map[string]*account
}

func (b *bank) account(name string) *account {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.accounts[name]
	if a == nil {
		a = &account{mailbox: make(chan deposit)}
		b.accounts[name] = a
		go a.receive(func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			delete(b.accounts, name)
		})
	}
	return a
}

func (b *bank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d := deposit{100, make(chan int, 1)}
	b.account(r.URL.Query().Get("name")).mailbox <- d
	fmt.Fprintln(w, <-d.done)
}

func main() {
	harness.Serve(func(load bool) {
		b := &bank{accounts: map[string]*account{}}
		harness.Keep(b)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		go func() { _ = (&http.Server{Handler: b, ReadHeaderTimeout: time.Second}).Serve(l) }()
		get := func(name string) {
			if response, err := http.Get("http://" + l.Addr().String() + "/?name=" + name); err == nil {
				_ = response.Body.Close()
			}
		}
		for i := 0; i < 30; i++ {
			get(fmt.Sprint("a", i))
		}
		for i := 0; load && i < 5; i++ {
			go func() {
				for n := i; ; n++ {
					get(fmt.Sprint("a", n%30))
					time.Sleep(time.Millisecond)
				}
			}()
		}
	})
}
