// Command translate answers from dictionaries that it loads at start. Workers come late, with the first request of a language,
// and idle as they should. Leaked are the probe that a language starts once, whose verdict nobody reads, and requests that wait
// for a dictionary that is broken.
package main

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type request struct {
	word  string
	reply chan string
}

type language struct {
	code     string
	loaded   sync.WaitGroup
	words    map[string]string
	verdict  chan error
	requests chan request
	first    sync.Once
	answered atomic.Int64
}

var errEmpty = errors.New("dictionary is empty")

func newLanguage(code, text string, repaired bool) *language {
	l := &language{code: code, words: map[string]string{}, requests: make(chan request)}
	l.verdict = make(chan error)
	if repaired {
		l.verdict = make(chan error, 1)
	}
	l.loaded.Add(1)
	go l.load(text, repaired)
	go l.probe()
	return l
}

func (l *language) load(text string, repaired bool) {
	if repaired {
		defer l.loaded.Done()
	}
	for _, line := range strings.Split(text, "\n") {
		from, to, found := strings.Cut(line, "=")
		if !found {
			return
		}
		l.words[from] = to
	}
	if !repaired {
		l.loaded.Done()
	}
}

// probe says whether the dictionary can be used; nobody has asked for that since the health page went.
func (l *language) probe() {
	time.Sleep(time.Millisecond)
	if l.code == "" {
		l.verdict <- errEmpty // leak 1
		return
	}
	l.verdict <- nil // leak 1
}

func (l *language) work() {
	for r := range l.requests {
		l.answered.Add(1)
		r.reply <- l.words[r.word]
	}
}

// translate starts the workers of a language when it is first asked for.
func (l *language) translate(word string) string {
	l.loaded.Wait() // leak 25
	l.first.Do(func() {
		for n := 0; n < 3; n++ {
			go l.work()
		}
	})
	reply := make(chan string)
	l.requests <- request{word, reply}
	return <-reply
}

type dictionary struct {
	mu        sync.Mutex
	repaired  bool
	languages map[string]*language
}

func (d *dictionary) language(code, text string) *language {
	d.mu.Lock()
	defer d.mu.Unlock()
	l, known := d.languages[code]
	if !known {
		l = newLanguage(code, text, d.repaired)
		d.languages[code] = l
	}
	return l
}

func ask(d *dictionary) func(int) {
	return func(i int) {
		_ = d.language("no", "lamp=lampe\ndesk=pult").translate("lamp")
		_ = d.language("", "lamp=\nbroken").translate("desk")
	}
}

func main() {
	leaky := &dictionary{languages: map[string]*language{}}
	sound := &dictionary{repaired: true, languages: map[string]*language{}}
	harness.Main(harness.Program{Incident: ask(leaky), Fixed: ask(sound)})
}
