// Command thumbs joins requests for the same picture by hand, as was done before there was a package for it. Making one picture
// panics, and those who joined it wait for a result that nobody will set.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type call struct {
	done   sync.WaitGroup
	result []byte
	err    error
}

type flights struct {
	mu    sync.Mutex
	calls map[string]*call
}

func (f *flights) join(key string) (*call, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c, under := f.calls[key]; under {
		return c, true
	}
	c := &call{}
	c.done.Add(1)
	f.calls[key] = c
	return c, false
}

func (f *flights) land(key string, c *call) {
	c.done.Done()
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.calls, key)
}

func (f *flights) do(key string, make func(string) ([]byte, error)) ([]byte, error) {
	c, joined := f.join(key)
	if joined {
		c.done.Wait() // leak 31 25
		return c.result, c.err
	}
	c.result, c.err = make(key)
	f.land(key, c)
	return c.result, c.err
}

func (f *flights) doDeferred(key string, make func(string) ([]byte, error)) ([]byte, error) {
	c, joined := f.join(key)
	if joined {
		c.done.Wait()
		return c.result, c.err
	}
	c.err = fmt.Errorf("%s: could not be made", key)
	defer f.land(key, c)
	c.result, c.err = make(key)
	return c.result, c.err
}

func shrink(key string) ([]byte, error) {
	time.Sleep(2 * time.Millisecond)
	header := []byte(key)[:4]
	if header[0] == 'x' {
		return header[:len(key):4], nil // Reads beyond the header.
	}
	return header, nil
}

type joiner func(key string, make func(string) ([]byte, error)) ([]byte, error)

func request(do joiner, key string) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, "request failed:", p)
		}
	}()
	_, _ = do(key, shrink)
}

func page(do joiner) func(int) {
	return func(i int) {
		for _, key := range []string{"lake.jpg", "x-ray.jpg"} {
			for n := 0; n < 2; n++ {
				go request(do, key)
			}
		}
	}
}

func main() {
	leaky, sound := &flights{calls: map[string]*call{}}, &flights{calls: map[string]*call{}}
	harness.Main(harness.Program{Incident: page(leaky.do), Fixed: page(sound.doDeferred)})
}
