// Command audit writes what users do to a log, through a queue. The writer ends at the first record that it cannot encode,
// and nobody empties the queue any more.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"example.com/workloads/harness"
)

type entry struct {
	user   string
	action string
	detail any
}

type auditLog struct {
	queue chan entry
	out   io.Writer
}

func (l *auditLog) encode(e entry) error {
	line, err := json.Marshal([]any{e.user, e.action, e.detail})
	if err != nil {
		return err
	}
	_, err = l.out.Write(line)
	return err
}

func (l *auditLog) write() {
	for e := range l.queue {
		if err := l.encode(e); err != nil {
			fmt.Fprintln(os.Stderr, "audit log ends:", err)
			return
		}
	}
}

func (l *auditLog) writeOn() {
	for e := range l.queue {
		if err := l.encode(e); err != nil {
			fmt.Fprintln(os.Stderr, "audit record left out:", err)
		}
	}
}

func (l *auditLog) add(e entry) {
	l.queue <- e // leak 12
}

func newLog(write func(*auditLog)) *auditLog {
	l := &auditLog{queue: make(chan entry, 8), out: io.Discard}
	go write(l)
	return l
}

// importUsers is a request that makes many records; of a channel as detail, JSON knows nothing.
func importUsers(l *auditLog) {
	for n := 0; n < 12; n++ {
		var detail any = n
		if n == 2 {
			detail = make(chan int)
		}
		l.add(entry{fmt.Sprintf("user%d", n), "import", detail})
	}
}

func main() {
	dying, lasting := newLog((*auditLog).write), newLog((*auditLog).writeOn)
	harness.Main(harness.Program{
		Incident: func(int) { importUsers(dying) },
		Fixed:    func(int) { importUsers(lasting) },
	})
}
