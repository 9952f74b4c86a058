package goroutines

// waiter is a sudog on a channel that was read.
type waiter struct {
	sudog, next uint64
	wait        int32
	// seen: a queue was followed through it.
	seen bool
}

// sortQueues enters the waiters of those channels that selects wait on, for what else waits its direction is known.
func (r *waitReader) sortQueues() {
	var asked []bool
	for i := range r.waiters {
		if wait := &r.Waits[r.waiters[i].wait]; wait.Direction == WaitEither {
			if asked == nil {
				asked = make([]bool, len(r.Objects))
			}
			asked[wait.Object] = true
		}
	}
	if asked == nil {
		return
	}
	for i := range r.waiters {
		if asked[r.Waits[r.waiters[i].wait].Object] {
			r.byQueue.set(objectKey{addr: r.waiters[i].sudog}, i)
		}
	}
}

// markQueue follows a queue through waiters that are known; each is in one queue, so a ring ends at the first one seen again.
func (r *waitReader) markQueue(sudog uint64, direction uint8) {
	for sudog != 0 {
		number, known := r.byQueue.find(objectKey{addr: sudog})
		if !known || r.waiters[number].seen {
			return
		}
		found := &r.waiters[number]
		found.seen = true
		if wait := &r.Waits[found.wait]; wait.Direction == WaitEither {
			wait.Direction = direction
		}
		sudog = found.next
	}
}
