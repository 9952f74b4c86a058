// Pools of workers of three sizes, made at start: thumbnails, mails and index updates.
package main

import (
	"crypto/sha256"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

// Pool runs jobs in a fixed number of workers.
type Pool[J any] struct {
	jobs chan J
	done atomic.Int64
}

// NewPool starts the workers.
func NewPool[J any](workers int, do func(J)) *Pool[J] {
	p := &Pool[J]{jobs: make(chan J)}
	for i := 0; i < workers; i++ {
		go p.work(do)
	}
	return p
}

func (p *Pool[J]) work(do func(J)) {
	for job := range p.jobs {
		do(job)
		p.done.Add(1)
	}
}

// Submit waits for a free worker.
func (p *Pool[J]) Submit(job J) { p.jobs <- job }

type thumbnail struct{ width int }

func resize(t thumbnail) {
	for i := 0; i < t.width; i++ {
		sha256.Sum256([]byte{byte(i)})
	}
}

func deliver(string) { time.Sleep(20 * time.Millisecond) }

func index(id int) { time.Sleep(time.Duration(id%7) * time.Millisecond) }

func main() {
	harness.Serve(func(load bool) {
		thumbnails, mails, updates := NewPool(4, resize), NewPool(64, deliver), NewPool(500, index)
		harness.Keep(thumbnails, mails, updates)
		thumbnails.Submit(thumbnail{10})
		mails.Submit("welcome")
		updates.Submit(1)
		if !load {
			return
		}
		go func() {
			for {
				thumbnails.Submit(thumbnail{2000})
				time.Sleep(time.Millisecond)
			}
		}()
		for i := 0; i < 8; i++ {
			go func() {
				for {
					mails.Submit("offer")
				}
			}()
		}
		go func() {
			for id := 0; ; id++ {
				updates.Submit(id)
				time.Sleep(200 * time.Microsecond)
			}
		}()
	})
}
