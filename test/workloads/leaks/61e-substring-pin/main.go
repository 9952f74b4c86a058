// A crawler that keeps the title of each page: a substring, with the whole page behind it.
// moments 6
package main

import (
	"strings"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type titles struct {
	mu    sync.Mutex
	found []string
}

func fetch(n int) string {
	var page strings.Builder
	page.WriteString("<title>tea</title>")
	for i := 0; i < 1500; i++ {
		page.WriteString("<p>lorem ipsum</p>") // leak-heap 61
	}
	return page.String()
}

func title(page string) string {
	_, rest, _ := strings.Cut(page, "<title>")
	text, _, _ := strings.Cut(rest, "</title>")
	return text
}

func (t *titles) add(text string) {
	t.mu.Lock()
	t.found = append(t.found, text)
	t.mu.Unlock()
}

var library titles

func crawl(of func(page string) string) {
	for n := 0; n < 50; n++ {
		library.add(of(fetch(n)))
		time.Sleep(100 * time.Millisecond)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { crawl(title) },
		Fixed:    func(int) { crawl(func(page string) string { return strings.Clone(title(page)) }) },
	})
}
