// Command healthy-broker has subscribers of topics that wait for what is published, once a second.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type broker struct {
	mu     sync.RWMutex
	topics map[string][]chan string
}

func (b *broker) subscribe(topic string) <-chan string {
	ch := make(chan string, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.topics[topic] = append(b.topics[topic], ch)
	return ch
}

func (b *broker) publish(topic, text string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, ch := range b.topics[topic] {
		ch <- text
	}
}

func listen(ch <-chan string) {
	for text := range ch {
		_ = len(text)
	}
}

func main() {
	b := &broker{topics: map[string][]chan string{}}
	bare.Main(func(bool) {
		for _, topic := range []string{"orders", "orders", "stock", "audit", "audit"} {
			go listen(b.subscribe(topic))
		}
		for {
			b.publish("orders", "new")
			time.Sleep(time.Second)
		}
	})
}
