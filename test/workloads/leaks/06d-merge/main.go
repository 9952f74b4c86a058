// Command tail merges the logs of several pods into one stream. A pod that is gone ends its reader without closing its channel;
// the merged stream never ends, nor does the one who prints it.
package main

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"example.com/workloads/harness"
)

var errGone = errors.New("pod is gone")

type pod struct {
	name  string
	lines int
	gone  bool
}

func (p pod) read(emit func(string)) error {
	for n := 0; n < p.lines; n++ {
		if p.gone && n == 2 {
			return errGone
		}
		emit(fmt.Sprint(p.name, n))
	}
	return nil
}

func (p pod) follow() <-chan string {
	out := make(chan string)
	go func() {
		if p.read(func(line string) { out <- line }) != nil {
			return
		}
		close(out)
	}()
	return out
}

func (p pod) followToTheEnd() <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		_ = p.read(func(line string) { out <- line })
	}()
	return out
}

// merged closes what it answers when all inputs have ended.
func merged[T any](inputs ...<-chan T) <-chan T {
	var wg sync.WaitGroup
	out := make(chan T, 4)
	wg.Add(len(inputs))
	for _, in := range inputs {
		in := in
		go func() {
			defer wg.Done()
			for v := range in { // leak 6
				out <- v
			}
		}()
	}
	go func() {
		wg.Wait() // leak 25 6
		close(out)
	}()
	return out
}

func printAll(lines <-chan string, to io.Writer) {
	for line := range lines { // leak 6
		fmt.Fprintln(to, line)
	}
}

func tail(follow func(pod) <-chan string) {
	pods := []pod{{"web-", 5, false}, {"db-", 9, true}, {"queue-", 3, false}}
	var inputs []<-chan string
	for _, p := range pods {
		inputs = append(inputs, follow(p))
	}
	printAll(merged(inputs...), io.Discard)
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { tail(pod.follow) },
		Fixed:    func(int) { tail(pod.followToTheEnd) },
	})
}
