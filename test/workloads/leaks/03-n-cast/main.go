// Command search asks all replicas and goes on with the first answer; the others have nobody to give theirs to.
package main

import (
	"math/rand"
	"time"

	"example.com/workloads/harness"
)

type hit struct {
	replica int
	score   float64
}

type replica struct {
	id    int
	delay time.Duration
}

func (r replica) query(term string) hit {
	time.Sleep(r.delay + time.Duration(rand.Intn(1000))*time.Microsecond)
	return hit{r.id, float64(len(term))}
}

type cluster struct {
	replicas []replica
}

func newCluster(n int) *cluster {
	c := &cluster{}
	for id := 0; id < n; id++ {
		c.replicas = append(c.replicas, replica{id, time.Millisecond})
	}
	return c
}

func (c *cluster) first(term string) hit {
	hits := make(chan hit)
	for _, r := range c.replicas {
		go func() {
			h := r.query(term)
			hits <- h // leak 3
		}()
	}
	return <-hits
}

func (c *cluster) firstOfAll(term string) hit {
	hits := make(chan hit, len(c.replicas))
	for _, r := range c.replicas {
		go func() {
			h := r.query(term)
			hits <- h
		}()
	}
	return <-hits
}

func main() {
	c := newCluster(4)
	harness.Main(harness.Program{
		Incident: func(int) { c.first("chair") },
		Fixed:    func(int) { c.firstOfAll("chair") },
	})
}
