// Command ocr scans pages in two stages. The first ends on a damaged page without closing its channel, and the second waits
// for a page that does not come.
package main

import (
	"errors"
	"sync/atomic"

	"example.com/workloads/harness"
)

type scan struct {
	page  int
	ink   []byte
	words int
}

type stage interface {
	run(in <-chan *scan, out chan<- *scan)
}

type binarize struct{ closes bool }

var errDamaged = errors.New("damaged page")

func (binarize) process(s *scan) error {
	if s.page == 3 {
		return errDamaged
	}
	for i := range s.ink {
		s.ink[i] >>= 7
	}
	return nil
}

func (b binarize) run(in <-chan *scan, out chan<- *scan) {
	if b.closes {
		defer close(out)
	}
	for s := range in {
		if err := b.process(s); err != nil {
			// Whoever sends has its own way out: the channel has room for all pages.
			return
		}
		out <- s
	}
	if !b.closes {
		close(out)
	}
}

type recognize struct{}

func (recognize) run(in <-chan *scan, out chan<- *scan) {
	defer close(out)
	for s := range in { // leak 14
		s.words = len(s.ink) / 16
		out <- s
	}
}

var words atomic.Int64

func document(pages int, stages ...stage) {
	feed := make(chan *scan, pages)
	for n := 1; n <= pages; n++ {
		feed <- &scan{page: n, ink: make([]byte, 256)}
	}
	close(feed)
	var in <-chan *scan = feed
	for _, s := range stages {
		out := make(chan *scan, pages)
		go s.run(in, out)
		in = out
	}
	// The result is fetched by a later request; until then it waits in its channel.
	select {
	case s := <-in:
		words.Add(int64(s.words))
	default:
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { document(6, binarize{closes: false}, recognize{}) },
		Fixed:    func(int) { document(6, binarize{closes: true}, recognize{}) },
	})
}
