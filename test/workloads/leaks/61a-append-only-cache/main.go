// A cache of templates whose key contains the time of the request, so that nothing is ever found again.
// moments 6
package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type templates struct {
	cache sync.Map
	key   func(name string, at time.Time) string
}

func render(name string) []byte {
	return []byte(strings.Repeat("<p>"+name+"</p>", 100)) // leak-heap 61
}

func (t *templates) get(name string, at time.Time) []byte {
	key := t.key(name, at)
	if page, ok := t.cache.Load(key); ok {
		return page.([]byte)
	}
	page := render(name)
	t.cache.Store(key, page)
	return page
}

var (
	always = &templates{key: func(name string, at time.Time) string { return fmt.Sprint(name, "@", at.UnixNano()) }}
	never  = &templates{key: func(name string, _ time.Time) string { return name }}
)

func visitors(t *templates) {
	for minute := 0; minute < 50; minute++ {
		for i := 0; i < 20; i++ {
			t.get("home", time.Now())
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { visitors(always) },
		Fixed:    func(int) { visitors(never) },
	})
}
