// Logging that does not hold requests up: lines are queued, written in batches, rotated by a second goroutine.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type sink struct {
	mu      sync.Mutex
	file    *bytes.Buffer
	written int
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written += len(p)
	return s.file.Write(p)
}

// Logger queues lines.
type Logger struct {
	lines  chan string
	flush  chan chan struct{}
	rotate chan struct{}
	out    *sink
}

// NewLogger starts the daemon and the rotation.
func NewLogger(flushEvery time.Duration) *Logger {
	l := &Logger{make(chan string, 256), make(chan chan struct{}), make(chan struct{}, 1), &sink{file: new(bytes.Buffer)}}
	go l.flushDaemon(flushEvery)
	go l.millRun()
	return l
}

func (l *Logger) flushDaemon(every time.Duration) {
	w := bufio.NewWriterSize(l.out, 4096)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case line := <-l.lines:
			io.WriteString(w, line)
		case <-tick.C:
			w.Flush()
		case done := <-l.flush:
			w.Flush()
			close(done)
		}
		if l.out.written > 1<<20 {
			select {
			case l.rotate <- struct{}{}:
			default:
			}
		}
	}
}

func (l *Logger) millRun() {
	for range l.rotate {
		l.out.mu.Lock()
		l.out.file.Reset()
		l.out.written = 0
		l.out.mu.Unlock()
	}
}

// Printf queues a line.
func (l *Logger) Printf(format string, args ...any) { l.lines <- fmt.Sprintf(format+"\n", args...) }

// Flush returns when all lines so far are written.
func (l *Logger) Flush() {
	done := make(chan struct{})
	l.flush <- done
	<-done
}

func main() {
	harness.Serve(func(load bool) {
		access, audit := NewLogger(30*time.Second), NewLogger(5*time.Second)
		access.Printf("started at %v", time.Now())
		audit.Flush()
		for i := 0; load && i < 30; i++ {
			go func() {
				for n := 0; ; n++ {
					access.Printf("GET /items/%d 200", n)
					if n%100 == 0 {
						audit.Printf("checkpoint %d", n)
						audit.Flush()
					}
					time.Sleep(2 * time.Millisecond)
				}
			}()
		}
	})
}
