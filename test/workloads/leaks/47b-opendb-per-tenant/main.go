// A database handle for each tenant, opened again whenever the tenant's settings are read, with a lifetime for connections.
// leak-site 47 database/sql.(*DB).connectionOpener
package main

import (
	"context"
	"database/sql"
	"log"
	"sync"
	"time"

	"example.com/workloads/harness"
	_ "example.com/workloads/memdb"
)

type tenant struct {
	name string
	db   *sql.DB
}

type registry struct {
	mu      sync.Mutex
	tenants map[string]*tenant
	closing bool
}

func open(name string) *sql.DB {
	db, err := sql.Open("memdb", name)
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxIdleConns(2)
	return db
}

// reload puts a new tenant in the place of the old one.
func (r *registry) reload(name string) *tenant {
	fresh := &tenant{name, open(name)}
	r.mu.Lock()
	old := r.tenants[name]
	r.tenants[name] = fresh
	r.mu.Unlock()
	if r.closing && old != nil {
		old.db.Close()
	}
	return fresh
}

func (r *registry) check(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := r.reload(name).db.PingContext(ctx); err != nil && !r.closing {
		log.Print(err)
	}
}

// leave ends a tenant's subscription.
func (r *registry) leave(name string) {
	r.mu.Lock()
	old := r.tenants[name]
	delete(r.tenants, name)
	r.mu.Unlock()
	if r.closing && old != nil {
		old.db.Close()
	}
}

var (
	careless = &registry{tenants: map[string]*tenant{}}
	careful  = &registry{tenants: map[string]*tenant{}, closing: true}
	names    = []string{"acme", "globex", "initech"}
)

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) {
			for _, name := range names {
				careless.check(name)
			}
		},
		Fixed: func(i int) {
			careful.check(names[i%3])
			careful.leave(names[i%3])
		},
	})
}
