// Command tracing labels the goroutines of each request with its id, as profilers want it. The authorisation runs beside the
// reading of the body, and a body that is too large ends the request first.
package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/pprof"
	"time"

	"example.com/workloads/harness"
)

type decision struct {
	allowed bool
	reason  string
}

type authorizer interface {
	decide(user string) decision
}

type policies map[string]bool

func (p policies) decide(user string) decision {
	time.Sleep(3 * time.Millisecond)
	return decision{allowed: p[user], reason: "policy"}
}

type api struct {
	auth authorizer
	room int
	most int
}

var errTooLarge = errors.New("body too large")

func (a *api) authorize(ctx context.Context, user string) <-chan decision {
	decided := make(chan decision, a.room)
	go pprof.Do(ctx, pprof.Labels("step", "authorize"), func(context.Context) {
		decided <- a.auth.decide(user) // leak 1
	})
	return decided
}

func (a *api) post(ctx context.Context, user string, body []byte) error {
	decided := a.authorize(ctx, user)
	if len(body) > a.most {
		return fmt.Errorf("%d bytes: %w", len(body), errTooLarge)
	}
	if d := <-decided; !d.allowed {
		return errors.New(d.reason)
	}
	return nil
}

func requests(a *api) func(int) {
	return func(i int) {
		labels := pprof.Labels("request", fmt.Sprintf("req-%06d", i), "tenant", []string{"acme", "globex"}[i%2])
		pprof.Do(context.Background(), labels, func(ctx context.Context) {
			_ = a.post(ctx, "ann", make([]byte, 10))
			_ = a.post(ctx, "bob", make([]byte, 5000))
		})
	}
}

func main() {
	known := policies{"ann": true}
	harness.Main(harness.Program{
		Incident: requests(&api{auth: known, room: 0, most: 4096}),
		Fixed:    requests(&api{auth: known, room: 1, most: 4096}),
	})
}
