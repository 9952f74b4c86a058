// Command join reads two feeds until both have ended. A feed that has ended is set to nil, so that the select passes it by; who
// asks whether both are nil asks before the second one is.
package main

import (
	"sync/atomic"

	"example.com/workloads/harness"
)

type sample struct {
	sensor string
	value  int
}

func feed(sensor string, values ...int) <-chan sample {
	out := make(chan sample, len(values))
	for _, v := range values {
		out <- sample{sensor, v}
	}
	close(out)
	return out
}

type total struct {
	sum   atomic.Int64
	ended atomic.Int64
}

func (t *total) add(s sample) { t.sum.Add(int64(s.value)) }

func (t *total) join(left, right <-chan sample) {
	defer t.ended.Add(1)
	for {
		select { // leak 8 7 10
		case s, more := <-left:
			if !more {
				left = nil
				continue
			}
			t.add(s)
		case s, more := <-right:
			if !more {
				right = nil
				continue
			}
			t.add(s)
		}
		if left == nil && right == nil {
			return
		}
	}
}

func (t *total) joinWhileOpen(left, right <-chan sample) {
	defer t.ended.Add(1)
	for left != nil || right != nil {
		select {
		case s, more := <-left:
			if !more {
				left = nil
				continue
			}
			t.add(s)
		case s, more := <-right:
			if !more {
				right = nil
				continue
			}
			t.add(s)
		}
	}
}

func readings(join func(*total, <-chan sample, <-chan sample)) func(int) {
	t := &total{}
	return func(i int) {
		go join(t, feed("inside", i, i+1, i+2), feed("outside", -i))
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: readings((*total).join),
		Fixed:    readings((*total).joinWhileOpen),
	})
}
