// Command flags serves feature flags. Evaluating a flag that depends on another reads the table while it reads the table; a
// reload in between stops every later request.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type flag struct {
	on    bool
	needs string
}

type flags struct {
	sync.RWMutex
	byName  map[string]flag
	version int
}

func newFlags() *flags {
	return &flags{byName: map[string]flag{"checkout": {on: true, needs: "login"}, "login": {on: true}}}
}

// enabled reports whether a flag and all that it needs are on.
func (f *flags) enabled(name string) bool {
	f.RLock() // leak 21
	defer f.RUnlock()
	found := f.byName[name]
	time.Sleep(500 * time.Microsecond)
	return found.on && (found.needs == "" || f.enabled(found.needs))
}

func (f *flags) enabledOnce(name string) bool {
	f.RLock()
	defer f.RUnlock()
	return f.under(name)
}

func (f *flags) under(name string) bool {
	found := f.byName[name]
	time.Sleep(500 * time.Microsecond)
	return found.on && (found.needs == "" || f.under(found.needs))
}

func (f *flags) reload() {
	f.Lock() // leak 21
	defer f.Unlock()
	f.version++
}

func request(f *flags, enabled func(*flags, string) bool) func(int) {
	return func(int) {
		go func() {
			for n := 0; n < 30; n++ {
				time.Sleep(300 * time.Microsecond)
				f.reload()
			}
		}()
		for n := 0; n < 15; n++ {
			_ = enabled(f, "checkout")
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: request(newFlags(), (*flags).enabled),
		Fixed:    request(newFlags(), (*flags).enabledOnce),
	})
}
