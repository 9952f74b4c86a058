package reach

import (
	"fmt"
	"strings"
)

// Kinds of waits that a goroutine may never come back from.
type waitKind uint8

const (
	// waitOther is no suspect: something outside the heap may wake it (the network, a clock), or it is not known.
	waitOther waitKind = iota
	waitChannel
	waitSelect
	// waitNever: a nil channel, a select without cases.
	waitNever
	// waitSemaphore: mutexes, RWMutexes, WaitGroups, and whatever semacquire is asked for up to Go 1.25.
	waitSemaphore
	waitCond
	// waitSystem: a goroutine of the runtime that rests; what is left on its stack is of no use to anyone.
	waitSystem
)

// reasons says by number what a wait is.
type reasons struct {
	kinds []waitKind
	texts []string
}

var kindsOfReasons = map[string]waitKind{
	"chan receive": waitChannel, "chan send": waitChannel, "select": waitSelect,
	"chan receive (nil chan)": waitNever, "chan send (nil chan)": waitNever, "select (no cases)": waitNever,
	"sync.Mutex.Lock": waitSemaphore, "sync.RWMutex.RLock": waitSemaphore, "sync.RWMutex.Lock": waitSemaphore,
	"sync.WaitGroup.Wait": waitSemaphore, "sync.Cond.Wait": waitCond,
	"GC worker (idle)": waitSystem, "force gc (idle)": waitSystem, "GC sweep wait": waitSystem, "GC scavenge wait": waitSystem,
	"finalizer wait": waitSystem, "cleanup wait": waitSystem, "GOMAXPROCS updater (idle)": waitSystem,
}

// withSemacquire: up to this minor sync waits are not told from the runtime's own semaphores by their reason.
const withSemacquire = 25

func reasonsOf(minor int, texts []string) (reasons, error) {
	r := reasons{texts: texts, kinds: make([]waitKind, len(texts))}
	for i, text := range texts {
		r.kinds[i] = kindsOfReasons[text]
		if minor <= withSemacquire && text == "semacquire" {
			r.kinds[i] = waitSemaphore
		}
	}
	for _, text := range []string{"chan receive", "chan send", "select"} {
		found := 0
		for _, have := range texts {
			if strings.TrimSpace(have) == text {
				found++
			}
		}
		if found != 1 {
			return r, fmt.Errorf("its reasons to wait have %q %d times", text, found)
		}
	}
	return r, nil
}

// scheduled: whoever waits so runs on only through the scheduler, which notes it.
func (r reasons) scheduled(reason uint8) bool {
	kind := r.kind(reason)
	if kind == waitOther && int(reason) < len(r.texts) {
		return r.texts[reason] == "IO wait" || r.texts[reason] == "sleep"
	}
	return kind != waitOther && kind != waitSystem
}

func (r reasons) kind(reason uint8) waitKind {
	if int(reason) >= len(r.kinds) {
		return waitOther
	}
	return r.kinds[reason]
}
