// Command hashes checks uploaded parts with a group of goroutines made for each upload, which wait for more parts until
// they are told to quit; the upload does not tell them.
package main

import (
	"crypto/sha256"
	"sync"

	"example.com/workloads/harness"
)

type part struct {
	data []byte
	sum  [32]byte
	done *sync.WaitGroup
}

type hashers struct {
	parts chan *part
	quit  chan struct{}
}

func startHashers(n int) *hashers {
	h := &hashers{parts: make(chan *part), quit: make(chan struct{})}
	for ; n > 0; n-- {
		go func() {
			for {
				select { // leak 13
				case p := <-h.parts:
					p.sum = sha256.Sum256(p.data)
					p.done.Done()
				case <-h.quit:
					return
				}
			}
		}()
	}
	return h
}

func (h *hashers) shutdown() { close(h.quit) }

type upload struct{ parts []*part }

func newUpload(parts int) *upload {
	u := &upload{}
	for n := 0; n < parts; n++ {
		u.parts = append(u.parts, &part{data: make([]byte, 4096)})
	}
	return u
}

func (u *upload) verify(h *hashers) {
	var done sync.WaitGroup
	for _, p := range u.parts {
		p.done = &done
		done.Add(1)
		h.parts <- p
	}
	done.Wait()
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { newUpload(6).verify(startHashers(3)) },
		Fixed: func(int) {
			h := startHashers(3)
			defer h.shutdown()
			newUpload(6).verify(h)
		},
		Burst: 20,
	})
}
