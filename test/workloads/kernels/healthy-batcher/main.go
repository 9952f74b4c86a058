// Command healthy-batcher flushes what has come each 400 ms or when twenty are there; writers wait for their flush.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type write struct {
	line string
	done chan struct{}
}

type batcher struct{ in chan write }

func (b *batcher) run() {
	flush := time.NewTicker(400 * time.Millisecond)
	defer flush.Stop()
	var batch []write
	for {
		select {
		case w := <-b.in:
			batch = append(batch, w)
			if len(batch) < 20 {
				continue
			}
		case <-flush.C:
		}
		for _, w := range batch {
			close(w.done)
		}
		batch = nil
	}
}

func (b *batcher) append(line string) {
	w := write{line, make(chan struct{})}
	b.in <- w
	<-w.done
}

func main() {
	b := &batcher{in: make(chan write)}
	bare.Main(func(bool) {
		go b.run()
		for i := 0; i < 5; i++ {
			go func() {
				for {
					b.append("line")
				}
			}()
		}
	})
}
