// Command mirror copies files from several hosts. A host that cannot be reached returns before it calls Done.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type host struct {
	name  string
	files int
}

var errUnreachable = errors.New("no route to host")

func (h *host) connect() error {
	time.Sleep(500 * time.Microsecond)
	if strings.HasSuffix(h.name, ".old") {
		return errUnreachable
	}
	return nil
}

type mirror struct {
	mu     sync.Mutex
	copied int
}

func (m *mirror) add(files int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.copied += files
}

func (m *mirror) copyFrom(h *host, wg *sync.WaitGroup) {
	if err := h.connect(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", h.name, err)
		return
	}
	m.add(h.files)
	wg.Done()
}

func (m *mirror) copyFromDeferred(h *host, wg *sync.WaitGroup) {
	defer wg.Done()
	if err := h.connect(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", h.name, err)
		return
	}
	m.add(h.files)
}

func fetchAll(hosts []*host, from func(*mirror, *host, *sync.WaitGroup)) int {
	var wg sync.WaitGroup
	m := &mirror{}
	for _, h := range hosts {
		wg.Add(1)
		go from(m, h, &wg)
	}
	wg.Wait() // leak 25
	return m.copied
}

func main() {
	hosts := []*host{{"a.example.com", 10}, {"b.example.com", 20}, {"c.example.old", 30}}
	harness.Main(harness.Program{
		Incident: func(int) { fetchAll(hosts, (*mirror).copyFrom) },
		Fixed:    func(int) { fetchAll(hosts, (*mirror).copyFromDeferred) },
	})
}
