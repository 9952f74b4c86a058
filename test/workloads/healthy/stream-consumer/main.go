// A consumer group of a message log: fetchers with long polls, a heartbeat, a committer, a processor for each partition.
package main

import (
	"context"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type record struct {
	partition, offset int
}

type topicLog struct {
	mu      sync.Mutex
	grown   *sync.Cond
	offsets map[int]int
}

func newTopicLog() *topicLog {
	l := &topicLog{offsets: map[int]int{}}
	l.grown = sync.NewCond(&l.mu)
	return l
}

func (l *topicLog) append(partition int) {
	l.mu.Lock()
	l.offsets[partition]++
	l.mu.Unlock()
	l.grown.Broadcast()
}

// fetch waits for what comes after an offset.
func (l *topicLog) fetch(partition, after int) record {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.offsets[partition] <= after {
		l.grown.Wait()
	}
	return record{partition, after + 1}
}

type consumer struct {
	log     *topicLog
	commits chan record
}

func (c *consumer) fetcher(partition int, out chan<- record) {
	for offset := 0; ; offset++ {
		out <- c.log.fetch(partition, offset)
	}
}

func (c *consumer) process(in <-chan record) {
	for r := range in {
		time.Sleep(time.Millisecond)
		c.commits <- r
	}
}

func (c *consumer) committer(every time.Duration) {
	latest := map[int]int{}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case r := <-c.commits:
			latest[r.partition] = r.offset
		case <-tick.C:
		}
	}
}

func (c *consumer) heartbeat(ctx context.Context, every time.Duration) {
	for ctx.Err() == nil {
		beat, cancel := context.WithTimeout(ctx, every)
		<-beat.Done()
		cancel()
	}
}

func (c *consumer) run(ctx context.Context, partitions int) {
	for p := 0; p < partitions; p++ {
		records := make(chan record, 8)
		go c.fetcher(p, records)
		go c.process(records)
	}
	go c.committer(5 * time.Second)
	go c.heartbeat(ctx, 3*time.Second)
}

func main() {
	harness.Serve(func(load bool) {
		l := newTopicLog()
		c := &consumer{log: l, commits: make(chan record)}
		c.run(context.Background(), 12)
		l.append(0)
		if load {
			go func() {
				for n := 0; ; n++ {
					l.append(n % 7)
					time.Sleep(300 * time.Microsecond)
				}
			}()
		}
	})
}
