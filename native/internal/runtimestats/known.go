package runtimestats

import (
	"errors"

	"parkscope/native/internal/layout"
)

// Known is where the variables of one process are. It holds no memory worth mentioning, and is good for as long as the process lives.
type Known struct {
	layout *layout.Layout
	at     variables
}

// Known are the places that were found.
func (r *Reader) Known() Known { return Known{r.layout, r.at} }

// Goroutines counts those that have not ended, without those of the runtime itself; false where that is not known. It is the cheapest
// number: two system calls.
func (k Known) Goroutines(source Source) (int64, bool, error) {
	r := &Reader{mem: source, layout: k.layout, at: variables{sched: k.at.sched, allgLen: k.at.allgLen, allp: k.at.allp}}
	if r.at.sched == 0 || r.at.allp == 0 {
		return 0, false, nil
	}
	r.plan()
	r.memstats, r.controller = nil, nil
	if err := r.fetch(); err != nil {
		if errors.Is(err, errUnreadable) {
			err = nil
		}
		return 0, false, err
	}
	if !r.procsAreRight() || !r.schedIsRight(r.sched) {
		return 0, false, nil
	}
	return int64(r.goroutines()), true, nil
}
