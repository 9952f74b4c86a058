// A service that leaks while it works: what the window is attached to in tests. Batches are handed to workers whose result nobody takes
// after a deadline, so each leaves a goroutine that sends for ever. Queues fill, a cache is fought for, garbage is made.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

func main() {
	every := flag.Duration("every", 50*time.Millisecond, "time from one batch that is given up to the next; 0 for none")
	start := flag.Int("start", 40, "batches that are given up at once")
	flag.Parse()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go accept(listener)
	hub := newHub(24)
	store := &cache{entries: map[int][]byte{}}
	for range 6 {
		go store.work()
	}
	queue := make(chan int, 64)
	go fill(queue)
	go drain(queue)
	go full(make(chan string, 16))

	for range *start {
		giveUp()
	}
	fmt.Println(os.Getpid())
	for i := 0; ; i++ {
		if *every == 0 {
			time.Sleep(time.Hour)
		}
		time.Sleep(*every)
		giveUp()
		if i%20 == 0 {
			hub.publish(i)
		}
	}
}

// Returns before the worker has its result.
func giveUp() {
	result := make(chan int)
	go startWorker(result)
	select {
	case <-result:
	case <-time.After(time.Microsecond):
	}
}

func startWorker(result chan<- int) {
	sum := 0
	for i := range 50_000 {
		sum += i
	}
	result <- sum
}

func accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		conn.Close()
	}
}

type hub struct{ topics []chan int }

func newHub(subscribers int) *hub {
	h := &hub{}
	for range subscribers {
		topic := make(chan int, 1)
		h.topics = append(h.topics, topic)
		go subscribe(topic, make(chan struct{}))
	}
	return h
}

func (h *hub) publish(value int) {
	for _, topic := range h.topics {
		select {
		case topic <- value:
		default:
		}
	}
}

func subscribe(topic <-chan int, done <-chan struct{}) {
	for {
		select {
		case <-topic:
		case <-done:
			return
		}
	}
}

type cache struct {
	mu      sync.Mutex
	entries map[int][]byte
}

func (c *cache) work() {
	for i := 0; ; i++ {
		c.mu.Lock()
		c.entries[i%512] = make([]byte, 16<<10)
		time.Sleep(time.Millisecond)
		c.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
}

// Fills and empties in turns.
func fill(queue chan<- int) {
	for i := 0; ; i++ {
		queue <- i
		time.Sleep(5 * time.Millisecond)
	}
}

func drain(queue <-chan int) {
	for {
		time.Sleep(400 * time.Millisecond)
		for range 70 {
			<-queue
		}
	}
}

// Has no reader.
func full(audit chan<- string) {
	for {
		audit <- "entry"
	}
}
