// Command 16-feed-unsubscribe sends to subscribers under the feed's lock; one that is leaving wants the lock and reads no more.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type subscription struct {
	feed *feed
	ch   chan int
}

type feed struct {
	mu   sync.Mutex
	subs []*subscription
}

func (f *feed) subscribe() *subscription {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := &subscription{feed: f, ch: make(chan int)}
	f.subs = append(f.subs, s)
	return s
}

func (f *feed) send(value int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.subs {
		s.ch <- value // leak 16, 23
	}
}

func (s *subscription) unsubscribe(drains bool) {
	if drains {
		go func() {
			for range s.ch {
			}
		}()
	}
	s.feed.mu.Lock() // leak 16, 23
	defer s.feed.mu.Unlock()
	s.feed.subs = nil
	close(s.ch)
}

func main() {
	bare.Main(func(fixed bool) {
		f := &feed{}
		s := f.subscribe()
		go func() {
			for i := 0; i < 5; i++ {
				f.send(i)
			}
		}()
		<-s.ch
		time.Sleep(10 * time.Millisecond)
		s.unsubscribe(fixed)
	})
}
