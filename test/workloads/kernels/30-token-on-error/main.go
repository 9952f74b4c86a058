// Command 30-token-on-error limits scans with a channel of tokens; a scan that fails keeps its token.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness/bare"
)

type scanner struct{ tokens chan struct{} }

func (s *scanner) scan(path string, fixed bool) error {
	s.tokens <- struct{}{} // leak 12, 30
	if path == "" {
		if fixed {
			<-s.tokens
		}
		return errors.New("no path")
	}
	time.Sleep(time.Millisecond)
	<-s.tokens
	return nil
}

func main() {
	bare.Main(func(fixed bool) {
		s := &scanner{tokens: make(chan struct{}, 2)}
		for _, path := range []string{"a", "", "b", "", "c"} {
			_ = s.scan(path, fixed)
		}
	})
}
