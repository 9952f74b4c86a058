// A program that waits for one of each thing and says what it waits for, for the tests of the sampler. When all wait it prints a line
// for each wait: name, goroutine, kind, address, flags, value, capacity, type; and for each that holds something: `hold`, goroutine, the
// name of what. Then `ready`. -n N starts N more for each of a mutex, a Cond, a channel and a pipe.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
	"unsafe"
)

type event struct {
	id   int64
	text string
}

// cache has a lock that is not its first field.
type cache struct {
	name  string
	hits  int
	lock  sync.Mutex
	pages map[string]int
}

func (c *cache) get(key string) int {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.pages[key]
}

// fill holds the lock while it waits for something else.
func (c *cache) fill(from chan int) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.pages["x"] = <-from
}

type queue struct {
	lock     sync.Mutex
	notEmpty *sync.Cond
	notFull  *sync.Cond
}

func goid() string {
	var buffer [64]byte
	return strings.Fields(string(buffer[:runtime.Stack(buffer[:], false)]))[1]
}

type line struct {
	name, goid string
	print      func() string
}

var (
	mu    sync.Mutex
	lines []line
)

// start runs f in a goroutine of its own, of which the line will be printed.
func start(name string, print func() string, f func()) {
	ready := make(chan struct{})
	go func() {
		mu.Lock()
		lines = append(lines, line{name, goid(), print})
		mu.Unlock()
		close(ready)
		f()
	}()
	<-ready
	time.Sleep(2 * time.Millisecond) // in order
}

func object(kind string, addr unsafe.Pointer, flags int, value, capacity float64, of string) string {
	return fmt.Sprintf("%s %#x %d %.0f %.0f %s", kind, uintptr(addr), flags, value, capacity, of)
}

func word(at unsafe.Pointer, offset uintptr) int32 {
	return *(*int32)(unsafe.Pointer(uintptr(at) + offset))
}

func mutex(m *sync.Mutex, of string) func() string {
	return func() string {
		state := word(unsafe.Pointer(m), 0)
		return object("mutex", unsafe.Pointer(m), int(state&1<<2|state&4<<1), float64(state>>3), -1, of)
	}
}

func rwmutex(m *sync.RWMutex, flags int, readers float64) func() string {
	return func() string { return object("rwmutex", unsafe.Pointer(m), flags, readers, -1, "") }
}

func channel(at unsafe.Pointer, flags int, value func() float64, capacity float64, of string) func() string {
	return func() string { return object("channel", *(*unsafe.Pointer)(at), flags, value(), capacity, of) }
}

func main() {
	extra := flag.Int("n", 0, "")
	flag.Parse()
	minor := 0
	if parts := strings.Split(runtime.Version(), "."); len(parts) > 1 {
		minor, _ = strconv.Atoi(strings.TrimSpace(parts[1]))
	}

	full := make(chan event, 3)
	for i := 0; i < 3; i++ {
		full <- event{}
	}
	start("send", channel(unsafe.Pointer(&full), 0, func() float64 { return float64(len(full)) }, 3, "main.event"), func() { full <- event{} })
	empty := make(chan *bytes.Buffer, 5)
	start("receive", channel(unsafe.Pointer(&empty), 0, func() float64 { return 0 }, 5, "*bytes.Buffer"), func() { <-empty })
	plain := make(chan struct{})
	start("select", channel(unsafe.Pointer(&plain), 0, func() float64 { return 0 }, 0, "struct_{}"), func() {
		var none chan int
		select {
		case <-plain:
		case <-none:
		}
	})
	nothing := func() string { return object("channel", nil, 32, -1, -1, "") }
	start("nil channel", nothing, func() {
		var none chan int
		<-none
	})
	start("select of nil", nothing, func() {
		var none, other chan int
		select {
		case <-none:
		case other <- 1:
		}
	})

	var lock sync.Mutex
	lock.Lock()
	for i := 0; i < 3; i++ {
		start("mutex", mutex(&lock, ""), lock.Lock)
	}
	shared := &cache{name: "shared", pages: map[string]int{}}
	start("filler", channel(unsafe.Pointer(&emptyInts), 0, func() float64 { return 0 }, 0, "int"), func() { shared.fill(emptyInts) })
	start("getter", mutex(&shared.lock, ""), func() { shared.get("x") })
	start("getter", mutex(&shared.lock, ""), func() { shared.get("y") })

	var written sync.RWMutex
	written.Lock()
	start("reader", rwmutex(&written, 4|16, 0), written.RLock)
	start("second writer", rwmutex(&written, 4|16, 0), written.Lock)
	var read sync.RWMutex
	read.RLock()
	read.RLock()
	start("writer", rwmutex(&read, 4|16, 2), read.Lock)
	start("late reader", rwmutex(&read, 4|16, 2), read.RLock)

	var group sync.WaitGroup
	group.Add(5)
	start("group", func() string { return object("waitgroup", unsafe.Pointer(&group), 0, 5, -1, "") }, group.Wait)

	q := &queue{}
	q.notEmpty, q.notFull = sync.NewCond(&q.lock), sync.NewCond(&q.lock)
	for i := 0; i < 5; i++ {
		cond, name, waiting := q.notEmpty, "not empty", 3.0
		if i%2 == 1 {
			cond, name, waiting = q.notFull, "not full", 2
		}
		start(name, func() string { return object("cond", unsafe.Pointer(cond), 0, waiting, -1, "") }, func() {
			q.lock.Lock()
			cond.Wait()
		})
	}

	var once sync.Once
	start("in once", channel(unsafe.Pointer(&emptyInts), 0, func() float64 { return 0 }, 0, "int"), func() { once.Do(func() { <-emptyInts }) })
	// Once{done uint32; m Mutex}
	start("once", mutex((*sync.Mutex)(unsafe.Pointer(uintptr(unsafe.Pointer(&once))+4)), "sync.Once"), func() { once.Do(func() {}) })

	at := float64(time.Now().UnixNano()/1e6 + 3600_000)
	start("sleep", func() string { return object("timer", nil, 0, at, -1, "") }, func() { time.Sleep(time.Hour) })
	if minor >= 23 {
		after := time.After(time.Hour)
		start("after", channel(unsafe.Pointer(&after), 2, func() float64 { return at }, 1, "time.Time"), func() { <-after })
		stopped := time.NewTicker(time.Hour)
		stopped.Stop()
		start("stopped", channel(unsafe.Pointer(&stopped.C), 2, func() float64 { return -1 }, 1, "time.Time"), func() {
			for range stopped.C {
			}
		})
	}

	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	open = append(open, w)
	raw, err := r.SyscallConn()
	if err != nil {
		panic(err)
	}
	fd := -1.0
	if err := raw.Control(func(number uintptr) { fd = float64(number) }); err != nil {
		panic(err)
	}
	start("pipe", func() string { return object("fd", nil, 0, fd, -1, "") }, func() { r.Read(make([]byte, 1)) })
	start("second reader", func() string { return object("semaphore", nil, 0, 0, -1, "internal/poll.fdMutex") }, func() { r.Read(make([]byte, 1)) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	rawListener, err := listener.(*net.TCPListener).SyscallConn()
	if err != nil {
		panic(err)
	}
	listenFD := -1.0
	if err := rawListener.Control(func(number uintptr) { listenFD = float64(number) }); err != nil {
		panic(err)
	}
	start("accept", func() string { return object("fd", nil, 0, listenFD, -1, "") }, func() { listener.Accept() })

	var crowd sync.Mutex
	crowd.Lock()
	crowded := sync.NewCond(&sync.Mutex{})
	for i := 0; i < *extra; i++ {
		go crowd.Lock()
		go func() {
			crowded.L.Lock()
			crowded.Wait()
		}()
		go func() { <-emptyInts }()
		if i < 1000 {
			r, w, err := os.Pipe()
			if err != nil {
				panic(err)
			}
			open = append(open, w)
			go func() { r.Read(make([]byte, 1)) }()
		}
	}

	time.Sleep(300 * time.Millisecond)
	mu.Lock()
	for _, l := range lines {
		fmt.Printf("%s\t%s\t%s\n", l.name, l.goid, l.print())
	}
	mu.Unlock()
	fmt.Println("ready")
	select {
	case <-time.After(time.Hour):
	}
}

var emptyInts = make(chan int)

// open are the other ends of pipes: what is not reachable is closed by the garbage collector.
var open []*os.File
