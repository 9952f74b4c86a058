// Programs that leak nothing and are hard to see through, for the tests of reach. The first argument is the mode; each prints `ready` and ends
// with its input.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"time"
)

var done atomic.Int64

func main() {
	modes := map[string]func(){"handoff": handoff, "holders": holders, "heap": heap, "answers": answers}
	mode := modes[os.Args[1]]
	if mode == nil {
		os.Exit(2)
	}
	mode()
	fmt.Println("ready")
	var w *watching
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		switch lines.Text() {
		case "watch":
			w = watch()
		case "watched":
			fmt.Println(w.end())
		default:
			detect()
		}
	}
	fmt.Println(finish(), done.Load())
}

// watching counts what a loop does, and the longest time that it stood still.
type watching struct {
	began time.Time
	over  chan bool
	turns int64
	gap   time.Duration
}

func watch() *watching {
	w := &watching{began: time.Now(), over: make(chan bool)}
	go func() {
		for last := time.Now(); ; w.turns++ {
			now := time.Now()
			if late := now.Sub(last); late > w.gap {
				w.gap = late
			}
			last = now
			if w.turns%64 == 0 {
				select {
				case w.over <- true:
					return
				default:
				}
			}
		}
	}()
	return w
}

// end answers the longest time that it stood still, in milliseconds, and its turns in one.
func (w *watching) end() (gap, turns float64) {
	<-w.over
	return w.gap.Seconds() * 1e3, float64(w.turns) / (time.Since(w.began).Seconds() * 1e3)
}

// detect prints in how many milliseconds the runtime itself finds what leaked, and the longest time that a loop stood still meanwhile; 0 where it
// has no such profile.
func detect() {
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		fmt.Println(0, 0)
		return
	}
	w := watch()
	began := time.Now()
	if err := profile.WriteTo(io.Discard, 0); err != nil {
		os.Exit(4)
	}
	took := time.Since(began)
	gap, _ := w.end()
	fmt.Println(took.Seconds()*1e3, gap)
}

// finish answers how many goroutines of the mode never woke.
var finish = func() int { return 0 }

// node is what heaps are made of.
type node struct{ a, b, c, d *node }

var nodes []*node
var waiting []chan *node

// heap holds as many goroutines that wait as the second argument says and, with them, a heap in use of as many MB as the first one says: nodes that
// something changes all the time, and garbage of them, about a seventh. Of the goroutines the last ones, as many as the third argument says, are leaked.
func heap() {
	megabytes, goroutines, leaked := 0, 0, 0
	if len(os.Args) != 5 {
		os.Exit(2)
	}
	for i, into := range []*int{&megabytes, &goroutines, &leaked} {
		if _, err := fmt.Sscan(os.Args[2+i], into); err != nil {
			os.Exit(2)
		}
	}
	random := uint64(1)
	pick := func() *node {
		random ^= random << 13
		random ^= random >> 7
		random ^= random << 17
		if len(nodes) == 0 {
			return nil
		}
		return nodes[random%uint64(len(nodes))]
	}
	debug.SetGCPercent(20)
	for len(waiting) < goroutines {
		c := make(chan *node)
		waiting = append(waiting, c)
		go func() { <-c }()
	}
	waiting = append([]chan *node(nil), waiting[:goroutines-leaked]...)
	// A place in the list, two nodes, and what else is there by then.
	var memory runtime.MemStats
	most := uint64(megabytes) << 20
	nodes = make([]*node, 0, most/72)
	for memory.HeapInuse < most/7*6 && len(nodes) < cap(nodes) {
		for i := 0; i < 4096 && len(nodes) < cap(nodes); i++ {
			nodes = append(nodes, &node{pick(), pick(), pick(), &node{a: pick()}})
		}
		runtime.ReadMemStats(&memory)
	}
	runtime.GC()
	// The rest is garbage before it is collected: the collector counts stacks, too.
	runtime.ReadMemStats(&memory)
	if live := memory.HeapAlloc + memory.StackInuse; memory.HeapInuse < most {
		debug.SetGCPercent(int((most - memory.HeapInuse) * 100 / live))
	}
	time.Sleep(200 * time.Millisecond)
	go func() {
		for {
			for i := 0; i < 1000; i++ {
				pick().d = &node{a: pick()}
			}
			time.Sleep(time.Millisecond)
		}
	}()
}

// answer is large, so that it has pages of its own, which may be those behind a stack.
type answer struct {
	result chan []byte
	data   [16 << 10]byte
}

// answers leaves 60 goroutines that send what nobody takes.
func answers() {
	given := make(chan bool)
	// On a stack of its own, which ends: what it leaves behind keeps nothing.
	go func() {
		for i := 0; i < 60; i++ {
			a := &answer{result: make(chan []byte)}
			go func() {
				time.Sleep(time.Millisecond)
				a.result <- a.data[:]
			}()
			select {
			case <-a.result:
			case <-time.After(time.Microsecond):
			}
		}
		given <- true
	}()
	<-given
	time.Sleep(50 * time.Millisecond)
}

// token is what a goroutine waits for, and what may wake it. Each way to wake is the waker's last use of it.
type token struct {
	plain  chan int
	closed chan struct{}
	lock   *sync.Mutex
	group  *sync.WaitGroup
	cond   *sync.Cond
	rw     *sync.RWMutex
	kind   int
	pad    [5]uintptr
}

const kinds = 7

func newToken(kind int) *token {
	t := &token{kind: kind % kinds}
	switch t.kind {
	case 0:
		t.plain = make(chan int)
	case 1:
		t.closed = make(chan struct{})
	case 2:
		t.lock = &sync.Mutex{}
		t.lock.Lock()
	case 3:
		t.group = &sync.WaitGroup{}
		t.group.Add(1)
	case 4:
		t.cond = sync.NewCond(&sync.Mutex{})
	case 5:
		t.rw = &sync.RWMutex{}
		t.rw.Lock()
	case 6:
		t.plain, t.closed = make(chan int, 1), make(chan struct{})
	}
	return t
}

// sleep waits for the token; what it holds itself keeps nobody awake.
func (t *token) sleep(ready chan<- struct{}) {
	switch t.kind {
	case 0:
		c := t.plain
		ready <- struct{}{}
		<-c
	case 1:
		c := t.closed
		ready <- struct{}{}
		<-c
	case 2:
		l := t.lock
		ready <- struct{}{}
		l.Lock()
	case 3:
		g := t.group
		ready <- struct{}{}
		g.Wait()
	case 4:
		c := t.cond
		c.L.Lock()
		ready <- struct{}{}
		c.Wait()
		c.L.Unlock()
	case 5:
		l := t.rw
		ready <- struct{}{}
		l.RLock()
	case 6:
		a, b := t.plain, t.closed
		ready <- struct{}{}
		select {
		case <-a:
		case <-b:
		}
	}
	done.Add(1)
}

func (t *token) wake() {
	switch t.kind {
	case 0, 6:
		t.plain <- 1
	case 1:
		close(t.closed)
	case 2:
		t.lock.Unlock()
	case 3:
		t.group.Done()
	case 4:
		t.cond.L.Lock()
		t.cond.L.Unlock()
		t.cond.Broadcast()
	case 5:
		t.rw.Unlock()
	}
}

// handoff hands tokens from place to place as fast as it can, then wakes.
func handoff() {
	debug.SetGCPercent(20)
	for i := 0; i < 48; i++ {
		go relay(i)
	}
	for i := 0; i < 2; i++ {
		go func() {
			var keep [64][]byte
			for n := 0; ; n++ {
				keep[n%64] = make([]byte, 1<<(n%12))
				if n%4096 == 0 {
					runtime.GC()
				}
			}
		}()
	}
}

var shared sync.Map

func relay(seed int) {
	ready := make(chan struct{}, 1)
	carrier := make(chan *token, 1)
	list := make([]*token, 0, 16)
	table := map[int]*token{}
	var word atomic.Pointer[token]
	for n := seed; ; n++ {
		t := newToken(n)
		go t.sleep(ready)
		<-ready
		// From place to place; each is the only one for a moment.
		for hop := 0; hop < 8; hop++ {
			switch (n + hop) % 6 {
			case 0:
				carrier <- t
				t = nil
				t = <-carrier
			case 1:
				list = append(list, t)
				t = nil
				for len(list) < 12 {
					list = append([]*token{nil}, list...)
				}
				list = append(list, nil)
				copy(list[2:], list[1:]) // moved by vectors
				for i := range list {
					if list[i] != nil {
						t = list[i]
					}
					list[i] = nil
				}
				list = list[:0]
			case 2:
				table[n] = t
				t = nil
				for i := 0; i < 20; i++ {
					table[-i-1] = nil
				}
				t = table[n]
				table = map[int]*token{}
			case 3:
				word.Store(t)
				t = nil
				t = word.Swap(nil)
			case 4:
				t = deep(t, 40+n%60)
			case 5:
				shared.Store(seed, t)
				t = nil
				v, _ := shared.LoadAndDelete(seed)
				t = v.(*token)
			}
		}
		t.wake()
		t = nil
		if n%64 == 0 {
			runtime.Gosched()
		}
	}
}

// deep moves the token on a stack that grows.
//
//go:noinline
func deep(t *token, n int) *token {
	var pad [32]uintptr
	if n == 0 {
		return t
	}
	t = deep(t, n-1)
	pad[n%32] = uintptr(n)
	if pad[0] == 99999 {
		return nil
	}
	return t
}

// holders keeps each token by one thing only, for as long as the input is open.
func holders() {
	var all atomic.Int64
	wakers := []func(*token) func(){}
	hold := func(f func(*token) func()) { wakers = append(wakers, f) }
	release := make(chan struct{})
	hold(func(t *token) func() { // a timer
		time.AfterFunc(4*time.Second, t.wake)
		return func() {}
	})
	hold(func(t *token) func() { // a goroutine in a system call: reading a pipe that blocks
		r, w, err := os.Pipe()
		if err != nil {
			os.Exit(4)
		}
		fd := int(r.Fd()) // blocking from here on
		go func() {
			buffer := make([]byte, 1)
			readBlocking(fd, buffer)
			t.wake()
			runtime.KeepAlive(r)
		}()
		return func() { w.Write([]byte{1}) }
	})
	hold(func(t *token) func() { // a goroutine that sleeps
		go func() {
			<-release
			t.wake()
		}()
		return func() {}
	})
	hold(func(t *token) func() { // a goroutine that runs
		var stop atomic.Bool
		go func() {
			for !stop.Load() {
			}
			t.wake()
		}()
		return func() { stop.Store(true) }
	})
	for _, more := range others {
		hold(more)
	}
	var finishers []func()
	for i, waker := range wakers {
		for kind := 0; kind < kinds; kind++ {
			if i == 3 && kind > 0 {
				continue // one processor's worth of running
			}
			all.Add(1)
			ready := make(chan struct{}, 1)
			t := newToken(kind)
			go t.sleep(ready)
			<-ready
			finishers = append(finishers, waker(t))
		}
	}
	for i := 0; i < 3; i++ {
		runtime.GC()
		time.Sleep(20 * time.Millisecond)
	}
	finish = func() int {
		close(release)
		for _, f := range finishers {
			f()
		}
		for i := 0; i < 600 && done.Load() < all.Load(); i++ {
			runtime.GC()
			time.Sleep(20 * time.Millisecond)
		}
		return int(all.Load() - done.Load())
	}
}

// kept is for things that must not be collected before the end.
var kept []any

// others are ways to hold that older versions of Go do not have, and those that need more words.
var others = []func(*token) func(){
	func(t *token) func() { // a finalizer of an object that lives
		object := &[4]*int{}
		runtime.SetFinalizer(object, func(*[4]*int) { t.wake() })
		at := len(kept)
		kept = append(kept, object)
		return func() { kept[at] = nil }
	},
	func(t *token) func() { // a finalizer's own object
		object := &struct{ t *token }{t}
		runtime.SetFinalizer(object, func(o *struct{ t *token }) { o.t.wake() })
		at := len(kept)
		kept = append(kept, object)
		return func() { kept[at] = nil }
	},
	func(t *token) func() { // a deferred call
		stop := make(chan struct{})
		go func() {
			defer t.wake()
			<-stop
		}()
		return func() { close(stop) }
	},
	func(t *token) func() { // an interface in a buffered channel
		c := make(chan any, 3)
		c <- t
		kept = append(kept, c)
		return func() { (<-c).(*token).wake() }
	},
	func(t *token) func() { // an interior pointer
		inner := &t.pad[3]
		wake := t.wake
		kept = append(kept, inner)
		return func() { wake() }
	},
}
