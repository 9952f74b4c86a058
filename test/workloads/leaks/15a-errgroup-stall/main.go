// Command deploy rolls services out in groups with a limit. A rollout starts its checks on the same limited group, whose
// places are all taken by rollouts that wait for a place.
package main

import (
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/workloads/harness"
)

type service struct{ name string }

type deployer struct {
	limit  int
	nested bool
	checks atomic.Int64
}

func (d *deployer) check(s service, what string) error {
	time.Sleep(300 * time.Microsecond)
	d.checks.Add(int64(len(s.name) + len(what)))
	return nil
}

func (d *deployer) rollOut(g *errgroup.Group, s service) error {
	time.Sleep(2 * time.Millisecond)
	for _, what := range []string{"health", "version"} {
		if d.nested {
			g.Go(func() error { return d.check(s, what) }) // leak 15
		} else if err := d.check(s, what); err != nil {
			return err
		}
	}
	return nil
}

func (d *deployer) deploy(services []service) error {
	g := new(errgroup.Group)
	g.SetLimit(d.limit)
	for _, s := range services {
		g.Go(func() error { return d.rollOut(g, s) })
	}
	return g.Wait() // leak 15
}

func main() {
	var services []service
	for n := 0; n < 3; n++ {
		services = append(services, service{fmt.Sprintf("svc-%d", n)})
	}
	stuck, sound := &deployer{limit: 3, nested: true}, &deployer{limit: 3}
	harness.Main(harness.Program{
		Incident: func(int) { _ = stuck.deploy(services) },
		Fixed:    func(int) { _ = sound.deploy(services) },
		Burst:    15,
	})
}
