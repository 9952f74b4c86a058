// A debugging aid left in a release: every request appends to a list that only the admin page empties.
// moments 6
package main

import (
	"fmt"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type entry struct {
	at     time.Time
	method string
	path   string
	body   []byte
}

type recorder struct {
	mu      sync.Mutex
	entries []entry
	most    int
}

func (r *recorder) record(method, path string, size int) {
	body := make([]byte, size) // leak-heap 58
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = append(r.entries, entry{time.Now(), method, path, body})
	if r.most > 0 && len(r.entries) > r.most {
		r.entries = append([]entry(nil), r.entries[len(r.entries)-r.most/2:]...)
	}
}

var (
	unbounded = &recorder{}
	bounded   = &recorder{most: 100}
)

// browse is one user for five seconds.
func browse(r *recorder, user int) {
	for n := 0; n < 1000; n++ {
		r.record("GET", fmt.Sprintf("/users/%d/items/%d", user, n), 1000)
		if n%20 == 0 {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(user int) { browse(unbounded, user) },
		Fixed:    func(user int) { browse(bounded, user) },
	})
}
