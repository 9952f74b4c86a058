// A small monolith as they are: an API, a database, a pool, an outbox, a cache with a janitor, metrics and health checks.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness"
	_ "example.com/workloads/memdb"
	"golang.org/x/sync/errgroup"
)

type outbox struct {
	db      *sql.DB
	pending chan string
}

func (o *outbox) run(ctx context.Context) error {
	poll := time.NewTicker(2 * time.Second)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-poll.C:
		case <-o.pending:
		}
		if _, err := o.db.ExecContext(ctx, "DELETE FROM outbox"); err != nil {
			log.Print(err)
		}
	}
}

type cache struct {
	mu    sync.Mutex
	items map[string]time.Time
}

func (c *cache) touch(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[key] = time.Now()
}

func (c *cache) janitor(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case now := <-time.After(time.Second):
			c.mu.Lock()
			for key, at := range c.items {
				if now.Sub(at) > time.Minute {
					delete(c.items, key)
				}
			}
			c.mu.Unlock()
		}
	}
}

type app struct {
	db     *sql.DB
	outbox *outbox
	cache  *cache
	emails chan string
}

func (a *app) order(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	var stock, price int64
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.db.QueryRowContext(ctx, "SELECT stock").Scan(&stock, new(string)) })
	g.Go(func() error { return a.db.QueryRowContext(ctx, "SELECT price").Scan(&price, new(string)) })
	if err := g.Wait(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	a.cache.touch(r.URL.RawQuery)
	select {
	case a.outbox.pending <- "order":
	default:
	}
	select {
	case a.emails <- "thank you":
	case <-r.Context().Done():
		return
	}
	json.NewEncoder(w).Encode(map[string]int64{"stock": stock, "price": price})
}

func (a *app) emailWorker() {
	for range a.emails {
		time.Sleep(3 * time.Millisecond)
	}
}

func main() {
	harness.Serve(func(load bool) {
		db, err := sql.Open("memdb", "shop")
		if err != nil {
			log.Fatal(err)
		}
		db.SetMaxOpenConns(6)
		a := &app{db, &outbox{db, make(chan string, 1)}, &cache{items: map[string]time.Time{}}, make(chan string)}
		background, ctx := errgroup.WithContext(context.Background())
		background.Go(func() error { return a.outbox.run(ctx) })
		background.Go(func() error { return a.cache.janitor(ctx) })
		go func() { log.Print(background.Wait()) }()
		for i := 0; i < 8; i++ {
			go a.emailWorker()
		}
		mux := http.NewServeMux()
		mux.HandleFunc("POST /order", a.order)
		server := httptest.NewServer(mux)
		buyers := 1
		if load {
			buyers = 20
		}
		for i := 0; i < buyers; i++ {
			go func() {
				for {
					response, err := http.Post(server.URL+"/order?sku=tea", "text/plain", nil)
					if err != nil {
						log.Print(err)
					} else {
						response.Body.Close()
					}
					if !load {
						time.Sleep(800 * time.Millisecond)
					}
				}
			}()
		}
	})
}
