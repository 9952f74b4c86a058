// Command 22-partial-cached looks a partial up under the read lock and, still holding it, stores it under the write lock.
package main

import (
	"strings"
	"sync"

	"example.com/workloads/harness/bare"
)

type partials struct {
	sync.RWMutex
	byName map[string]string
}

func (p *partials) get(name string, fixed bool) string {
	p.RLock()
	text, ok := p.byName[name]
	if fixed {
		p.RUnlock()
	} else {
		defer p.RUnlock()
	}
	if ok {
		return text
	}
	return p.set(name)
}

func (p *partials) set(name string) string {
	text := strings.ToUpper(name)
	p.Lock() // leak 22
	p.byName[name] = text
	p.Unlock()
	return text
}

func main() {
	bare.Main(func(fixed bool) {
		p := &partials{byName: map[string]string{}}
		var pages sync.WaitGroup
		pages.Add(1)
		go func() {
			defer pages.Done()
			p.get("header", fixed)
		}()
		pages.Wait() // leak 25, 26
	})
}
