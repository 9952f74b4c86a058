// Nightly imports: every batch starts a goroutine for each file, waits for all and then reports; the next comes at once.
package main

import (
	"fmt"
	"log"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type result struct {
	file string
	rows int
	err  error
}

type importer struct {
	once   sync.Once
	schema []string
}

// prepare is slow the first time; everybody else waits in Once until it is through.
func (im *importer) prepare() {
	im.once.Do(func() {
		time.Sleep(300 * time.Millisecond)
		im.schema = []string{"id", "name", "price"}
	})
}

func (im *importer) file(name string) (int, error) {
	im.prepare()
	time.Sleep(time.Duration(5+len(name)) * time.Millisecond)
	return len(name) * len(im.schema), nil
}

func (im *importer) batch(n int) (rows int) {
	var wg sync.WaitGroup
	results := make(chan result)
	for i := 0; i < 25; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			name := fmt.Sprintf("batch-%d/part-%d.csv", n, i)
			rows, err := im.file(name)
			results <- result{name, rows, err}
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	for r := range results {
		if r.err != nil {
			log.Print(r.file, r.err)
			continue
		}
		rows += r.rows
	}
	return rows
}

// nightly waits for its hour, which does not come while the process runs.
func (im *importer) nightly(hour <-chan time.Time) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		<-hour
		im.batch(0)
	}()
	wg.Wait()
}

func main() {
	harness.Serve(func(load bool) {
		im := &importer{}
		go im.nightly(time.After(8 * time.Hour))
		for i := 0; load && i < 5; i++ {
			go func() {
				for n := i; ; n++ {
					im.batch(n)
				}
			}()
		}
	})
}
