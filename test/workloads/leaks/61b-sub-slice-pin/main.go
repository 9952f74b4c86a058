// A parser of uploads that keeps sixteen bytes of each as its id: a slice of the whole upload, which therefore stays.
// moments 6
package main

import (
	"bytes"
	"crypto/rand"
	"sync"
	"time"

	"example.com/workloads/harness"
)

const header = 16

type upload struct{ body []byte }

func receive() *upload {
	body := make([]byte, 32<<10) // leak-heap 61
	if _, err := rand.Read(body[:header]); err != nil {
		panic(err)
	}
	return &upload{body}
}

func (u *upload) id() []byte     { return u.body[:header] }
func (u *upload) copyID() []byte { return bytes.Clone(u.body[:header]) }

type registry struct {
	mu  sync.Mutex
	ids [][]byte
}

func (r *registry) note(id []byte) {
	r.mu.Lock()
	r.ids = append(r.ids, id)
	r.mu.Unlock()
}

var seen registry

func session(id func(*upload) []byte) {
	for i := 0; i < 50; i++ {
		seen.note(id(receive()))
		time.Sleep(100 * time.Millisecond)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { session((*upload).id) },
		Fixed:    func(int) { session((*upload).copyID) },
	})
}
