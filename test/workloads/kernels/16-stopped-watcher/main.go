// Command 16-stopped-watcher distributes events to watchers; one has gone away without saying so, and the distributor waits for it.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type event struct{ kind, object string }

type watcher struct {
	result  chan event
	stopped chan struct{}
}

type broadcaster struct {
	incoming chan event
	watchers []*watcher
}

func (b *broadcaster) watch() *watcher {
	w := &watcher{result: make(chan event), stopped: make(chan struct{})}
	b.watchers = append(b.watchers, w)
	return w
}

func (b *broadcaster) loop() {
	for e := range b.incoming {
		for _, w := range b.watchers {
			select { // leak 16
			case w.result <- e:
			case <-w.stopped:
			}
		}
	}
}

func main() {
	bare.Main(func(fixed bool) {
		b := &broadcaster{incoming: make(chan event, 8)}
		w := b.watch()
		go b.loop()
		go func() {
			e := <-w.result
			if fixed || e.kind != "ADDED" {
				close(w.stopped)
			}
		}()
		for _, kind := range []string{"ADDED", "MODIFIED", "DELETED"} {
			b.incoming <- event{kind, "pods/web-0"}
		}
		close(b.incoming)
		time.Sleep(10 * time.Millisecond)
	})
}
