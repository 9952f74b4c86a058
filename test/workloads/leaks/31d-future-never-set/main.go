// Command thumbs makes each thumbnail once, however many ask for it: the first who asks makes it, the others wait for a
// future. A picture that cannot be read makes the maker return without setting it.
package main

import (
	"errors"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type future[T any] struct {
	once  sync.Once
	set   chan struct{}
	value T
	err   error
}

func newFuture[T any]() *future[T] { return &future[T]{set: make(chan struct{})} }

func (f *future[T]) resolve(value T, err error) {
	f.once.Do(func() {
		f.value, f.err = value, err
		close(f.set)
	})
}

func (f *future[T]) Get() (T, error) {
	<-f.set // leak 31 10
	return f.value, f.err
}

type thumbs struct {
	mu     sync.Mutex
	making map[int]*future[[]byte]
}

var errFormat = errors.New("unknown format")

func decode(id int) ([]byte, error) {
	time.Sleep(15 * time.Millisecond)
	if id%2 == 0 {
		return nil, errFormat
	}
	return make([]byte, 64), nil
}

func (t *thumbs) get(id int, always bool) ([]byte, error) {
	t.mu.Lock()
	f, ok := t.making[id]
	if ok {
		t.mu.Unlock()
		return f.Get()
	}
	f = newFuture[[]byte]()
	t.making[id] = f
	t.mu.Unlock()
	picture, err := decode(id)
	if err != nil && !always {
		return nil, err
	}
	f.resolve(picture, err)
	return picture, err
}

var gallery = &thumbs{making: map[int]*future[[]byte]{}}

func page(id int, always bool) {
	for viewer := 0; viewer < 4; viewer++ {
		go func() { _, _ = gallery.get(id, always) }()
	}
	time.Sleep(20 * time.Millisecond)
}

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) { page(2*i, false) },
		Fixed:    func(i int) { page(2*i, true) },
	})
}
