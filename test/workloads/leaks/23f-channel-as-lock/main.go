// Command printers uses a channel with one place as the lock of a printer and a mutex for the list of jobs, and takes the two in
// both orders.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type printer struct {
	// busy holds one element while the printer prints.
	busy chan struct{}
	mu   sync.Mutex
	jobs []string
	done int
}

func newPrinter() *printer { return &printer{busy: make(chan struct{}, 1)} }

func (p *printer) acquire() {
	p.busy <- struct{}{} // leak 23
}

func (p *printer) release() { <-p.busy }

func (p *printer) next() (string, bool) {
	p.mu.Lock() // leak 23
	defer p.mu.Unlock()
	if len(p.jobs) == 0 {
		return "", false
	}
	job := p.jobs[0]
	p.jobs = p.jobs[1:]
	return job, true
}

// print prints what waits.
func (p *printer) print() {
	p.acquire()
	defer p.release()
	time.Sleep(2 * time.Millisecond)
	for _, more := p.next(); more; _, more = p.next() {
		p.done++
	}
}

// cancelAll empties the queue when the printer has finished its page.
func (p *printer) cancelAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.acquire()
	defer p.release()
	p.jobs = nil
}

func (p *printer) cancelAllInOrder() {
	p.acquire()
	defer p.release()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jobs = nil
}

func office(cancel func(*printer)) func(int) {
	return func(int) {
		p := newPrinter()
		p.jobs = []string{"letter", "invoice"}
		go p.print()
		time.Sleep(time.Millisecond)
		cancel(p)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: office((*printer).cancelAll),
		Fixed:    office((*printer).cancelAllInOrder),
	})
}
