// Command uploads takes files in chunks. A chunk with a wrong checksum returns without unlocking, and finishing the upload
// waits for the lock.
package main

import (
	"errors"
	"hash/crc32"
	"sync"

	"example.com/workloads/harness"
)

type upload struct {
	mu     sync.Mutex
	bytes  int
	failed int
}

var errChecksum = errors.New("checksum does not match")

func (u *upload) chunk(data []byte, sum uint32) error {
	u.mu.Lock()
	if crc32.ChecksumIEEE(data) != sum {
		u.failed++
		return errChecksum
	}
	u.bytes += len(data)
	u.mu.Unlock()
	return nil
}

func (u *upload) chunkDeferred(data []byte, sum uint32) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if crc32.ChecksumIEEE(data) != sum {
		u.failed++
		return errChecksum
	}
	u.bytes += len(data)
	return nil
}

func (u *upload) finish() int {
	u.mu.Lock() // leak 19
	defer u.mu.Unlock()
	return u.bytes
}

func receive(take func(u *upload, data []byte, sum uint32) error) func(int) {
	return func(int) {
		u := &upload{}
		good := []byte("first chunk")
		if take(u, good, crc32.ChecksumIEEE(good)) == nil {
			_ = take(u, []byte("second chunk"), 0)
		}
		_ = u.finish()
	}
}

func main() {
	harness.Main(harness.Program{Incident: receive((*upload).chunk), Fixed: receive((*upload).chunkDeferred)})
}
