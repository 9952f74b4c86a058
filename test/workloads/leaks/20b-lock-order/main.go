// Command shop locks orders before stock when it sells, and stock before orders when it takes goods back. One crossing of the
// two stops them all.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type orders struct {
	mu   sync.Mutex
	open map[int]string
}

type stock struct {
	mu   sync.Mutex
	left map[string]int
}

type shop struct {
	orders orders
	stock  stock
}

func newShop() *shop {
	return &shop{orders{open: map[int]string{}}, stock{left: map[string]int{"lamp": 1000}}}
}

func record() { time.Sleep(4 * time.Millisecond) }

func (s *shop) sell(id int, item string) {
	s.orders.mu.Lock() // leak 20
	defer s.orders.mu.Unlock()
	s.orders.open[id] = item
	record()
	s.stock.mu.Lock() // leak 20
	defer s.stock.mu.Unlock()
	s.stock.left[item]--
}

func (s *shop) takeBack(id int) {
	s.stock.mu.Lock() // leak 20
	defer s.stock.mu.Unlock()
	record()
	s.orders.mu.Lock() // leak 20
	defer s.orders.mu.Unlock()
	s.stock.left[s.orders.open[id]]++
	delete(s.orders.open, id)
}

func (s *shop) takeBackInOrder(id int) {
	s.orders.mu.Lock()
	defer s.orders.mu.Unlock()
	record()
	s.stock.mu.Lock()
	defer s.stock.mu.Unlock()
	s.stock.left[s.orders.open[id]]++
	delete(s.orders.open, id)
}

func trade(s *shop, takeBack func(*shop, int)) func(int) {
	return func(i int) {
		go takeBack(s, i-1)
		s.sell(i, "lamp")
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: trade(newShop(), (*shop).takeBack),
		Fixed:    trade(newShop(), (*shop).takeBackInOrder),
		Burst:    20,
	})
}
