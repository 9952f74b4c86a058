// Command indexer lets the shards of an import wait for the schema. The schema is announced by one send, which one shard
// receives; the others wait for ever.
package main

import (
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type schema struct{ fields []string }

type shard struct {
	number int
	rows   int
}

func (s *shard) fill(with *schema) {
	s.rows = 100 * len(with.fields)
	imported.Add(int64(s.rows))
}

var imported atomic.Int64

type job struct {
	shards []*shard
	ready  chan *schema
}

func newJob(shards int) *job {
	j := &job{ready: make(chan *schema)}
	for n := 0; n < shards; n++ {
		j.shards = append(j.shards, &shard{number: n})
	}
	return j
}

func (j *job) run() {
	for _, s := range j.shards {
		go j.importShard(s)
	}
}

func (j *job) importShard(s *shard) {
	with, open := <-j.ready // leak 4
	if !open {
		with = &schema{fields: []string{"id", "name"}}
	}
	s.fill(with)
}

func readSchema() *schema {
	time.Sleep(2 * time.Millisecond)
	return &schema{fields: []string{"id", "name"}}
}

func announceOnce(j *job) {
	j.ready <- readSchema()
}

func announceAll(j *job) {
	with := readSchema()
	for range j.shards {
		j.ready <- with
	}
	close(j.ready)
}

func main() {
	work := func(announce func(*job)) func(int) {
		return func(i int) {
			j := newJob(3 + i%3)
			j.run()
			announce(j)
		}
	}
	harness.Main(harness.Program{Incident: work(announceOnce), Fixed: work(announceAll), Burst: 20})
}
