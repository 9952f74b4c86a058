package goroutines

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// beside does work 0 to count-1, each beside the others, and answers the error that made the others stop. A panic is an error.
func beside(count int, work func(n int) error) error {
	errs := make([]error, count)
	do := func(n int) {
		defer func() {
			if cause := recover(); cause != nil {
				errs[n] = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
			}
		}()
		errs[n] = work(n)
	}
	var group sync.WaitGroup
	for n := 1; n < count; n++ {
		group.Add(1)
		go func() {
			defer group.Done()
			do(n)
		}()
	}
	if count > 0 {
		do(0)
	}
	group.Wait()
	return causeOf(errs)
}

// causeOf is the error that made the others stop.
func causeOf(errs []error) error {
	var cause error
	for _, err := range errs {
		if err != nil && (cause == nil || errors.Is(cause, context.Canceled)) {
			cause = err
		}
	}
	return cause
}
