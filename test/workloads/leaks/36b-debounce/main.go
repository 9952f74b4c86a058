// A debouncer that makes a new AfterFunc for every key stroke and does not stop the one before; each holds its text.
// moments 6
package main

import (
	"strings"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type document struct {
	mu      sync.Mutex
	pending *time.Timer
	saved   string
}

func (d *document) save(text string) {
	d.mu.Lock()
	d.saved = text
	d.mu.Unlock()
}

func later(do func()) *time.Timer {
	return time.AfterFunc(90*time.Minute, do) // leak-heap 36
}

func (d *document) edit(text string) {
	timer := later(func() { d.save(text) })
	d.mu.Lock()
	d.pending = timer
	d.mu.Unlock()
}

func (d *document) editOnce(text string) {
	timer := later(func() { d.save(text) })
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pending != nil {
		d.pending.Stop()
	}
	d.pending = timer
}

// paste types a long text into a document, for five seconds.
func paste(edit func(string)) {
	line := strings.Repeat("lorem ipsum ", 4)
	for n := 0; n < 5000; n++ {
		edit(line[:n%len(line)])
		if n%100 == 0 {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { paste(new(document).edit) },
		Fixed:    func(int) { paste(new(document).editOnce) },
	})
}
