// Command bulk writes the rows of a request side by side and answers with the first error. Each further error waits to be told.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type row struct{ id, value int }

type database struct {
	mu   sync.Mutex
	rows map[int]int
}

func (d *database) insert(r row) error {
	time.Sleep(200 * time.Microsecond)
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.value < 0 {
		return fmt.Errorf("row %d: negative", r.id)
	}
	d.rows[r.id] = r.value
	return nil
}

// insertAll returns the first error, or nil when all rows are in.
func (d *database) insertAll(rows []row) error {
	var all sync.WaitGroup
	failed := make(chan error)
	for _, r := range rows {
		all.Add(1)
		go func() {
			defer all.Done()
			if err := d.insert(r); err != nil {
				failed <- err // leak 3
			}
		}()
	}
	inserted := make(chan struct{})
	go func() {
		all.Wait() // leak 26 25
		close(inserted)
	}()
	select {
	case err := <-failed:
		return err
	case <-inserted:
		return nil
	}
}

func (d *database) insertAllBuffered(rows []row) error {
	var all sync.WaitGroup
	failed := make(chan error, len(rows))
	for _, r := range rows {
		all.Add(1)
		go func() {
			defer all.Done()
			if err := d.insert(r); err != nil {
				failed <- err
			}
		}()
	}
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

func request(insertAll func(*database, []row) error) func(int) {
	d := &database{rows: map[int]int{}}
	return func(i int) {
		good := []row{{i, 1}, {i + 1, 2}}
		bad := []row{{i, 1}, {i + 1, -2}, {i + 2, -3}, {i + 3, -4}}
		_ = insertAll(d, good)
		_ = insertAll(d, bad)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: request((*database).insertAll),
		Fixed:    request((*database).insertAllBuffered),
		Burst:    15,
	})
}
