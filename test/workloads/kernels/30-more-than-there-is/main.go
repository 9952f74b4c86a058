// Command 30-more-than-there-is takes weights of a semaphore for uploads; a part that fails does not give its weight back.
package main

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/semaphore"

	"example.com/workloads/harness/bare"
)

type uploader struct {
	memory *semaphore.Weighted
}

func (u *uploader) put(part int, fixed bool) error {
	if err := u.memory.Acquire(context.Background(), 4); err != nil { // leak-site 30 golang.org/x/sync/semaphore.(*Weighted).Acquire
		return err
	}
	if part == 1 {
		if fixed {
			u.memory.Release(4)
		}
		return errors.New("checksum")
	}
	u.memory.Release(4)
	return nil
}

func main() {
	bare.Main(func(fixed bool) {
		u := &uploader{memory: semaphore.NewWeighted(6)}
		for part := 0; part < 4; part++ {
			go u.put(part, fixed)
			time.Sleep(time.Millisecond)
		}
	})
}
