// Command validate checks the fields of forms side by side. Problems go to a channel with room for three; a form with more of
// them is never answered.
package main

import (
	"fmt"
	"strings"
	"sync"

	"example.com/workloads/harness"
)

type field struct{ name, value string }

type form []field

func (f field) check() error {
	if strings.TrimSpace(f.value) == "" {
		return fmt.Errorf("%s is empty", f.name)
	}
	return nil
}

func (f form) problems(room int) []error {
	found := make(chan error, room)
	var checks sync.WaitGroup
	for _, each := range f {
		checks.Add(1)
		go func() {
			defer checks.Done()
			if err := each.check(); err != nil {
				found <- err // leak 26
			}
		}()
	}
	checks.Wait() // leak 26
	close(found)
	var all []error
	for err := range found {
		all = append(all, err)
	}
	return all
}

func submissions() []form {
	good := form{{"name", "Ann"}, {"street", "Elm 1"}, {"city", "Oslo"}}
	empty := form{{"name", ""}, {"street", ""}, {"city", ""}, {"zip", " "}, {"country", ""}}
	return []form{good, empty}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) {
			for _, f := range submissions() {
				_ = f.problems(3)
			}
		},
		Fixed: func(int) {
			for _, f := range submissions() {
				_ = f.problems(len(f))
			}
		},
		Burst: 15,
	})
}
