// An ingest that remembers every id it has seen, to recognise doubles, and forgets none.
// moments 6
package main

import (
	"encoding/hex"
	"hash/fnv"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type origin struct {
	file string
	line int
	raw  [200]byte
}

type deduplicator struct {
	mu   sync.Mutex
	seen map[string]*origin
}

func newDeduplicator() *deduplicator { return &deduplicator{seen: make(map[string]*origin)} }

func identify(file string, line int) string {
	h := fnv.New64a()
	h.Write([]byte(file))
	h.Write([]byte{byte(line), byte(line >> 8), byte(line >> 16)})
	return hex.EncodeToString(h.Sum(nil))
}

func (d *deduplicator) first(file string, line int) bool {
	id := identify(file, line)
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, double := d.seen[id]; double {
		return false
	}
	d.seen[id] = &origin{file: file, line: line} // leak-heap 58
	return true
}

func (d *deduplicator) forget(file string, line int) {
	d.mu.Lock()
	delete(d.seen, identify(file, line))
	d.mu.Unlock()
}

var doubles = newDeduplicator()

// ingest reads a file of five seconds.
func ingest(i int, done func(file string, line int)) {
	file := string(rune('a'+i%26)) + ".log"
	for line := 0; line < 4000; line++ {
		if doubles.first(file, i*4000+line) {
			done(file, i*4000+line)
		}
		if line%80 == 0 {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) { ingest(i, func(string, int) {}) },
		Fixed:    func(i int) { ingest(i, doubles.forget) },
	})
}
